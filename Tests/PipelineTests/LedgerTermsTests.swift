import Archive
import Foundation
import Numbers
import Testing
import Tiles

@testable import Pipeline

@Suite("One ledger, one meaning")
struct LedgerTermsTests {
    private static let first = "[assets.USD]\ndecimals = 6\n"
    private static let second = "[assets.AAVE]\ndecimals = 8\n[assets.USD]\ndecimals = 6\n"

    /// Records a session of nothing with these settings, as a program that does not look would.
    private func record(_ text: String, in folder: String, past: Past?) throws {
        let clock = HostClock()
        let session = Session(settingsText: text, settingsFile: "a.toml", openings: [])
        let writer = try Recording.opened(
            folder, session: session, past: past, settings: Settings(text: text, file: "a.toml"),
            clock: clock)
        try writer.finish(at: clock.now(), input: InputSequence(0))
    }

    @Test("a recording whose sessions mean different assets by one ledger is not replayed")
    func replay() throws {
        let folder = NSTemporaryDirectory() + "apus-terms-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try record(Self.first + Self.sources, in: folder, past: nil)
        try record(Self.second + Self.sources, in: folder, past: nil)
        do throws(RunFault) {
            var replay = try Replay(folder)
            _ = try replay.run()
            Issue.record("it was replayed")
        } catch {
            #expect(
                "\(error)".contains(
                    "session 2 has assets AAVE (8 decimals), USD (6 decimals) at sources a, and "
                        + "those before it assets USD (6 decimals) at sources a"), "\(error)")
        }
        do throws(RunFault) {
            _ = try Past.read(folder, as: LedgerTerms(Settings()))
            Issue.record("it was resumed")
        } catch {
            #expect("\(error)".contains("its ledger is of assets USD (6 decimals) at sources a"))
        }
    }

    private static let sources = """
        [[sources]]
        name = "a"
        kind = "coinbase"
        url = "ws://localhost:1/"
        [costs]
        fee_asset = "USD"
        fee_cash_atoms = 0
        """

    @Test("where nothing was recorded there is no past")
    func nothing() throws {
        let past = try Past.read("/nowhere/at/all", as: LedgerTerms(Settings()))
        #expect(past == nil)
    }
}
