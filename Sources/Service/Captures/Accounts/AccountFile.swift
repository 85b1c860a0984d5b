import Codecs
import Compression
import Solana

/// One file of accounts.
struct AccountFile {
    enum Form {
        case json
        case table
        case bytes
    }

    let path: String
    let form: Form
    /// The file's name, without its ends.
    private let stem: Substring

    /// Nil where the name's end is of no form that holds accounts.
    init?(path: String) {
        self.path = path
        let name = path.split(separator: "/").last ?? ""
        let forms: [(end: String, form: Form)] = [
            (".json", .json), (".json.gz", .json), (".csv", .table), (".csv.gz", .table),
            (".bin", .bytes),
        ]
        guard let found = forms.first(where: { name.hasSuffix($0.end) }) else { return nil }
        form = found.form
        stem = name.dropLast(found.end.count)
    }

    /// Shows each account.
    ///
    /// - Parameter isWanted: whether the account of an address is to be shown.
    /// - Returns: whether the file holds accounts at all.
    func each(
        where isWanted: (PublicKey?) -> Bool, _ body: (AccountRecord) -> Void
    ) throws(AccountFileError) -> Bool {
        switch form {
        case .json: try json(where: isWanted, body)
        case .table: try table(where: isWanted, body)
        case .bytes: try bytes(body)
        }
    }

    private func bytes(_ body: (AccountRecord) -> Void) throws(AccountFileError) -> Bool {
        let data = try all()
        body(
            AccountRecord(
                address: namedAddress, owner: nil, data: data, slot: nil, file: path, place: 1))
        return true
    }

    private func json(
        where isWanted: (PublicKey?) -> Bool, _ body: (AccountRecord) -> Void
    ) throws(AccountFileError) -> Bool {
        let text = try all()
        let result = unsafe text.withUnsafeBytes { bytes in
            Result { () throws(JSONError) in
                var list = unsafe AccountList(
                    bytes, file: path, namedAddress: namedAddress)
                return try list.read(where: isWanted, body)
            }
        }
        do throws(JSONError) {
            return try result.get() > 0
        } catch {
            throw .notJSON(file: path, error)
        }
    }

    /// A table whose first line is none of an account is one of something else.
    private func table(
        where isWanted: (PublicKey?) -> Bool, _ body: (AccountRecord) -> Void
    ) throws(AccountFileError) -> Bool {
        var isOther = false
        var bad: Int?
        var count = 0
        do throws(CaptureError) {
            try unsafe CaptureFile(path: path).lines { number, line throws(CaptureError) in
                guard bad == nil, !isOther else { return }
                guard let (key, text) = unsafe AccountFile.columns(line) else {
                    if number == 1 { isOther = true } else { bad = number }
                    return
                }
                count += 1
                guard isWanted(key) else { return }
                guard let data = text.base64 else {
                    bad = number
                    return
                }
                body(
                    AccountRecord(
                        address: key, owner: nil, data: data, slot: nil, file: path,
                        place: number))
            }
        } catch {
            throw AccountFileError(error)
        }
        if let bad { throw .badLine(file: path, line: bad) }
        return count > 0
    }

    /// An address has 32 to 44 characters; the data behind it may have many thousands.
    private static func columns(
        _ line: UnsafeRawBufferPointer
    ) -> (key: PublicKey, data: JSONText)? {
        var line = unsafe line
        if unsafe line.last == 0x0D {
            unsafe line = UnsafeRawBufferPointer(rebasing: line.dropLast())
        }
        guard let comma = unsafe line.prefix(45).firstIndex(of: 0x2C),
            let key = unsafe PublicKey(base58: UnsafeRawBufferPointer(rebasing: line[..<comma]))
        else { return nil }
        let rest = unsafe UnsafeRawBufferPointer(rebasing: line[(comma + 1)...])
        return (key, unsafe JSONText(rest, isEscaped: false))
    }

    private func all() throws(AccountFileError) -> [UInt8] {
        do throws(CaptureError) {
            return try CaptureFile(path: path).bytes()
        } catch {
            throw AccountFileError(error)
        }
    }

    /// The address that the file's name is or holds.
    private var namedAddress: PublicKey? {
        stem.split { $0 == "." || $0 == "_" }.lazy.compactMap { PublicKey(String($0)) }.last
    }
}

extension AccountFileError {
    init(_ error: CaptureError) {
        switch error {
        case .unreadable(let file, let reason): self = .unreadable(file: file, reason)
        case .malformed(let file, let line): self = .badLine(file: file, line: line)
        case .nothing(let folder): self = .nothing(path: folder)
        }
    }
}
