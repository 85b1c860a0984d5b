import Markets
import Numbers
import Pools
import Testing

@testable import Trading

@Suite("Paper desk")
struct DeskTests {
    @Test("a trade worked out by hand comes out to the atom")
    func trade() throws {
        var world = DeskWorld(try DeskWorld.settings())
        world.open()
        world.opportunity()
        let accepted = try #require(world.acceptances.first)
        // Book: 600 · 95 + 400 · 97 = 95,800; fee 95.8 up. Pool: 997 net of 1,000 in, out
        // 10⁷ · 0.00997 ÷ 1.00997 = 98,715.8 down. Network: 3 · 95.
        #expect(accepted.size == Lots(1_000) && accepted.base == 1_000)
        #expect(accepted.notional == 95_800 && accepted.takerFee == 96)
        #expect(accepted.poolQuote == 98_715)
        #expect(accepted.gross == 98_715 - 95_896 && accepted.net == 2_819 - 285)
        // 10 bps below 98,715 is 98,616.285.
        #expect(accepted.poolBound == 98_617 && accepted.limit == Ticks(97))
        #expect(accepted.bookArrival == Instant(nanosecondsSinceBoot: 6_000))
        #expect(accepted.poolArrival == Instant(nanosecondsSinceBoot: 8_000))

        world.feed([clock(5_999, input: 10)])
        var fills = world.fills
        #expect(fills.isEmpty)
        world.feed([clock(6_000, input: 11)])
        fills = world.fills
        #expect(fills.count == 1)
        #expect(fills[0].leg == .book && fills[0].outcome == .filled && fills[0].base == 1_000)
        #expect(fills[0].quote == -95_800 && fills[0].takerFee == 96 && fills[0].worst == Ticks(97))
        world.feed([clock(8_001, input: 12)])
        fills = world.fills
        #expect(fills.count == 2)
        #expect(fills[1].leg == .pool && fills[1].outcome == .filled)
        #expect(fills[1].quote == 98_715 && fills[1].network == Lamports(3))
        // The network's 3 atoms are priced as they were when the order was sent.
        let settled = try #require(world.settlements.first)
        #expect(settled.leftover == 0 && settled.cash == -95_896 && settled.poolQuote == 98_715)
        #expect(settled.profit == 98_715 - 95_896 - 285)

        let balances = [
            world.desk.ledger.balance(Account(cash, at: exchange)),
            world.desk.ledger.balance(Account(cash, at: exchange, .fees)),
            world.desk.ledger.balance(Account(base, at: exchange)),
            world.desk.ledger.balance(Account(base, at: wallet)),
            world.desk.ledger.balance(Account(base, at: wallet, .fees)),
            world.desk.ledger.balance(Account(stable, at: wallet)),
        ]
        #expect(balances == [904_104, 96, 3_000, 3_997, 3, 598_715])
        let sound = world.desk.checkInvariants()
        #expect(sound)
    }

    @Test("the other way round: base is bought from the pool and sold to the book")
    func otherWay() throws {
        var world = DeskWorld(try DeskWorld.settings())
        world.feed(
            levels(
                [(.bid, 105, 600), (.bid, 103, 10_000), (.ask, 110, 50)], snapshot: true,
                input: 1, received: 1_000))
        world.feed(DeskWorld.pool(input: 2, received: 1_000))
        world.feed([
            status(.live, bookID, received: 1_000), status(.live, poolID, received: 1_000),
        ])
        world.opportunity(.poolToBook)
        // Book: 600 · 105 + 400 · 103 = 104,200; fee 104.2 up. Pool for 1,000 out: √price
        // 10 ÷ (1 − 0.01), in 10⁷ · (1 ÷ 0.99 − 1) = 101,010.1 up, ÷ 0.997: 101,315.0 up.
        let accepted = try #require(world.acceptances.first)
        #expect(accepted.notional == 104_200 && accepted.takerFee == 105)
        #expect((101_315...101_316).contains(accepted.poolQuote))
        #expect(accepted.gross == 104_200 - 105 - Int64(accepted.poolQuote))
        // 10 bps above, down.
        #expect(accepted.poolBound == accepted.poolQuote * 10_010 / 10_000)
        world.feed([clock(9_000)])
        let settled = try #require(world.settlements.first)
        #expect(settled.leftover == 0 && settled.cash == 104_095)
        #expect(settled.poolQuote == -Int64(accepted.poolQuote))
        let held = world.desk.ledger.balance(Account(base, at: exchange))
        #expect(held == 1_000)
        let sound = world.desk.checkInvariants()
        #expect(sound)
    }

