import Markets
import Numbers
public import Solana

// Which accounts pricing a pair needs. Its reserves and its oracle are not among them: a swap reads
// what is for sale from the bins.

extension DLMMLayout {
    /// Arrays that are asked for on each side of the active bin's own.
    static let arraysPerSide = 3

    /// Every account that pricing needs, as far as the known ones name them, the pair first: its
    /// mints, the bitmap beyond its own, the array of the active bin, and the next three arrays
    /// with liquidity on each side.
    public static func plan(
        _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        let first = PoolAccount(key: pool, role: .pool)
        var accounts = [first]
        guard let (owner, data) = try entry(first, known) else { return accounts }
        var diff = PoolDiff(instrument: InstrumentID(0), pool: pool, room: room(arrays: 1))
        let pair = try reading(data) { (bytes) throws(AccountError) in
            try read(first, bytes, owner: owner, into: &diff)
            return try DLMMPairAccount(bytes, owner: owner).mints
        }
        accounts.append(PoolAccount(key: pair.x, role: .mintA))
        accounts.append(PoolAccount(key: pair.y, role: .mintB))
        if let key = extensionAddress(pair: pool) {
            accounts.append(PoolAccount(key: key, role: .bitmap, mayBeMissing: true))
        }
        for account in accounts.dropFirst() {
            guard let (owner, data) = try entry(account, known) else { continue }
            try reading(data) { (bytes) throws(AccountError) in
                try read(account, bytes, owner: owner, into: &diff)
            }
        }
        accounts += arrays(of: pool, DLMMState(told: &diff))
        return accounts
    }

    /// The account at an address; nil where none is known, or where there may be none and is none.
    private static func entry(
        _ account: PoolAccount, _ known: KnownAccounts
    ) throws(AccountError) -> (owner: PublicKey, data: [UInt8])? {
        switch known[account.key] {
        case .unknown: return nil
        case .missing:
            guard account.mayBeMissing else { throw .missing }
            return nil
        case .present(let owner, let data): return (owner, data)
        }
    }

    private static func reading<Value>(
        _ data: [UInt8], _ body: (AccountBytes) throws(AccountError) -> Value
    ) throws(AccountError) -> Value {
        let result = unsafe data.withUnsafeBytes { raw in
            Result { () throws(AccountError) in try unsafe body(AccountBytes(raw)) }
        }
        return try result.get()
    }

    /// The bin arrays nearest to the active bin. Its own may not exist while the pair has no
    /// liquidity there.
    private static func arrays(
        of pool: PublicKey, _ state: borrowing DLMMState
    ) -> [PoolAccount] {
        let own = DLMMState.array(of: state.pair.activeBin)
        var indices = [own]
        for isDown in [true, false] {
            var from = own
            for _ in 0..<arraysPerSide {
                from += isDown ? -1 : 1
                guard let next = try? state.nextArray(from: from, isDown: isDown) else { break }
                indices.append(next)
                from = next
            }
        }
        return indices.compactMap { index in
            binArrayAddress(pair: pool, index: index).map {
                PoolAccount(
                    key: $0, role: .array, start: index,
                    mayBeMissing: !state.isFlagged(array: index))
            }
        }
    }
}
