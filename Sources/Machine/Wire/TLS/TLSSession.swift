internal import CTLS
public import Numbers

/// How far the handshake is.
public enum TLSProgress: Equatable, BitwiseCopyable, Sendable {
    case wantsMore
    case established
    case failed(TLSError)
}

/// What one read came to.
public enum TLSRead: Equatable, BitwiseCopyable, Sendable {
    /// So many plaintext bytes were put into the buffer.
    case bytes(Int)
    /// Nothing until more ciphertext is received.
    case wantsMore
    /// The peer closed by agreement: nothing more will come, and nothing is missing.
    case closed
    case failed(TLSError)
}

/// What one write came to.
public enum TLSWrite: Equatable, BitwiseCopyable, Sendable {
    /// So many bytes, perhaps fewer than given, became ciphertext.
    case accepted(Int)
    /// The handshake is not done yet: nothing was taken.
    case wantsMore
    case failed(TLSError)
}

/// One TLS connection as a machine between two memories: ciphertext in and out on one side,
/// plaintext on the other.
///
/// After each `receive` the caller reads until `.wantsMore`, and after any call at all it fetches
/// with `takeCiphertext` what waits to be sent: reading may produce bytes as well (key updates).
/// A failed session stays failed; its alert for the peer still waits to be fetched.
@safe
public struct TLSSession: ~Copyable {
    // No field has a default value: with one, Swift 6.3.1 destroys a half-made `self` before
    // `self = made` in the initialisers below, and with it a session that is not there.
    let raw: OpaquePointer
    private let inbound: OpaquePointer
    private let outbound: OpaquePointer
    private var isEstablished: Bool
    private var hasEnded: Bool
    private var failure: Optional<TLSError>

