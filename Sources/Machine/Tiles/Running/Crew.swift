/// The runners of a topology: started one by one, ended together.
///
/// ```swift
/// let crew = try Crew(topology, clock: clock, stopping: stopping)
/// try crew.start("main", Fused(feed, price))
/// _ = stopping.wait(atMost: .seconds(30))
/// stopping.request(.finished)
/// crew.join()
/// ```
public final class Crew {
    /// In the topology's order.
    public let runners: [RunnerState]
    private let topology: Topology
    private let stopping: Stopping
    private var threads: [RunnerName: JoinableThread] = [:]
    private var watchdog: Watchdog?

    /// - Throws: every fault of the topology on this host.
    public init(
        _ topology: Topology, clock: HostClock, stopping: Stopping
    ) throws(TopologyFaults) {
        let faults = topology.faults(onCores: Cores.allowed)
        guard faults.isEmpty else { throw TopologyFaults(faults: faults) }
        self.topology = topology
        self.stopping = stopping
        var made: [RunnerState] = []
        for index in topology.runners.indices {
            made.append(
                RunnerState(
                    spec: topology.runners[index], clock: clock, stopping: stopping,
                    sources: topology.sources(of: index).map { made[$0] }))
        }
        runners = made
        for index in made.indices {
            func bells(_ runners: [Int]) -> [Doorbell] {
                runners.map { made[$0] }.filter(\.parks).map(\.bell)
            }
            made[index].hear(
                readers: bells(topology.readers(of: index)),
                writers: bells(topology.writers(of: index)))
        }
    }

    /// The bell of a runner: a tile that waits in the kernel watches its descriptor.
    public func doorbell(of runner: RunnerName) -> Doorbell { state(of: runner).bell }

    /// Starts a runner on a thread of its own, and waits until it has its core and priority. When its rule is to park, it sleeps on its doorbell.
    ///
    /// - Throws: `.refused` when the system gives no thread.
    @inlinable
    public func start<Body: Tile & ~Copyable>(
        _ runner: RunnerName, _ tile: consuming sending Body
    ) throws(ThreadRefusal) {
        let state = state(of: runner)
        let box = TileBox(tile)
        try launch(state) {
            var tile = box.take()
            state.loop(&tile, park: nil)
            box.keep(tile)
        }
    }

    /// Starts a runner whose tile does its own waiting (with `Fused`, the first one). Where another
    /// runner writes to it, the tile watches `doorbell(of:).descriptor` too.
    ///
    /// - Throws: `.refused` when the system gives no thread.
    @inlinable
    public func start<Body: Tile & Parking & ~Copyable>(
        parking runner: RunnerName, _ tile: consuming sending Body
    ) throws(ThreadRefusal) {
        let state = state(of: runner)
        let box = TileBox(tile)
        try launch(state) {
            var tile = box.take()
            state.loop(&tile) { tile, deadline in tile.park(until: deadline) }
            box.keep(tile)
        }
    }

    /// Waits until every runner ended; call it after `Stopping.request`.
    public func join() {
        for runner in runners {
            threads.removeValue(forKey: runner.spec.name)?.join()
        }
        watchdog?.end()
        watchdog = nil
    }

    /// What the host refused, in words, known as soon as a runner is started; and, after the end,
    /// who ended with work left.
    public var notes: [String] { runners.flatMap(\.notes) }

    @usableFromInline
    func state(of name: RunnerName) -> RunnerState {
        guard let state = runners.first(where: { $0.spec.name == name }) else {
            preconditionFailure("a started runner is declared in the topology: \(name)")
        }
        return state
    }

    @usableFromInline
    func launch(
        _ state: RunnerState, _ body: @escaping @Sendable () -> Void
    ) throws(ThreadRefusal) {
        precondition(threads[state.spec.name] == nil, "a runner is started once")
        if state.spec.realTimePriority != nil, watchdog == nil {
            watchdog = try Watchdog.start(over: runners, stopping: stopping)
        }
        let watchdog = state.spec.realTimePriority == nil ? nil : self.watchdog
        threads[state.spec.name] = JoinableThread(
            try NamedThread.start(state.spec.name.description) {
                state.settle(under: watchdog)
                body()
            })
        state.settled.wait()
    }
}
