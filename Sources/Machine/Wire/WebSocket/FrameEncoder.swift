/// Writes frames of RFC 6455 §5.2 into the caller's memory.
public enum FrameEncoder {
    /// Bytes of a frame with this payload: header, mask and all.
    @_noLocks
    public static func frameCount(payloadCount: Int, role: WebSocketRole) -> Int {
        let length = payloadCount < 126 ? 0 : payloadCount <= 0xffff ? 2 : 8
        return 2 + length + (role.isClient ? 4 : 0) + payloadCount
    }

    /// Writes one frame.
    ///
    /// - Parameter mask: a client gives a fresh key for every frame; a server gives nil.
    /// - Returns: the bytes written; 0 when `buffer` is too small, and then it is untouched.
    @_noLocks
    public static func encode(
        _ opcode: Opcode, isFinal: Bool = true, payload: UnsafeRawBufferPointer, mask: MaskKey?,
        into buffer: UnsafeMutableRawBufferPointer
    ) -> Int {
        var role = WebSocketRole.server
        if case .some = mask { role = .client }
        let total = frameCount(payloadCount: payload.count, role: role)
        guard total <= buffer.count, let base = buffer.baseAddress else { return 0 }
        let bit: UInt8 = role.isClient ? 0x80 : 0
        unsafe base.storeBytes(of: opcode.bits | (isFinal ? 0x80 : 0), as: UInt8.self)
        var next = 2
        if payload.count < 126 {
            let short = UInt8(truncatingIfNeeded: payload.count)
            unsafe base.storeBytes(of: short | bit, toByteOffset: 1, as: UInt8.self)
        } else if payload.count <= 0xffff {
            unsafe base.storeBytes(of: 126 | bit, toByteOffset: 1, as: UInt8.self)
            let length = UInt16(truncatingIfNeeded: payload.count).bigEndian
            unsafe base.storeBytes(of: length, toByteOffset: 2, as: UInt16.self)
            next = 4
        } else {
            unsafe base.storeBytes(of: 127 | bit, toByteOffset: 1, as: UInt8.self)
            let length = UInt64(payload.count).bigEndian
            unsafe base.storeBytes(of: length, toByteOffset: 2, as: UInt64.self)
            next = 10
        }
        if let mask {
            unsafe base.storeBytes(of: mask.bits, toByteOffset: next, as: UInt32.self)
            next += 4
        }
        if let source = payload.baseAddress, payload.count > 0 {
            unsafe (base + next).copyMemory(from: source, byteCount: payload.count)
            if let mask {
                unsafe Masking.apply(mask.bits, to: base + next, count: payload.count, phase: 0)
            }
        }
        return total
    }
}
