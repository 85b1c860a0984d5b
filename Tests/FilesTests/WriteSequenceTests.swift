import CUring
import Glibc
import Numbers
import Testing

@testable import Reactor

@Suite("A sequence of writes")
struct WriteSequenceTests {
    @Test(
        "ends with every byte in place, whatever the kernel takes in part, interrupts or refuses",
        arguments: 1...40)
    func faults(seed: Int) throws {
        var random = Seeded(state: UInt64(seed))
        let durability = [Durability.none, .everyBatch, .interval(.microseconds(50))][seed % 3]
        var sequence = try WriteSequence(
            into: pretendFile, blockBytes: 512, blockCount: 4, durability: durability)
        var kernel = PretendKernel()
        var staged: [[UInt8]] = [[]]
        var ends: [(mark: UInt64, file: Int, size: Int)] = []
        var at = now
        for round in 0..<3000 {
            at = at + .microseconds(UInt64.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6:
                let count = Int.random(in: 1...300, using: &random)
                guard sequence.staged.fits(count), let place = sequence.reserve(count) else {
                    break
                }
                let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                place.copyMemory(from: bytes, byteCount: count)
                staged[staged.count - 1] += bytes
                let mark = UInt64(ends.count + 1)
                sequence.commit(count, mark: mark)
                ends.append((mark, staged.count - 1, staged[staged.count - 1].count))
            case 6 where sequence.staged.fits(1024):
                sequence.change(to: pretendFile + Int32(staged.count))
                staged.append([])
            case 7 where sequence.state != .running:
                at = at + .milliseconds(60)
            default:
                let step = sequence.step(at: at)
                if case .nothing = step { break }
                sequence.finish(
                    with: answer(step, &kernel, sequence, &random), at: at)
            }
            if round % 20 == 0 { check(sequence, kernel, staged, ends, durability) }
        }
        while !sequence.isDone {
            at = at + .milliseconds(200)
            let step = sequence.step(at: at, hurry: true)
            if case .nothing = step { continue }
            let answer = kernel.carryOut(step, of: sequence)
            sequence.finish(with: answer, at: at)
        }
        for (index, bytes) in staged.enumerated() {
            #expect(kernel.files[pretendFile + Int32(index), default: []] == bytes)
            let isOnDevice = kernel.synced[pretendFile + Int32(index), default: 0] == bytes.count
            #expect(isOnDevice || durability == .none)
        }
        let closed = kernel.closed
        #expect(closed == (0..<staged.count - 1).map { pretendFile + Int32($0) })
        let repeats = sequence.repeats
        #expect(repeats > 0, "the seed interrupts at least once")
    }

    /// Mostly the truth, sometimes a part of it, sometimes a refusal that passes.
    private func answer(
        _ step: FileStep, _ kernel: inout PretendKernel, _ sequence: borrowing WriteSequence,
        _ random: inout Seeded
    ) -> Int {
        let chance = Int.random(in: 0..<10, using: &random)
        switch step {
        case .write where chance == 0: return -Int(EINTR)
        case .write where chance == 1: return -Int(ENOSPC)
        case .write where chance < 5:
            return kernel.carryOut(
                step, of: sequence, most: Int.random(in: 1...700, using: &random))
        case .sync where chance == 0: return -Int(EINTR)
        default: return kernel.carryOut(step, of: sequence)
        }
    }

    /// Files are prefixes of what was staged, and what is acknowledged is in them.
    private func check(
        _ sequence: borrowing WriteSequence, _ kernel: PretendKernel, _ staged: [[UInt8]],
        _ ends: [(mark: UInt64, file: Int, size: Int)], _ durability: Durability
    ) {
        let (written, durable) = (sequence.writtenMark, sequence.durableMark)
        if written > 0 {
            let end = ends[Int(written) - 1]
            let file = kernel.files[pretendFile + Int32(end.file), default: []]
            #expect(file.count >= end.size)
            #expect(file == Array(staged[end.file].prefix(file.count)))
        }
        #expect(durable <= written)
        if durable > 0, durability != .none {
            let end = ends[Int(durable) - 1]
            #expect(kernel.synced[pretendFile + Int32(end.file), default: 0] >= end.size)
        }
    }

