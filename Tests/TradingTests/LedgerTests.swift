import Markets
import Numbers
import Testing
import Trading

@Suite("Ledger")
struct LedgerTests {
    static func history() -> [LedgerEntry] {
        var ledger = Ledger(assets: 3, venues: 2)
        var entries: [LedgerEntry] = []
        for round in 1...4 as ClosedRange<Int64> {
            ledger.begin()
            ledger.move(
                1_000 * round, of: cash, at: exchange, from: .equity, to: .inventory,
                input: InputSequence(UInt64(round)))
            ledger.begin()
            ledger.move(
                300, of: cash, at: exchange, from: .inventory, to: .market,
                input: InputSequence(UInt64(round)))
            ledger.move(
                7, of: base, at: exchange, from: .market, to: .inventory,
                input: InputSequence(UInt64(round)))
            ledger.move(
                2, of: cash, at: exchange, from: .inventory, to: .fees,
                input: InputSequence(UInt64(round)))
            for index in 0..<ledger.entryCount { entries.append(ledger.entry(index)) }
            ledger.removeEntries()
        }
        return entries
    }

    @Test("a move takes from one account what it gives to another")
    func move() {
        var ledger = Ledger(assets: 3, venues: 2)
        ledger.begin()
        ledger.move(
            50, of: stable, at: wallet, from: .equity, to: .inventory, input: InputSequence(3))
        ledger.move(
            0, of: stable, at: wallet, from: .inventory, to: .fees, input: InputSequence(3))
        let (first, second, count) = (ledger.entry(0), ledger.entry(1), ledger.entryCount)
        #expect(count == 2)
        #expect(first.amount == -50 && second.amount == 50)
        #expect(first.set == 1 && second.set == 1 && second.sequence == 2)
        #expect(second.previous == first.hash && first.previous == 0)
        let held = ledger.balance(Account(stable, at: wallet))
        let owed = ledger.balance(Account(stable, at: wallet, .equity))
        let elsewhere = ledger.balance(Account(stable, at: exchange))
        #expect(held == 50 && owed == -50 && elsewhere == 0)
        var audit = LedgerAudit(assets: 3, venues: 2)
        audit.take(first)
        let half = audit.finding
        #expect(half == .unbalancedSet(at: 1))
        audit.take(second)
        let sound = audit.agrees(with: ledger)
        #expect(sound)
    }

    @Test("entries alone give the balances back, and every set sums to 0 per asset")
    func rebuild() throws {
        let entries = Self.history()
        #expect(entries.count == 32)
        var sums: [UInt64: [UInt16: Int64]] = [:]
        for entry in entries {
            sums[entry.set, default: [:]][entry.asset, default: 0] += entry.amount
        }
        #expect(sums.count == 8 && sums.values.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
        var audit = LedgerAudit(assets: 3, venues: 2)
        for entry in entries { audit.take(entry) }
        var ledger = Ledger(assets: 3, venues: 2)
        try ledger.rebuild(from: audit)
        let balances = [
            ledger.balance(Account(cash, at: exchange)),
            ledger.balance(Account(cash, at: exchange, .market)),
            ledger.balance(Account(cash, at: exchange, .fees)),
            ledger.balance(Account(cash, at: exchange, .equity)),
            ledger.balance(Account(base, at: exchange)),
        ]
        #expect(balances == [10_000 - 1_208, 1_200, 8, -10_000, 28])
        let hash = ledger.hash
        #expect(hash == entries.last?.hash)
    }

    @Test("a changed, missing or swapped entry is found at its place")
    func tampering() {
        func fault(_ change: (inout [LedgerEntry]) -> Void) -> LedgerFault? {
            var entries = Self.history()
            change(&entries)
            var audit = LedgerAudit(assets: 3, venues: 2)
            for entry in entries { audit.take(entry) }
            var ledger = Ledger(assets: 3, venues: 2)
            do throws(LedgerFault) {
                try ledger.rebuild(from: audit)
                return nil
            } catch {
                return error
            }
        }
        #expect(fault { $0[5].amount += 1 } == .brokenChain(at: 5))
        #expect(fault { $0.remove(at: 9) } == .brokenChain(at: 9))
        #expect(fault { $0.swapAt(2, 3) } == .brokenChain(at: 2))
        #expect(fault { $0[4].asset = 9 } == .unknownAccount(at: 4))
        #expect(fault { $0[6].previous ^= 1 } == .brokenChain(at: 6))
        #expect(fault { $0.removeLast() } == .unbalancedSet(at: 31))
        #expect(
            fault {
                $0[0].balance += 1
                $0[0].hash = $0[0].digest
            } == .wrongBalance(at: 0))
    }

    @Test("an audit disagrees with a ledger that has moved on, or that holds something else")
    func disagreement() {
        var ledger = Ledger(assets: 3, venues: 2)
        var audit = LedgerAudit(assets: 3, venues: 2)
        func deposit(_ amount: Int64) {
            ledger.begin()
            ledger.move(
                amount, of: cash, at: exchange, from: .equity, to: .inventory,
                input: InputSequence(1))
        }
        deposit(10)
        for index in 0..<ledger.entryCount { audit.take(ledger.entry(index)) }
        ledger.removeEntries()
        let before = audit.agrees(with: ledger)
        deposit(5)
        let behind = audit.agrees(with: ledger)
        #expect(before && !behind)
        var other = Ledger(assets: 3, venues: 2)
        other.begin()
        other.move(
            10, of: stable, at: exchange, from: .equity, to: .inventory, input: InputSequence(1))
        let foreign = audit.agrees(with: other)
        #expect(!foreign)
    }

    @Test("records have the sizes that the journal counts on")
    func layouts() {
        #expect(MemoryLayout<LedgerEntry>.size == 64 && MemoryLayout<LedgerEntry>.stride == 64)
        #expect(MemoryLayout<Decision>.size == 128 && MemoryLayout<Decision>.stride == 128)
        #expect(MemoryLayout<Decision>.offset(of: \.code) == 1)
        #expect(MemoryLayout<Decision>.offset(of: \.cycle) == 2)
        #expect(MemoryLayout<Decision>.offset(of: \.order) == 4)
        #expect(MemoryLayout<Decision>.offset(of: \.sequence) == 8)
        #expect(MemoryLayout<Decision>.offset(of: \.input) == 16)
        #expect(MemoryLayout<Decision>.offset(of: \.moment) == 24)
        #expect(MemoryLayout<Decision>.offset(of: \.words) == 32)
        #expect(DecisionKind.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5])
        #expect(RiskGate.allCases.map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(RiskGate.allCases.count == RiskGate.count)
    }
}
