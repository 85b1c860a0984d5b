import Archive
import Codecs
import Markets
import Numbers

/// What a run needs to be run again: its settings and what stood in the accounts when it began.
/// The payload of a `.sessionStart` record.
public struct Session: Sendable, Equatable {
    /// The settings file as the operator wrote it.
    public var settingsText: String
    /// How the file was called, for faults.
    public var settingsFile: String
    public var openings: [Plan.Opening]

    /// Length and text of settings and file name, then 12 bytes an opening, all little-endian.
    var payload: [UInt8] {
        var bytes: [UInt8] = []
        func append<Value: FixedWidthInteger>(_ value: Value) {
            for place in 0..<(Value.bitWidth / 8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> (place * 8)))
            }
        }
        for text in [settingsText, settingsFile] {
            append(UInt32(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        }
        append(UInt32(openings.count))
        for opening in openings {
            append(opening.source.index)
            append(opening.asset.index)
            append(UInt64(bitPattern: opening.atoms))
        }
        return bytes
    }

    public init(settingsText: String, settingsFile: String, openings: [Plan.Opening]) {
        self.settingsText = settingsText
        self.settingsFile = settingsFile
        self.openings = openings
    }

    /// - Throws: when the payload is not what `payload` writes.
    static func read(_ bytes: UnsafeRawBufferPointer) throws(RunFault) -> Session {
        guard let session = unsafe Session(payload: bytes) else {
            throw .recording("a session in the recording cannot be read")
        }
        return session
    }

    /// Nil when the payload is not what `payload` writes.
    init?(payload bytes: UnsafeRawBufferPointer) {
        var reader = unsafe ByteReader(bytes)
        func text() -> String? {
            guard let count = reader.unsigned32(), let view = unsafe reader.bytes(Int(count))
            else { return nil }
            return unsafe String(decoding: view, as: UTF8.self)
        }
        guard let settings = text(), let file = text(), let count = reader.unsigned32() else {
            return nil
        }
        settingsText = settings
        settingsFile = file
        openings = []
        for _ in 0..<count {
            guard let source = reader.unsigned16(), let asset = reader.unsigned16(),
                let atoms = reader.signed64()
            else { return nil }
            openings.append(
                Plan.Opening(
                    source: SourceID(source), asset: AssetID(asset), atoms: atoms))
        }
    }

    /// A number for the segment headers that changes when the settings do (FNV-1a).
    var settingsHash: [UInt8] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in settingsText.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return (0..<8).map { UInt8(truncatingIfNeeded: hash >> ($0 * 8)) }
    }
}
