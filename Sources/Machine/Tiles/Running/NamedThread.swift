internal import CLinux
import Synchronization

/// The system gave no thread.
public struct ThreadRefusal: Error, Hashable, Sendable {
    public let reason: Refusal
}

/// A thread with a name and, if wished, a core: the only place where one is made. Tiles run on a
/// `Crew`'s; this is for what is no tile, such as a benchmark's two ends.
public struct NamedThread: ~Copyable, Sendable {
    private let identity: UInt64

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Runs `body` on a new thread.
    ///
    /// - Parameters:
    ///   - name: of which Linux keeps 15 characters.
    ///   - core: the core it is bound to, if the system lets it; nil floats.
    public static func start(
        _ name: String, core: Int? = nil, _ body: @escaping @Sendable () -> Void
    ) throws(ThreadRefusal) -> NamedThread {
        NamedThread(
            identity: try spawn {
                unsafe linux_name_thread(name)
                if let core { Cores.pin(to: core) }
                body()
            })
    }

    /// Waits for its end.
    public consuming func join() { _ = linux_thread_join(identity) }

    private static func spawn(
        _ body: @escaping @Sendable () -> Void
    ) throws(ThreadRefusal) -> UInt64 {
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

/// A thread to be joined, in a form that a collection holds.
final class JoinableThread: Sendable {
    private let thread: Mutex<NamedThread?>

    init(_ thread: consuming NamedThread) { self.thread = Mutex(consume thread) }

    func join() {
        let taken = thread.withLock { $0.take() }
        taken?.join()
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
