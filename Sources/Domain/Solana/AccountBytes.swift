/// An account's data, read in place. All numbers on chain are little-endian. The memory belongs to
/// the caller and outlives this view.
@safe @frozen public struct AccountBytes {
    @usableFromInline let bytes: UnsafeRawBufferPointer

    @_noLocks @inlinable public init(_ bytes: UnsafeRawBufferPointer) {
        unsafe self.bytes = unsafe bytes
    }

    public var count: Int { @_noLocks @inlinable get { unsafe bytes.count } }

    /// The number at an offset that the caller has checked to lie within the data.
    @inlinable @inline(__always)
    public func load<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, at offset: Int
    ) -> Value {
        precondition(offset >= 0 && offset <= count - MemoryLayout<Value>.size)
        return unsafe Value(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
    }

    /// The key at an offset that the caller has checked.
    @_noLocks @inlinable
    public func key(at offset: Int) -> PublicKey {
        PublicKey(
            words: load(UInt64.self, at: offset), load(UInt64.self, at: offset + 8),
            load(UInt64.self, at: offset + 16), load(UInt64.self, at: offset + 24))
    }
}
