import Markets
import Meters
import Numbers
import Pools
import Solana

/// Start-up and recovery: what is asked over HTTP and what the answers do. Cold.
extension SolanaIntake {
    /// An answer of HTTP.
    mutating func takeAnswer(_ bytes: UnsafeRawBufferPointer, isSuccess: Bool) {
        guard phase.isAsking else {
            return counters.add(.messageIgnored)
        }
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
            if phase.isPlanning { planned(at: slot) } else { read(at: slot) }
        case .refused:
            counters.add(.venueRefusal)
            askAgain()
        default: counters.add(.messageIgnored)
        }
    }

    /// An answer that is none; nil: it holds fewer accounts than were asked for.
    private mutating func malformed(_ error: RPCError?) {
        counters.add(.messageMalformed)
        if let error {
            trouble.note(error.fault)
        } else {
            trouble.note("an answer holds fewer accounts than were asked for")
        }
        askAgain()
    }

    private mutating func askAgain() {
        question &+= 1
        wishes.insert(.ask)
    }

    /// The pools' own accounts came: find the tick arrays around each price.
    private mutating func planned(at slot: Slot) {
        accountCount = 0
        for pool in 0..<pools.count {
            let account: RPCAccount
            switch decoder.nextAccount() {
            case .account(let found): account = found
            case .failed(let error): return malformed(error)
            case .missing, .done:
                refuse("the node has no such account", pool)
                continue
            }
            guard let owner = account.ownerKey(), let count = unsafe account.decode(into: scratch)
            else {
                refuse("the account's owner or data cannot be read", pool)
                continue
            }
            let data = unsafe AccountBytes(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
            do throws(AccountError) {
                let state = try WhirlpoolAccount(data, owner: owner)
                guard !state.isAdaptive else { throw .adaptiveFee }
                watch(pool, state, owner: owner)
            } catch {
                refuse("\(error)", pool)
            }
        }
        guard accountCount > 0 else { return giveUp() }
        phase = .subscribing
        wishes.insert(.subscribe)
    }

    private func refuse(_ why: String, _ pool: Int) {
        counters.add(.accountRefused)
        trouble.explain("pool \(pools[pool].address): \(why)")
    }

    /// Counts an account that is not what it should be, and says which and why.
    @inline(never)
    @_semantics("no_performance_analysis")
    func refused(_ place: Int, _ error: AccountError) {
        counters.add(.accountRefused)
        let account = unsafe accounts[place]
        let pool = pools[account.pool].address
        let name = account.isPool ? "pool \(pool)" : "tick array \(account.key) of pool \(pool)"
        trouble.explain("\(name): \(error)")
    }

    private mutating func watch(_ pool: Int, _ state: WhirlpoolAccount, owner: PublicKey) {
        let address = pools[pool].address
        add(WatchedAccount(key: address, pool: pool, start: 0, isPool: true))
        let starts = WhirlpoolLayout.tickArrayStarts(
            around: state.tick, spacing: state.tickSpacing)
        for start in starts {
            let key = WhirlpoolLayout.tickArrayAddress(pool: address, start: start, program: owner)
            guard let key else { continue }
            add(WatchedAccount(key: key, pool: pool, start: start.count, isPool: false))
        }
    }

    private mutating func add(_ account: WatchedAccount) {
        let most = Self.poolsMax * Self.accountsPerPool
        precondition(accountCount < most, "the plan holds the limit")
        unsafe (accounts + accountCount).initialize(to: account)
        accountCount += 1
    }

    /// Everything came, at one slot: this is the state that notifications change from now on.
    private mutating func read(at slot: Slot) {
        for index in 0..<accountCount where unsafe accounts[index].heardSlot > slot.count {
            // The node's HTTP side is behind its WebSocket: what we heard would be lost.
            return askAgain()
        }
        for pool in 0..<pools.count { unsafe diffs[pool].beginSnapshot() }
        for index in 0..<accountCount {
            let account: RPCAccount?
            switch decoder.nextAccount() {
            case .account(let found): account = found
            case .missing: account = nil
            case .failed(let error): return malformed(error)
            case .done: return malformed(nil)
            }
            unsafe accounts[index].slot = slot.count
            do throws(AccountError) { try apply(account, at: index) } catch {
                refused(index, error)
                // A pool that cannot be read stays quarantined; the others go on.
                unsafe diffs[accounts[index].pool].beginSnapshot()
            }
        }
        phase = .live
        isSnapshot = true
        pulling = 0
        pullingSlot = slot
    }

    /// Writes the requests of a connection, one message each; nil when there is no more.
    func writeSubscription(_ number: Int, into room: UnsafeMutableRawBufferPointer) -> Int? {
        if number < accountCount {
            return unsafe RPCRequest.accountSubscribe(
                accounts[number].key, commitment: commitment, id: UInt64(number) + 1, into: room)
        }
        guard number == accountCount else { return nil }
        return unsafe RPCRequest.slotSubscribe(id: UInt64(number) + 1, into: room)
    }

    /// Writes the question whose answer is awaited.
    func writeQuestion(into room: UnsafeMutableRawBufferPointer) -> Int? {
        switch phase {
        case .planning:
            return unsafe RPCRequest.multipleAccounts(
                pools.map(\.address), commitment: commitment, id: question, into: room)
        case .reading:
            let keys = (0..<accountCount).map { unsafe accounts[$0].key }
            let slotMin = (0..<accountCount).map { unsafe accounts[$0].heardSlot }.max() ?? 0
            return unsafe RPCRequest.multipleAccounts(
                keys, commitment: commitment, slotMin: slotMin > 0 ? slotMin : nil, id: question,
                into: room)
        case .down, .subscribing, .live: return nil
        }
    }
}
