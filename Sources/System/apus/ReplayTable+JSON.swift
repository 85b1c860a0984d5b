import Captures
import Codecs
import Pipeline

extension ReplayTable {
    /// `{"swaps": n, "checked": n, "mismatches": n, "not_checked": {…}, "rows": […], …}`.
    var json: String {
        jsonText { writer in
            writer.beginObject()
            write(&writer, "swaps", swaps)
            write(&writer, "checked", checked)
            write(&writer, "mismatches", mismatches)
            write(&writer, unchecked)
            for (key, rows) in [("kinds" as StaticString, kinds), ("rows", rows)] {
                writer.key(key)
                writer.beginArray()
                for row in rows { write(&writer, row) }
                writer.endArray()
            }
            writer.key("first")
            writer.beginArray()
            for one in first { write(&writer, one) }
            writer.endArray()
            for (key, lines) in [("notes" as StaticString, notes), ("legend", ReplayTable.legend)] {
                writer.key(key)
                writer.beginArray()
                for line in lines { writer.string(line) }
                writer.endArray()
            }
            writer.endObject()
        }
    }

    private func write(_ writer: inout JSONWriter, _ key: StaticString, _ count: Int) {
        writer.key(key)
        writer.unsigned(UInt64(count))
    }

    private func write(_ writer: inout JSONWriter, _ unchecked: [ReplayReason: Int]) {
        writer.key("not_checked")
        writer.beginArray()
        for reason in ReplayTable.reasons(unchecked) {
            writer.beginObject()
            write(&writer, "swaps", reason.count)
            writer.key("reason")
            writer.string(reason.text)
            writer.endObject()
        }
        writer.endArray()
    }

    private func write(_ writer: inout JSONWriter, _ row: ReplayRow) {
        writer.beginObject()
        for (key, text) in [
            ("capture" as StaticString, row.capture), ("kind", row.kind), ("pool", row.pool),
        ] {
            writer.key(key)
            writer.string(text)
        }
        write(&writer, "swaps", row.swaps)
        write(&writer, "checked", row.checked)
        write(&writer, "single", row.single)
        write(&writer, "ranged", row.ranged)
        write(&writer, "mismatches", row.mismatches)
        write(&writer, row.unchecked)
        writer.endObject()
    }

    private func write(_ writer: inout JSONWriter, _ one: ReplayMismatch) {
        writer.beginObject()
        for (key, text) in [
            ("kind" as StaticString, one.kind), ("pool", one.pool), ("place", one.place),
            ("expected", one.expected), ("found", one.found),
        ] {
            writer.key(key)
            writer.string(text)
        }
        writer.endObject()
    }
}
