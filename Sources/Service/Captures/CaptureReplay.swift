/// Replays every capture that a folder of recorded data holds.
public enum CaptureReplay {
    /// A table of all recorded swaps under `folder`.
    ///
    /// - Throws: a `CaptureError` when a capture cannot be read, or there is none.
    public static func table(of folder: String) throws(CaptureError) -> ReplayTable {
        var table = ReplayTable()
        let day = "\(folder)/whirlpool/replayer"
        table.rows += try WhirlpoolDay.rows(
            transactions: "\(day)/whirlpool-transaction-20220406.jsonl.gz",
            accounts: "\(day)/whirlpool-state-20220406.noprogram.json.gz",
            capture: "2022-04-06")
        table.rows += try RecordedBlock.rows(
            archive: "\(folder)/rpc/sava/getBlock.json.zip", entry: "getBlock.json",
            capture: "2025-08-22")
        return table
    }
}
