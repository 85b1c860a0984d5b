import Foundation
import Testing

/// An authority and a certificate that it signed, made with the `openssl` command: nothing of ours.
struct Certificates {
    let authority: String
    let chain: String
    let key: String

    /// - Parameter days: from two days ago (by `-not_before`) when negative: it is over already.
    init(in scratch: Scratch, names: String, days: Int) throws {
        authority = scratch.unique("authority.pem")
        chain = scratch.unique("chain.pem")
        key = scratch.unique("key.pem")
        let authorityKey = scratch.unique("authority.key")
        let request = scratch.unique("request.pem")
        let extensions = scratch.unique("extensions")
        try "subjectAltName=DNS:\(names)\nextendedKeyUsage=serverAuth\n".write(
            toFile: extensions, atomically: true, encoding: .utf8)
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try Certificates.openssl(
            ["req", "-x509"] + curve + [
                "-keyout", authorityKey, "-out", authority, "-subj", "/CN=authority of a test",
                "-days", "10",
            ])
        try Certificates.openssl(
            ["req"] + curve + ["-keyout", key, "-out", request, "-subj", "/CN=\(names)"])
        try Certificates.openssl(
            [
                "x509", "-req", "-in", request, "-CA", authority, "-CAkey", authorityKey,
                "-set_serial", "7", "-extfile", extensions, "-out", chain, "-days", "\(days)",
            ])
    }

    private static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl \(arguments)")
    }
}
