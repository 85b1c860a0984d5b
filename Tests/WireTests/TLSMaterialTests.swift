import Foundation
import Numbers
import Testing
import Wire

@Suite("TLS material")
struct TLSMaterialTests {
    @Test("chains, keys and authorities are read from files")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
        let maker = try CertificateMaker(name: "test authority", validity: thisYear)
        try maker.writePEM(to: path("ca.pem"))
        let one = try maker.issue(names: ["::1"], validity: thisYear)
        try one.writePEM(chain: path("one.pem"), key: path("one.key"))
        let two = try maker.issue(names: ["::1"], validity: thisYear)
        try two.writePEM(chain: path("two.pem"), key: path("two.key"))
        let clientSide = try TLSContext(trusting: .file(path: path("ca.pem")))
        let serverSide = try TLSContext(servingChain: path("one.pem"), key: path("one.key"))
        var pair = Pair(
            try TLSSession(client: clientSide, host: "::1", at: midYear),
            try TLSSession(server: serverSide))
        let (a, _) = pair.shake()
        #expect(a == .established)
        #expect(throws: TLSSetupError.keyMismatch) {
            _ = try TLSContext(servingChain: path("one.pem"), key: path("two.key"))
        }
        #expect(throws: TLSSetupError.keyUnreadable(path: path("one.pem"))) {
            _ = try TLSContext(servingChain: path("one.pem"), key: path("one.pem"))
        }
        #expect(throws: TLSSetupError.notWritable(path: path("no/ca.pem"))) {
            try maker.writePEM(to: path("no/ca.pem"))
        }
    }

    @Test("a certificate that vouches for itself is refused as such")
    func selfSigned() throws {
        let ours = try CertificateMaker(name: "ours", validity: thisYear)
        let theirs = try CertificateMaker(name: "theirs", validity: thisYear)
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("apus-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let chain = folder.appendingPathComponent("chain.pem")
        let key = folder.appendingPathComponent("key.pem")
        let issued = try theirs.issue(names: ["localhost"], validity: thisYear)
        try Data(issued.certificatePEM + theirs.pem).write(to: chain)
        try Data(issued.keyPEM).write(to: key)
        let clientSide = try TLSContext(trusting: .pem(ours.pem))
        let serverSide = try TLSContext(servingChain: chain.path, key: key.path)
        var pair = Pair(
            try TLSSession(client: clientSide, host: "localhost", at: midYear),
            try TLSSession(server: serverSide))
        let (a, _) = pair.shake()
        #expect(a == .failed(.certificate(.selfSigned)))
        let text = pair.client.explanation(of: .certificate(.selfSigned))
        #expect(text.contains("theirs"))
    }

    @Test("a server's flight cut at any byte is truncated, never a crash")
    func cutFlight() throws {
        var pair = try TLSTests.pair()
        _ = pair.client.handshake()
        _ = drain(&pair.client, &pair.server, 4_096)
        _ = pair.server.handshake()
        var flight = [UInt8](repeating: 0, count: 8_192)
        let count = flight.withUnsafeMutableBytes { pair.server.takeCiphertext(into: $0) }
        #expect(count > 200)
        let clientSide = try TLSContext(trusting: .system)
        for cut in 0..<count {
            var client = try TLSSession(client: clientSide, host: "localhost", at: midYear)
            _ = client.handshake()
            flight[..<cut].withUnsafeBytes { client.receive($0) }
            client.receiveEnd()
            let step = client.handshake()
            guard case .failed = step else {
                Issue.record("\(cut): \(step)")
                return
            }
        }
    }
}
