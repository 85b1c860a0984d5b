import CUring
import Numbers

@testable import Reactor

/// A kernel that a test can see through: files are arrays, and each answer is the test's choice.
struct PretendKernel {
    var files: [Int32: [UInt8]] = [:]
    /// Bytes of each file that are on the device.
    var synced: [Int32: Int] = [:]
    var closed: [Int32] = []

    /// Carries a step out, in part if `most` says so, and answers like the kernel.
    mutating func carryOut(
        _ step: FileStep, of sequence: borrowing WriteSequence, most: Int = .max
    ) -> Int {
        switch step {
        case .nothing: return 0
        case .write(let descriptor, let count, let offset):
            var file = files[descriptor, default: []]
            precondition(offset == UInt64(file.count), "writing goes on where it ended")
            var left = most
            for index in 0..<count {
                let vector = sequence.vectors[index]
                let taken = min(left, vector.iov_len)
                file += UnsafeRawBufferPointer(start: vector.iov_base, count: taken)
                left -= taken
            }
            let written = file.count - Int(offset)
            files[descriptor] = file
            return written
        case .sync(let descriptor):
            synced[descriptor] = files[descriptor, default: []].count
            return 0
        case .close(let descriptor):
            closed.append(descriptor)
            return 0
        }
    }
}

/// A generator with a seed: SplitMix64.
struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Descriptors that no process has: closing them does nothing.
let pretendFile: Int32 = 1_000_001
let now = Instant(nanosecondsSinceBoot: 1_000_000_000)
