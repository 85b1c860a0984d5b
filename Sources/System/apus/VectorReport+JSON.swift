import Codecs
import Pipeline
import Pools

extension VectorReport {
    /// `{"rows": n, "mismatches": m, "first": […]}`.
    var json: String {
        jsonText { writer in
            writer.beginObject()
            writer.key("rows")
            writer.unsigned(UInt64(rows))
            writer.key("mismatches")
            writer.unsigned(UInt64(mismatches))
            writer.key("first")
            writer.beginArray()
            for one in first {
                writer.beginObject()
                writer.key("line")
                writer.unsigned(UInt64(one.line))
                for (key, text) in [
                    ("column", one.column), ("expected", one.expected), ("found", one.found),
                ] {
                    writer.key(key)
                    writer.string(text)
                }
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
    }
}
