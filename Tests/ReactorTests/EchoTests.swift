import Foundation
import Glibc
import Numbers
import Testing
import Wire

@testable import Reactor

/// Sends, checks what comes back, closes. Arguments: certificate and key, or none.
private let examiner: String = {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
    let file = tests.appendingPathComponent("Reference/examiner.py")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
        preconditionFailure("\(file.path) is part of the tests")
    }
    return text
}()

extension ReactorTests {
    @Suite("The echo client", .enabled(if: Python.hasWebSockets))
    struct EchoTests {
        private func run(_ echo: inout WebSocketEcho) -> EchoSummary? {
            let deadline = now() + .seconds(15)
            while now() < deadline {
                if case .finished(let summary) = echo.turn(at: now(), wall: wallTime()) {
                    return summary
                }
            }
            return nil
        }

        @Test(
            "sends back text, binary and fragments, and ends with the server",
            arguments: [false, true])
        func examined(isSecure: Bool) throws {
            let scratch = try Scratch()
            let authority = try Authority()
            let issued = try authority.maker.issue(names: ["localhost"], validity: Authority.today)
            try issued.writePEM(chain: scratch.path + "/chain.pem", key: scratch.path + "/key.pem")
            try authority.maker.writePEM(to: scratch.path + "/authority.pem")
            let python = try Python(
                examiner, isSecure ? [scratch.path + "/chain.pem", scratch.path + "/key.pem"] : [])
            let port = try #require(python.line())
            var echo = try WebSocketEcho(
                to: "\(isSecure ? "wss" : "ws")://localhost:\(port)",
                authorities: isSecure ? scratch.path + "/authority.pem" : nil)
            let finished = run(&echo)
            let summary = try #require(finished)
            try #require(summary.isOpened, "\(summary.sentence)")
            #expect(python.line() == "right")
            #expect(summary.messages == 5)
            #expect(summary.bytes == 22 + 256 * 12_000 + 13 + 2)
            #expect(summary.end == .closed(code: 1001))
            #expect(summary.isClean)
        }

        @Test("sends back through a TLS proxy", .enabled(if: Nginx.isThere))
        func proxied() throws {
            let scratch = try Scratch()
            let authority = try Authority()
            let issued = try authority.maker.issue(names: ["localhost"], validity: Authority.today)
            try issued.writePEM(chain: scratch.path + "/chain.pem", key: scratch.path + "/key.pem")
            try authority.maker.writePEM(to: scratch.path + "/authority.pem")
            let python = try Python(examiner, [])
            let behind = try #require(python.line())
            let nginx = try Nginx(before: behind, in: scratch.path)
            try #require(nginx.isListening())
            var echo = try WebSocketEcho(
                to: "wss://localhost:\(nginx.port)/", authorities: scratch.path + "/authority.pem")
            let finished = run(&echo)
            let summary = try #require(finished)
            try #require(summary.isOpened, "\(summary.sentence)")
            #expect(python.line() == "right")
            #expect(summary.messages == 5)
            #expect(summary.end == .closed(code: 1001))
        }

        @Test("a refusal names the host and the reason")
        func refused() throws {
            let holder = PlainSocket()
            let port = holder.bind()
            defer { holder.close() }
            var echo = try WebSocketEcho(to: "ws://127.0.0.1:\(port)")
            let finished = run(&echo)
            let summary = try #require(finished)
            #expect(!summary.isClean)
            #expect(summary.sentence.contains("127.0.0.1"))
            #expect(summary.sentence.contains("nothing listens"))
        }

        @Test("what is no address, no trust file or no WebSocket is refused at once")
        func beforeIt() {
            func refusal(_ address: String, _ authorities: String? = nil) -> EchoRefusal? {
                do {
                    _ = try WebSocketEcho(to: address, authorities: authorities)
                    return nil
                } catch {
                    return error
                }
            }
            #expect(refusal("localhost") == .notWebSocket)
            #expect(refusal("https://localhost/") == .notWebSocket)
            #expect(
                refusal("wss://localhost/", "/nowhere.pem")
                    == .trust(.trustUnreadable(path: "/nowhere.pem")))
        }
    }
}

/// nginx as a TLS proxy before a plain server.
private final class Nginx {
    static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx")
    let port: UInt16
    private let process = Process()

    init(before behind: String, in folder: String) throws {
        let holder = PlainSocket()
        port = holder.bind()
        holder.close()
        let settings = """
            daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/error.log;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path \(folder)/a; proxy_temp_path \(folder)/b;
              fastcgi_temp_path \(folder)/c; uwsgi_temp_path \(folder)/d;
              scgi_temp_path \(folder)/e;
              server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate \(folder)/chain.pem; ssl_certificate_key \(folder)/key.pem;
                location / {
                  proxy_pass http://127.0.0.1:\(behind); proxy_http_version 1.1;
                  proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;
                }
              }
            }
            """
        try settings.write(toFile: folder + "/nginx.conf", atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/nginx")
        process.arguments = ["-c", folder + "/nginx.conf", "-e", folder + "/error.log"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Waits until it accepts connections.
    func isListening() -> Bool {
        let deadline = now() + .seconds(5)
        while now() < deadline, process.isRunning {
            let probe = PlainSocket()
            defer { probe.close() }
            if probe.connect(to: port) == 0 { return true }
        }
        return false
    }

    // The tests' threads block SIGTERM, and a child inherits that.
    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
}
