import Codecs
import Markets
import Numbers
import TestMemory
import Venues

/// What one message came to, whichever way it was read.
struct Reading: Equatable {
    var kind: CoinbaseMessage.Kind?
    var sequence: UInt64?
    var stamped: UInt64 = 0
    var events: [Diff] = []
    var fault: CoinbaseFault?
}

/// One diff, as a test sees it.
struct Diff: Equatable, CustomStringConvertible {
    var instrument: UInt16
    var side: Int32
    var price: UInt64
    var size: UInt64
    var flags: UInt8

    init(_ event: Event) {
        instrument = event.instrument.index
        side = event.field
        price = event.words.w0
        size = event.words.w1
        flags = event.flags.bits
    }

    init(_ instrument: UInt16, _ side: Side, _ price: UInt64, _ size: UInt64, _ flags: String) {
        self.instrument = instrument
        self.side = side.rawValue
        self.price = price
        self.size = size
        self.flags = flags.reduce(0) { $0 | ($1 == "f" ? 1 : $1 == "l" ? 2 : 4) }
    }

    var description: String {
        "\(instrument) \(side == 0 ? "bid" : "ask") \(price)×\(size) \(flags)"
    }
}

let solana = InstrumentID(3)
let bitcoin = InstrumentID(5)
let products = [
    VenueProduct(
        id: "BTC-USD", instrument: bitcoin, price: DecimalGrid(decimals: 2),
        size: DecimalGrid(decimals: 8)),
    VenueProduct(
        id: "SOL-USD", instrument: solana, price: DecimalGrid(decimals: 2),
        size: DecimalGrid(decimals: 8)),
    VenueProduct(
        id: "1000-LONG-NAMED-THING", instrument: InstrumentID(6), price: DecimalGrid(decimals: 1),
        size: DecimalGrid(decimals: 0)),
]

extension CoinbaseDecoder {
    /// Reads a whole message.
    mutating func read(_ bytes: UnsafeRawBufferPointer) -> Reading {
        var reading = Reading()
        do throws(CoinbaseError) {
            let message = try begin(
                bytes, input: InputSequence(9), received: Instant(nanosecondsSinceBoot: 77))
            reading.kind = message.kind
            reading.sequence = message.sequence
            reading.stamped = message.stamped.nanosecondsSince1970
        } catch {
            reading.fault = error.fault
            return reading
        }
        while true {
            switch next() {
            case .event(let event):
                precondition(event.input == InputSequence(9))
                precondition(event.received == Instant(nanosecondsSinceBoot: 77))
                precondition(event.sequence == reading.sequence)
                precondition(event.words.w2 == reading.stamped)
                reading.events.append(Diff(event))
            case .done: return reading
            case .failed(let error):
                reading.fault = error.fault
                return reading
            }
        }
    }
}

func read(_ text: String, speed: CoinbaseDecoder.Speed = .usual) -> Reading {
    let guarded = GuardedBytes(text)
    var decoder = CoinbaseDecoder(products: products, speed: speed)
    return decoder.read(guarded.bytes)
}

/// Reads a message by both ways, which must agree, and says what it came to.
func readBoth(_ bytes: [UInt8]) -> (Reading, quick: Bool) {
    let guarded = GuardedBytes(bytes)
    var usual = CoinbaseDecoder(products: products)
    var general = CoinbaseDecoder(products: products, speed: .general)
    let reading = usual.read(guarded.bytes)
    var other = general.read(guarded.bytes)
    if reading.fault != nil, other.fault != nil {
        // The quick way may have given out diffs before it met the fault.
        other.kind = reading.kind
        other.sequence = reading.sequence
        other.stamped = reading.stamped
        if other.events.count < reading.events.count { other.events = reading.events }
        other.fault = reading.fault
    }
    if reading != other { print("differs: \(String(decoding: bytes, as: UTF8.self))") }
    precondition(reading == other, "both ways agree")
    return (reading, usual.generalMessages == 0)
}

func level(_ side: String, _ price: String, _ size: String) -> String {
    #"{"side":"\#(side)","event_time":"2026-08-22T14:00:00.000142Z","price_level":"\#(price)","#
        + #""new_quantity":"\#(size)"}"#
}

func message(_ events: String, sequence: Int = 41) -> String {
    #"{"channel":"l2_data","timestamp":"2026-08-22T14:00:00.000394157Z","sequence_num":"#
        + #"\#(sequence),"events":[\#(events)]}"#
}

func event(_ type: String, _ product: String, _ levels: String...) -> String {
    #"{"type":"\#(type)","product_id":"\#(product)","updates":[\#(levels.joined(separator: ","))]}"#
}
