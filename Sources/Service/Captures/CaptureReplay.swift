import Compression

/// Replays every capture that a folder of recorded data holds.
public enum CaptureReplay {
    /// A table of all recorded swaps under `folder`. A capture that is not there is a note.
    ///
    /// - Throws: a `CaptureError` when a capture cannot be read, or there is none at all.
    public static func table(of folder: String) throws(CaptureError) -> ReplayTable {
        var table = ReplayTable()
        let day = "\(folder)/whirlpool/replayer"
        try add(to: &table) { () throws(CaptureError) in
            try WhirlpoolDay.rows(
                transactions: "\(day)/whirlpool-transaction-20220406.jsonl.gz",
                accounts: "\(day)/whirlpool-state-20220406.noprogram.json.gz",
                capture: "2022-04-06")
        }
        try add(to: &table) { () throws(CaptureError) in
            try RecordedBlock.rows(
                archive: "\(folder)/rpc/sava/getBlock.json.zip", entry: "getBlock.json",
                capture: "2025-08-22")
        }
        for one in instructions {
            try add(to: &table) { () throws(CaptureError) in
                _ = try CaptureFile(path: "\(folder)/\(one.path)").bytes()
                var row = ReplayRow(capture: "instructions", kind: one.kind, pool: "not named")
                row.skip(.noResult, one.swaps)
                return [row]
            }
        }
        guard !table.rows.isEmpty else { throw .nothing(folder: folder) }
        for one in accountsOnly {
            try add(to: &table) { () throws(CaptureError) in
                let file = CaptureFile(path: "\(folder)/\(one)")
                _ = try file.bytes()
                return []
            } note: {
                "\(one): accounts without transactions, no swap to check"
            }
        }
        return table
    }

    private static func add(
        to table: inout ReplayTable, _ rows: () throws(CaptureError) -> [ReplayRow],
        note: () -> String? = { nil }
    ) throws(CaptureError) {
        do throws(CaptureError) {
            table.add(try rows())
            if let note = note() { table.notes.append(note) }
        } catch .unreadable(let file, .unreadable(2)) {
            table.notes.append("\(file): not there")
        }
    }

    /// Instructions that were recorded alone: neither states nor what came of them.
    private static let instructions: [(kind: String, path: String, swaps: Int)] = [
        ("whirlpool", "whirlpool/carbon/swap_ix.json", 1),
        ("whirlpool", "whirlpool/carbon/swap_v2_ix.json", 1),
        ("whirlpool", "whirlpool/carbon/two_hop_swap_v2_ix.json", 2),
        ("raydium-clmm", "raydium/clmm/carbon/swap_ix.json", 1),
        ("raydium-clmm", "raydium/clmm/carbon/swap_v2_ix.json", 1),
        ("meteora-dlmm", "meteora/dlmm/carbon/swap_ix.json", 1),
        ("meteora-dlmm", "meteora/dlmm/carbon/swap2_ix.json", 1),
        ("meteora-dlmm", "meteora/dlmm/carbon/swap_exact_out2_ix.json", 1),
    ]

    /// States without transactions.
    private static let accountsOnly = [
        "whirlpool/eos365795240/eos365795240.dump.csv",
        "whirlpool/replayer/whirlpool-state-20220407.noprogram.json.gz",
        "whirlpool/replayer/whirlpool-state-20220408.noprogram.json.gz",
    ]
}
