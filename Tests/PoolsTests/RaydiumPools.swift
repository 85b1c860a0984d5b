import Markets
import Numbers
import Solana

@testable import Pools

/// Either kind of constant-product pool, where a test holds for both.
enum RaydiumState {
    case cpmm(CPMMState)
    case amm(AMMv4State)

    mutating func apply(_ event: Event) {
        switch self {
        case .cpmm(var state):
            state.apply(event)
            self = .cpmm(state)
        case .amm(var state):
            state.apply(event)
            self = .amm(state)
        }
    }

    var isKnown: Bool {
        switch self {
        case .cpmm(let state): state.isKnown
        case .amm(let state): state.isKnown
        }
    }

    var misfits: UInt64 {
        switch self {
        case .cpmm(let state): state.misfits
        case .amm(let state): state.misfits
        }
    }

    /// What a trade gives or how it is refused, in words that can be compared.
    func trade(_ direction: SwapDirection, _ amount: SwapAmount, at time: ChainTime) -> String {
        do throws(PoolRefusal) {
            switch self {
            case .cpmm(let state): return "\(try state.trade(direction, amount, at: time))"
            case .amm(let state): return "\(try state.trade(direction, amount, at: time))"
            }
        } catch {
            return "\(error)"
        }
    }

    func spot(_ direction: SwapDirection, at time: ChainTime) -> PoolStretch? {
        switch self {
        case .cpmm(let state): state.spot(direction, at: time)
        case .amm(let state): state.spot(direction, at: time)
        }
    }

    /// All that the state holds, in words that can be compared.
    var told: String {
        switch self {
        case .cpmm(var state):
            state.misfits = 0
            return "\(state)"
        case .amm(var state):
            state.misfits = 0
            return "\(state)"
        }
    }
}

/// A pool's accounts as a node would send them, the pool's own first.
struct RaydiumPool {
    var accounts: [(place: PoolAccount, written: WrittenAccount)]
    let isCPMM: Bool
    static let address = repeatedKey(0x77)

    static func cpmm() -> RaydiumPool {
        RaydiumPool(
            accounts: [
                (PoolAccount(key: address, role: .pool), .cpmmPool),
                (PoolAccount(key: repeatedKey(1), role: .config), .cpmmConfig),
                (
                    PoolAccount(key: repeatedKey(2), role: .vaultA),
                    .vault(mint: 4, amount: 1 << 50)
                ),
                (
                    PoolAccount(key: repeatedKey(3), role: .vaultB),
                    .vault(mint: 5, amount: 1 << 51, length: 170)
                ),
            ], isCPMM: true)
    }

    /// On an order book, and with nothing there, where asked.
    static func amm(isOnOrderBook: Bool = false) -> RaydiumPool {
        var accounts: [(place: PoolAccount, written: WrittenAccount)] = [
            (
                PoolAccount(key: address, role: .pool),
                WrittenAccount.ammPool.with { if isOnOrderBook { $0.put(UInt64(1), at: 0) } }
            ),
            (
                PoolAccount(key: repeatedKey(1), role: .vaultA),
                .vault(mint: 3, amount: 50_000_000_000_009)
            ),
            (
                PoolAccount(key: repeatedKey(2), role: .vaultB),
                .vault(mint: 4, amount: 2_000_000_000_005)
            ),
        ]
        if isOnOrderBook {
            accounts.append(
                (PoolAccount(key: repeatedKey(5), role: .openOrders), .openOrders))
        }
        return RaydiumPool(accounts: accounts, isCPMM: false)
    }

    func diff() -> PoolDiff {
        PoolDiff(
            instrument: InstrumentID(3), pool: Self.address,
            room: isCPMM ? CPMMLayout.room() : AMMv4Layout.room())
    }

    var empty: RaydiumState { isCPMM ? .cpmm(CPMMState()) : .amm(AMMv4State()) }

    func read(_ index: Int, into diff: inout PoolDiff) throws(AccountError) {
        try read(accounts[index].place, accounts[index].written, into: &diff)
    }

    func read(
        _ place: PoolAccount, _ written: WrittenAccount, into diff: inout PoolDiff
    ) throws(AccountError) {
        let result = written.bytes.withUnsafeBytes { bytes -> Result<Void, AccountError> in
            do throws(AccountError) {
                let data = AccountBytes(bytes)
                if isCPMM {
                    try CPMMLayout.read(place, data, owner: written.owner, into: &diff)
                } else {
                    try AMMv4Layout.read(place, data, owner: written.owner, into: &diff)
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// Reads all accounts as a snapshot and tells them.
    func tellAll(_ diff: inout PoolDiff, _ state: inout RaydiumState) throws(AccountError) {
        diff.beginSnapshot()
        for index in accounts.indices { try read(index, into: &diff) }
        tell(&diff, &state)
    }

    func state() throws(AccountError) -> RaydiumState {
        var diff = diff()
        var state = empty
        try tellAll(&diff, &state)
        return state
    }

    var known: KnownAccounts {
        var known = KnownAccounts()
        for (place, written) in accounts {
            known[place.key] = .present(owner: written.owner, data: written.bytes)
        }
        return known
    }
}

/// Applies all that a diff owes; says how many events that were.
@discardableResult func tell(_ diff: inout PoolDiff, _ state: inout RaydiumState) -> Int {
    var count = 0
    while let event = diff.next(slot: Slot(9), input: InputSequence(1), received: .never) {
        state.apply(event)
        count += 1
    }
    return count
}

extension WrittenAccount {
    /// What `ammPool` has on its order book: nothing.
    static let openOrders: WrittenAccount = {
        var account = WrittenAccount(length: 3_228, owner: repeatedKey(7))
        for (place, byte) in "serum".utf8.enumerated() { account.bytes[place] = byte }
        account.put(UInt64(5), at: 5)
        account.put(key: 6, at: 13)
        account.put(key: 0xA0, at: 45)
        account.put(UInt128.max, at: 109)
        for (place, byte) in "padding".utf8.enumerated() { account.bytes[3_221 + place] = byte }
        return account
    }()

    /// A mint of six decimals, with extensions in the Token-2022 form.
    static func mint(_ extensions: [UInt8]? = nil) -> WrittenAccount {
        var account = WrittenAccount(
            length: extensions == nil ? 82 : 166, owner: extensions == nil ? tokens : tokens2022)
        account.put(UInt8(6), at: 44)
        account.put(UInt8(1), at: 45)
        guard let extensions else { return account }
        account.put(UInt8(1), at: 165)
        account.bytes += extensions
        return account
    }
}
