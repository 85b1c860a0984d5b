public import Codecs
public import Numbers

/// An account as a node shows it, in place.
@safe public struct RPCAccount {
    public let lamports: Lamports
    /// The program that owns it, in base58.
    public let owner: JSONText
    /// The text of its data; nil when it is no text (`jsonParsed`).
    public let data: JSONText?
    public let encoding: Encoding

    /// How the data is spelled. We ask for base64; a node may answer otherwise.
    public enum Encoding: Sendable {
        case base64
        case other
    }

    @_noLocks init(lamports: UInt64, owner: JSONText, data: JSONText?, encoding: Encoding) {
        self.lamports = Lamports(lamports)
        self.owner = owner
        self.data = data
        self.encoding = encoding
    }

    /// The owner as a key; nil when the text is none.
    @_noLocks public func ownerKey() -> PublicKey? {
        unsafe owner.isEscaped ? nil : PublicKey(base58: owner.raw)
    }

    /// The base64 text of the data, of which `Base64.decode(bytes:of:into:)` takes a part; nil when
    /// it is spelled in another way, or with escapes (`decode(into:)` still reads these).
    public var base64: UnsafeRawBufferPointer? {
        @_noLocks get {
            guard case .base64 = encoding, let data, !data.isEscaped else { return nil }
            return unsafe data.raw
        }
    }

    /// Decodes the data.
    ///
    /// - Returns: how many bytes were written; nil when it is not base64, or does not fit.
    @_noLocks public func decode(into room: UnsafeMutableRawBufferPointer) -> Int? {
        guard case .base64 = encoding, let data else { return nil }
        guard data.isEscaped else {
            do throws(Base64Error) { return try unsafe Base64.decode(data.raw, into: room) } catch {
                return nil
            }
        }
        return unsafe decodeEscaped(data, into: room)
    }

    /// Some writers escape each slash: the text is decoded four characters at a time.
    @_noLocks private func decodeEscaped(
        _ data: JSONText, into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var out = 0
        var place = 0
        var isLast = false
        var four: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
        var offset = 0
        let raw = unsafe data.raw
        while offset < raw.count {
            var byte = unsafe raw[offset]
            offset &+= 1
            if byte == 0x5C {
                // Base64 has one character that is ever escaped.
                guard unsafe raw[offset] == 0x2F else { return nil }
                byte = 0x2F
                offset &+= 1
            }
            switch place {
            case 0: four.0 = byte
            case 1: four.1 = byte
            case 2: four.2 = byte
            default: four.3 = byte
            }
            place &+= 1
            guard place == 4 else { continue }
            place = 0
            guard !isLast else { return nil }
            isLast = byte == 0x3D
            guard let count = unsafe decode(four, at: out, into: room) else { return nil }
            out &+= count
        }
        return place == 0 ? out : nil
    }

    @_noLocks private func decode(
        _ four: (UInt8, UInt8, UInt8, UInt8), at out: Int,
        into room: UnsafeMutableRawBufferPointer
    ) -> Int? {
        var four = four
        return unsafe withUnsafePointer(to: &four) { characters -> Int? in
            let text = unsafe UnsafeRawBufferPointer(start: characters, count: 4)
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[out...])
            do throws(Base64Error) { return try unsafe Base64.decode(text, into: rest) } catch {
                return nil
            }
        }
    }
}
