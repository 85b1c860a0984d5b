/// Why a TLS session ended other than by agreement.
public enum TLSError: Error, Equatable, BitwiseCopyable, Sendable {
    /// The peer's certificate does not prove that it is who we meant to reach.
    case certificate(CertificateFault)
    /// The peer gave up and said why (RFC 8446 §6); 42…51 are about our certificate or our trust.
    case alert(UInt8)
    /// The stream ended without a close notification: what came may be cut short.
    case truncated
    /// The peer chose an application protocol other than `http/1.1`.
    case wrongApplicationProtocol
    /// What came is not TLS, or breaks its rules; `reason` is libssl's number.
    case malformed(reason: Int32)
    /// libssl has no memory left for this session.
    case outOfMemory
}

/// What is wrong with a peer's certificate.
public enum CertificateFault: Equatable, BitwiseCopyable, Sendable {
    case wrongHostName
    case expired
    case notYetValid
    /// No trusted authority issued it.
    case unknownIssuer
    /// It, or the top of its chain, is its own issuer and is not trusted.
    case selfSigned
    case revoked
    /// Another rule of RFC 5280; `code` is libssl's verification number.
    case other(code: Int32)
}

/// Why a TLS context, a certificate or a session cannot be made: our side's material is at fault.
public enum TLSSetupError: Error, Equatable, Sendable {
    case outOfMemory
    /// The trusted authorities cannot be read from this file.
    case trustUnreadable(path: String)
    /// The bytes given as trusted authorities hold no certificate.
    case trustEmpty
    case chainUnreadable(path: String)
    case keyUnreadable(path: String)
    /// The private key does not belong to the certificate.
    case keyMismatch
    /// A host name or certificate name that cannot be used, e.g. empty or with a NUL.
    case badName(String)
    case notWritable(path: String)
    /// libssl refused to build a certificate or key.
    case cannotIssue
}
