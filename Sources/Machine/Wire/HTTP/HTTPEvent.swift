/// What came on one side of an HTTP connection. A view holds until the next question.
@safe
public enum HTTPEvent<Head: Sendable> {
    case needsMore
    case head(Head)
    /// A piece of the body, 1 byte or more.
    case body(UnsafeRawBufferPointer)
    case end(trailers: HTTPFields)
    /// The peer closed between messages.
    case closed
    /// The peer broke the rules: a server answers with `status` and closes, to a client the
    /// connection is of no further use. Told each time from now on.
    case failed(HTTPFault)
}

/// On a server's side.
public typealias RequestEvent = HTTPEvent<RequestHead>
/// On a client's side.
public typealias ResponseEvent = HTTPEvent<ResponseHead>
