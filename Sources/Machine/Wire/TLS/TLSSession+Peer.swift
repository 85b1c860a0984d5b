internal import CTLS
public import Numbers

/// What a peer's certificate says, for a person.
public struct PeerCertificate: Sendable {
    /// Host names and addresses it is for; at most 100 of them.
    public let names: [String]
    public let subject: String
    public let issuer: String
    public let validFrom: WallTime
    public let validUntil: WallTime
}

extension TLSSession {
    /// The version agreed on; nil before the handshake is done.
    public var version: TLSVersion? {
        guard unsafe SSL_is_init_finished(raw) == 1 else { return nil }
        return TLSVersion(rawValue: unsafe SSL_version(raw))
    }

    /// The cipher suite agreed on, by its standard name; nil before the handshake is done.
    public var cipher: String? {
        guard let cipher = unsafe SSL_get_current_cipher(raw),
            let name = unsafe SSL_CIPHER_standard_name(cipher)
        else { return nil }
        return unsafe String(cString: name)
    }

    /// The protocol agreed on by ALPN (RFC 7301); nil when the peer named none.
    public var applicationProtocol: String? {
        var name: UnsafePointer<UInt8>?
        let count = unsafe ctls_protocol(raw, &name)
        guard let start = unsafe name, count > 0 else { return nil }
        let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(count))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the handshake was shortened by a ticket.
    public var isResumed: Bool { unsafe SSL_session_reused(raw) == 1 }

    /// The certificate that was refused or, when none was, the one the peer showed.
    public var peerCertificate: PeerCertificate? {
        if let refused = unsafe ctls_refused_certificate(raw) {
            return unsafe PeerCertificate(reading: refused)
        }
        guard let shown = unsafe SSL_get0_peer_certificate(raw) else { return nil }
        return unsafe PeerCertificate(reading: shown)
    }

    /// A ticket that the server has sent since the last call, newest first; nil when there is none.
    /// TLS 1.3 sends them after the handshake: ask when data has been read, or at the end.
    public mutating func takeTicket() -> TLSTicket? {
        guard let ticket = unsafe ctls_take_ticket(raw) else { return nil }
        return unsafe TLSTicket(owning: ticket)
    }

    /// The sentence for a person, with what the certificate says where it is at fault.
    public func explanation(of error: TLSError) -> String {
        guard case .certificate(let fault) = error, let shown = peerCertificate else {
            return error.description
        }
        let detail =
            switch fault {
            case .wrongHostName:
                shown.names.isEmpty
                    ? "it names no host" : "it is for \(shown.names.joined(separator: ", "))"
            case .expired: "it expired on \(calendarText(shown.validUntil))"
            case .notYetValid: "it is valid only from \(calendarText(shown.validFrom))"
            case .unknownIssuer: "no trusted authority issued it; its issuer is \(shown.issuer)"
            case .selfSigned: "\(shown.subject) is self-signed and not trusted"
            case .revoked, .other: fault.description
            }
        return "the peer's certificate was refused: \(detail)"
    }
}

extension PeerCertificate {
    @unsafe fileprivate init(reading certificate: OpaquePointer) {
        var names: [String] = []
        var text = [CChar](repeating: 0, count: 256)
        for index in 0..<100 {
            let count = unsafe ctls_name_at(certificate, Int32(index), &text, 256)
            if count < 0 { break }
            guard count > 0 else { continue }
            let bytes = text[..<Int(count)].map { UInt8(bitPattern: $0) }
            names.append(String(decoding: bytes, as: UTF8.self))
        }
        self.names = names
        subject = unsafe Self.text(of: X509_get_subject_name(certificate))
        issuer = unsafe Self.text(of: X509_get_issuer_name(certificate))
        validFrom = unsafe Self.moment(ctls_not_before(certificate))
        validUntil = unsafe Self.moment(ctls_not_after(certificate))
    }

    @unsafe private static func text(of name: OpaquePointer?) -> String {
        var text = [CChar](repeating: 0, count: 256)
        guard unsafe X509_NAME_oneline(name, &text, 256) != nil else { return "" }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func moment(_ seconds: Int64) -> WallTime {
        let bounded = UInt64(clamping: seconds)
        let (count, overflow) = bounded.multipliedReportingOverflow(by: 1_000_000_000)
        return WallTime(nanosecondsSince1970: overflow ? .max : count)
    }
}