    @Test("a device that fails ends the writing, and what was acknowledged before stays so")
    func deviceFails() throws {
        let codes = [(EIO, FileError.deviceFailed), (EFBIG, .tooLarge), (EROFS, .readOnly)]
        for (code, error) in codes {
            var sequence = try WriteSequence(
                into: pretendFile, blockBytes: 512, blockCount: 4, durability: .none)
            var kernel = PretendKernel()
            stage(8, mark: 1, in: &sequence)
            let first = sequence.step(at: now)
            let taken = kernel.carryOut(first, of: sequence)
            sequence.finish(with: taken, at: now)
            stage(8, mark: 2, in: &sequence)
            _ = sequence.step(at: now)
            sequence.finish(with: -Int(code), at: now)
            let (state, hasFailed) = (sequence.state, sequence.hasFailed)
            let mark = sequence.writtenMark
            #expect(state == .failed(error))
            #expect(hasFailed)
            #expect(mark == 1)
            let step = sequence.step(at: now + .seconds(10))
            guard case .nothing = step else {
                Issue.record("nothing more is tried")
                return
            }
        }
    }

    @Test("a sync that fails is never asked for again")
    func syncFails() throws {
        var sequence = try WriteSequence(
            into: pretendFile, blockBytes: 512, blockCount: 4, durability: .everyBatch)
        var kernel = PretendKernel()
        stage(8, mark: 1, in: &sequence)
        let write = sequence.step(at: now)
        let taken = kernel.carryOut(write, of: sequence)
        sequence.finish(with: taken, at: now)
        guard case .sync = sequence.step(at: now) else {
            Issue.record("a batch is followed by its sync")
            return
        }
        sequence.finish(with: -Int(EIO), at: now)
        let (state, durable) = (sequence.state, sequence.durableMark)
        #expect(state == .failed(.deviceFailed))
        #expect(durable == 0)
    }

    @Test("a full disk is left alone for a tenth of a second, then tried again")
    func fullDisk() throws {
        var sequence = try WriteSequence(
            into: pretendFile, blockBytes: 512, blockCount: 4, durability: .none)
        stage(8, mark: 1, in: &sequence)
        _ = sequence.step(at: now)
        sequence.finish(with: -Int(ENOSPC), at: now)
        let full = sequence.state
        #expect(full == .waiting(.noSpace))
        guard case .nothing = sequence.step(at: now + .milliseconds(99)) else {
            Issue.record("it waits")
            return
        }
        guard case .write = sequence.step(at: now + .milliseconds(100)) else {
            Issue.record("it tries again")
            return
        }
        sequence.finish(with: 8, at: now)
        let (state, mark) = (sequence.state, sequence.writtenMark)
        #expect(state == .running)
        #expect(mark == 1)
    }

    @Test("an interval is counted from the oldest byte that is not on the device")
    func interval() throws {
        var sequence = try WriteSequence(
            into: pretendFile, blockBytes: 512, blockCount: 4,
            durability: .interval(.milliseconds(5)))
        var syncs: [UInt64] = []
        for millisecond in 0..<20 as Range<UInt64> {
            let at = now + .milliseconds(millisecond)
            stage(8, mark: millisecond + 1, in: &sequence)
            while true {
                let step = sequence.step(at: at)
                if case .nothing = step { break }
                if case .sync = step { syncs.append(millisecond) }
                if case .write = step {
                    sequence.finish(with: 8, at: at)
                } else {
                    sequence.finish(with: 0, at: at)
                }
            }
        }
        #expect(syncs == [5, 10, 15])
    }

    @Test("bytes wait for company as long as they may, and not behind a full block")
    func gather() throws {
        var sequence = try WriteSequence(
            into: pretendFile, blockBytes: 512, blockCount: 4, durability: .none,
            gather: .microseconds(100))
        func writes(after microseconds: UInt64, hurry: Bool = false) -> Bool {
            let step = sequence.step(at: now + .microseconds(microseconds), hurry: hurry)
            guard case .write(_, let count, _) = step else { return false }
            let bytes = (0..<count).reduce(0) { $0 + sequence.vectors[$1].iov_len }
            sequence.finish(with: bytes, at: now)
            return true
        }
        stage(8, mark: 1, in: &sequence)
        #expect(!writes(after: 0))
        stage(8, mark: 2, in: &sequence)
        #expect(!writes(after: 99))
        #expect(writes(after: 100))
        let both = sequence.writtenMark
        #expect(both == 2)
        stage(8, mark: 3, in: &sequence)
        #expect(!writes(after: 150))
        #expect(writes(after: 160, hurry: true))
        stage(500, mark: 4, in: &sequence)
        stage(500, mark: 5, in: &sequence)
        #expect(writes(after: 170))
        let all = sequence.writtenMark
        #expect(all == 5)
    }

    private func stage(_ count: Int, mark: UInt64, in sequence: inout WriteSequence) {
        guard let place = sequence.reserve(count) else {
            Issue.record("there is room")
            return
        }
        place.initializeMemory(as: UInt8.self, repeating: 7, count: count)
        sequence.commit(count, mark: mark)
    }
}
