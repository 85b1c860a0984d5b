import Codecs
import Solana

/// The instructions of one recorded day, by pool, in the order in which they were executed.
struct DayTransactions {
    /// Pools in the order of their first instruction.
    private(set) var pools: [PublicKey] = []
    private(set) var instructions: [PublicKey: [DayInstruction]] = [:]
    /// The ranges of positions that were opened that day.
    private(set) var opened: [PublicKey: TickRange] = [:]

    /// Reads lines `{"slot": …, "transactions": [{"signature": …, "instructions": […]}, …]}`.
    init(path: String) throws(CaptureError) {
        unsafe try CaptureFile(path: path).lines { number, line throws(CaptureError) in
            // Nine lines in ten are slots in which nothing happened.
            if unsafe line.suffix(3).elementsEqual("[]}".utf8) { return }
            do throws(JSONError) {
                var scanner = unsafe JSONScanner(line)
                try readSlot(&scanner)
                try scanner.finish()
            } catch {
                throw .malformed(file: path, line: number)
            }
        }
    }

    private mutating func readSlot(_ scanner: inout JSONScanner) throws(JSONError) {
        var slot: UInt64 = 0
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if key.equals("slot") {
                slot = try scanner.unsigned()
            } else if key.equals("transactions") {
                try scanner.enterArray()
                while try scanner.nextElement() { try readTransaction(&scanner, slot) }
            } else {
                try scanner.skip()
            }
        }
    }

    private mutating func readTransaction(
        _ scanner: inout JSONScanner, _ slot: UInt64
    ) throws(JSONError) {
        var signature = ""
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if key.equals("signature") {
                signature = try scanner.string().plain
            } else if key.equals("instructions") {
                try scanner.enterArray()
                while try scanner.nextElement() {
                    var instruction = try DayInstruction(&scanner)
                    instruction.slot = slot
                    instruction.signature = signature
                    take(instruction)
                }
            } else {
                try scanner.skip()
            }
        }
    }

    private mutating func take(_ instruction: DayInstruction) {
        if instruction.name.hasPrefix("openPosition"), let position = instruction.position {
            opened[position] = TickRange(lower: instruction.lower, upper: instruction.upper)
        }
        guard let pool = instruction.pool else { return }
        if instructions[pool] == nil { pools.append(pool) }
        instructions[pool, default: []].append(instruction)
    }
}

/// The ticks between which a position's liquidity counts.
struct TickRange: Hashable {
    var lower: Int32
    var upper: Int32
}
