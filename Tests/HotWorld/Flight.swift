// HotWorld: what the proofs of the hot path fly on.
//
// A *flight* is a recording in memory: inputs as the feed tile numbers them, with their bytes. It
// begins with a *start*, flown once, in which sources connect and tell their whole state, and goes
// on with a *loop* that is flown again and again, each round later than the one before. The
// `HotPipeline` is the intake, the price tile and the desk tile with real rings between them,
// stepped by hand. Neither allocates once it is made: what a proof counts is the pipeline's.

import Archive
import Markets
import Numbers

/// One input as it was recorded.
public struct FlightInput: Sendable {
    public var label: RecordLabel
    public var bytes: [UInt8]

    public init(_ label: RecordLabel, _ bytes: [UInt8] = []) {
        self.label = label
        self.bytes = bytes
    }
}

/// Inputs in memory, given out without end. In the loop a connection of the exchange begins anew,
/// so its sequence does too; the chain's slots are counted on in the very bytes.
@safe public struct Flight: ~Copyable {
    private struct Place {
        var label: RecordLabel
        var start: Int
        var count: Int
        /// Where the digits of a slot stand, how many, and the slot; 0 digits: none.
        var digitsAt = 0
        var digits = 0
        var slot: UInt64 = 0
    }

    private let bytes: UnsafeMutablePointer<UInt8>
    private let places: UnsafeMutablePointer<Place>
    private let count: Int
    private let loopStart: Int
    private let span: UInt64
    private let slotSpan: UInt64
    private var next = 0
    public private(set) var round: UInt64 = 0
    /// Inputs given out.
    public private(set) var given: UInt64 = 0

    /// - Parameters:
    ///   - start: flown once.
    ///   - loop: flown again and again; from its first moment to its last is a round.
    public init(start: [FlightInput], loop: [FlightInput]) {
        precondition(!loop.isEmpty, "there is something to fly")
        let inputs = start + loop
        count = inputs.count
        loopStart = start.count
        bytes = .allocate(capacity: inputs.reduce(1) { $0 + $1.bytes.count })
        places = .allocate(capacity: inputs.count)
        var end = 0
        var slots: (first: UInt64, last: UInt64)?
        for (index, input) in inputs.enumerated() {
            for (offset, byte) in input.bytes.enumerated() { bytes[end + offset] = byte }
            var place = Place(label: input.label, start: end, count: input.bytes.count)
            if index >= start.count, let found = Self.slot(in: input.bytes) {
                place.digitsAt = end + found.at
                place.digits = found.digits
                place.slot = found.slot
                slots = (slots?.first ?? found.slot, found.slot)
            }
            (places + index).initialize(to: place)
            end += input.bytes.count
        }
        let first = loop[0].label.stamp.nanosecondsSinceBoot
        let last = loop[loop.count - 1].label.stamp.nanosecondsSinceBoot
        span = last - first + 1_000_000
        slotSpan = slots.map { $0.last - $0.first + 1 } ?? 0
    }

    deinit {
        bytes.deallocate()
        places.deallocate()
    }

    /// The first slot that a message of the chain tells.
    private static func slot(in bytes: [UInt8]) -> (at: Int, digits: Int, slot: UInt64)? {
        let key = Array(#""slot":"#.utf8)
        let starts = bytes.indices.dropLast(key.count)
        guard let start = starts.first(where: { bytes[$0...].starts(with: key) })
        else { return nil }
        let at = start + key.count
        let digits = bytes[at...].prefix { $0 >= 48 && $0 <= 57 }
        return (at, digits.count, digits.reduce(0) { $0 * 10 + UInt64($1 - 48) })
    }

    /// The next input: its bytes stay until the one after it is asked for.
    @_noLocks public mutating func nextInput() -> (RecordLabel, UnsafeRawBufferPointer) {
        if next == count {
            next = loopStart
            round &+= 1
        }
        let place = places[next]
        next &+= 1
        given &+= 1
        var label = place.label
        label.input = InputSequence(given)
        label.stamp = label.stamp + Nanoseconds(round &* span)
        var slot = place.slot &+ round &* slotSpan
        var digit = place.digits
        while digit > 0 {
            digit &-= 1
            bytes[place.digitsAt &+ digit] = 48 &+ UInt8(truncatingIfNeeded: slot % 10)
            slot /= 10
        }
        precondition(slot == 0 || place.digits == 0, "a slot keeps its number of digits")
        return (label, UnsafeRawBufferPointer(start: bytes + place.start, count: place.count))
    }
}
