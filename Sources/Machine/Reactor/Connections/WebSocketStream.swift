import Numbers
import Wire

/// A channel and the WebSocket that is spoken over it, either role, once both are open.
struct WebSocketStream: ~Copyable {
    var channel: Channel
    var socket: WebSocket
    /// What the channel's bytes turned out to be, when they are of no use.
    var fault: ConnectionFault?
    /// Bytes given to the socket since it last had nothing to tell.
    private var unread = 0
    private let unreadMax: Int

    init(channel: consuming Channel, socket: consuming WebSocket, unreadMax: Int) {
        self.channel = channel
        self.socket = socket
        self.unreadMax = unreadMax
    }

    /// Begins a new conversation.
    mutating func renew(_ socket: consuming WebSocket) {
        self.socket = socket
        fault = nil
        unread = 0
    }

    /// Moves what came from the channel into the socket, in place where it is decrypted.
    @_noLocks mutating func pull(on loop: inout EventLoop) {
        var isBehind = unread >= unreadMax
        while !isBehind {
            let room = unsafe socket.space(atLeast: max(channel.readable, 1))
            guard room.count > 0 else {
                isBehind = true
                break
            }
            switch unsafe channel.read(into: room) {
            case .bytes(let count):
                socket.commit(count)
                unread += count
                isBehind = unread >= unreadMax
                continue
            case .nothing: if channel.phase == .closed { socket.receiveEnd() }
            case .ended: socket.receiveEnd()
            case .failed(let why):
                fault = why
                socket.receiveEnd()
            }
            break
        }
        channel.settle(isBehind: isBehind, on: &loop)
    }

    /// The next message or end; pings are answered on the way.
    @_noLocks mutating func next(on loop: inout EventLoop) -> WebSocketEvent {
        while true {
            let event = socket.next()
            flush(on: &loop)
            switch event {
            case .needsMore:
                unread = 0
                guard channel.isPaused else { return event }
                pull(on: &loop)
                if unread == 0 && !channel.isOver { return event }
                if unread == 0 { return socket.next() }
            case .ping, .pong: continue
            default: return event
            }
        }
    }

    /// Hands what the socket wants to say to the channel.
    @_noLocks mutating func flush(on loop: inout EventLoop) {
        let count = unsafe socket.outgoing.count
        guard count > 0 else { return }
        _ = unsafe channel.write(socket.outgoing, on: &loop)
        socket.consumeOutgoing(count)
    }
}
