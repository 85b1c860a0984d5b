import CUring
public import Numbers

/// What the owner asks for. Nothing happens before the next `poll`.
extension EventLoop {
    /// Begins to connect. `connected` follows, or `failed`, at the latest after `timeout`.
    ///
    /// - Throws: `.loopFull`, `.descriptorsExhausted` or another want of this host.
    public mutating func connect(
        to address: SocketAddress, within timeout: Nanoseconds,
        options: SocketOptions = SocketOptions()
    ) throws(NetworkFault) -> ConnectionID {
        guard let index = takeSlot(.connection) else { throw .loopFull }
        var raw = address.raw
        let descriptor = unsafe socket_open(&raw)
        guard descriptor >= 0 else {
            freeSlot(index)
            throw Errno(descriptor).fault
        }
        let stamped = options.receiveStamps == .kernel
        unsafe slots[index].descriptor = descriptor
        let configured = socket_configure(descriptor, options.receiveBytes, stamped ? 1 : 0)
        guard configured == 0 else {
            socket_close(descriptor)
            freeSlot(index)
            throw Errno(configured).fault
        }
        unsafe addresses[index] = raw
        unsafe spans[index] = __kernel_timespec(timeout)
        unsafe slots[index].stamped = stamped
        unsafe slots[index].defersAcks = options.defersAcks
        unsafe slots[index].wantsReceiving = true
        ask(index)
        return connection(index)
    }

    /// Listens at `address`; port 0 lets the kernel choose (see `address(of:)`). Accepted
    /// connections get `options`.
    public mutating func listen(
        on address: SocketAddress, options: SocketOptions = SocketOptions(), backlog: Int32 = 512
    ) throws(ListenFault) -> ListenerID {
        guard let index = takeSlot(.listener) else {
            throw ListenFault(address: address, fault: .loopFull)
        }
        var raw = address.raw
        let descriptor = unsafe socket_listen(&raw, backlog)
        guard descriptor >= 0 else {
            freeSlot(index)
            throw ListenFault(address: address, fault: Errno(descriptor).fault)
        }
        unsafe slots[index].descriptor = descriptor
        unsafe slots[index].phase = .open
        unsafe slots[index].wantsReceiving = true
        unsafe slots[index].receiveBytes = options.receiveBytes
        unsafe slots[index].stamped = options.receiveStamps == .kernel
        unsafe slots[index].defersAcks = options.defersAcks
        ask(index)
        return unsafe ListenerID(slot: Int32(index), generation: slots[index].generation)
    }

    /// Where a listener listens; nil once it was closed.
    public func address(of listener: ListenerID) -> SocketAddress? {
        guard let index = place(listener.slot, listener.generation, .listener) else { return nil }
        var raw = socket_address()
        guard unsafe socket_local_address(slots[index].descriptor, &raw) == 0 else { return nil }
        return SocketAddress(raw: raw)
    }

    /// Stops listening. Accepted connections live on.
    public mutating func close(_ listener: ListenerID) {
        guard let index = place(listener.slot, listener.generation, .listener) else { return }
        end(index, because: nil)
    }

    /// Ticks once after `span`.
    public mutating func startTimer(after span: Nanoseconds) throws(NetworkFault) -> TimerID {
        try startTimer(span, repeats: false)
    }

    /// Ticks each time `span` (at least 1 ns) has passed since the tick before was taken.
    public mutating func startTimer(every span: Nanoseconds) throws(NetworkFault) -> TimerID {
        precondition(span.count > 0, "a period takes time")
        return try startTimer(span, repeats: true)
    }

    private mutating func startTimer(
        _ span: Nanoseconds, repeats: Bool
    ) throws(NetworkFault) -> TimerID {
        guard let index = takeSlot(.timer) else { throw .loopFull }
        unsafe spans[index] = __kernel_timespec(span)
        unsafe slots[index].repeats = repeats
        unsafe slots[index].phase = .open
        ask(index)
        return unsafe TimerID(slot: Int32(index), generation: slots[index].generation)
    }

    /// Stops a timer; a tick that is under way is dropped.
    public mutating func stop(_ timer: TimerID) {
        guard let index = place(timer.slot, timer.generation, .timer) else { return }
        end(index, because: nil)
    }

    /// Queues bytes; they are copied, so the caller's memory is free at once. Also before
    /// `connected`: they leave as soon as the connection stands.
    @_noLocks public mutating func send(
        _ bytes: UnsafeRawBufferPointer, on id: ConnectionID
    ) -> SendAnswer {
        guard let index = place(id.slot, id.generation, .connection),
            unsafe !slots[index].finishing, unsafe !slots[index].closesWhenSent
        else { return .gone }
        let taken = unsafe slots[index].outgoing.append(
            bytes, bytesMax: limits.outgoingBytesMax)
        guard taken else {
            end(index, because: .peerTooSlow)
            return .full
        }
        ask(index)
        return .queued
    }

    /// Bytes of a connection that the kernel has not taken yet.
    @_noLocks public func bytesWaiting(on id: ConnectionID) -> Int {
        guard let index = place(id.slot, id.generation, .connection) else { return 0 }
        return unsafe slots[index].outgoing.waiting
    }

    /// Ends our side once all that is queued is sent. When the peer ends its side too, the
    /// connection closes by itself.
    @_noLocks public mutating func finish(_ id: ConnectionID) {
        guard let index = place(id.slot, id.generation, .connection) else { return }
        unsafe slots[index].finishing = true
        ask(index)
    }

    /// Closes now; what was not sent is dropped. `closed` (or `failed`, if a fault came first)
    /// follows.
    @_noLocks public mutating func close(_ id: ConnectionID) {
        guard let index = place(id.slot, id.generation, .connection) else { return }
        end(index, because: nil)
    }

    /// Closes as soon as what is queued is sent, or when the peer has not read it for 10 seconds.
    public mutating func closeAfterSending(_ id: ConnectionID) {
        guard let index = place(id.slot, id.generation, .connection) else { return }
        guard unsafe slots[index].phase == .open else { return end(index, because: nil) }
        _ = unsafe socket_limit_unread(slots[index].descriptor, 10_000)
        unsafe slots[index].closesWhenSent = true
        ask(index)
    }

    /// Closes now with a reset, as a crashed peer would.
    public mutating func abort(_ id: ConnectionID) {
        guard let index = place(id.slot, id.generation, .connection) else { return }
        _ = unsafe socket_close_hard(slots[index].descriptor)
        end(index, because: nil)
    }

    /// Stops receiving; the kernel's window closes and the peer has to wait. What the loop has
    /// received already still comes.
    @_noLocks public mutating func pause(_ id: ConnectionID) {
        setReceiving(false, on: id)
    }

    /// Receives again.
    @_noLocks public mutating func resume(_ id: ConnectionID) {
        setReceiving(true, on: id)
    }

    @_noLocks private mutating func setReceiving(_ wanted: Bool, on id: ConnectionID) {
        guard let index = place(id.slot, id.generation, .connection),
            unsafe !slots[index].peerEnded
        else { return }
        unsafe slots[index].wantsReceiving = wanted
        ask(index)
    }

    /// The slot of an identifier; nil when it is spent.
    @_noLocks private func place(_ slot: Int32, _ generation: UInt32, _ role: Slot.Role) -> Int? {
        let index = Int(slot)
        precondition(index >= 0 && index < limits.slotsMax, "the identifier is this loop's")
        guard unsafe slots[index].generation == generation, unsafe slots[index].role == role,
            unsafe slots[index].phase != .closing
        else { return nil }
        return index
    }
}
