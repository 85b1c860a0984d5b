import Meters

/// The last trouble of one source, in words: written by the feed's thread, shown by the console. A
/// reading during a write may mix two sentences; it is for people only.
@safe struct Trouble: ~Copyable {
    /// The longest sentence; what is longer is cut.
    static var bytesMax: Int { @_noLocks get { 248 } }

    /// The length, then eight bytes a place.
    private let places = Gauges(count: 32)

    var view: TroubleView { TroubleView(places: places.view) }

    @_noLocks func note(_ text: UnsafeRawBufferPointer) {
        let count = min(text.count, Trouble.bytesMax)
        var word: UInt64 = 0
        for index in 0..<count {
            word |= unsafe UInt64(text[index]) << UInt64(index % 8 * 8)
            guard index % 8 == 7 || index == count &- 1 else { continue }
            places.set(1 &+ index / 8, word)
            word = 0
        }
        places.set(0, UInt64(count))
    }

    @_noLocks func note(_ text: StaticString) {
        unsafe note(
            UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Cold.
    func explain(_ text: String) {
        var text = text
        text.withUTF8 { bytes in unsafe note(UnsafeRawBufferPointer(bytes)) }
    }
}

/// The last trouble of one source, from the reading side.
public struct TroubleView: Sendable {
    let places: GaugeView

    /// Nil when there was none.
    public var text: String? {
        let count = min(Int(clamping: places[0]), Trouble.bytesMax)
        guard count > 0 else { return nil }
        let bytes = (0..<count).map { index in
            UInt8(truncatingIfNeeded: places[1 + index / 8] >> UInt64(index % 8 * 8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
