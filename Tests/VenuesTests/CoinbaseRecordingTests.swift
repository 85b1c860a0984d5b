import Codecs
import Glibc
import Markets
import Numbers
import TestMemory
import Testing
import Venues

/// The output of a program, or nil when it is not there or says no.
func output(of command: String) -> [UInt8]? {
    guard let pipe = popen(command, "r") else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&chunk, 1, chunk.count, pipe)
        if count == 0 { break }
        bytes.append(contentsOf: chunk[..<count])
    }
    return pclose(pipe) == 0 ? bytes : nil
}

let packageRoot = #filePath.split(separator: "/").dropLast(3).reduce(into: "") { $0 += "/" + $1 }
let recording = packageRoot + "/../shared/data/cex/cryptofeed_v3/COINBASE.jsonl.zst"

/// Real frames of 2026-08-09, BTC-USD and ETH-USD, and the books that Python's own JSON and decimal
/// modules make of them.
@Suite("Coinbase, recorded", .enabled(if: access(recording, R_OK) == 0, "needs ../shared/data"))
struct CoinbaseRecordingTests {
    static let frames: [[UInt8]] = {
        let script = packageRoot + "/Tests/Reference/coinbase_book.py"
        let bytes = output(of: "zstd -dc '\(recording)' | python3 '\(script)' frames") ?? []
        return bytes.split(separator: 0x0A).map(Array.init)
    }()

    /// `instrument side ticks lots` in order, one level a line.
    static let books: [String] = {
        let script = packageRoot + "/Tests/Reference/coinbase_book.py"
        let bytes = output(of: "zstd -dc '\(recording)' | python3 '\(script)' books") ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }()

    static let recorded = ["BTC-USD", "ETH-USD"].enumerated().map { index, id in
        VenueProduct(
            id: id, instrument: InstrumentID(UInt16(index)), price: DecimalGrid(decimals: 2),
            size: DecimalGrid(decimals: 8))
    }

    @Test("every frame decodes, the numbers have no gap, and the books are Python's")
    func books() {
        var decoder = CoinbaseDecoder(products: CoinbaseRecordingTests.recorded)
        var rule = CoinbaseSequence()
        var levels: [[UInt64: UInt64]] = [[:], [:], [:], [:]]
        var batches = 0
        var levelMessages = 0
        for frame in CoinbaseRecordingTests.frames {
            frame.withUnsafeBytes { bytes in
                guard
                    let message = try? decoder.begin(
                        bytes, input: InputSequence(1), received: .never)
                else {
                    Issue.record("a frame is refused")
                    return
                }
                #expect(rule.accept(message) == .accepted)
                #expect(message.stamped.nanosecondsSince1970 / 1_000_000_000_000 == 1_786_309)
                if message.kind == .levels { levelMessages += 1 }
                while true {
                    switch decoder.next() {
                    case .event(let event):
                        let base = Int(event.instrument.index) * 2
                        if event.flags.contains(.first | .snapshot) {
                            levels[base] = [:]
                            levels[base + 1] = [:]
                        }
                        let size = event.words.w1
                        levels[base + Int(event.field)][event.words.w0] = size == 0 ? nil : size
                        if event.flags.contains(.last) { batches += 1 }
                        continue
                    case .done: return
                    case .failed(let error):
                        Issue.record("\(error)")
                        return
                    }
                }
            }
        }
        #expect(CoinbaseRecordingTests.frames.count == 1030)
        #expect(levelMessages == 775)
        #expect(batches == 775)
        let lines = levels.enumerated().flatMap { index, side in
            side.sorted { $0.key < $1.key }.map {
                "\(index / 2) \(index % 2) \($0.key) \($0.value)"
            }
        }
        #expect(!CoinbaseRecordingTests.books.isEmpty)
        #expect(lines == CoinbaseRecordingTests.books)
    }

    @Test("both ways read every frame alike, and the quick way takes the updates")
    func alike() {
        var usual = CoinbaseDecoder(products: CoinbaseRecordingTests.recorded)
        var general = CoinbaseDecoder(products: CoinbaseRecordingTests.recorded, speed: .general)
        for frame in CoinbaseRecordingTests.frames {
            frame.withUnsafeBytes { bytes in
                let reading = usual.read(bytes)
                #expect(reading.fault == nil)
                #expect(reading == general.read(bytes))
            }
        }
        // 255 messages of other channels, and 775 of books, all of which have the usual form.
        #expect(usual.generalMessages == 255)
        #expect(general.generalMessages == 1030)
    }
}
