import Numbers
import Wire

/// What a channel does with each byte: no allocation but libssl's own, no lock.
extension Channel {
    /// Takes bytes of the channel's connection.
    @_noLocks mutating func receive(_ got: Received, at now: Instant) {
        stamp = got.stamp
        lastReceived = now
        if isSecure {
            unsafe tls?.receive(got.bytes)
        } else if backlog.isEmpty {
            // An event follows only after the one before it was settled.
            unsafe fresh = got.bytes
        } else {
            unsafe backlog.append(got.bytes)
        }
    }

    /// Moves received plaintext into `buffer`, 1 byte or more.
    @_noLocks
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> ChannelRead {
        // What came before the end may be read after it.
        guard phase == .open || phase == .closing || phase == .closed else { return .nothing }
        let hasBacklog = !backlog.isEmpty
        if isSecure && !hasBacklog { return unsafe decrypt(into: buffer) }
        let source = unsafe hasBacklog ? backlog.bytes : fresh
        let count = min(source.count, buffer.count)
        guard count > 0, let from = source.baseAddress, let to = buffer.baseAddress else {
            return peerEnded && source.count == 0 ? .ended : .nothing
        }
        unsafe to.copyMemory(from: from, byteCount: count)
        if hasBacklog {
            backlog.consume(count)
        } else {
            unsafe fresh = UnsafeRawBufferPointer(start: from + count, count: fresh.count &- count)
        }
        return .bytes(count)
    }

    /// Puts bytes that were read before all others that wait: their reader could not take them.
    mutating func putBack(_ bytes: ArraySlice<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe backlog.prepend($0) }
    }

    @_noLocks
    private mutating func decrypt(into buffer: UnsafeMutableRawBufferPointer) -> ChannelRead {
        guard peerEnded || tls?.mayRead ?? false, let answer = unsafe tls?.read(into: buffer) else {
            return .nothing
        }
        switch answer {
        case .bytes(let count): return .bytes(count)
        case .wantsMore: return .nothing
        case .closed:
            peerEnded = true
            return .ended
        case .failed(let error): return .failed(.tls(error))
        }
    }

    /// At most how many bytes wait to be read: the space that a reader should offer.
    public var readable: Int {
        @_noLocks get {
            isSecure ? Self.recordBytes : unsafe max(fresh.count, backlog.bytes.count)
        }
    }

    /// Plaintext of one TLS record, RFC 8446 §5.1.
    private static var recordBytes: Int { @_noLocks get { 16_384 } }

    /// Call when the holder has read all it wants of an event.
    ///
    /// - Parameter isBehind: the holder could not take everything: receive no more for now.
    @_noLocks public mutating func settle(isBehind: Bool, on loop: inout EventLoop) {
        if unsafe fresh.count > 0 {
            unsafe backlog.append(fresh)
            unsafe fresh = UnsafeRawBufferPointer(start: nil, count: 0)
        }
        guard let id, phase == .open || phase == .closing else { return }
        let shouldPause = isBehind || !backlog.isEmpty
        if shouldPause && !isPaused { loop.pause(id) }
        if !shouldPause && isPaused { loop.resume(id) }
        isPaused = shouldPause
        if isSecure { _ = sendCiphertext(on: &loop) }
    }

    /// Sends plaintext; false when the connection is over or the peer reads too slowly.
    @_noLocks
    public mutating func write(_ bytes: UnsafeRawBufferPointer, on loop: inout EventLoop) -> Bool {
        guard let id, phase == .open || phase == .closing else { return false }
        guard isSecure else {
            if case .queued = unsafe loop.send(bytes, on: id) { return true }
            return false
        }
        var rest = unsafe bytes
        while rest.count > 0, let from = rest.baseAddress {
            guard case .accepted(let count)? = unsafe tls?.write(rest), count > 0 else {
                return false
            }
            unsafe rest = UnsafeRawBufferPointer(start: from + count, count: rest.count &- count)
        }
        return sendCiphertext(on: &loop)
    }

    /// Hands what TLS wants to say to the loop.
    @_noLocks mutating func sendCiphertext(on loop: inout EventLoop) -> Bool {
        guard let id else { return false }
        while let count = unsafe tls?.takeCiphertext(into: ciphertext), count > 0 {
            let piece = unsafe UnsafeRawBufferPointer(start: ciphertext.baseAddress, count: count)
            guard case .queued = unsafe loop.send(piece, on: id) else { return false }
        }
        return true
    }
}
