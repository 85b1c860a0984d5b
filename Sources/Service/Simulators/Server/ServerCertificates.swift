import Numbers
import Reactor
import Wire

/// The certificates that the simulators show: one that clients can trust, by an authority made at
/// start, and one by an authority that nobody knows.
struct ServerCertificates {
    let trusted: ServerSecurity
    let unknown: ServerSecurity
    /// The authority that signed the first one.
    let authority: [UInt8]

    /// - Parameter authorityFile: where the authority is written; empty: nowhere.
    init(at wall: WallTime, authorityFile: String) throws(TLSSetupError) {
        let day: UInt64 = 86_400_000_000_000
        let now = wall.nanosecondsSince1970
        let validity = Validity(
            from: WallTime(nanosecondsSince1970: now - min(now, day)),
            until: WallTime(nanosecondsSince1970: now + 30 * day))
        let maker = try CertificateMaker(name: "Apus simulators", validity: validity)
        let stranger = try CertificateMaker(name: "Nobody", validity: validity)
        trusted = try ServerCertificates.security(by: maker, validity)
        unknown = try ServerCertificates.security(by: stranger, validity)
        authority = maker.pem
        if !authorityFile.isEmpty { try maker.writePEM(to: authorityFile) }
    }

    private static func security(
        by maker: borrowing CertificateMaker, _ validity: Validity
    ) throws(TLSSetupError) -> ServerSecurity {
        let certificate = try maker.issue(
            names: ["localhost", "127.0.0.1", "::1"], validity: validity)
        return ServerSecurity(try TLSContext(serving: certificate))
    }
}
