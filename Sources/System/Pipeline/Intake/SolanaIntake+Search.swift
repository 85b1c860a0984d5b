import Markets
import Meters
import Numbers
import Pools
import Solana

/// Which accounts are followed: found at the start, and moved along with the prices. Cold.
extension SolanaIntake {
    /// The places of all that is followed.
    var watched: [Int] { (0..<accountCount).filter { unsafe !accounts[$0].isFree } }

    /// The places of what plans are made from: everything but arrays and the clock.
    var planned: [Int] {
        watched.filter {
            let account = unsafe accounts[$0]
            return account.pool >= 0 && account.account.role != .array
        }
    }

    func keys(of places: [Int]) -> [PublicKey] {
        places.map { unsafe accounts[$0].account.key }
    }

    /// Accounts came that plans are made from: either they name more, or all are known.
    mutating func takePlanned() {
        if search.isDue {
            search.begin(pools.map(\.address))
            for pool in 0..<poolCount { unsafe isRefused[pool] = false }
        }
        guard note(search.asked) else { return }
        let plans = plans()
        var unknown: [PublicKey] = []
        for account in plans.joined() {
            if case .unknown = search.known[account.key], !unknown.contains(account.key) {
                unknown.append(account.key)
            }
        }
        search.rounds += 1
        if !unknown.isEmpty, search.rounds < AccountSearch.roundsMax {
            search.asked = Array(unknown.prefix(Self.accountsMax))
            return askAgain()
        }
        accountCount = 0
        for (pool, plan) in plans.enumerated() where unsafe !isRefused[pool] {
            guard accountCount + plan.count < Self.accountsMax else {
                unsafe isRefused[pool] = true
                refuse(
                    "it needs \(plan.count) accounts, and one source follows at most "
                        + "\(Self.accountsMax) in all: give it a source of its own", pool)
                continue
            }
            for account in plan { append(account, pool: pool) }
        }
        guard accountCount > 0 else { return giveUp() }
        append(PoolAccount(key: ChainClock.address, role: .clock), pool: -1)
        search.places = Array(0..<accountCount)
        search.wantsSlots = true
        search.ending = []
        search.stop()
        phase = .subscribing
        wishes.insert(.subscribe)
    }

    /// Every pool's plan; empty where it is refused, which is said.
    private func plans() -> [[PoolAccount]] {
        (0..<poolCount).map { pool in
            guard unsafe !isRefused[pool] else { return [] }
            if case .missing = search.known[pools[pool].address] {
                unsafe isRefused[pool] = true
                refuse("the node has no such account", pool)
                return []
            }
            do throws(AccountError) {
                return try PoolPlan.accounts(
                    pools[pool].kind, pools[pool].address, search.known)
            } catch {
                unsafe isRefused[pool] = true
                refuse("\(error)", pool)
                return []
            }
        }
    }

    /// Takes an answer's accounts up, in the order in which they were asked for; false when it
    /// holds too few, and the question is asked again.
    private mutating func note(_ keys: [PublicKey]) -> Bool {
        for key in keys {
            guard let told = nextAccount() else { return false }
            guard let told, told.lamports.count > 0 else {
                search.known[key] = .missing
                continue
            }
            guard let owner = told.ownerKey(), let count = unsafe told.decode(into: scratch) else {
                // Another encoding than asked for, or longer than any account we read.
                search.known[key] = .present(owner: PublicKey(words: 0, 0, 0, 0), data: [])
                continue
            }
            search.known[key] = .present(owner: owner, data: unsafe Array(scratch[..<count]))
        }
        return true
    }

    private mutating func append(_ account: PoolAccount, pool: Int) {
        unsafe (accounts + accountCount).initialize(to: WatchedAccount(account, pool: pool))
        accountCount += 1
    }

    /// The accounts came that tell where arrays lie now: subscribes to those that are new, and
    /// drops those that are too far behind.
    mutating func found() {
        guard note(keys(of: planned)) else { return }
        search.places = []
        search.ending = []
        search.wantsSlots = false
        for (pool, plan) in plans().enumerated() where unsafe !isRefused[pool] {
            unsafe anchors[pool] = unsafe watches[pool].anchor
            drop(pool, notIn: plan)
            for account in plan where !isFollowed(account.key) { follow(account, pool) }
        }
        search.stage = search.places.isEmpty ? .none : .subscribing
        wishes.insert(.subscribe)
        pull(0, through: poolCount - 1, slot: pullingSlot)
    }

    private func isFollowed(_ key: PublicKey) -> Bool {
        watched.contains { unsafe accounts[$0].account.key == key }
    }

    private mutating func drop(_ pool: Int, notIn plan: [PoolAccount]) {
        for place in watched {
            let one = unsafe accounts[place]
            guard one.pool == pool, one.account.role == .array,
                !plan.contains(where: { $0.key == one.account.key })
            else { continue }
            unsafe watches[pool].forget(array: one.account.start)
            if one.isConfirmed { search.ending.append(one.subscription) }
            unsafe accounts[place].pool = -2
            unsafe accounts[place].isConfirmed = false
        }
    }

    private mutating func follow(_ account: PoolAccount, _ pool: Int) {
        let free = (0..<accountCount).first { unsafe accounts[$0].isFree }
        guard free != nil || accountCount < Self.accountsMax else {
            return refuse("no room to follow \(account.name): give it a source of its own", pool)
        }
        let place = free ?? accountCount
        unsafe (accounts + place).initialize(to: WatchedAccount(account, pool: pool))
        accountCount = max(accountCount, place + 1)
        search.places.append(place)
    }

    /// The new accounts' states came.
    mutating func readAhead(at slot: Slot) {
        for place in search.places where unsafe accounts[place].heardSlot > slot.count {
            return askAgain()
        }
        for place in search.places {
            guard let account = nextAccount() else { return }
            unsafe accounts[place].slot = slot.count
            unsafe accounts[place].isRead = true
            do throws(AccountError) { try apply(account, at: place, slot: slot) } catch {
                refused(place, error)
                return readAgain()
            }
        }
        search.stop()
        pull(0, through: poolCount - 1, slot: slot)
    }
}
