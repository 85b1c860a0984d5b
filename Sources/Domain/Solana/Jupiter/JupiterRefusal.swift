import Codecs

/// The body of an answer that is no quote. Its fields vary, so whatever of them is a text is taken.
public enum JupiterRefusal {
    /// What it says, for a person: `NO_ROUTES_FOUND: No routes found`; nil when it says nothing
    /// that can be read. At most three texts of 200 bytes.
    public static func words(_ body: UnsafeRawBufferPointer) -> String? {
        var found: [String] = []
        do throws(JSONError) {
            var scanner = unsafe JSONScanner(body)
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                let isWanted =
                    key.equals("errorCode") || key.equals("error") || key.equals("message")
                    || key.equals("errorMessage")
                guard isWanted, try scanner.isAtString() else {
                    try scanner.skip()
                    continue
                }
                let text = try scanner.string()
                if found.count < 3, let words = text.words(most: 200), !words.isEmpty,
                    !found.contains(words)
                {
                    found.append(words)
                }
            }
            try scanner.finish()
        } catch {
            return nil
        }
        return found.isEmpty ? nil : found.joined(separator: ": ")
    }
}