    /// A client's session with `host`, a name or an IP literal without brackets. A name is sent to
    /// the server (SNI) and looked for in its certificate; an address is only looked for.
    ///
    /// - Parameter now: the moment at which certificates have to be valid.
    /// - Parameter ticket: of an earlier session with the same host, port and context.
    /// - Throws: `.badName` or `.outOfMemory`.
    public init(
        client context: borrowing TLSContext, host: String, at now: WallTime,
        resuming ticket: consuming TLSTicket? = nil
    ) throws(TLSSetupError) {
        let made = try Self(over: context)
        let raw = unsafe made.raw
        guard !host.isEmpty, host.utf8.count <= 253, !host.utf8.contains(0) else {
            throw .badName(host)
        }
        let rules = unsafe SSL_get0_param(raw)
        let seconds = now.nanosecondsSince1970 / 1_000_000_000
        unsafe X509_VERIFY_PARAM_set_time(rules, Int(clamping: seconds))
        unsafe X509_VERIFY_PARAM_set_hostflags(
            rules,
            UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
        if unsafe X509_VERIFY_PARAM_set1_ip_asc(rules, host) != 1 {
            guard unsafe X509_VERIFY_PARAM_set1_host(rules, host, 0) == 1,
                unsafe ctls_set_server_name(raw, host) == 1
            else { throw .badName(host) }
        }
        if let ticket { unsafe SSL_set_session(raw, ticket.raw) }
        unsafe SSL_set_connect_state(raw)
        self = made
    }

    /// A server's session.
    public init(server context: borrowing TLSContext) throws(TLSSetupError) {
        let made = try Self(over: context)
        unsafe SSL_set_accept_state(made.raw)
        self = made
    }

    private init(over context: borrowing TLSContext) throws(TLSSetupError) {
        guard let raw = unsafe SSL_new(context.raw) else { throw .outOfMemory }
        guard let inbound = unsafe BIO_new(BIO_s_mem()), let outbound = unsafe BIO_new(BIO_s_mem()),
            unsafe ctls_prepare_session(raw) == 1
        else {
            unsafe SSL_free(raw)
            throw .outOfMemory
        }
        unsafe SSL_set_bio(raw, inbound, outbound)
        unsafe self.raw = unsafe raw
        unsafe self.inbound = unsafe inbound
        unsafe self.outbound = unsafe outbound
        isEstablished = false
        hasEnded = false
        failure = .none
    }

    deinit {
        // A session freed in the middle of a conversation would spoil the tickets it gave out, and
        // it is after a broken connection that they are wanted.
        unsafe SSL_set_shutdown(raw, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        unsafe SSL_free(raw)
    }

    /// Takes what came from the peer.
    @_noLocks
    public mutating func receive(_ ciphertext: UnsafeRawBufferPointer) {
        guard let first = ciphertext.baseAddress, ciphertext.count > 0 else { return }
        if unsafe ctls_bio_write(inbound, first, ciphertext.count) != 1 { failure = .outOfMemory }
    }

    /// The peer's stream ended. What was received may still be read.
    @_noLocks
    public mutating func receiveEnd() { hasEnded = true }

    /// Goes on with the handshake as far as the bytes allow.
    @_noLocks
    public mutating func handshake() -> TLSProgress {
        if let failure { return .failed(failure) }
        if isEstablished { return .established }
        let code = unsafe ctls_handshake(raw)
        guard code == SSL_ERROR_NONE else {
            guard code == SSL_ERROR_WANT_READ, !hasEnded else { return .failed(fail(code)) }
            return .wantsMore
        }
        guard unsafe ctls_protocol_fits(raw) == 1 else {
            failure = .wrongApplicationProtocol
            return .failed(.wrongApplicationProtocol)
        }
        isEstablished = true
        return .established
    }

    /// Decrypts into `buffer`, which holds at least one byte; goes on with the handshake first
    /// where it is not done.
    @_noLocks
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> TLSRead {
        switch handshake() {
        case .wantsMore: return .wantsMore
        case .failed(let error): return .failed(error)
        case .established: break
        }
        guard let first = buffer.baseAddress, buffer.count > 0 else { return .wantsMore }
        var count = 0
        let code = unsafe ctls_read(raw, first, buffer.count, &count)
        switch code {
        case SSL_ERROR_NONE: return .bytes(count)
        case SSL_ERROR_ZERO_RETURN: return .closed
        case SSL_ERROR_WANT_READ where !hasEnded: return .wantsMore
        default: return .failed(fail(code))
        }
    }

    /// Whether a read has a chance: false when all that was received is read and nothing else is
    /// to be told. Asking costs a fraction of a read that finds nothing.
    public var mayRead: Bool {
        @_noLocks get {
            if hasEnded || !isEstablished { return true }
            if case .some = failure { return true }
            return unsafe ctls_holds(raw, inbound) == 1
        }
    }

    /// Encrypts `plaintext` for the peer.
    @_noLocks
    public mutating func write(_ plaintext: UnsafeRawBufferPointer) -> TLSWrite {
        switch handshake() {
        case .wantsMore: return .wantsMore
        case .failed(let error): return .failed(error)
        case .established: break
        }
        guard let first = plaintext.baseAddress, plaintext.count > 0 else { return .accepted(0) }
        var count = 0
        let code = unsafe ctls_write(raw, first, plaintext.count, &count)
        switch code {
        case SSL_ERROR_NONE: return .accepted(count)
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wantsMore
        default: return .failed(fail(code))
        }
    }

    /// Says goodbye: the close notification waits to be fetched, and nothing can be written after.
    @_noLocks
    public mutating func close() {
        guard isEstablished, case .none = failure else { return }
        _ = unsafe ctls_close(raw)
    }

    /// Moves bytes that wait to be sent into `buffer`; how many, 0 when none wait.
    @_noLocks
    public mutating func takeCiphertext(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let first = buffer.baseAddress, buffer.count > 0 else { return 0 }
        return unsafe ctls_bio_read(outbound, first, buffer.count)
    }

    /// Turns libssl's answer into the reason, and keeps it.
    @_noLocks
    private mutating func fail(_ code: Int32) -> TLSError {
        let error = reason(of: code)
        failure = error
        return error
    }

    @_noLocks
    private func reason(of code: Int32) -> TLSError {
        guard code == SSL_ERROR_SSL else { return .truncated }
        let reason = ctls_reason()
        if reason == SSL_R_CERTIFICATE_VERIFY_FAILED {
            return .certificate(CertificateFault(unsafe ctls_verify_result(raw)))
        }
        // libssl numbers a received alert as 1000 plus the alert.
        if reason > 1_000, reason < 1_256 {
            return .alert(UInt8(truncatingIfNeeded: reason - 1_000))
        }
        return .malformed(reason: reason)
    }
}

extension CertificateFault {
    /// From libssl's verification result.
    @_noLocks
    init(_ result: Int) {
        switch Int32(truncatingIfNeeded: result) {
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: self = .wrongHostName
        case X509_V_ERR_CERT_HAS_EXPIRED: self = .expired
        case X509_V_ERR_CERT_NOT_YET_VALID: self = .notYetValid
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_CERT_UNTRUSTED:
            self = .unknownIssuer
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            self = .selfSigned
        case X509_V_ERR_CERT_REVOKED: self = .revoked
        case let code: self = .other(code: code)
        }
    }
}
