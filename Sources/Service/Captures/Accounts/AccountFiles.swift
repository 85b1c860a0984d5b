import Pools
import Reactor
public import Solana

/// Accounts that files keep: a file, or a folder with all that is below it. Files are told by their
/// names' ends, packed with gzip or not:
///
/// - `.json`: accounts as nodes and validators write them, alone or in lists, and answers that hold
///   some;
/// - `.csv`: an address and data in base64 a line;
/// - `.bin`: the data itself, the address in the file's name.
///
/// Files of a folder that hold something else are passed over.
public struct AccountFiles: Sendable {
    public let paths: [String]
    /// The owner of accounts whose owner no file says; nil: it is told from the bytes, by
    /// `PoolInspection.owner(of:)`, from the first account of each file that it knows.
    public let owner: PublicKey?

    public init(_ paths: [String], owner: PublicKey?) {
        self.paths = paths
        self.owner = owner
    }

    /// Folders in each other deeper than this are not looked into: a link may lead in a circle.
    private static var depthMax: Int { 16 }

    /// Shows each account, in the order of paths, names and places.
    ///
    /// - Returns: how many there were.
    @discardableResult
    public func each(_ body: (AccountRecord) -> Void) throws(AccountFileError) -> Int {
        var count = 0
        for path in paths {
            let before = count
            try visit(path, only: nil) { record in
                count += 1
                body(record)
            }
            guard count > before else { throw .nothing(path: path) }
        }
        return count
    }

    /// What the files say of some accounts. Where several paths hold one, the first counts.
    ///
    /// - Throws: besides what reading throws, `.contradictory` where one path says two things of an
    ///   account, and `.undecodable`.
    public func accounts(
        _ keys: [PublicKey]
    ) throws(AccountFileError) -> [PublicKey: AccountRecord] {
        let wanted = Set(keys)
        var found: [PublicKey: AccountRecord] = [:]
        var failure: AccountFileError?
        for path in paths {
            var here: [PublicKey: AccountRecord] = [:]
            try visit(path, only: wanted) { record in
                guard let key = record.address, wanted.contains(key) else { return }
                if record.data == nil { failure = .undecodable(origin: record.origin) }
                if let other = here[key], other.data != record.data || other.owner != record.owner {
                    failure = .contradictory(key, other.origin, record.origin)
                }
                here[key] = record
            }
            if let failure { throw failure }
            found.merge(here) { first, _ in first }
        }
        return found
    }

    private func visit(
        _ path: String, only wanted: Set<PublicKey>?, _ body: (AccountRecord) -> Void
    ) throws(AccountFileError) {
        if try visit(folder: path, 0, only: wanted, body) { return }
        guard let file = AccountFile(path: path) else { throw .nothing(path: path) }
        guard try read(file, only: wanted, body) else { throw .nothing(path: path) }
    }

    /// - Returns: whether it is a folder.
    private func visit(
        folder path: String, _ depth: Int, only wanted: Set<PublicKey>?,
        _ body: (AccountRecord) -> Void
    ) throws(AccountFileError) -> Bool {
        let names: [String]
        do throws(FileError) {
            names = try Folder(at: path, missing: .refused).names()
        } catch {
            guard error == .notAFolder else { throw .closed(path: path, error) }
            return false
        }
        guard depth < Self.depthMax else { return true }
        for name in names {
            let inner = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            if let file = AccountFile(path: inner) {
                _ = try read(file, only: wanted, body)
            } else {
                _ = try visit(folder: inner, depth + 1, only: wanted, body)
            }
        }
        return true
    }

    /// - Returns: whether the file is one of accounts.
    private func read(
        _ file: AccountFile, only wanted: Set<PublicKey>?, _ body: (AccountRecord) -> Void
    ) throws(AccountFileError) -> Bool {
        var owner = owner
        var hasLooked = owner != nil
        // What comes before the first account whose owner can be told.
        var waiting: [AccountRecord] = []
        let isWanted = { (key: PublicKey?) in
            guard hasLooked, let wanted else { return true }
            return key.map { wanted.contains($0) } ?? false
        }
        let holdsAccounts = try file.each(where: isWanted) { record in
            if record.owner != nil { return show(record, only: wanted, body) }
            if !hasLooked {
                owner = guess(record)
                hasLooked = owner != nil
                waiting.append(record)
                guard hasLooked else { return }
                for one in waiting { show(one, owner, only: wanted, body) }
                waiting.removeAll()
                return
            }
            show(record, owner, only: wanted, body)
        }
        for one in waiting { show(one, only: wanted, body) }
        return holdsAccounts
    }

    private func guess(_ record: AccountRecord) -> PublicKey? {
        guard let data = record.data else { return nil }
        return unsafe data.withUnsafeBytes { bytes in
            unsafe PoolInspection.owner(of: AccountBytes(bytes))
        }
    }

    private func show(
        _ record: AccountRecord, _ owner: PublicKey? = nil, only wanted: Set<PublicKey>?,
        _ body: (AccountRecord) -> Void
    ) {
        if let wanted {
            guard let key = record.address, wanted.contains(key) else { return }
        }
        guard let owner else { return body(record) }
        var record = record
        record.owner = owner
        record.isOwnerGuessed = self.owner == nil
        body(record)
    }
}
