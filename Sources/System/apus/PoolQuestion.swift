import Markets
import Numbers
import Pools
import Solana
import Tiles

/// What one swap in one pool would do.
struct PoolQuestion {
    var pool: PublicKey
    var amount: QuotedAmount
    /// Of the swap, where the arguments say them.
    var slot: UInt64?
    var seconds: UInt64?

    /// No pool's accounts take more questions to be found.
    private static var roundsMax: Int { 16 }

    func run(on options: AccountOptions, asJSON: Bool) throws {
        let (kind, found) = try gather(options)
        var snapshot: PoolSnapshot
        do throws(PoolSnapshotFault) {
            snapshot = try PoolSnapshot(kind, pool, found.known)
        } catch {
            complain("\(options.place): \(error)")
            throw Ending.unreadable
        }
        let answer = try quote(&snapshot, found)
        say(asJSON ? answer.json : answer.text)
        if case .failure = answer.outcome { throw Ending.checkSaysNo }
    }

    /// All that pricing needs, asked for at once: what an answer names beyond it is asked for with
    /// all the rest again, so that a node's last answer is one slot's.
    private func gather(
        _ options: AccountOptions
    ) throws -> (kind: PoolKind, found: AccountsFound) {
        var source = try AccountSource(options)
        var keys = [pool, ChainClock.address]
        for _ in 0..<Self.roundsMax {
            let found = try source.read(keys)
            guard case .present(let owner, _) = found.known[pool] else {
                complain("\(options.place): holds no account \(pool)")
                throw Ending.unreadable
            }
            guard let kind = PoolPlan.kind(ofProgram: owner) else {
                complain("\(options.place): \(pool) is owned by \(owner), no program of pools")
                throw Ending.unreadable
            }
            do throws(PoolSnapshotFault) {
                let more = try PoolSnapshot.wanted(kind, pool, found.known)
                if more.isEmpty { return (kind, found) }
                keys += more
            } catch {
                complain("\(options.place): \(error)")
                throw Ending.unreadable
            }
        }
        complain("\(options.place): the pool \(pool) keeps changing; try again")
        throw Ending.unreadable
    }

    private func quote(
        _ snapshot: inout PoolSnapshot, _ found: AccountsFound
    ) throws -> QuoteReport {
        let mints = snapshot.mints
        guard let fromHere = mints.direction(from: amount.mint) else {
            complain("\(amount.mint) is no token of the pool: \(mints.a) and \(mints.b) are")
            throw Ending.usage
        }
        let direction: SwapDirection =
            amount.isInput ? fromHere : (fromHere.isDown ? .bToA : .aToB)
        let decimals = { (mint: PublicKey) in Self.decimals(of: mint, found.known) }
        let time = time(found)
        let exact = try amount.atoms(decimals: decimals(amount.mint))
        let outcome: Result<PoolQuote, PoolRefusal>
        do throws(PoolRefusal) {
            outcome = .success(try snapshot.quote(direction, exact, at: time.time))
        } catch {
            outcome = .failure(error)
        }
        return QuoteReport(
            pool: pool, kind: snapshot.kind, mints: mints, direction: direction,
            decimalsIn: decimals(mints.input(direction)),
            decimalsOut: decimals(mints.output(direction)), time: time, outcome: outcome,
            accounts: snapshot.accounts.map { account in
                var isThere = false
                if case .present = found.known[account.key] { isThere = true }
                return (account, isThere)
            }, isOwnerGuessed: found.isOwnerGuessed)
    }

    private static func decimals(of mint: PublicKey, _ known: KnownAccounts) -> UInt8? {
        guard case .present(let owner, let data) = known[mint] else { return nil }
        return unsafe data.withUnsafeBytes { bytes in
            do throws(AccountError) {
                return try unsafe MintAccount(AccountBytes(bytes), owner: owner).decimals
            } catch {
                return nil
            }
        }
    }

    /// When the swap happens, and what says so: the arguments, the clock's account, the record of
    /// the pool's, this host's clock; slot and second each by the first that knows it.
    private func time(_ found: AccountsFound) -> QuoteTime {
        var clock: ChainTime?
        if case .present(let owner, let data) = found.known[ChainClock.address] {
            clock = unsafe data.withUnsafeBytes { bytes in
                let bytes = unsafe AccountBytes(bytes)
                do throws(AccountError) {
                    let seconds = try ChainClock.seconds(bytes, owner: owner)
                    return ChainTime(slot: bytes.load(UInt64.self, at: 0), seconds: seconds)
                } catch {
                    return nil
                }
            }
        }
        let slots: [(UInt64?, QuoteTime.Origin)] = [
            (slot, .arguments), (clock?.slot, .clock), (found.slots[pool], .record),
        ]
        let host = HostClock()
        let now = host.wallTime(at: host.now()).nanosecondsSince1970 / 1_000_000_000
        let spans: [(UInt64?, QuoteTime.Origin)] = [
            (seconds, .arguments), (clock?.seconds, .clock), (now, .host),
        ]
        let slot = slots.first { $0.0 != nil } ?? (0, .nothing)
        let second = spans.first { $0.0 != nil } ?? (now, .host)
        return QuoteTime(
            time: ChainTime(slot: slot.0 ?? 0, seconds: second.0 ?? now), slotFrom: slot.1,
            secondsFrom: second.1)
    }
}

/// When a quoted swap happens.
struct QuoteTime {
    enum Origin: String {
        case arguments
        case clock = "the chain's clock"
        case record = "the pool's record"
        case host = "this host's clock: now"
        case nothing = "nothing says it"
    }

    var time: ChainTime
    var slotFrom: Origin
    var secondsFrom: Origin
}
