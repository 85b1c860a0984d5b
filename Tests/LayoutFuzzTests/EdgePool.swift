import Markets
import Numbers
import Pools
import Solana

/// A pool whose accounts were changed before they were read, and what it answers.
final class EdgePool {
    private var table: PoolTable

    /// - Parameters:
    ///   - sound: the pool that is changed.
    ///   - change: an account's new bytes; nil where the address then holds no account.
    ///   - unread: accounts that nobody has shown us yet.
    init(
        _ sound: SoundPool, _ change: (PoolAccount, [UInt8]) -> [UInt8]? = { $1 },
        unread: (PoolAccount) -> Bool = { _ in false }
    ) throws {
        table = PoolTable([sound.kind], arrays: 16, levels: 64)
        let pool = try SoundPool(sound.name, sound.kind) { place in
            guard let held = sound.accounts.first(where: { $0.place.key == place.key }),
                let bytes = held.bytes
            else { return nil }
            return change(place, bytes).map { (held.owner, $0) }
        }
        var watch = PoolWatch(
            sound.kind, instrument: InstrumentID(0), pool: pool.key, arrays: 16, levels: 64)
        for account in pool.accounts where !unread(account.place) {
            if let bytes = account.bytes {
                try bytes.withUnsafeBytes {
                    try watch.read(account.place, AccountBytes($0), owner: account.owner)
                }
            } else {
                try watch.readMissing(account.place)
            }
        }
        while let event = watch.next(slot: Slot(1), input: InputSequence(1), received: .never) {
            _ = table.apply(event, at: 0)
        }
    }

    private static let time = ChainTime(slot: 400_000_000, seconds: SoundPool.now)

    /// What a trade moves, or the number and the name of its refusal.
    func trade(_ direction: SwapDirection, _ amount: SwapAmount) -> Result<PoolTrade, PoolRefusal> {
        do throws(PoolRefusal) {
            return .success(try table.trade(direction, amount, at: 0, time: EdgePool.time))
        } catch {
            return .failure(error)
        }
    }

    /// The refusals of a trade in either direction, A to B first; "" where there is none.
    func refusals(_ amount: SwapAmount) -> [String] {
        [SwapDirection.aToB, .bToA].map { direction in
            switch trade(direction, amount) {
            case .success: ""
            case .failure(let refusal): "\(refusal)"
            }
        }
    }

    func refusals(in amount: UInt64) -> [String] { refusals(.exactIn(Atoms(amount))) }
    func refusals(out amount: UInt64) -> [String] { refusals(.exactOut(Atoms(amount))) }
}

extension [UInt8] {
    /// A copy with other numbers in it.
    func with(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var copy = self
        change(&copy)
        return copy
    }

    mutating func clear(_ range: Range<Int>) {
        replaceSubrange(range, with: [UInt8](repeating: 0, count: range.count))
    }
}
