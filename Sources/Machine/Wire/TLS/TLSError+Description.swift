internal import Numbers

extension TLSError: CustomStringConvertible {
    /// The sentence for a person. `TLSSession.explanation(of:)` says more where it can.
    public var description: String {
        switch self {
        case .certificate(let fault): "the peer's certificate was refused: \(fault)"
        case .alert(let code):
            "the peer refused the session: TLS alert \(code) (\(alertName(code)))"
        case .truncated: "the TLS stream ended without a close notification (cut short)"
        case .wrongApplicationProtocol: "the peer chose an application protocol other than http/1.1"
        case .malformed(let reason): "what the peer sent is not valid TLS (libssl reason \(reason))"
        case .outOfMemory: "libssl has no memory for the session"
        }
    }
}

extension CertificateFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongHostName: "it is for another host name"
        case .expired: "it has expired"
        case .notYetValid: "it is not valid yet"
        case .unknownIssuer: "no trusted authority issued it"
        case .selfSigned: "it is self-signed and not trusted"
        case .revoked: "it was revoked"
        case .other(let code): "verification error \(code)"
        }
    }
}

extension TLSSetupError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .outOfMemory: "libssl has no memory"
        case .trustUnreadable(let path): "no trusted certificates can be read from \(path)"
        case .trustEmpty: "the trusted certificates given hold no certificate"
        case .chainUnreadable(let path): "no certificate chain (PEM) can be read from \(path)"
        case .keyUnreadable(let path): "no private key (PEM) can be read from \(path)"
        case .keyMismatch: "the private key does not belong to the certificate"
        case .badName(let name): "\"\(name)\" cannot be used as a host name"
        case .notWritable(let path): "\(path) cannot be written"
        case .cannotIssue: "libssl refused to make a key or certificate"
        }
    }
}

/// RFC 8446 §6: the alerts that a client meets.
private func alertName(_ code: UInt8) -> String {
    switch code {
    case 10: "unexpected message"
    case 20: "bad record"
    case 22: "record overflow"
    case 40: "handshake failure"
    case 42: "bad certificate"
    case 43: "unsupported certificate"
    case 44: "certificate revoked"
    case 45: "certificate expired"
    case 46: "certificate unknown"
    case 47: "illegal parameter"
    case 48: "unknown certificate authority"
    case 49: "access denied"
    case 50: "decode error"
    case 51: "decrypt error"
    case 70: "protocol version"
    case 71: "insufficient security"
    case 80: "internal error"
    case 112: "unrecognised name"
    case 116: "certificate required"
    case 120: "no application protocol"
    default: "unnamed"
    }
}

/// A moment as `2026-01-31 12:00:00 UTC`, by the days-from-civil rule of the Gregorian calendar.
func calendarText(_ moment: WallTime) -> String {
    let seconds = moment.nanosecondsSince1970 / 1_000_000_000
    let days = Int(seconds / 86_400) + 719_468
    let second = Int(seconds % 86_400)
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let civil = year + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(civil)-\(padded(month))-\(padded(day))"
    let clock = [second / 3_600, second / 60 % 60, second % 60].map(padded)
    return "\(date) \(clock.joined(separator: ":")) UTC"
}

private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