    @Test("a leg is filled before the first batch received at its arrival or later")
    func boundary() throws {
        for (received, isSeen) in [(UInt64(5_999), true), (6_000, false), (6_001, false)] {
            var world = DeskWorld(try DeskWorld.settings())
            world.open()
            world.opportunity()
            // The cheap level is gone: only a leg filled before this batch still finds it.
            world.feed(levels([(.ask, 95, 0)], snapshot: false, input: 10, received: received))
            world.feed([clock(7_000)])
            let fill = try #require(world.fills.first)
            #expect(fill.quote == (isSeen ? -97_000 : -95_800), "received \(received)")
        }
    }

    @Test("what stands within the limit is taken, the rest is cancelled and stays as leftover")
    func partial() throws {
        var world = DeskWorld(try DeskWorld.settings())
        world.open()
        world.opportunity()
        world.feed(
            levels(
                [(.ask, 97, 100), (.ask, 98, 5_000)], snapshot: false, input: 10,
                received: 5_500))
        world.feed([clock(9_000)])
        let fill = try #require(world.fills.first)
        // 600 · 95 + 100 · 97 = 66,700; fee 66.7 up.
        #expect(fill.outcome == .partlyFilled && fill.base == 700 && fill.asked == 1_000)
        #expect(fill.quote == -66_700 && fill.takerFee == 67)
        let settled = try #require(world.settlements.first)
        #expect(settled.leftover == -300 && settled.cash == -66_767)
        let sound = world.desk.checkInvariants()
        #expect(sound)
    }

    @Test("a pool that moved beyond the bound reverts, and the fee is paid")
    func revert() throws {
        var world = DeskWorld(try DeskWorld.settings())
        world.open()
        world.opportunity()
        world.feed(DeskWorld.pool(root: 9, tenths: 9, input: 10, received: 7_000))
        world.feed([clock(9_000)])
        let fill = try #require(world.fills.last)
        #expect(fill.leg == .pool && fill.outcome == .reverted && fill.base == 0)
        #expect(fill.quote == 0 && fill.network == Lamports(3))
        let settled = try #require(world.settlements.first)
        #expect(settled.leftover == 1_000 && settled.poolQuote == 0)
        let held = world.desk.ledger.balance(Account(base, at: wallet))
        #expect(held == 4_997)
    }

    @Test("a market that is unknown at arrival fills nothing and costs nothing")
    func unknown() throws {
        var world = DeskWorld(try DeskWorld.settings())
        world.open()
        world.opportunity()
        world.feed([
            status(.quarantined, bookID, received: 5_500),
            status(.disconnected, poolID, received: 5_500), clock(9_000),
        ])
        let outcomes = world.fills.map(\.outcome)
        #expect(outcomes == [.unknownMarket, .unknownMarket])
        let settled = try #require(world.settlements.first)
        #expect(settled.leftover == 0 && settled.profit == 0)
    }

    @Test("own takes stay in the desk's book until the venue says the level again")
    func ownTakes() throws {
        var world = DeskWorld(try DeskWorld.settings())
        world.open()
        world.opportunity()
        world.feed([clock(9_000)])
        var top = world.desk.markets.top(of: bookID)
        #expect(top.ask == BookLevel(price: Ticks(97), size: Lots(9_600)))
        let moved = world.desk.markets.price(of: poolID)
        #expect(moved ?? 100 < 100)
        world.feed(levels([(.bid, 90, 60)], snapshot: false, input: 11, received: 9_100))
        top = world.desk.markets.top(of: bookID)
        #expect(top.ask.size == Lots(9_600))
        world.feed(levels([(.ask, 95, 600)], snapshot: false, input: 12, received: 9_200))
        top = world.desk.markets.top(of: bookID)
        #expect(top.ask == BookLevel(price: Ticks(95), size: Lots(600)))
        world.feed(DeskWorld.pool(input: 13, received: 9_300))
        let back = world.desk.markets.price(of: poolID)
        #expect(back == 100)
    }

