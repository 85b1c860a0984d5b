import Numbers
import Pipeline
import Testing

@Suite("Settings")
struct SettingsTests {
    private func faults(_ text: String) -> [SettingsFault] {
        do {
            _ = try Settings(text: text, file: "a.toml")
            return []
        } catch {
            return error.faults
        }
    }

    @Test("an empty file is the standard settings")
    func empty() throws {
        #expect(try Settings(text: "", file: "a.toml") == Settings())
    }

    @Test("every fault of a file is told at once, each with its line")
    func allAtOnce() {
        let found = faults(
            """
            [machine]
            runners = "fussed"
            ring_depth = 1000
            [risk]
            paussed = true
            size_most = 5
            """)
        #expect(
            found.map(\.description) == [
                "a.toml:2: machine.runners: \"fussed\" is none of \"auto\", \"fused\", \"split\"",
                "a.toml:3: machine.ring_depth: 1000 is not a power of two",
                "a.toml:5: risk.paussed: is not a key of this table; did you mean \"paused\"?",
                "a.toml:6: risk.size_most: is a text in quotes",
            ])
    }

    @Test("an unknown table is a fault")
    func strangers() {
        let found = faults("[rsik]\npaused = true\n")
        #expect(found.count == 1)
        #expect(found.first?.line == 1)
        #expect(found.first?.key == "rsik")
    }

    @Test("text that is not TOML is told with line and column")
    func garbage() {
        let found = faults("[machine]\nrunners = \n")
        #expect(found.count == 1)
        #expect(found.first?.line == 2)
        #expect(found.first?.what.hasPrefix("is not TOML") == true)
    }

    @Test(
        "a table without a name is told, not crashed on",
        arguments: [
            ("[\n", 1), ("x = 1\n[[", 2), ("[é]", 1), ("[=]", 1), ("[\na]", 1), ("[[[a]]]", 1),
            ("\n\n \t[ #a]", 3), ("[+a]", 1), ("[[ [a]]]", 1), ("\u{2028}[.a]", 1),
        ])
    func nameless(text: String, line: Int) {
        let found = faults(text)
        #expect(found.count == 1)
        #expect(found.first?.line == line)
        #expect(found.first?.what == "is not TOML: the name of a table is expected")
    }

    @Test(
        "a number outside its bounds is a fault that names them",
        arguments: [
            ("[journal]\ninterval_ms = 0", "0 is outside 1…60000"),
            ("[journal]\ninterval_ms = 60001", "60001 is outside 1…60000"),
            ("[machine]\nring_depth = 32", "32 is outside 64…16777216"),
            ("[risk]\nprofit_least_atoms = -1", "-1 is outside 0…\(Int.max)"),
        ])
    func bounds(text: String, what: String) {
        #expect(faults(text).map(\.what) == [what])
    }

    @Test("both ends of a bound are inside")
    func inclusive() throws {
        #expect(
            try Settings(text: "[journal]\ninterval_ms = 1", file: "a").journal.interval
                == Nanoseconds.milliseconds(1))
        #expect(
            try Settings(text: "[journal]\ninterval_ms = 60000", file: "a").journal.interval
                == Nanoseconds.milliseconds(60_000))
    }

    @Test("what is named must exist")
    func references() {
        let found = faults(
            """
            [[books]]
            name = "SOL-USD"
            source = "nowhere"
            product = "SOL-USD"
            base = "SOL"
            quote = "USD"
            [[markets]]
            book = "SOL-USD"
            pool = "none"
            """)
        #expect(
            found.map(\.key) == [
                "books[0].source", "books[0].base", "books[0].quote", "markets[0].pool",
            ])
    }

    @Test("a missing file is told with its name and the reason")
    func missing() {
        do {
            _ = try Settings(file: "/nowhere/x.toml")
            Issue.record("a missing file was read")
        } catch {
            #expect(
                error.faults.map(\.description) == [
                    "/nowhere/x.toml: file: cannot be read: No such file or directory"
                ])
        }
    }
}
