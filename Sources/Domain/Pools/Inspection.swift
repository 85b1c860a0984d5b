/// An account in words: what kind it is and every field that matters, for people.
public struct Inspection: Sendable {
    /// One field. Amounts carry their unit in the name; keys are in base58.
    public struct Field: Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// As its program calls it.
    public var kind: String
    public var fields: [Field]

    public init(kind: String, fields: [Field]) {
        self.kind = kind
        self.fields = fields
    }
}
