import Numbers
public import Solana

extension CLMMLayout {
    /// How many tick arrays are planned on each side of the current one.
    private static var arraysPerSide: Int { 4 }

    /// Every account that pricing the pool needs, as far as the known accounts name them, the pool
    /// first: call it again with what it named until it names nothing new. The tick arrays are
    /// those that the bitmap names around the price; beyond the pool's own bitmap, once it is known
    /// whether the extension exists.
    public static func plan(
        _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        let more = try known.decoded(pool) { (data, owner) throws(AccountError) in
            try named(by: CLMMAccount(data, owner: owner), pool, known)
        }
        return [PoolAccount(key: pool, role: .pool)] + (more ?? [])
    }

    private static func named(
        by account: CLMMAccount, _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) -> [PoolAccount] {
        try check(mint: account.mint0, known)
        try check(mint: account.mint1, known)
        guard let bitmap = bitmapAddress(pool: pool) else { throw .valueOutOfRange }
        var accounts = [
            PoolAccount(key: account.config, role: .config),
            PoolAccount(key: account.vault0, role: .vaultA),
            PoolAccount(key: account.vault1, role: .vaultB),
            PoolAccount(key: account.mint0, role: .mintA),
            PoolAccount(key: account.mint1, role: .mintB),
            PoolAccount(key: bitmap, role: .bitmap, mayBeMissing: true),
        ]
        var words = [UInt64](repeating: 0, count: CLMMBitmap.words)
        for word in 0..<16 {
            words[CLMMBitmap.poolWords.lowerBound + word] = account.bitmapWord(word)
        }
        try fill(&words, from: bitmap, pool, known)
        for start in starts(around: account.tick.count, spacing: account.tickSpacing, words) {
            guard let key = tickArrayAddress(pool: pool, start: TickIndex(start)) else {
                throw .valueOutOfRange
            }
            accounts.append(
                PoolAccount(key: key, role: .array, start: start, mayBeMissing: true))
        }
        return accounts
    }

    private static func check(mint: PublicKey, _ known: KnownAccounts) throws(AccountError) {
        _ = try known.decoded(mint) { (data, owner) throws(AccountError) in
            try MintAccount(data, owner: owner).refuseTransferFee()
        }
    }

    /// The bits of the extension, where it is known to exist.
    private static func fill(
        _ words: inout [UInt64], from bitmap: PublicKey, _ pool: PublicKey, _ known: KnownAccounts
    ) throws(AccountError) {
        if case .missing = known[bitmap] { return }
        let read = try known.decoded(bitmap) { (data, owner) throws(AccountError) in
            let account = try CLMMExtension(data, owner: owner)
            guard account.pool == pool else { throw .wrongPool }
            return (0..<112).map { (account.wordBelow($0), account.wordAbove($0)) }
        }
        for (word, (below, above)) in (read ?? []).enumerated() {
            words[word] = below
            words[CLMMBitmap.poolWords.upperBound + word] = above
        }
    }

    /// The starts of the arrays nearest to a tick that the bitmap names, ascending: the tick's own,
    /// and `arraysPerSide` on each side.
    static func starts(around tick: Int32, spacing: UInt16, _ words: [UInt64]) -> [Int32] {
        let own = CLMMBitmap.start(of: tick, spacing: spacing)
        guard let middle = CLMMBitmap.bit(ofStart: own, spacing: spacing) else { return [] }
        let above = bits(from: middle, .bToA, words, count: arraysPerSide + 1)
        let below = bits(from: middle - 1, .aToB, words, count: arraysPerSide)
        let upper = above.first == middle ? above : Array(above.prefix(arraysPerSide))
        return (below.reversed() + upper).compactMap {
            CLMMBitmap.start(ofBit: $0, spacing: spacing)
        }
    }

    private static func bits(
        from bit: Int, _ direction: SwapDirection, _ words: [UInt64], count: Int
    ) -> [Int] {
        unsafe words.withUnsafeBufferPointer { words in
            guard let words = words.baseAddress else { return [] }
            var found: [Int] = []
            var at = bit
            while found.count < count,
                let next = unsafe CLMMBitmap.nearest(
                    words, at, direction, in: CLMMBitmap.allBits)
            {
                found.append(next)
                at = direction.isDown ? next - 1 : next + 1
            }
            return found
        }
    }
}
