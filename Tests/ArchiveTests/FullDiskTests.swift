import Archive
import Glibc
import Numbers
import Reactor
import Testing

/// A disk of `kilobytes` of its own (a tmpfs), for tests that fill it. Needs root.
final class SmallDisk {
    let folder = ScratchFolder()

    init?(kilobytes: Int) {
        let options = "size=\(kilobytes)k"
        let made = options.withCString { mount("none", folder.path, "tmpfs", 0, $0) }
        guard made == 0 else { return nil }
    }

    deinit { umount2(folder.path, Int32(MNT_DETACH)) }
}

@Suite("A full disk")
struct FullDiskTests {
    @Test(
        "keeps what was acknowledged, holds the rest, and goes on once there is space",
        .enabled(if: geteuid() == 0, "mounting a small disk needs root"),
        arguments: [WriteMethod.ring, .calls])
    func fill(method: WriteMethod) throws {
        guard let disk = SmallDisk(kilobytes: 512) else {
            print("skipped: this host lets no tmpfs be mounted")
            return
        }
        disk.folder["ballast"] = Array(repeating: 1, count: 256 << 10)
        let recording = disk.folder.path + "/recording"
        var limits = JournalLimits()
        limits.method = method
        limits.blockBytes = 16 << 10
        limits.blockCount = 4
        limits.payloadMax = 8 << 10
        let records = meant((0..<300).map { $0 * 131 % 2000 })
        var writer = try openWriter(recording, limits)
        var now = start
        var next = 0
        var isWaiting = false
        while next < records.count, !isWaiting {
            now = now + .milliseconds(1)
            do throws(AppendRefusal) {
                try records[next].append(to: &writer)
                next += 1
            } catch { #expect(error == .full) }
            _ = writer.advance(at: now)
            if case .waiting(let error) = writer.state {
                #expect(error == .noSpace)
                isWaiting = true
            }
        }
        #expect(isWaiting)
        let kept = writer.acknowledged.count
        #expect(kept > 0 && kept < UInt64(records.count))
        let outcome = readAll(recording)
        #expect(outcome.error == nil)
        #expect(outcome.records.count >= Int(kept))
        #expect(outcome.records == Array(records.prefix(outcome.records.count)))
        unlink(disk.folder.path + "/ballast")
        now = now + .milliseconds(200)
        while next < records.count {
            do throws(AppendRefusal) {
                try records[next].append(to: &writer)
                next += 1
            } catch { #expect(error == .full) }
            _ = writer.advance(at: now)
        }
        try writer.finish(at: now, input: InputSequence(0))
        let all = readAll(recording)
        #expect(all.error == nil)
        #expect(all.records.dropLast() == records[...])
        unlink(recording + "/000001.apj")
        rmdir(recording)
    }

    @Test(
        "a disk that stays full ends the session with a clear word and a readable recording",
        .enabled(if: geteuid() == 0, "mounting a small disk needs root"))
    func staysFull() throws {
        guard let disk = SmallDisk(kilobytes: 64) else {
            print("skipped: this host lets no tmpfs be mounted")
            return
        }
        let records = meant(Array(repeating: 3000, count: 40))
        var writer = try openWriter(disk.folder.path)
        try append(records, to: &writer)
        var refusal: FileError?
        do throws(FileError) {
            try writer.finish(at: start, input: InputSequence(0))
        } catch { refusal = error }
        #expect(refusal == .noSpace)
        #expect("\(FileError.noSpace)".contains("no space left"))
        let outcome = readAll(disk.folder.path)
        #expect(outcome.error == nil)
        #expect(outcome.tail != nil)
        #expect(outcome.records == Array(records.prefix(outcome.records.count)))
    }
}
