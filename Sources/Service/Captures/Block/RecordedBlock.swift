import Pools
import Solana

/// A block of all transactions, with their logs and without accounts.
enum RecordedBlock {
    /// A row for each pool that a program named in its logs, and one for the rest of its swaps.
    static func rows(
        archive: String, entry: String, capture: String
    ) throws(CaptureError) -> [ReplayRow] {
        let block = try ZipEntry.bytes(entry, in: archive)
        let lines = try BlockLogs.lines(in: block, file: archive)
        return BlockProgram.all.flatMap { program in
            var rows: [ReplayRow] = []
            for line in lines where line.program == program.address {
                program.take(line, capture, &rows)
            }
            return rows
        }
    }
}

/// A program, and how its swaps are found in its logs.
struct BlockProgram {
    enum Telling {
        /// An event of so many bytes, the pool's key behind its mark.
        case event(Int)
        case cpmm
        case rayLog
        /// The instruction's name.
        case name
        /// Nothing but that it was called: other instructions than swaps count too.
        case call
    }

    let kind: String
    let address: String
    let tells: Telling

    static let all = [
        BlockProgram(
            kind: "whirlpool", address: "\(WhirlpoolLayout.program)", tells: .event(121)),
        BlockProgram(kind: "raydium-clmm", address: "\(CLMMLayout.program)", tells: .event(205)),
        BlockProgram(kind: "raydium-cpmm", address: "\(CPMMLayout.program)", tells: .cpmm),
        BlockProgram(kind: "raydium-amm-v4", address: "\(AMMv4Layout.program)", tells: .rayLog),
        BlockProgram(kind: "meteora-dlmm", address: "\(DLMMLayout.program)", tells: .name),
        BlockProgram(
            kind: "meteora-damm-v2", address: "cpamdpZCGKUy5JxQXB4dcpGPiikHawvSWAd6mEn1sGG",
            tells: .name),
        BlockProgram(
            kind: "phoenix", address: "PhoeNiXZ8ByJGLkxNfZRnkUfjvmuYqLR89jjFHGqdXY",
            tells: .call),
    ]

    /// Counts the line in the row of its pool when it tells a swap.
    func take(_ line: ProgramLine, _ capture: String, _ rows: inout [ReplayRow]) {
        let event = line.bytes(behind: "Program data: ")
        switch tells {
        case .event(let length):
            guard let event, event.count == length else { return }
            change(pool(event), capture, &rows) { $0.skip(.noLiquidity) }
        case .cpmm:
            guard let event, let swap = CPMMLog(event) else { return }
            change(pool(event), capture, &rows) { row in
                if let reason = swap.reason { return row.skip(reason) }
                row.check(line, expected: swap.expected, found: swap.found)
            }
        case .rayLog:
            guard let bytes = line.bytes(behind: "Program log: ray_log: "),
                let swap = AMMv4Log(bytes)
            else { return }
            change(nil, capture, &rows) {
                $0.check(line, expected: swap.expected, found: swap.found)
            }
        case .name:
            guard line.text.hasPrefix("Program log: Instruction: Swap") else { return }
            change(nil, capture, &rows) { $0.skip(.noLiquidity) }
        case .call:
            guard line.text == "invoke", line.caller != address else { return }
            change(nil, capture, &rows) { $0.skip(.noLiquidity) }
        }
    }

    /// The pool whose key follows an event's mark.
    private func pool(_ event: [UInt8]) -> PublicKey? {
        event.count >= 40 ? PublicKey(bytes: event[8..<40]) : nil
    }

    private func change(
        _ pool: PublicKey?, _ capture: String, _ rows: inout [ReplayRow],
        _ body: (inout ReplayRow) -> Void
    ) {
        let pool = pool.map { "\($0)" } ?? "not named"
        if let place = rows.firstIndex(where: { $0.pool == pool }) {
            body(&rows[place])
        } else {
            var row = ReplayRow(capture: capture, kind: kind, pool: pool)
            body(&row)
            rows.append(row)
        }
    }
}

extension ReplayRow {
    /// Counts a swap whose state before is logged.
    fileprivate mutating func check(_ line: ProgramLine, expected: String, found: String) {
        swaps += 1
        single += 1
        compare("transaction \(line.transaction) of the block", expected: expected, found: found)
    }
}
