internal import CTLS
public import Numbers

/// From when until when a certificate is valid; both ends belong to it.
public struct Validity: Sendable {
    public let from: WallTime
    public let until: WallTime

    public init(from: WallTime, until: WallTime) {
        self.from = from
        self.until = until
    }
}

/// A throw-away authority that makes server certificates for simulators and tests (ECDSA P-256).
/// Its key exists only in this value, so what trusts it trusts nothing that outlives it.
@safe
public struct CertificateMaker: ~Copyable {
    private let certificate: OpaquePointer
    private let key: OpaquePointer

    /// - Parameter name: the authority's common name, 64 bytes or fewer.
    /// - Throws: `.cannotIssue`.
    public init(name: String, validity: Validity) throws(TLSSetupError) {
        guard let key = unsafe ctls_make_key() else { throw .cannotIssue }
        guard let certificate = unsafe X509_new() else {
            unsafe EVP_PKEY_free(key)
            throw .outOfMemory
        }
        let made = unsafe Self(owning: certificate, key: key)
        guard unsafe fill(certificate, subject: name, validity, key: key),
            unsafe ctls_set_common_name(X509_get_issuer_name(certificate), name) == 1,
            unsafe ctls_add_extension(
                certificate, certificate, NID_basic_constraints, "critical,CA:TRUE") == 1,
            unsafe ctls_add_extension(
                certificate, certificate, NID_key_usage, "critical,keyCertSign,cRLSign") == 1,
            unsafe ctls_add_extension(
                certificate, certificate, NID_subject_key_identifier, "hash") == 1,
            unsafe X509_sign(certificate, key, EVP_sha256()) > 0
        else { throw .cannotIssue }
        self = made
    }

    private init(owning certificate: OpaquePointer, key: OpaquePointer) {
        unsafe self.certificate = unsafe certificate
        unsafe self.key = unsafe key
    }

    deinit {
        unsafe X509_free(certificate)
        unsafe EVP_PKEY_free(key)
    }

    /// A server certificate for `names`, host names and IP addresses alike.
    ///
    /// - Throws: `.badName` for an empty name or one with a NUL; `.cannotIssue`.
    public func issue(
        names: [String], validity: Validity
    ) throws(TLSSetupError) -> ServerCertificate {
        guard let first = names.first else { throw .badName("") }
        for name in names where name.isEmpty || name.utf8.contains(0) { throw .badName(name) }
        guard let key = unsafe ctls_make_key() else { throw .cannotIssue }
        guard let made = unsafe X509_new() else {
            unsafe EVP_PKEY_free(key)
            throw .outOfMemory
        }
        let issued = unsafe ServerCertificate(owning: made, key: key)
        guard unsafe fill(made, subject: String(first.prefix(64)), validity, key: key),
            unsafe X509_set_issuer_name(made, X509_get_subject_name(certificate)) == 1,
            unsafe add(names, to: made),
            unsafe ctls_add_extension(
                made, certificate, NID_basic_constraints, "critical,CA:FALSE") == 1,
            unsafe ctls_add_extension(
                made, certificate, NID_key_usage, "critical,digitalSignature") == 1,
            unsafe ctls_add_extension(made, certificate, NID_ext_key_usage, "serverAuth") == 1,
            unsafe X509_sign(made, self.key, EVP_sha256()) > 0
        else { throw .cannotIssue }
        return issued
    }

    /// The authority's certificate as PEM, for `TLSTrust.pem`.
    public var pem: [UInt8] { unsafe pemBytes { unsafe PEM_write_bio_X509($0, certificate) } }

    /// Writes the authority's certificate as a PEM file, for `TLSTrust.file` and other programs.
    public func writePEM(to path: String) throws(TLSSetupError) {
        try unsafe writeFile(path) { unsafe PEM_write_bio_X509($0, certificate) }
    }
}

/// A server's certificate and key, in memory.
@safe
public struct ServerCertificate: ~Copyable {
    let certificate: OpaquePointer
    let key: OpaquePointer

    @unsafe init(owning certificate: OpaquePointer, key: OpaquePointer) {
        unsafe self.certificate = unsafe certificate
        unsafe self.key = unsafe key
    }

    deinit {
        unsafe X509_free(certificate)
        unsafe EVP_PKEY_free(key)
    }

    public var certificatePEM: [UInt8] {
        unsafe pemBytes { unsafe PEM_write_bio_X509($0, certificate) }
    }

    public var keyPEM: [UInt8] {
        unsafe pemBytes { unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    /// Writes both as PEM files, for other programs (nginx, Python).
    public func writePEM(chain: String, key keyPath: String) throws(TLSSetupError) {
        try unsafe writeFile(chain) { unsafe PEM_write_bio_X509($0, certificate) }
        try unsafe writeFile(keyPath) {
            unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil)
        }
    }
}

/// What every certificate has: version 3, a random serial, subject, dates and key.
@unsafe
private func fill(
    _ certificate: OpaquePointer, subject: String, _ validity: Validity, key: OpaquePointer
) -> Bool {
    var serial: UInt64 = 0
    guard unsafe RAND_bytes(&serial, 8) == 1 else { return false }
    let from = Int(validity.from.nanosecondsSince1970 / 1_000_000_000)
    let until = Int(validity.until.nanosecondsSince1970 / 1_000_000_000)
    return unsafe X509_set_version(certificate, 2) == 1
        && ctls_set_serial(certificate, serial >> 1 | 1) == 1
        && ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nil
        && ASN1_TIME_set(X509_getm_notAfter(certificate), until) != nil
        && ctls_set_common_name(X509_get_subject_name(certificate), subject) == 1
        && X509_set_pubkey(certificate, key) == 1
}

@unsafe
private func add(_ names: [String], to certificate: OpaquePointer) -> Bool {
    guard let list = unsafe GENERAL_NAMES_new() else { return false }
    defer { unsafe GENERAL_NAMES_free(list) }
    for name in names where unsafe ctls_add_name(list, name) != 1 { return false }
    return unsafe ctls_set_names(certificate, list) == 1
}

@unsafe
private func pemBytes(_ write: (OpaquePointer) -> Int32) -> [UInt8] {
    guard let bio = unsafe BIO_new(BIO_s_mem()) else { return [] }
    defer { unsafe BIO_free(bio) }
    guard unsafe write(bio) == 1 else { return [] }
    var bytes = [UInt8](repeating: 0, count: unsafe BIO_ctrl_pending(bio))
    let count = unsafe ctls_bio_read(bio, &bytes, bytes.count)
    return Array(bytes[..<count])
}

@unsafe
private func writeFile(
    _ path: String, _ write: (OpaquePointer) -> Int32
) throws(TLSSetupError) {
    guard let bio = unsafe BIO_new_file(path, "w") else { throw .notWritable(path: path) }
    let written = unsafe write(bio)
    let closed = unsafe BIO_free(bio)
    guard written == 1, closed == 1 else { throw .notWritable(path: path) }
}
