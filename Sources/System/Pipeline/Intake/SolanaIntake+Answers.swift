import Markets
import Meters
import Numbers
import Pools
import Solana

/// Start-up and recovery: what is asked over HTTP and what the answers do. Cold.
extension SolanaIntake {
    /// An answer of HTTP.
    mutating func takeAnswer(_ bytes: UnsafeRawBufferPointer, isSuccess: Bool) {
        guard isAsking else { return counters.add(.messageIgnored) }
        guard isSuccess else {
            // The feed has noted the status, or why there was no answer.
            counters.add(.answerRefused)
            return askAgain()
        }
        let message: RPCMessage
        do throws(RPCError) { message = try unsafe decoder.begin(bytes) } catch {
            return malformed(error)
        }
        switch message {
        case .accounts(let request, let slot) where request == question:
            switch phase {
            case .planning: takePlanned()
            case .reading: read(at: slot)
            default: if search.stage.isAsking { found() } else { readAhead(at: slot) }
            }
        case .refused:
            counters.add(.venueRefusal)
            askAgain()
        default: counters.add(.messageIgnored)
        }
    }

    /// Whether an answer is awaited.
    private var isAsking: Bool {
        switch phase {
        case .planning, .reading: true
        case .live: search.stage.isAsking || search.stage.isReading
        case .down, .subscribing: false
        }
    }

    /// An answer that is none; nil: it holds fewer accounts than were asked for.
    mutating func malformed(_ error: RPCError?) {
        counters.add(.messageMalformed)
        if let error {
            trouble.note(error.fault)
        } else {
            trouble.note("an answer holds fewer accounts than were asked for")
        }
        askAgain()
    }

    mutating func askAgain() {
        question &+= 1
        wishes.insert(.ask)
    }

    func refuse(_ why: String, _ pool: Int) {
        counters.add(.accountRefused)
        trouble.explain("pool \(pools[pool].address): \(why)")
    }

    /// Counts an account that is not what it should be, and says which and why.
    @inline(never)
    @_semantics("no_performance_analysis")
    func refused(_ place: Int, _ error: AccountError) {
        counters.add(.accountRefused)
        let watched = unsafe accounts[place]
        guard watched.pool >= 0 else {
            return trouble.explain("the chain's clock \(watched.account.key): \(error)")
        }
        let pool = pools[watched.pool].address
        guard watched.account.role != .pool else {
            return trouble.explain("pool \(pool): \(error)")
        }
        trouble.explain("\(watched.account.name) of pool \(pool): \(error)")
    }

    /// Everything came, at one slot: this is the state that notifications change from now on.
    private mutating func read(at slot: Slot) {
        for index in 0..<accountCount where unsafe accounts[index].heardSlot > slot.count {
            // The node's HTTP side is behind its WebSocket: what we heard would be lost.
            return askAgain()
        }
        for pool in 0..<poolCount { unsafe watches[pool].beginSnapshot() }
        for index in 0..<accountCount where unsafe !accounts[index].isFree {
            guard let account = nextAccount() else { return }
            unsafe accounts[index].slot = slot.count
            unsafe accounts[index].isRead = true
            do throws(AccountError) { try apply(account, at: index, slot: slot) } catch {
                refused(index, error)
                refusePools(of: index)
            }
        }
        for pool in 0..<poolCount {
            if unsafe isRefused[pool] { unsafe watches[pool].beginSnapshot() }
            unsafe anchors[pool] = unsafe watches[pool].anchor
        }
        phase = .live
        isSnapshot = true
        pull(0, through: poolCount - 1, slot: slot)
    }

    /// A pool that cannot be read stays quarantined; the others go on. Without the chain's clock
    /// only a Whirlpool with a static fee can be priced.
    private func refusePools(of place: Int) {
        let pool = unsafe accounts[place].pool
        guard pool < 0 else { return unsafe isRefused[pool] = true }
        for pool in 0..<poolCount {
            let hasOracle = watched.contains { index in
                let one = unsafe accounts[index]
                return one.pool == pool && one.account.role == .oracle
            }
            if pools[pool].kind != .whirlpool || hasOracle { unsafe isRefused[pool] = true }
        }
    }

    /// The next account of the answer: nil inside where its address holds none, nil outside, and
    /// the question is asked again, where the answer ends or is malformed.
    mutating func nextAccount() -> RPCAccount?? {
        switch decoder.nextAccount() {
        case .account(let found): return .some(found)
        case .missing: return .some(nil)
        case .failed(let error): malformed(error)
        case .done: malformed(nil)
        }
        return nil
    }

    /// Writes the requests of a connection, one message each; nil when there is no more.
    func writeSubscription(_ number: Int, into room: UnsafeMutableRawBufferPointer) -> Int? {
        var number = number
        if number < search.places.count {
            let place = search.places[number]
            return unsafe RPCRequest.accountSubscribe(
                accounts[place].account.key, commitment: commitment, id: UInt64(place) + 1,
                into: room)
        }
        number -= search.places.count
        if search.wantsSlots {
            if number == 0 {
                return unsafe RPCRequest.slotSubscribe(
                    id: UInt64(Self.accountsMax) + 1, into: room)
            }
            number -= 1
        }
        guard number < search.ending.count else { return nil }
        return unsafe RPCRequest.accountUnsubscribe(
            subscription: search.ending[number], id: UInt64(Self.accountsMax) + 2, into: room)
    }

    /// Writes the question whose answer is awaited.
    func writeQuestion(into room: UnsafeMutableRawBufferPointer) -> Int? {
        let keys: [PublicKey]
        switch phase {
        case .planning: keys = search.isDue ? pools.map(\.address) : search.asked
        case .reading: keys = self.keys(of: watched)
        case .live where search.stage.isAsking: keys = self.keys(of: planned)
        case .live where search.stage.isReading: keys = self.keys(of: search.places)
        case .down, .subscribing, .live: return nil
        }
        let slotMin = (0..<accountCount).map { unsafe accounts[$0].heardSlot }.max() ?? 0
        return unsafe RPCRequest.multipleAccounts(
            keys, commitment: commitment, slotMin: slotMin > 0 ? slotMin : nil, id: question,
            into: room)
    }
}
