internal import CTLS

/// Whom a client believes.
public enum TLSTrust: Sendable {
    /// The authorities of the operating system.
    case system
    /// Only the authorities in this PEM file.
    case file(path: String)
    /// Only the authorities in these PEM bytes.
    case pem([UInt8])
}

/// A version of TLS that may be spoken.
public enum TLSVersion: Int32, Comparable, Sendable {
    case tls12 = 0x0303
    case tls13 = 0x0304

    public static func < (a: TLSVersion, b: TLSVersion) -> Bool { a.rawValue < b.rawValue }
}

/// What the sessions of one side share: whom to believe or who to be, versions, ciphers.
///
/// A client always verifies the chain and the host name; there is no switch for that. Made at start
/// (it reads files); a session takes what it needs from it and does not keep it alive.
@safe
public struct TLSContext: ~Copyable {
    let raw: OpaquePointer

    /// A client's context.
    ///
    /// - Throws: `.trustUnreadable`, `.trustEmpty` or `.outOfMemory`.
    public init(
        trusting trust: TLSTrust, from lowest: TLSVersion = .tls12, to highest: TLSVersion = .tls13
    ) throws(TLSSetupError) {
        let made = try unsafe Self(TLS_client_method(), lowest, highest)
        let raw = unsafe made.raw
        unsafe ctls_prepare_client(raw)
        switch trust {
        case .system:
            guard unsafe SSL_CTX_set_default_verify_paths(raw) == 1 else { throw .outOfMemory }
        case .file(let path):
            guard unsafe SSL_CTX_load_verify_file(raw, path) == 1 else {
                throw .trustUnreadable(path: path)
            }
        case .pem(let bytes):
            try made.believe(bytes)
        }
        let offered: [UInt8] = [8] + Array("http/1.1".utf8)
        guard unsafe SSL_CTX_set_alpn_protos(raw, offered, UInt32(offered.count)) == 0 else {
            throw .outOfMemory
        }
        self = made
    }

    /// A server's context, with its certificate chain and key in PEM files.
    ///
    /// - Throws: `.chainUnreadable`, `.keyUnreadable`, `.keyMismatch` or `.outOfMemory`.
    public init(
        servingChain chainPath: String, key keyPath: String,
        from lowest: TLSVersion = .tls12, to highest: TLSVersion = .tls13
    ) throws(TLSSetupError) {
        let made = try unsafe Self(TLS_server_method(), lowest, highest)
        let raw = unsafe made.raw
        unsafe ctls_prepare_server(raw)
        guard unsafe SSL_CTX_use_certificate_chain_file(raw, chainPath) == 1 else {
            throw .chainUnreadable(path: chainPath)
        }
        guard unsafe SSL_CTX_use_PrivateKey_file(raw, keyPath, SSL_FILETYPE_PEM) == 1 else {
            let isForeign = ctls_reason() == X509_R_KEY_VALUES_MISMATCH
            throw isForeign ? .keyMismatch : .keyUnreadable(path: keyPath)
        }
        self = made
    }

    /// A server's context, with a certificate made in memory.
    public init(
        serving certificate: borrowing ServerCertificate,
        from lowest: TLSVersion = .tls12, to highest: TLSVersion = .tls13
    ) throws(TLSSetupError) {
        let made = try unsafe Self(TLS_server_method(), lowest, highest)
        let raw = unsafe made.raw
        unsafe ctls_prepare_server(raw)
        guard unsafe SSL_CTX_use_certificate(raw, certificate.certificate) == 1,
            unsafe SSL_CTX_use_PrivateKey(raw, certificate.key) == 1
        else { throw .keyMismatch }
        self = made
    }

    deinit { unsafe SSL_CTX_free(raw) }

    private init(
        _ method: OpaquePointer?, _ lowest: TLSVersion, _ highest: TLSVersion
    ) throws(TLSSetupError) {
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(method) else { throw .outOfMemory }
        // AES-128-GCM first: the same strength against any attacker we have, and fewer rounds.
        let modern = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
        let older = """
            ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:\
            ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:\
            ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
            """
        guard unsafe ctls_set_versions(context, lowest.rawValue, highest.rawValue) == 1,
            unsafe SSL_CTX_set_ciphersuites(context, modern) == 1,
            unsafe SSL_CTX_set_cipher_list(context, older) == 1
        else {
            unsafe SSL_CTX_free(context)
            throw .outOfMemory
        }
        unsafe ctls_set_modes(context)
        unsafe raw = unsafe context
    }

    /// Adds every certificate of `pem` to the store.
    private func believe(_ pem: [UInt8]) throws(TLSSetupError) {
        guard let bio = unsafe BIO_new_mem_buf(pem, Int32(pem.count)) else { throw .outOfMemory }
        defer { unsafe BIO_free(bio) }
        let store = unsafe SSL_CTX_get_cert_store(raw)
        var count = 0
        while let certificate = unsafe PEM_read_bio_X509(bio, nil, nil, nil) {
            defer { unsafe X509_free(certificate) }
            guard unsafe X509_STORE_add_cert(store, certificate) == 1 else { throw .outOfMemory }
            count += 1
        }
        ERR_clear_error()
        guard count > 0 else { throw .trustEmpty }
    }
}