    @Test("a second opportunity is sized on what the first one left")
    func second() throws {
        var world = DeskWorld(try DeskWorld.settings(edgeMin: -1_000))
        world.open()
        world.opportunity()
        world.feed([clock(9_000)])
        world.opportunity(input: 20, received: 9_000)
        let second = try #require(world.acceptances.last)
        #expect(world.acceptances.count == 2)
        // All at 97 now; between 300 and 400 lots are left until the pool meets 97.097.
        #expect(second.notional == Int64(second.size.count) * 97)
        #expect((300...400).contains(second.size.count))
    }
}

@Suite("Risk gates")
struct GateTests {
    private func refusal(
        _ settings: DeskSettings, received: UInt64 = 5_000,
        prepare: (inout DeskWorld) -> Void = { _ in }
    ) -> Refusal? {
        var world = DeskWorld(settings)
        world.open()
        prepare(&world)
        let before = world.refusals.count
        world.opportunity(received: received)
        let refusals = world.refusals
        guard refusals.count == before + 1, let last = refusals.last else { return nil }
        let counted = world.desk.refusals(at: last.gate)
        #expect(counted == 1)
        #expect(last.size == Lots(1_000) && last.gross == 2_819)
        return last
    }

    private func command(_ command: OperatorCommand) -> Event {
        .command(
            command, input: InputSequence(5), received: Instant(nanosecondsSinceBoot: 2_000))
    }

    @Test("the operator's word is asked first, and a kill outlasts a resume")
    func operatorGates() throws {
        let settings = try DeskWorld.settings()
        let killed = refusal(settings) { $0.feed([command(.kill), command(.resume)]) }
        #expect(killed?.gate == .killSwitch)
        let paused = refusal(settings) { $0.feed([command(.pause)]) }
        #expect(paused?.gate == .paused)
        let resumed = refusal(settings) { $0.feed([command(.pause), command(.resume)]) }
        #expect(resumed == nil)
    }

    @Test("a market without proved continuity is refused, with its number")
    func quarantined() throws {
        let settings = try DeskWorld.settings()
        let told = refusal(settings) {
            $0.feed([status(.quarantined, poolID, received: 2_000)])
        }
        #expect(told?.gate == .quarantined && told?.value == 1)
        let crossed = refusal(settings) {
            $0.feed(levels([(.bid, 96, 1)], snapshot: false, received: 2_000))
        }
        #expect(crossed?.gate == .quarantined && crossed?.value == 0)
        let full = refusal(settings) { world in
            let many = (1...101).map { (Side.ask, Int64(200 + $0), UInt64(1)) }
            world.feed(levels(many, snapshot: false, received: 2_000))
            world.feed(levels([(.ask, 300, 0)], snapshot: false, received: 2_100))
        }
        #expect(full?.gate == .quarantined && full?.value == 0)
        let half = refusal(settings) { world in
            let batch = levels([(.bid, 91, 1), (.bid, 92, 1)], snapshot: false, received: 2_000)
            world.feed([batch[0]])
        }
        #expect(half?.gate == .quarantined && half?.value == 0)
    }

    @Test("silence beyond the source's limit is refused with both numbers")
    func stale() throws {
        let settings = try DeskWorld.settings()
        let last = refusal(settings, received: 11_000)
        #expect(last == nil)
        let late = refusal(settings, received: 11_001)
        #expect(late?.gate == .stale && late?.value == 10_001 && late?.limit == 10_000)
    }

    @Test("the edge after all costs must reach the minimum")
    func edge() throws {
        let enough = refusal(try DeskWorld.settings(edgeMin: 2_534))
        #expect(enough == nil)
        let little = refusal(try DeskWorld.settings(edgeMin: 2_535))
        #expect(little?.gate == .edge && little?.value == 2_534 && little?.limit == 2_535)
        let gone = refusal(try DeskWorld.settings()) {
            $0.feed(DeskWorld.pool(root: 9, tenths: 7, input: 7, received: 2_000))
        }
        #expect(gone?.gate == .edge && gone?.value == 0)
    }

