public import Rings

/// Makes the rings of a topology and hands each end out once.
///
/// Taking an end twice, or an end of a link that was not declared, is a bug of ours and traps at
/// start-up.
public struct Wiring: ~Copyable {
    private let allocator: RingAllocator
    private var strands: [String: Strand] = [:]
    private var order: [String] = []

    /// A link's ring, made when its first end is taken.
    private struct Strand {
        let spec: LinkSpec
        var memory: (any Sendable)?
        var gauge: RingGauge?
        var ends: Set<End> = []
    }

    private enum End { case writing, reading }

    /// - Throws: every fault of the topology.
    public init(
        _ topology: Topology, from allocator: RingAllocator = .heap
    ) throws(TopologyFaults) {
        let faults = topology.faults
        guard faults.isEmpty else { throw TopologyFaults(faults: faults) }
        self.allocator = allocator
        for link in topology.links {
            strands[link.name] = Strand(spec: link)
            order.append(link.name)
        }
    }

    /// The writing end of `link`, once.
    public mutating func producer<Message>(of link: Link<Message>) -> Producer<Message> {
        Producer(over: memory(of: link, taking: .writing))
    }

    /// The reading end of `link`, once.
    public mutating func consumer<Message>(of link: Link<Message>) -> Consumer<Message> {
        Consumer(over: memory(of: link, taking: .reading))
    }

    /// The writing end of `link`, once.
    public mutating func producer(of link: ByteLink) -> ByteProducer {
        ByteProducer(over: memory(of: link, taking: .writing))
    }

    /// The reading end of `link`, once.
    public mutating func consumer(of link: ByteLink) -> ByteConsumer {
        ByteConsumer(over: memory(of: link, taking: .reading))
    }

    /// Links of which an end was never taken, as `name (writing end)`: empty when all is wired.
    public var looseEnds: [String] {
        order.compactMap { strands[$0] }.flatMap { strand in
            let name = strand.spec.name
            let writing = strand.ends.contains(.writing) ? [] : ["\(name) (writing end)"]
            let reading = strand.ends.contains(.reading) ? [] : ["\(name) (reading end)"]
            return writing + reading
        }
    }

    /// The gauges of the links wired so far, in the topology's order.
    public var gauges: [LinkGauge] {
        order.compactMap { name in
            guard let strand = strands[name], let gauge = strand.gauge else { return nil }
            return LinkGauge(link: strand.spec, ring: gauge)
        }
    }

    private mutating func memory<Message>(
        of link: Link<Message>, taking end: End
    ) -> RingMemory<Message> {
        var strand = take(end, of: link.spec)
        defer { strands[link.spec.name] = strand }
        if let memory = strand.memory as? RingMemory<Message> { return memory }
        let memory = RingMemory<Message>(capacity: link.spec.depth, from: allocator)
        strand.memory = memory
        strand.gauge = memory.gauge
        return memory
    }

    private mutating func memory(of link: ByteLink, taking end: End) -> ByteRingMemory {
        var strand = take(end, of: link.spec)
        defer { strands[link.spec.name] = strand }
        if let memory = strand.memory as? ByteRingMemory { return memory }
        let memory = ByteRingMemory(capacity: link.spec.depth, from: allocator)
        strand.memory = memory
        strand.gauge = memory.gauge
        return memory
    }

    private func take(_ end: End, of spec: LinkSpec) -> Strand {
        guard var strand = strands[spec.name], strand.spec == spec else {
            preconditionFailure("a wired link is declared in the topology: \(spec.name)")
        }
        precondition(strand.ends.insert(end).inserted, "an end is handed out once: \(spec.name)")
        return strand
    }
}

/// A link and the gauge of its ring: for status pages and metrics.
public struct LinkGauge: Sendable {
    public let link: LinkSpec
    public let ring: RingGauge
}
