import Markets
import Numbers
import Pools
import Solana

/// An array's account as a node sends it, whole in every row, and what may change in it.
struct ArrayAccount {
    /// How much differs between one message and the next.
    enum Change: CaseIterable {
        case none
        case one
        case all
    }

    let name: String
    let kind: PoolKind
    let owner: PublicKey
    /// Ticks or bins, all of them in use.
    let rows: Int
    let start: Int32
    let pool: AccountWriter
    private let write: (inout AccountWriter, _ row: Int, _ version: UInt64) -> Void
    private let empty: AccountWriter

    static let address = PublicKey(words: 7, 7, 7, 7)
    static let arrayAddress = PublicKey(words: 8, 8, 8, 8)

    /// The account before or after the change.
    func bytes(_ change: Change, isAfter: Bool) -> [UInt8] {
        var account = empty
        for row in 0..<rows {
            let changes = change == .all || change == .one && row == rows / 2
            write(&account, row, isAfter && changes ? 1 : 0)
        }
        return account.bytes
    }

    func changed(_ change: Change) -> Int {
        switch change {
        case .none: 0
        case .one: 1
        case .all: rows
        }
    }

    static func all() -> [ArrayAccount] { [whirlpool(), clmm(), dlmm()] }

    private static func whirlpool() -> ArrayAccount {
        let start = WhirlpoolEvents.tick / 5_632 * 5_632 - 5_632
        var pool = AccountWriter(WhirlpoolLayout.poolBytes, mark: 0x0963_80E1_0CD1_953F)
        pool.put(UInt16(64), at: 41)
        pool.put(UInt16(64), at: 43)
        pool.put(UInt16(400), at: 45)
        pool.put(UInt16(1_300), at: 47)
        pool.put(WhirlpoolEvents.liquidity, at: 49)
        pool.put(TickMath.sqrtPrice(at: TickIndex(WhirlpoolEvents.tick)).bits, at: 65)
        pool.put(WhirlpoolEvents.tick, at: 81)
        var empty = AccountWriter(
            WhirlpoolLayout.tickArrayBytes, mark: 0xBB42_076E_BEBD_6145)
        empty.put(start, at: 8)
        empty.put(address, at: 9_956)
        return ArrayAccount(
            name: "Whirlpool, fixed tick array", kind: .whirlpool,
            owner: WhirlpoolLayout.program, rows: WhirlpoolState.slotsPerArray, start: start,
            pool: pool,
            write: { account, row, version in
                account.put(UInt8(1), at: 12 + 113 * row)
                account.put(net(row, version), at: 13 + 113 * row)
                account.put(UInt128(1) << 60, at: 29 + 113 * row)
            }, empty: empty)
    }

    private static func clmm() -> ArrayAccount {
        let start: Int32 = -6 * 3_600
        let tick: Int32 = -19_440
        let price = TickMath.sqrtPrice(at: TickIndex(tick)).bits
        var pool = AccountWriter(CLMMLayout.poolBytes, mark: 0x46DE_C3D7_F5E3_EDF7)
        pool.put(UInt16(60), at: 235)
        pool.put(WhirlpoolEvents.liquidity, at: 237)
        pool.put(price + price >> 17, at: 253)
        pool.put(tick, at: 269)
        var empty = AccountWriter(CLMMLayout.tickArrayBytes, mark: 0x2A81_F931_CD55_9BC0)
        empty.put(address, at: 8)
        empty.put(start, at: 40)
        return ArrayAccount(
            name: "Raydium CLMM, tick array", kind: .raydiumCLMM, owner: CLMMLayout.program,
            rows: CLMMState.slotsPerArray, start: start, pool: pool,
            write: { account, row, version in
                account.put(start + Int32(row) * 60, at: 44 + 168 * row)
                account.put(net(row, version), at: 48 + 168 * row)
                account.put(UInt128(1) << 60, at: 64 + 168 * row)
            }, empty: empty)
    }

