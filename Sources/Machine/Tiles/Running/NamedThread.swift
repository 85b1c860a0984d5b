internal import CLinux

/// The system gave no thread.
public struct ThreadRefusal: Error, Hashable, Sendable {
    public let reason: Refusal
}

/// The only place where a thread is made.
enum NamedThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread; the answer is what `linux_thread_join` takes.
    static func start(_ body: @escaping @Sendable () -> Void) throws(ThreadRefusal) -> UInt64 {
        var thread: UInt64 = 0
        let context = unsafe Unmanaged.passRetained(Work(body))
        let refused = unsafe linux_thread_start(
            &thread,
            { context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
            }, context.toOpaque())
        guard refused == 0 else {
            unsafe context.release()
            throw ThreadRefusal(reason: Refusal(code: -refused))
        }
        return thread
    }
}

/// Carries a tile to its thread, and keeps it after its last turn: what it holds ends with the
/// crew, not while a neighbour may still read.
@usableFromInline
final class TileBox<Body: ~Copyable>: @unchecked Sendable {
    private var tile: Body?

    @usableFromInline init(_ tile: consuming Body) { self.tile = consume tile }

    @usableFromInline func take() -> Body {
        guard let taken = tile.take() else { preconditionFailure("a tile is taken once") }
        return taken
    }

    @usableFromInline func keep(_ tile: consuming Body) { self.tile = consume tile }
}
