extension FrameFault: CustomStringConvertible {
    /// The sentence for a person.
    public var description: String {
        switch self {
        case .reservedBit: "a frame has a reserved bit set"
        case .reservedOpcode: "a frame has a reserved opcode"
        case .wrongMasking: "a frame is masked the wrong way round"
        case .fragmentedControl: "a control frame is fragmented"
        case .longControl: "a control frame is longer than 125 bytes"
        case .wrongLength: "a frame's length is not in its shortest form"
        case .strayContinuation: "a fragment came that continues no message"
        case .interleaved: "a message began inside another one"
        case .tooBig: "a message is larger than the limit"
        case .invalidText: "a text is not UTF-8"
        case .invalidClose: "a close frame is malformed or has a forbidden code"
        case .outgoingFull: "the peer does not take what waits to be sent"
        }
    }
}

extension WebSocketClose: CustomStringConvertible {
    public var description: String {
        isClean ? "closed with code \(code)" : "the stream ended without a close frame"
    }
}

extension UpgradeRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notHTTP(let fault): "the request is not HTTP: \(fault)"
        case .wrongMethod: "the request's method is not GET"
        case .noUpgrade: "the request does not ask for a websocket"
        case .wrongVersion: "the request's WebSocket version is not 13"
        case .badKey: "the request's Sec-WebSocket-Key is not 16 bytes in base64"
        }
    }
}