    private static func dlmm() -> ArrayAccount {
        var pool = AccountWriter(DLMMLayout.pairBytes, mark: 0x0DB1_65B5_6231_0B21)
        pool.put(UInt16(10_000), at: 8)
        pool.put(UInt16(30), at: 10)
        pool.put(UInt16(600), at: 12)
        pool.put(UInt16(5_000), at: 14)
        pool.put(UInt32(40_000), at: 16)
        pool.put(UInt32(350_000), at: 20)
        pool.put(Int32(-10_000), at: 24)
        pool.put(Int32(10_000), at: 28)
        pool.put(UInt16(1_000), at: 32)
        pool.put(Int32(-1_940), at: 76)
        pool.put(UInt16(10), at: 80)
        let index: Int32 = -28
        var empty = AccountWriter(DLMMLayout.binArrayBytes, mark: 0xB546_9405_DC5C_8E5C)
        empty.put(Int64(index), at: 8)
        empty.put(address, at: 24)
        return ArrayAccount(
            name: "Meteora DLMM, bin array", kind: .meteoraDLMM, owner: DLMMLayout.program,
            rows: 70, start: index, pool: pool,
            write: { account, row, version in
                let price = DLMMPrice.price(ofBin: index * 70 + Int32(row), binStep: 10)
                account.put(1_000_000_000 + UInt64(row) + version << 20, at: 56 + 144 * row)
                account.put(UInt64(1_000_000_000), at: 64 + 144 * row)
                account.put(price ?? 0, at: 72 + 144 * row)
            }, empty: empty)
    }

    private static func net(_ row: Int, _ version: UInt64) -> Int128 {
        let size = 7_777_777_777_777 + Int128(version)
        return row % 2 == 0 ? size : -size
    }
}

/// An account's data, written number by number.
struct AccountWriter {
    private(set) var bytes: [UInt8]

    init(_ length: Int, mark: UInt64) {
        bytes = [UInt8](repeating: 0, count: length)
        put(mark, at: 0)
    }

    mutating func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
        for place in 0..<Value.bitWidth / 8 {
            bytes[offset + place] = UInt8(truncatingIfNeeded: value >> Value(8 * place))
        }
    }

    mutating func put(_ key: PublicKey, at offset: Int) {
        for (place, word) in [key.w0, key.w1, key.w2, key.w3].enumerated() {
            put(word, at: offset + 8 * place)
        }
    }
}

/// A pool that is followed, and two accounts of one of its arrays that come in turns.
struct ArrayFeed: ~Copyable {
    private var watch: PoolWatch
    private let place: PoolAccount
    private let owner: PublicKey
    private let before: [UInt8]
    private let after: [UInt8]
    private var isAfter = false

    init(_ account: ArrayAccount, _ change: ArrayAccount.Change) {
        watch = PoolWatch(
            account.kind, instrument: InstrumentID(0), pool: ArrayAccount.address, arrays: 8,
            levels: 1)
        place = PoolAccount(
            key: ArrayAccount.arrayAddress, role: .array, start: account.start)
        owner = account.owner
        before = account.bytes(change, isAfter: false)
        after = account.bytes(change, isAfter: true)
        let pool = PoolAccount(key: ArrayAccount.address, role: .pool)
        let isRead = unsafe account.pool.bytes.withUnsafeBytes {
            unsafe ArrayFeed.read($0, as: pool, owner: owner, into: &watch) > 0
        }
        let rows = unsafe before.withUnsafeBytes {
            unsafe ArrayFeed.read($0, as: place, owner: owner, into: &watch)
        }
        precondition(isRead && rows == account.rows + 1, "the pool and its array can be read")
    }

    /// Reads so many accounts; returns how many events they led to.
    mutating func batch(of count: Int) -> Int {
        var told = 0
        for _ in 0..<count {
            isAfter.toggle()
            let bytes = isAfter ? after : before
            told += unsafe bytes.withUnsafeBytes {
                unsafe ArrayFeed.read($0, as: place, owner: owner, into: &watch)
            }
        }
        return told
    }

    /// One message: what the account says, then all that is owed. −1 where it is refused.
    @inline(never) private static func read(
        _ bytes: UnsafeRawBufferPointer, as place: PoolAccount, owner: PublicKey,
        into watch: inout PoolWatch
    ) -> Int {
        do throws(AccountError) {
            try unsafe watch.read(place, AccountBytes(bytes), owner: owner)
        } catch { return -1 }
        var (count, sum) = (0, UInt64(0))
        while let event = watch.next(
            slot: Slot(1), input: InputSequence(1), received: PoolEvents.received)
        {
            sum &+= event.words.w0 &+ UInt64(event.flags.bits)
            count += 1
        }
        Sink.take(sum)
        return count
    }
}
