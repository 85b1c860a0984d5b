import Tiles

/// `bench wire`: from a message to the decision, in the buffer and on the wire.
public enum WireBench {
    public static func run(_ plan: BenchPlan) -> BenchReport {
        var report = BenchReport("wire", on: BenchMachine())
        let path = "\(plan.peers)/wire.jsonl"
        let lines = TextFile.lines(path)
        guard !lines.isEmpty else {
            report.notes.append("\(path) is not there, so nothing is measured: run perf/peers")
            return report
        }
        let messages = MessageBytes(Array(lines.prefix(WireMemory.count)))
        // The network first: what it starts inherits the cores of this thread.
        var network = WireNetwork(plan, messages: path)
        network.run(into: &report)
        Cores.pin(to: plan.core)
        WireMemory.run(plan, messages, messages: path, into: &report)
        network.write(into: &report)
        return report.finished()
    }
}
