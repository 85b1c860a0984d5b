import Foundation
import Glibc
import Testing

/// PyPI `websockets` as the other end of `apus ws echo`.
private enum Examiner {
    static func start(_ arguments: [String], in scratch: Scratch) async throws -> (Child, Int) {
        let file = Program.package.appendingPathComponent("Tests/Reference/examiner.py").path
        let python = try Child("python3", [file] + arguments, in: scratch)
        let port = try await until("a port", within: 20, telling: { python.errors }) {
            python.output.firstMatch(of: /^(\d+)\n/).flatMap { Int($0.1) }
        }
        return (python, port)
    }

    static let hasWebSockets: Bool = {
        guard let scratch = try? Scratch(),
            let python = try? Child("python3", ["-c", "import websockets"], in: scratch)
        else { return false }
        for _ in 0..<1_000 where python.hasEnded() == nil { usleep(10_000) }
        return python.hasEnded() == 0
    }()
}

extension ProgramTests {
    @Suite("The echo client", .enabled(if: Examiner.hasWebSockets, "needs Python's websockets"))
    struct EchoTests {
        let scratch: Scratch

        init() throws { scratch = try Scratch() }

        private func examined(
            _ url: String, _ python: Child, authority: String? = nil
        ) async throws {
            let ended = try await Program.run(
                ["ws", "echo", url] + (authority.map { ["--ca", $0] } ?? []), in: scratch)
            #expect(ended.status == 0, "\(ended.errors)")
            #expect(try await python.end() == 0, "\(python.errors)")
            #expect(python.output.hasSuffix("\nright\n"), "\(python.output)")
            #expect(ended.output.hasPrefix("5 messages, 3072037 bytes"), "\(ended.output)")
            #expect(ended.output.contains("1001"), "\(ended.output)")
        }

        @Test("gives back text, binary, fragments, answers pings and closes: plain")
        func plain() async throws {
            let (python, port) = try await Examiner.start([], in: scratch)
            try await examined("ws://localhost:\(port)/", python)
        }

        @Test("gives back text, binary, fragments, answers pings and closes: over TLS")
        func secure() async throws {
            let certificates = try Certificates(in: scratch, names: "localhost", days: 10)
            let (python, port) = try await Examiner.start(
                [certificates.chain, certificates.key], in: scratch)
            try await examined(
                "wss://localhost:\(port)/", python, authority: certificates.authority)
        }

        static let nginx = "/usr/sbin/nginx"

        @Test(
            "gives back text, binary, fragments, answers pings and closes: behind nginx",
            .enabled(if: FileManager.default.isExecutableFile(atPath: nginx), "needs nginx"))
        func proxied() async throws {
            let certificates = try Certificates(in: scratch, names: "localhost", days: 10)
            let (python, behind) = try await Examiner.start([], in: scratch)
            let (proxy, port) = try await proxy(certificates, before: behind)
            defer { proxy.killNow() }
            try await examined(
                "wss://localhost:\(port)/", python, authority: certificates.authority)
        }

        /// nginx as a TLS proxy, on a port that was free a moment ago.
        private func proxy(
            _ certificates: Certificates, before behind: Int
        ) async throws -> (Child, Int) {
            let port = try #require(Ports.free())
            let file = try scratch.file(
                "nginx.conf",
                """
                daemon off; master_process off; pid \(scratch.path)/pid;
                error_log \(scratch.path)/error.log;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path \(scratch.path)/a; proxy_temp_path \(scratch.path)/b;
                  fastcgi_temp_path \(scratch.path)/c; uwsgi_temp_path \(scratch.path)/d;
                  scgi_temp_path \(scratch.path)/e;
                  server {
                    listen 127.0.0.1:\(port) ssl;
                    ssl_certificate \(certificates.chain);
                    ssl_certificate_key \(certificates.key);
                    location / {
                      proxy_pass http://127.0.0.1:\(behind); proxy_http_version 1.1;
                      proxy_set_header Upgrade $http_upgrade;
                      proxy_set_header Connection upgrade;
                    }
                  }
                }
                """)
            let proxy = try Child(
                EchoTests.nginx, ["-c", file, "-e", "\(scratch.path)/error.log"], in: scratch)
            try await until("nginx listens", within: 10, telling: { proxy.errors }) {
                Ports.isOpen(port) ? () : nil
            }
            return (proxy, port)
        }

        /// What is printed when the server's certificate is not good.
        private func refusal(names: String, days: Int, isTrusted: Bool) async throws -> String {
            let certificates = try Certificates(in: scratch, names: names, days: days)
            let other = try Certificates(in: scratch, names: names, days: 10)
            let (python, port) = try await Examiner.start(
                [certificates.chain, certificates.key], in: scratch)
            defer { python.killNow() }
            let ended = try await Program.run(
                [
                    "ws", "echo", "wss://localhost:\(port)/", "--ca",
                    isTrusted ? certificates.authority : other.authority,
                ], in: scratch)
            #expect(ended.status == 3)
            #expect(ended.errors.hasPrefix("wss://localhost:\(port)/: "), "\(ended.errors)")
            return ended.errors
        }

        @Test("a certificate for another host is refused, and both names are told")
        func wrongHost() async throws {
            let words = try await refusal(names: "example.org", days: 10, isTrusted: true)
            #expect(words.contains("example.org") && words.contains("localhost"), "\(words)")
        }

        @Test("an expired certificate is refused as that")
        func expired() async throws {
            let words = try await refusal(names: "localhost", days: -1, isTrusted: true)
            #expect(words.contains("expired"), "\(words)")
        }

        @Test("a certificate of an authority that nobody trusts is refused as that")
        func untrusted() async throws {
            let words = try await refusal(names: "localhost", days: 10, isTrusted: false)
            #expect(words.contains("trusted"), "\(words)")
        }

        @Test("a server that is not there, and an address that is none, are told")
        func nobody() async throws {
            let none = try await Program.run(["ws", "echo", "ws://localhost:1/"], in: scratch)
            #expect(none.status == 3)
            #expect(none.errors.contains("nothing listens"), "\(none.errors)")
            #expect(none.output == "0 messages, 0 bytes\n")
            for address in ["localhost", "https://localhost/", "gopher://localhost/"] {
                let bad = try await Program.run(["ws", "echo", address], in: scratch)
                #expect(bad.status == 2)
                #expect(
                    bad.errors == "\(address): the address cannot be used: "
                        + "it begins neither with ws:// nor wss://\n")
                #expect(bad.output.isEmpty)
            }
        }
    }
}

/// Ports of the loopback interface.
private enum Ports {
    private static func with<Result>(
        _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { place in
            place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    static func isOpen(_ port: Int) -> Bool { with(port) { connect($0, $1, $2) == 0 } }

    static func free() -> Int? {
        with(0) { handle, address, length in
            guard bind(handle, address, length) == 0 else { return nil }
            var bound = sockaddr_in()
            var size = length
            let code = withUnsafeMutablePointer(to: &bound) { place in
                place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getsockname(handle, $0, &size)
                }
            }
            return code == 0 ? Int(in_port_t(bigEndian: bound.sin_port)) : nil
        }
    }
}
