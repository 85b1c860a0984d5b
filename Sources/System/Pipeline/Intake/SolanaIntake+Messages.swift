import Codecs
import Markets
import Meters
import Numbers
import Pools
import Solana

extension SolanaIntake {
    /// A WebSocket message.
    @_noLocks mutating func takeFrame(_ bytes: UnsafeRawBufferPointer) {
        guard phase.isUp else { return counters.add(.messageIgnored) }
        let message: RPCMessage
        do throws(RPCError) { message = try unsafe decoder.begin(bytes) } catch {
            counters.add(.messageMalformed)
            trouble.note(error.fault)
            return giveUp()
        }
        switch message {
        case .account(let notification): take(notification)
        case .slot(let notification): take(notification.slot)
        case .subscribed(let request, let subscription): confirm(request, subscription)
        case .refused:
            counters.add(.venueRefusal)
            giveUp()
        case .accounts, .unsubscribed, .other: alive()
        }
    }

    /// The node reached a slot: it lives, and what it told us is as new as that.
    @_noLocks private mutating func take(_ slot: Slot) {
        guard poolCount > 0 else { return }
        outbox.add(
            .slot(slot, instrument: instrument(0), input: input, received: received))
        // The accounts of an earlier slot have all been told by now.
        for pool in 0..<poolCount {
            guard unsafe unsettled[pool] != 0, unsafe slot.count > unsettled[pool] else { continue }
            unsafe unsettled[pool] = 0
            outbox.add(
                .status(.live, instrument: instrument(pool), input: input, received: received))
        }
    }

    /// A position was opened or closed: its pool and its tick arrays tell of it in messages of
    /// their own, in any order. Until the next slot the pool is not priced.
    @_noLocks private mutating func unsettle(_ pool: Int, at slot: UInt64) {
        if unsafe unsettled[pool] == 0 {
            outbox.add(
                .status(
                    .unsettled, instrument: instrument(pool), input: input, received: received))
        }
        unsafe unsettled[pool] = max(unsettled[pool], slot)
    }

    @_noLocks private mutating func alive() {
        guard poolCount > 0 else { return }
        outbox.add(.alive(instrument: instrument(0), input: input, received: received))
    }

    /// The answer to a subscription: request n + 1 asked for the account at place n.
    @_noLocks private mutating func confirm(_ request: UInt64, _ subscription: UInt64) {
        let place = Int(truncatingIfNeeded: request) &- 1
        guard place >= 0, place < accountCount, unsafe !accounts[place].isConfirmed else {
            return alive()
        }
        unsafe accounts[place].subscription = subscription
        unsafe accounts[place].isConfirmed = true
        guard allAreConfirmed else { return }
        if phase.isSubscribing {
            readAgain()
        } else if search.stage.isSubscribing {
            search.stage = .reading
            question &+= 1
            wishes.insert(.ask)
        }
    }

    var allAreConfirmed: Bool {
        @_noLocks get {
            for place in 0..<accountCount
            where unsafe !accounts[place].isConfirmed && !accounts[place].isFree {
                return false
            }
            return true
        }
    }

    @_noLocks private mutating func take(_ notification: AccountNotification) {
        guard let place = place(of: notification.subscription) else {
            return counters.add(.messageIgnored)
        }
        let slot = notification.slot.count
        guard phase.isLive, unsafe accounts[place].isRead else {
            // Before its state is read a notification only tells how new what is read has to be.
            unsafe accounts[place].heardSlot = max(accounts[place].heardSlot, slot)
            return alive()
        }
        guard unsafe slot >= accounts[place].slot else {
            counters.add(.slotBackwards)
            trouble.note("a slot went backwards")
            return readAgain()
        }
        unsafe accounts[place].slot = slot
        let pool = unsafe accounts[place].pool
        do throws(AccountError) {
            try apply(notification.account, at: place, slot: notification.slot)
        } catch {
            refused(place, error)
            return readAgain()
        }
        guard pool >= 0 else { return }
        follow(pool)
        if unsafe watches[pool].hasNext {
            let role = unsafe accounts[place].account.role
            if unsafe !watches[pool].tellsWhole(role) || watches[pool].isLiquidityUnexplained {
                unsettle(pool, at: slot)
            }
            pull(pool, through: pool, slot: notification.slot)
        } else {
            alive()
        }
    }

    /// Looks for arrays further ahead when the price has moved by two of them. Those that were
    /// planned reach far enough to trade on meanwhile.
    @_noLocks private mutating func follow(_ pool: Int) {
        guard search.stage.isNone else { return }
        let (now, planned) = unsafe (watches[pool].anchor, anchors[pool])
        guard now &- planned > 1 || planned &- now > 1 else { return }
        search.stage = .asking
        question &+= 1
        wishes.insert(.ask)
    }

    @_noLocks private func place(of subscription: UInt64) -> Int? {
        for index in 0..<accountCount
        where unsafe accounts[index].subscription == subscription && accounts[index].isConfirmed {
            return index
        }
        return nil
    }

    /// Compares an account with what we hold of it.
    @_noLocks mutating func apply(
        _ account: RPCAccount?, at place: Int, slot: Slot
    ) throws(AccountError) {
        let watched = unsafe accounts[place]
        guard let account, account.lamports.count > 0 else {
            guard watched.pool >= 0 else { throw .missing }
            return try unsafe watches[watched.pool].readMissing(watched.account)
        }
        guard let owner = owner(of: account) else { throw .wrongOwner }
        guard let count = unsafe account.decode(into: scratch) else { throw .wrongLength }
        let data = unsafe AccountBytes(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
        guard watched.pool >= 0 else {
            let seconds = try ChainClock.seconds(data, owner: owner)
            return outbox.add(
                .slot(
                    slot, seconds: seconds, instrument: instrument(0), input: input,
                    received: received))
        }
        try unsafe watches[watched.pool].read(watched.account, data, owner: owner)
    }

    /// The owner's key. Nearly every account has the same one, so its text is compared first.
    @_noLocks private mutating func owner(of account: RPCAccount) -> PublicKey? {
        let text = unsafe account.owner.raw
        if text.count == ownerCount {
            var isSame = true
            for index in 0..<ownerCount where unsafe text[index] != ownerText[index] {
                isSame = false
                break
            }
            if isSame { return ownerKey }
        }
        guard let key = account.ownerKey(), unsafe text.count <= ownerText.count else { return nil }
        for index in 0..<text.count { unsafe ownerText[index] = text[index] }
        ownerCount = text.count
        ownerKey = key
        return key
    }
}

// Comparing enums would look up metadata in a debug build, which a turn may not; a switch does not.
extension SolanaIntake.Phase {
    var isUp: Bool {
        @_noLocks get {
            switch self {
            case .down: false
            case .planning, .subscribing, .reading, .live: true
            }
        }
    }

    var isPlanning: Bool {
        @_noLocks get { if case .planning = self { true } else { false } }
    }

    var isSubscribing: Bool {
        @_noLocks get { if case .subscribing = self { true } else { false } }
    }

    var isLive: Bool {
        @_noLocks get { if case .live = self { true } else { false } }
    }

    /// Whether an answer is awaited.
    var isAsking: Bool {
        @_noLocks get {
            switch self {
            case .planning, .reading: true
            case .down, .subscribing, .live: false
            }
        }
    }
}
