import Markets
import Numbers
import Pools
import Solana
import TestMemory

/// One pool under trial: its accounts are read, spoilt ones among them, and what they say is
/// traded on. Memory is taken once, since trials come by the million.
final class LayoutWorld {
    let pool: SoundPool
    private let sound: [SpoiltAccount]
    private let fields: [AccountFields]
    /// Of the soundly written accounts, in the order of `pool.accounts`.
    private let memory: [GuardedBytes]
    private let room = GuardedRoom(bytes: 1 << 17)
    private var watch: PoolWatch
    private var table: PoolTable

    init(_ pool: SoundPool) {
        self.pool = pool
        sound = pool.accounts.map { SpoiltAccount(owner: $0.owner, bytes: $0.bytes ?? []) }
        fields = sound.map { AccountFields($0.bytes) }
        memory = sound.map { GuardedBytes($0.bytes) }
        watch = PoolWatch(
            pool.kind, instrument: InstrumentID(0), pool: pool.key, arrays: 16, levels: 64)
        table = PoolTable([pool.kind], arrays: 16, levels: 64)
    }

    /// Brings the table to the sound pool; false where an account is refused.
    func begin() -> Bool {
        watch.beginSnapshot()
        for place in sound.indices {
            guard take(place, sound[place].owner, memory[place].bytes) else { return false }
        }
        tell()
        return true
    }

    /// One input: an account, spoilt by a seed, and everything that follows from it.
    func trial(_ chance: inout SeededGenerator) -> Outcome {
        let victim = Int.random(in: sound.indices, using: &chance)
        let spoilt = AccountMutation.of(
            sound[victim], fields[victim], beside: sound, &chance)
        let bytes = room.hold(spoilt.bytes, edge: chance.next() & 1 == 0 ? .behind : .before)
        let isFirst = chance.next() & 3 == 0
        let isTaken: Bool
        if isFirst {
            // Among the sound ones of a snapshot.
            isTaken = snapshot(victim, spoilt.owner, bytes)
            tell()
        } else {
            guard begin() else { return .broken("a sound account is refused") }
            isTaken = take(victim, spoilt.owner, bytes)
            if !isTaken && watch.hasNext { return .broken("a refused account is news") }
            tell()
            if isTaken, take(victim, spoilt.owner, bytes), watch.hasNext {
                return .broken("the same account twice is news")
            }
        }
        if chance.next() & 31 == 0 {
            _ = try? LayoutWorld.inspection(pool.kind, AccountBytes(bytes), spoilt.owner)
        }
        if chance.next() & 255 == 0 { plan(victim, spoilt) }
        if !isTaken && chance.next() & 15 != 0 { return .refused }
        if let fault = Probe.fault(&table, &chance) { return .broken(fault) }
        return isTaken ? .accepted : .refused
    }

    /// Whether the spoilt account was taken; those that need it may be refused too.
    private func snapshot(
        _ victim: Int, _ owner: PublicKey, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        watch.beginSnapshot()
        var isTaken = false
        for place in sound.indices {
            if place == victim {
                isTaken = take(place, owner, bytes)
            } else {
                _ = take(place, sound[place].owner, memory[place].bytes)
            }
        }
        return isTaken
    }

    private func take(
        _ place: Int, _ owner: PublicKey, _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        let account = pool.accounts[place]
        do throws(AccountError) {
            if account.bytes == nil {
                try watch.readMissing(account.place)
            } else {
                try watch.read(account.place, AccountBytes(bytes), owner: owner)
            }
            return true
        } catch {
            return false
        }
    }

    private func tell() {
        while let event = watch.next(
            slot: Slot(9), input: InputSequence(1), received: Instant(nanosecondsSinceBoot: 1))
        {
            _ = table.apply(event, at: 0)
        }
    }

    /// The coldest way: a plan of further accounts, which searches for addresses.
    private func plan(_ victim: Int, _ spoilt: SpoiltAccount) {
        var known = KnownAccounts()
        for (place, account) in sound.enumerated() where place != victim {
            known[pool.accounts[place].place.key] =
                pool.accounts[place].bytes == nil
                ? .missing : .present(owner: account.owner, data: account.bytes)
        }
        known[pool.accounts[victim].place.key] = .present(
            owner: spoilt.owner, data: spoilt.bytes)
        _ = try? PoolPlan.accounts(pool.kind, pool.key, known)
    }

    private static func inspection(
        _ kind: PoolKind, _ data: AccountBytes, _ owner: PublicKey
    ) throws(AccountError) -> Inspection {
        switch kind {
        case .whirlpool: try WhirlpoolLayout.inspect(data, owner: owner)
        case .raydiumAMMv4: try AMMv4Layout.inspect(data, owner: owner)
        case .raydiumCPMM: try CPMMLayout.inspect(data, owner: owner)
        case .raydiumCLMM: try CLMMLayout.inspect(data, owner: owner)
        case .meteoraDLMM: try DLMMLayout.inspect(data, owner: owner)
        case .meteoraDynamicAMM: try DynamicAMMLayout.inspect(data, owner: owner)
        case .meteoraDAMM: try DAMMLayout.inspect(data, owner: owner)
        case .phoenix: try PhoenixLayout.inspect(data, owner: owner)
        }
    }
}
