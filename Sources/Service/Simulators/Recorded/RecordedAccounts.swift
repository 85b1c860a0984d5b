import Codecs
import Compression
import Pools
import Solana

/// Finds a pool and its tick arrays among all recorded accounts of the program.
enum RecordedAccounts {
    /// From lines `address,base64`.
    static func pool(
        _ address: String, inTable path: String
    ) throws(ScenarioError) -> PoolModel {
        guard let key = PublicKey(base58: address) else { throw .invalid("the pool \(address)") }
        var pool: AccountImage?
        var arrays: [AccountImage] = []
        try TextTable.lines(of: path) { number, line throws(ScenarioError) in
            // An address has 32 to 44 characters; the data behind it may have many thousands.
            guard let comma = line.prefix(45).firstIndex(of: 0x2C) else {
                throw .dataMalformed(file: path, line: number)
            }
            try take(
                line[..<comma], line[(comma + 1)...], of: key, address, &pool, &arrays,
                otherwise: .dataMalformed(file: path, line: number))
        }
        return try model(pool, arrays, address, path)
    }

    /// From one JSON object with `accounts`, a list of `pubkey` and `data`.
    static func pool(
        _ address: String, inObject path: String
    ) throws(ScenarioError) -> PoolModel {
        guard let key = PublicKey(base58: address) else { throw .invalid("the pool \(address)") }
        var pool: AccountImage?
        var arrays: [AccountImage] = []
        let malformed = ScenarioError.dataMalformed(file: path, line: 1)
        try TextTable.lines(of: path) { number, line throws(ScenarioError) in
            guard let accounts = accounts(in: line) else { throw malformed }
            for (name, data) in accounts {
                try take(
                    line[name], line[data], of: key, address, &pool, &arrays,
                    otherwise: malformed)
            }
        }
        return try model(pool, arrays, address, path)
    }

    private static func take(
        _ name: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>, of key: PublicKey,
        _ address: String, _ pool: inout AccountImage?, _ arrays: inout [AccountImage],
        otherwise error: ScenarioError
    ) throws(ScenarioError) {
        let isPool = name.elementsEqual(address.utf8)
        // The length of the text tells a tick array from everything else.
        guard isPool || isArray(text, of: key) else { return }
        guard let data = TextTable.base64(text),
            let owner = PublicKey(base58: TextTable.text(name))
        else { throw error }
        let image = AccountImage(key: owner, owner: SyntheticPool.program, data: data)
        if isPool { pool = image } else { arrays.append(image) }
    }

    /// Whether the text spells a tick array that names the pool.
    private static func isArray(_ text: ArraySlice<UInt8>, of pool: PublicKey) -> Bool {
        let count = WhirlpoolLayout.tickArrayBytes
        guard text.count == Base64.characters(for: count) else { return false }
        // The last 34 bytes stand in the last 48 characters: 9,988 is a multiple of 3, and 1.
        guard let end = TextTable.base64(text.suffix(48)) else { return false }
        return end.count == 34 && end.suffix(32).elementsEqual(pool.bytes)
    }

    private static func model(
        _ pool: AccountImage?, _ arrays: [AccountImage], _ address: String, _ path: String
    ) throws(ScenarioError) -> PoolModel {
        guard let pool, let model = PoolModel.read(pool: pool, arrays: arrays) else {
            throw .poolMissing(address: address, file: path)
        }
        return model
    }

    /// Where each account's name and data stand in the text.
    private static func accounts(in line: [UInt8]) -> [(Range<Int>, Range<Int>)]? {
        unsafe line.withUnsafeBytes { bytes in
            var scanner = unsafe JSONScanner(bytes)
            var found: [(Range<Int>, Range<Int>)] = []
            do throws(JSONError) {
                try scanner.enterObject()
                while let key = try scanner.nextKey() {
                    guard key.equals("accounts") else {
                        try scanner.skip()
                        continue
                    }
                    try scanner.enterArray()
                    while try scanner.nextElement() {
                        if let account = try account(&scanner) { found.append(account) }
                    }
                }
                return found
            } catch {
                return nil
            }
        }
    }

    private static func account(
        _ scanner: inout JSONScanner
    ) throws(JSONError) -> (Range<Int>, Range<Int>)? {
        var name: Range<Int>?
        var data: Range<Int>?
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            let isName = key.equals("pubkey")
            let isData = key.equals("data")
            guard isName || isData else {
                try scanner.skip()
                continue
            }
            let count = try unsafe scanner.string().raw.count
            let place = (scanner.offset - 1 - count)..<(scanner.offset - 1)
            if isName { name = place } else { data = place }
        }
        guard let name, let data else { return nil }
        return (name, data)
    }
}
