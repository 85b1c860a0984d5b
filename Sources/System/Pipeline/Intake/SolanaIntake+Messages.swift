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

    @_noLocks func instrument(_ pool: Int) -> InstrumentID { unsafe diffs[pool].instrument }

    /// The answer to a subscription: request n + 1 asked for account n, and the one behind the
    /// last account asked for slots.
    @_noLocks private mutating func confirm(_ request: UInt64, _ subscription: UInt64) {
        guard phase.isSubscribing else { return alive() }
        let place = Int(truncatingIfNeeded: request) - 1
        if place >= 0, place < accountCount {
            unsafe accounts[place].subscription = subscription
            unsafe accounts[place].isConfirmed = true
        }
        for index in 0..<accountCount where unsafe !accounts[index].isConfirmed { return }
        readAgain()
    }

    @_noLocks private mutating func take(_ notification: AccountNotification) {
        guard let place = place(of: notification.subscription) else {
            return counters.add(.messageIgnored)
        }
        let slot = notification.slot.count
        guard phase.isLive else {
            // Before the snapshot a notification only tells how new the snapshot has to be.
            unsafe accounts[place].heardSlot = max(accounts[place].heardSlot, slot)
            return alive()
        }
        guard unsafe slot >= accounts[place].slot else {
            counters.add(.slotBackwards)
            trouble.note("a slot went backwards")
            return readAgain()
        }
        unsafe accounts[place].slot = slot
        do throws(AccountError) {
            try apply(notification.account, at: place)
        } catch {
            refused(place, error)
            return readAgain()
        }
        let pool = unsafe accounts[place].pool
        if unsafe diffs[pool].hasNext {
            let isPool = unsafe accounts[place].isPool
            if unsafe !isPool || diffs[pool].isLiquidityUnexplained { unsettle(pool, at: slot) }
            pulling = pool
            pullingSlot = notification.slot
        } else {
            alive()
        }
    }

    @_noLocks private func place(of subscription: UInt64) -> Int? {
        for index in 0..<accountCount
        where unsafe accounts[index].subscription == subscription && accounts[index].isConfirmed {
            return index
        }
        return nil
    }

    /// Compares an account with what we hold of it.
    @_noLocks mutating func apply(_ account: RPCAccount?, at place: Int) throws(AccountError) {
        let watched = unsafe accounts[place]
        guard let account, account.lamports.count > 0 else {
            guard !watched.isPool else { throw .truncated }
            return try unsafe diffs[watched.pool].noteUninitialised(
                start: TickIndex(watched.start))
        }
        guard let owner = owner(of: account) else { throw .wrongOwner }
        guard let count = unsafe account.decode(into: scratch) else { throw .wrongLength }
        let data = unsafe AccountBytes(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
        if watched.isPool {
            try unsafe diffs[watched.pool].update(pool: data, owner: owner)
        } else {
            try unsafe diffs[watched.pool].update(tickArray: data, owner: owner)
        }
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
