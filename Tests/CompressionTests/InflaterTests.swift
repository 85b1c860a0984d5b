import Compression
import Testing

@Suite("Inflating")
struct InflaterTests {
    static let kinds: [(CompressionFormat, [UInt8])] = [
        (.deflate, Packed.gzip), (.deflate, Packed.zlib), (.zstd, Packed.zstd),
    ]

    @Test("what others packed comes out whole, also several in a row", arguments: kinds)
    func whole(format: CompressionFormat, packed: [UInt8]) throws {
        #expect(try inflated(packed, as: format, limit: 990) == Packed.plain)
        #expect(
            try inflated(packed + packed, as: format, limit: 1980) == Packed.plain + Packed.plain)
    }

    @Test("any cut of the input and any size of output give the same bytes", arguments: kinds)
    func pieces(format: CompressionFormat, packed: [UInt8]) throws {
        for (step, room) in [(1, 1), (1, 4096), (7, 3), (4096, 1), (packed.count, 990)] {
            var inflater = try Inflater(format)
            var answer: [UInt8] = []
            let output = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
            defer { output.deallocate() }
            for begin in stride(from: 0, to: packed.count, by: step) {
                let piece = Array(packed[begin..<min(begin + step, packed.count)])
                try piece.withUnsafeBytes { bytes in
                    var input = bytes
                    while true {
                        let made = try inflater.pull(from: &input, into: output)
                        answer += output[..<made]
                        if made < room { break }
                    }
                    #expect(input.isEmpty)
                }
            }
            let mayEnd = inflater.mayEnd
            #expect(mayEnd)
            #expect(answer == Packed.plain, "step \(step) room \(room)")
        }
    }

    @Test("an end in the middle is told, at every byte", arguments: kinds)
    func truncated(format: CompressionFormat, packed: [UInt8]) {
        for length in 1..<packed.count {
            #expect(throws: CompressionError.truncated, "at \(length)") {
                _ = try inflated(Array(packed[..<length]), as: format, limit: 10_000)
            }
        }
    }

    @Test("a damaged byte is told or changes nothing, and never crashes", arguments: kinds)
    func damaged(format: CompressionFormat, packed: [UInt8]) {
        var told = 0
        for place in packed.indices {
            var bad = packed
            bad[place] ^= 0x10
            do throws(CompressionError) {
                let answer = try inflated(bad, as: format, limit: 10_000)
                // Only a gzip header has bytes that no checksum covers.
                #expect(answer == Packed.plain, "at \(place)")
            } catch {
                told += 1
            }
        }
        #expect(told > packed.count * 9 / 10)
    }

    @Test("an answer over its limit is refused, and so is a window over its own")
    func limits() {
        #expect(throws: CompressionError.overLimit) {
            _ = try inflated(Packed.gzip, as: .deflate, limit: 989)
        }
        #expect(throws: CompressionError.overLimit) { try pullAll(memoryMax: 1 << 20) }
        #expect(throws: Never.self) { try pullAll(memoryMax: 128 << 20) }
    }

    private func pullAll(memoryMax: Int) throws {
        var inflater = try Inflater(.zstd, memoryMax: memoryMax)
        let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
        defer { output.deallocate() }
        try Packed.wideZstd.withUnsafeBytes { bytes in
            var input = bytes
            let made = try inflater.pull(from: &input, into: output)
            #expect(made == 0)
        }
    }

    @Test("what we deflate is a zlib stream that inflates to the same", arguments: [0, 1, 990])
    func deflating(length: Int) throws {
        let plain = Array(Packed.plain[..<length])
        let packed = try deflated(plain)
        #expect(packed.first == 0x78)
        #expect(try inflated(packed, as: .deflate, limit: length) == plain)
    }

    @Test("the first bytes tell the format")
    func formats() {
        let kinds = [Packed.gzip, Packed.zstd, Packed.plain, [0x1F], []].map { bytes in
            bytes.withUnsafeBytes { CompressionFormat(of: $0) }
        }
        #expect(kinds == [.deflate, .zstd, .plain, .plain, .plain])
    }
}
