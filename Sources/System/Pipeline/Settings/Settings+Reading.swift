import Numbers
import TOMLKit

extension Settings {
    /// Reads a file over the standard settings.
    ///
    /// - Throws: `SettingsFaults` with every fault of the file at once.
    public init(file: String) throws(SettingsFaults) {
        let read = try SettingsFile(file)
        if !read.faults.isEmpty { throw SettingsFaults(faults: read.faults) }
        self = read.settings
    }

    /// Reads a text over the standard settings; `file` names it in faults.
    public init(text: String, file: String) throws(SettingsFaults) {
        let read = SettingsFile(text: text, name: file)
        if !read.faults.isEmpty { throw SettingsFaults(faults: read.faults) }
        self = read.settings
    }

    /// Takes up what was read, and tells the reader everything that is wrong with it.
    mutating func read(_ root: TOMLTable, _ reader: SettingsReader) {
        readMachine(root, reader)
        readLists(root, reader)
        readTrading(root, reader)
        readCrossCheck(root, reader)
        readVenues(root, reader)
        refuseStrangers(root, reader)
        checkReferences(reader)
        // A plan counts on decimals within their bounds; what is amiss there has been told.
        guard assets.allSatisfy({ (0...18).contains($0.decimals) }) else { return }
        for fault in Plan.faults(of: self) where !reader.hasFault(at: fault.key) {
            reader.fault(fault.key, fault.what)
        }
    }

    private func refuseStrangers(_ root: TOMLTable, _ reader: SettingsReader) {
        let tables = [
            "machine", "journal", "status", "assets", "sources", "books", "pools", "markets",
            "balances", "costs", "risk", "paper", "cross_check", "venues",
        ]
        for key in root.keys.sorted() where !tables.contains(key) {
            reader.fault(
                key, "is not a table of the settings; \(tables.joined(separator: ", ")) are")
        }
    }

    private mutating func readMachine(_ root: TOMLTable, _ reader: SettingsReader) {
        var section = reader.section("machine", root["machine"]?.table)
        machine.runners = section.choice("runners", machine.runners)
        machine.idle = section.choice("idle", machine.idle)
        machine.cores = section.integers("cores", machine.cores, in: 0...1_023)
        if Set(machine.cores).count < machine.cores.count {
            reader.fault("machine.cores", "a core stands twice; each thread has one of its own")
        }
        machine.locksMemory = section.flag("lock_memory", machine.locksMemory)
        machine.usesHugePages = section.flag("huge_pages", machine.usesHugePages)
        machine.isRealtime = section.flag("realtime", machine.isRealtime)
        machine.takesKernelStamps = section.flag("kernel_stamps", machine.takesKernelStamps)
        machine.defersAcks = section.flag("defer_acks", machine.defersAcks)
        machine.ringDepth = section.integer("ring_depth", machine.ringDepth, in: 64...16_777_216)
        if machine.ringDepth & (machine.ringDepth - 1) != 0 {
            reader.fault("machine.ring_depth", "\(machine.ringDepth) is not a power of two")
        }
        section.finish()

        section = reader.section("journal", root["journal"]?.table)
        journal.directory = section.text("directory", journal.directory)
        journal.durability = section.choice("durability", journal.durability)
        journal.interval = section.milliseconds("interval_ms", journal.interval, in: 1...60_000)
        journal.segmentMebibytes = section.integer(
            "segment_mib", journal.segmentMebibytes, in: 1...65_536)
        journal.ringMebibytes = section.integer(
            "ring_mib", journal.ringMebibytes, in: 16...16_384)
        section.finish()

        section = reader.section("status", root["status"]?.table)
        status.interval = section.milliseconds("interval_ms", status.interval, in: 50...3_600_000)
        status.logFile = section.text("log_file", status.logFile)
        status.severity = section.choice("log_severity", status.severity)
        section.finish()
    }
}

extension SettingsSection {
    mutating func milliseconds(
        _ key: String, _ standard: Nanoseconds, in bounds: ClosedRange<Int>
    ) -> Nanoseconds {
        let count = integer(key, Int(standard.count / 1_000_000), in: bounds)
        return Nanoseconds.milliseconds(UInt64(count))
    }

    mutating func microseconds(
        _ key: String, _ standard: Nanoseconds, in bounds: ClosedRange<Int>
    ) -> Nanoseconds {
        let count = integer(key, Int(standard.count / 1_000), in: bounds)
        return Nanoseconds.microseconds(UInt64(count))
    }

    mutating func millionths(_ key: String, _ standard: Int) -> Int {
        integer(key, standard, in: 0...1_000_000)
    }
}
