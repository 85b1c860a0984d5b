import Codecs
import Glibc
import Markets
import Numbers
import Solana
import Tiles
import Venues

/// `bench json`: venue messages decoded to numbers by the decoders that trade, beside simdjson
/// on-demand. Both sum what they read, and the sums are equal.
public enum DecodeBench {
    enum Kind: CaseIterable {
        case oneLevel
        case nineLevels
        case account

        var title: String {
            switch self {
            case .oneLevel: "l2_data, 1 level"
            case .nineLevels: "l2_data, 9 levels"
            case .account: "accountNotification, 653 bytes"
            }
        }
        /// Debian's simdjson and a C scanner on the reference machine, from the issue.
        var anchors: (simdjson: Double, scanner: Double) {
            switch self {
            case .oneLevel: (122, 72)
            case .nineLevels: (392, 175)
            case .account: (153, 54)
            }
        }
    }

    public static func run(_ plan: BenchPlan) -> BenchReport {
        var report = BenchReport("json", on: BenchMachine())
        Cores.pin(to: plan.core)
        var table = BenchTable(
            "decode", title: "decoded to numbers, medians over rounds (least..most), ns a message",
            [
                .init("message", "message"), .init("bytes", "bytes"), .init("ours_ns", "ours"),
                .init("ours_spread", ""), .init("simdjson_ns", "simdjson"),
                .init("simdjson_spread", ""), .init("times", "times as fast"),
                .init("anchor_simdjson_ns", "anchor: simdjson"),
                .init("anchor_scanner_ns", "C scanner"),
            ])
        let peer = PeerProgram("json", in: plan)
        if peer == nil { report.notes.append(PeerProgram.missing("json")) }
        for kind in Kind.allCases {
            let messages = MessageBytes(DecodeMessages.make(kind, count: 1_024))
            let result = measure(kind, messages, peer, plan)
            report.notes += result.faults
            let (ours, theirs) = (result.ours.median, result.theirs.median)
            let ratio = result.theirs.isEmpty ? 0 : theirs / ours
            table.add([
                .text(kind.title),
                .number(Double(messages.byteCount) / Double(messages.count), places: 0),
                .number(ours, places: 1), .text(result.ours.spread(1)),
                result.theirs.isEmpty ? .none : .number(theirs, places: 1),
                .text(result.theirs.spread(1)),
                result.theirs.isEmpty ? .none : .number(ratio, places: 2),
                .number(kind.anchors.simdjson, places: 0),
                .number(kind.anchors.scanner, places: 0),
            ])
            if !result.theirs.isEmpty {
                report.bars.append(
                    BenchBar(
                        what: "\(kind.title), ours to simdjson's", got: ours / theirs,
                        most: 1 / 1.5))
            }
        }
        report.tables = [table]
        return report.finished()
    }

    private struct Result {
        var ours = Samples()
        var theirs = Samples()
        var faults: [String] = []
    }

    private static func measure(
        _ kind: Kind, _ messages: borrowing MessageBytes, _ peer: PeerProgram?, _ plan: BenchPlan
    ) -> Result {
        var result = Result()
        let path = "\(plan.peers)/json-\(kind).jsonl"
        let isWritten = peer != nil && TextFile.write(messages.joined(), to: path)
        var decoder = MessageDecoder()
        for _ in 0..<plan.rounds {
            let (median, sum) = batches(kind, messages, &decoder, plan)
            result.ours.add(median)
            guard isWritten, let line = peer?.run(["\(plan.core)", path]).first else { continue }
            if let theirs = line.number("median_ns") { result.theirs.add(theirs) }
            if line.text("sum") != String(sum) {
                result.faults = ["\(kind.title): the sums differ, so the work does too"]
            }
        }
        if decoder.declined > 0 {
            result.faults.append("\(kind.title): \(decoder.declined) messages left the quick path")
        }
        return result
    }

    /// The median over passes, in nanoseconds a message, and the sum of one pass.
    private static func batches(
        _ kind: Kind, _ messages: borrowing MessageBytes, _ decoder: inout MessageDecoder,
        _ plan: BenchPlan
    ) -> (Double, UInt64) {
        let watch = Watch()
        let once = pass(kind, messages, &decoder)
        var passes = Samples()
        let end = watch.now + 700_000_000 / UInt64(plan.shrink)
        repeat {
            let start = watch.now
            Sink.take(pass(kind, messages, &decoder))
            passes.add(Double(watch.now - start) / Double(messages.count))
        } while watch.now < end
        return (passes.median, once)
    }

    @inline(never) private static func pass(
        _ kind: Kind, _ messages: borrowing MessageBytes, _ decoder: inout MessageDecoder
    ) -> UInt64 {
        var sum: UInt64 = 0
        for index in 0..<messages.count {
            let bytes = unsafe messages[index]
            sum &+=
                kind == .account
                ? unsafe decoder.account(bytes) : unsafe decoder.levels(bytes)
        }
        return sum
    }
}

/// The two decoders and the sums over what they read.
struct MessageDecoder: ~Copyable {
    private var coinbase = CoinbaseDecoder(products: [
        VenueProduct(
            id: "SOL-USD", instrument: InstrumentID(0), price: DecimalGrid(decimals: 2),
            size: DecimalGrid(decimals: 8))
    ])
    private var solana = RPCDecoder()

    init() {}

    /// Messages that the general scanner took.
    var declined: UInt64 { coinbase.generalMessages + solana.generalMessages }

    @_noLocks mutating func levels(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        do throws(CoinbaseError) {
            let message = try unsafe coinbase.begin(
                bytes, input: InputSequence(1), received: Instant.never)
            var sum = message.sequence ?? 0
            while case .event(let event) = coinbase.next() {
                sum &+= event.words.w0 &* (event.field == 0 ? 3 : 5) &+ event.words.w1 &* 7
            }
            return sum
        } catch { return 0 }
    }

    @_noLocks mutating func account(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        do throws(RPCError) {
            guard case .account(let notification) = try unsafe solana.begin(bytes),
                let text = unsafe notification.account?.base64, text.count > 70
            else { return 0 }
            let (one, last) = unsafe (text[70], text[text.count - 1])
            return notification.slot.count &* 11 &+ UInt64(truncatingIfNeeded: text.count)
                &+ UInt64(one) &+ UInt64(last)
        } catch { return 0 }
    }
}

/// Messages side by side in memory, as a receive buffer would hold them.
@safe struct MessageBytes: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private let ranges: [Range<Int>]
    let count: Int
    var byteCount: Int { ranges.map(\.count).reduce(0, +) }

    init(_ texts: [String]) {
        count = texts.count
        let total = texts.map(\.utf8.count).reduce(0, +)
        unsafe memory = .allocate(byteCount: total + 64, alignment: 64)
        var ranges: [Range<Int>] = []
        var at = 0
        for text in texts {
            let start = at
            for byte in text.utf8 {
                unsafe memory[at] = byte
                at += 1
            }
            ranges.append(start..<at)
        }
        self.ranges = ranges
    }

    deinit { unsafe memory.deallocate() }

    subscript(index: Int) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(rebasing: memory[ranges[index]])
    }

    /// The messages as lines.
    func joined() -> String {
        (0..<count).map { unsafe String(decoding: self[$0], as: UTF8.self) + "\n" }.joined()
    }
}
