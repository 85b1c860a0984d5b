import Markets
import Numbers
import Pools
import Solana

/// Reads simulated accounts as the pipeline would: by the kind's plan, from the address alone.
enum ChainReading {
    /// What pricing the first account's pool needs; nil where one of the accounts is refused.
    static func plan(_ kind: PoolKind, _ accounts: [AccountImage]) -> [PoolAccount]? {
        guard let pool = accounts.first?.key else { return nil }
        var known = KnownAccounts()
        var plan: [PoolAccount] = []
        do throws(AccountError) {
            for _ in 0..<8 {
                for place in plan { known[place.key] = entry(place, accounts) }
                let next = try PoolPlan.accounts(kind, pool, known)
                if next == plan { break }
                plan = next
            }
            return plan
        } catch {
            return nil
        }
    }

    /// The snapshot that the accounts tell; nil where one of them is refused.
    ///
    /// - Parameter plan: which accounts are read; what `plan` says of them as they are now, unless
    ///   given.
    static func events(
        _ kind: PoolKind, _ accounts: [AccountImage], by plan: [PoolAccount]? = nil
    ) -> [Event]? {
        guard let plan = plan ?? self.plan(kind, accounts), let pool = plan.first?.key else {
            return nil
        }
        var watch = PoolWatch(
            kind, instrument: InstrumentID(0), pool: pool, arrays: 16, levels: 512)
        do throws(AccountError) {
            for place in plan { try read(place, accounts, into: &watch) }
            return events(&watch)
        } catch {
            return nil
        }
    }

    /// The mints are nobody's own: plain ones stand for them, since no price depends on decimals.
    private static func entry(
        _ place: PoolAccount, _ accounts: [AccountImage]
    ) -> KnownAccounts.Entry {
        if place.role == .mintA || place.role == .mintB {
            let mint = AccountImage.mint(place.key, decimals: 9)
            return .present(owner: TokenAccount.program, data: mint.data)
        }
        guard let image = accounts.first(where: { $0.key == place.key }),
            let owner = PublicKey(base58: image.owner)
        else { return .missing }
        return .present(owner: owner, data: image.data)
    }

    private static func read(
        _ place: PoolAccount, _ accounts: [AccountImage], into watch: inout PoolWatch
    ) throws(AccountError) {
        guard case .present(let owner, let data) = entry(place, accounts) else {
            return try watch.readMissing(place)
        }
        // A closure can not borrow the watch; the bytes outlive the call.
        var failure: AccountError?
        unsafe data.withUnsafeBytes { bytes in
            do throws(AccountError) {
                try unsafe watch.read(place, AccountBytes(bytes), owner: owner)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private static func events(_ watch: inout PoolWatch) -> [Event] {
        var events: [Event] = []
        while let event = watch.next(
            slot: Slot(0), input: InputSequence(0), received: .never)
        {
            events.append(event)
        }
        return events
    }
}
