import Captures
import Codecs
import Markets
import Pipeline
import Pools
import Solana

/// An account of a file or a node, and what it says or why it does not.
struct InspectedAccount {
    let record: AccountRecord
    let outcome: Result<(kind: PoolKind, inspection: Inspection), PoolInspectionRefusal>?

    init(_ record: AccountRecord) {
        self.record = record
        guard let data = record.data, let owner = record.owner else {
            outcome = nil
            return
        }
        outcome = unsafe data.withUnsafeBytes { bytes in
            Result { () throws(PoolInspectionRefusal) in
                try unsafe PoolInspection.inspect(AccountBytes(bytes), owner: owner)
            }
        }
    }

    /// Why it cannot be shown, and the part of that which refusals are counted by.
    var refusal: (why: String, reason: String)? {
        switch outcome {
        case .success: return nil
        case .failure(let refusal): return ("\(refusal)", refusal.reason)
        case nil where record.data == nil:
            let why = "its data is neither base64 nor a list of bytes"
            return (why, why)
        case nil:
            return (
                "nothing tells its owner, and its \(record.data?.count ?? 0) bytes are like no "
                    + "account known here",
                "of no owner that is known"
            )
        }
    }

    private var name: String {
        record.address.map { "\($0)" } ?? "account \(record.place) without an address"
    }

    /// Several lines.
    var text: String {
        var lines = [name, "  from: \(record.file)"]
        if let slot = record.slot { lines.append("  slot: \(slot)") }
        if let data = record.data { lines.append("  length: \(data.count) bytes") }
        if record.isOwnerGuessed { lines.append("  owner: told from the bytes, not recorded") }
        if case .success(let found) = outcome {
            lines.append("  kind: \(found.inspection.kind) of \(found.kind.rawValue)")
            lines += found.inspection.fields.map { "  \($0.name): \($0.value)" }
        }
        if let refusal { lines.append("  not shown: \(refusal.why)") }
        return lines.joined(separator: "\n")
    }

    /// One object in one line; what is not known is null.
    var json: String {
        jsonText { writer in
            writer.beginObject()
            for (key, value) in [
                ("address", record.address.map { "\($0)" }), ("file", record.file),
                ("owner", record.owner.map { "\($0)" }),
            ] {
                writer.key(key)
                if let value { writer.string(value) } else { writer.null() }
            }
            writer.key("owner_guessed")
            writer.bool(record.isOwnerGuessed)
            for (key, value) in [
                ("slot", record.slot), ("bytes", record.data.map { UInt64($0.count) }),
            ] {
                writer.key(key)
                if let value { writer.unsigned(value) } else { writer.null() }
            }
            if case .success(let found) = outcome {
                writer.key("program")
                writer.string(found.kind.rawValue)
                writer.key("kind")
                writer.string(found.inspection.kind)
                writer.key("fields")
                writer.beginObject()
                for field in found.inspection.fields {
                    writer.key(field.name)
                    writer.string(field.value)
                }
                writer.endObject()
            }
            if let refusal {
                writer.key("refused")
                writer.string(refusal.why)
            }
            writer.endObject()
        }
    }
}
