import Foundation
import Numbers
import Pipeline
import Testing

@Suite("The second opinion")
struct CrossCheckTests {
    private func faults(_ text: String) -> [String] {
        do {
            _ = try Settings(text: text, file: "a.toml")
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test("is off until somebody turns it on")
    func off() throws {
        #expect(try !Settings(text: "", file: "a").crossCheck.isEnabled)
        let settings = try Settings(
            text: """
                [cross_check]
                enabled = true
                url = "http://localhost:1/quote"
                ca_file = "a.pem"
                requests_per_minute = 60
                tolerance_bps = 0
                """, file: "a"
        ).crossCheck
        #expect(settings.isEnabled)
        #expect(settings.url == "http://localhost:1/quote")
        #expect(settings.authorityFile == "a.pem")
        #expect(settings.requestsPerMinute == 60)
        #expect(settings.tolerance == BasisPoints(0))
    }

    @Test(
        "an address or a number that cannot be is a fault with its line",
        arguments: [
            (#"url = "wss://localhost/""#, "it begins neither with http:// nor https://"),
            (#"url = "https://localhost/?a=b""#, "it has a query, which is ours to write"),
            (#"url = "localhost""#, "it does not begin with ws://, wss://, http:// or https://"),
            (
                "url = \"http://localhost/\"\nkey_file = \"key\"", "a key is sent over https only"
            ),
            ("requests_per_minute = 0", "0 is outside 1…60000"),
            ("tolerance_bps = 10001", "10001 is outside 0…10000"),
            ("key = \"jup_1\"", "is not a key of this table"),
        ])
    func refused(lines: String, words: String) {
        let found = faults("[cross_check]\n\(lines)\n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("a.toml:2: cross_check.") == true, "\(found)")
        #expect(found.first?.contains(words) == true, "\(found)")
    }

    @Test("no window of a minute ever holds more requests than allowed, and none are wasted")
    func limit() {
        var seed: UInt64 = 7
        func random(_ most: UInt64) -> UInt64 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (seed >> 33) % (most + 1)
        }
        for (count, burst) in [(1, 1), (30, 1), (7, 1), (60, 5), (60_000, 100)] {
            var limit = RequestLimit(perMinute: count, burst: burst)
            let interval = limit.interval.count
            var now = Instant(nanosecondsSinceBoot: 1_000_000_000_000)
            var taken: [Instant] = []
            for _ in 0..<5_000 {
                let isDue = limit.next <= now
                let isTaken = limit.take(at: now)
                #expect(isTaken == isDue)
                if isTaken { taken.append(now) }
                now = now + Nanoseconds(random(interval))
            }
            #expect(taken.count > burst)
            // A slow twin: every window of a minute that begins with a request.
            var end = 0
            for start in taken.indices {
                while end < taken.count, taken[end].since(taken[start]) < .seconds(60) { end += 1 }
                #expect(end - start <= count + burst - 1)
            }
        }
    }

    @Test("asked again when it says so, it allows; a nanosecond before, it does not")
    func next() {
        var limit = RequestLimit(perMinute: 30)
        let start = Instant(nanosecondsSinceBoot: 5)
        let two = [limit.take(at: start), limit.take(at: start)]
        #expect(two == [true, false])
        #expect(limit.next == start + .seconds(2))
        let early = limit.take(at: Instant(nanosecondsSinceBoot: 2_000_000_004))
        #expect(!early)
        let due = limit.take(at: limit.next)
        #expect(due)
        var bucket = RequestLimit(perMinute: 60, burst: 3)
        let five = (0..<5).map { _ in bucket.take(at: start) }
        #expect(five == [true, true, true, false, false])
    }

    private func key(_ bytes: [UInt8], mode: Int = 0o600) throws -> KeyFileFault? {
        let path = NSTemporaryDirectory() + "apus-key-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(FileManager.default.createFile(atPath: path, contents: Data(bytes)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        do throws(KeyFileFault) {
            let key = try ServiceKey(file: path)
            #expect("\(key)" == "(a key)")
            #expect(String(reflecting: key) == "(a key)")
            return nil
        } catch {
            return error
        }
    }

    @Test("a key's file is its owner's alone, and holds one word")
    func keys() throws {
        #expect(try key(Array("jup_0123\n".utf8)) == nil)
        #expect(try key(Array("jup_0123\r\n".utf8), mode: 0o400) == nil)
        for mode in [0o640, 0o604, 0o620, 0o644, 0o601] {
            #expect(try key(Array("jup_0123".utf8), mode: mode) == .open(mode: UInt32(mode)))
        }
        for text in ["", "\n", "two words", "two\nlines", "é", String(repeating: "a", count: 513)] {
            #expect(try key(Array(text.utf8)) == .notAKey)
        }
        #expect(throws: KeyFileFault.notAFile) { try ServiceKey(file: "/dev/null") }
        #expect(throws: KeyFileFault.notAFile) { try ServiceKey(file: "/") }
        #expect(throws: KeyFileFault.unreadable("No such file or directory")) {
            try ServiceKey(file: "/no/such/file")
        }
    }
}