    @Test("an order may not move more than its limit")
    func size() throws {
        let most = refusal(try DeskWorld.settings(notionalMax: 95_800))
        #expect(most == nil)
        let above = refusal(try DeskWorld.settings(notionalMax: 95_799))
        #expect(above?.gate == .size && above?.value == 95_800 && above?.limit == 95_799)
    }

    @Test("money that moved without an entry, or an entry that was lost, unbalances the desk")
    func unbalanced() throws {
        var world = DeskWorld(try DeskWorld.settings())
        let before = world.desk.checkInvariants()
        world.desk.ledger.begin()
        world.desk.ledger.move(
            1, of: cash, at: exchange, from: .market, to: .inventory, input: InputSequence(1))
        world.desk.ledger.removeEntries()
        let after = world.desk.checkInvariants()
        #expect(before && !after)
    }

    @Test("slippage is exact to the millionth", arguments: [(50, 98_711), (199, 98_696)])
    func slippage(millionths: UInt32, bound: UInt64) throws {
        var settings = try DeskWorld.settings()
        settings.poolSlippage = HundredthsOfBasisPoint(millionths)
        var world = DeskWorld(settings)
        world.open()
        world.opportunity()
        // Of 98,715: less 4.93575, and less 19.644285, rounded up.
        #expect(world.acceptances.first?.poolBound == bound)
    }

    @Test("inventory must cover the worst case of both legs and the fee")
    func inventory() throws {
        func refusal(cash money: Int64, wallet atoms: Int64) throws -> Refusal? {
            var world = DeskWorld(try DeskWorld.settings())
            world.open()
            world.desk = PaperDesk(try DeskWorld.settings())
            world.desk.deposit(money, of: cash, at: exchange, moment: .never)
            world.desk.deposit(atoms, of: base, at: wallet, moment: .never)
            world.desk.removeDecisions()
            world.open()
            world.opportunity()
            return world.refusals.last
        }
        // Worst case 1,000 · 97 and its fee of 97; 1,000 to sell and 3 for the network.
        #expect(try refusal(cash: 97_097, wallet: 1_003) == nil)
        let poor = try refusal(cash: 97_096, wallet: 1_003)
        #expect(poor?.gate == .inventory && poor?.value == 97_096 && poor?.limit == 97_097)
        let empty = try refusal(cash: 97_097, wallet: 1_002)
        #expect(empty?.gate == .inventory && empty?.value == 1_002 && empty?.limit == 1_003)
    }

    @Test("a cycle has one order on its way at a time")
    func inFlight() throws {
        let second = refusal(try DeskWorld.settings()) { $0.opportunity(received: 4_000) }
        #expect(second?.gate == .inFlight && second?.value == 1)
        let after = refusal(try DeskWorld.settings(edgeMin: -1_000), received: 9_000) {
            $0.opportunity(received: 4_000)
            $0.feed([clock(8_000)])
        }
        #expect(after == nil)
    }

    @Test("the network's fee is what the best ask costs, rounded up, and unknown without one")
    func network() {
        let costs = NetworkCosts(
            baseFee: Lamports(5_000), priorityFee: Lamports(10_001), native: base, book: bookID,
            cashPerTickLamport: Ratio(1, 100_000))
        // 15,001 lamports at 15,025 ticks: 225,390,025 ÷ 100,000.
        let ask = BookLevel(price: Ticks(15_025), size: Lots(1))
        #expect(costs.cash(ask: ask) == 2_254)
        #expect(costs.cash(ask: BookLevel(price: Ticks(0), size: Lots(0))) == nil)
    }

    @Test("an event that names no cycle is counted and nothing else")
    func stranger() throws {
        var world = DeskWorld(try DeskWorld.settings())
        world.open()
        var event = Opportunity(
            cycle: 1, pool: poolID, direction: .bookToPool, size: Lots(1), worst: Ticks(1),
            poolQuote: 1, gross: 1, input: InputSequence(1), received: .never
        ).event
        world.feed([event])
        event.field = 7
        world.feed([event])
        let strangers = world.desk.strangers
        #expect(strangers == 2 && world.decisions.isEmpty)
    }
}
