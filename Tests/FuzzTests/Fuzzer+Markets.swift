import Archive
import Codecs
import HotFlights
import HotWorld
import Markets
import Meters
import Numbers
import Pipeline
import Pools
import Solana
import Venues

extension Fuzzer {
    /// Decoders of the exchange and the chain, and everything behind them.
    static var markets: [Fuzzer] {
        guard let plan = try? HotPlan.plan(),
            let (start, loop) = try? SimulatedFlight.inputs(seconds: 4, plan),
            let accounts = try? SimulatedAccounts.all()
        else { preconditionFailure("the generated market flies") }
        let venue = loop.filter { $0.label.source == 0 && !$0.bytes.isEmpty }.map(\.bytes)
        let chain = (start + loop).filter { $0.label.source == 1 && !$0.bytes.isEmpty }
            .map(\.bytes)
        return [
            Fuzzer(name: "coinbase", cost: 4, samples: Array(venue.prefix(40)), trial: coinbase),
            Fuzzer(name: "rpc", cost: 4, samples: chain.filter { $0.count < 2_000 }, trial: rpc),
            Fuzzer(
                name: "rpc accounts", cost: 32, samples: chain.filter { $0.count >= 2_000 },
                trial: rpc),
            Fuzzer(name: "whirlpool", cost: 4, samples: accounts.map(\.bytes)) {
                whirlpool($0, accounts)
            },
            // Rings and meters live until the process ends: each trial keeps 6 MiB.
            Fuzzer(name: "intake", cost: 48, most: 400, samples: venue + chain) {
                try intake($0, plan, start + Array(loop.prefix(80)))
            },
        ]
    }

    private static func coinbase(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        let quick = levels(bytes, .usual)
        let slow = levels(bytes, .general)
        guard quick.isSound == slow.isSound else { return .broken("only one way refuses it") }
        guard quick.isSound else { return .refused }
        return quick.events.elementsEqual(slow.events, by: isSame)
            ? .accepted : .broken("the ways differ")
    }

    private static func isSame(_ one: Event, _ other: Event) -> Bool {
        withUnsafeBytes(of: one) { a in withUnsafeBytes(of: other) { a.elementsEqual($0) } }
    }

    private static func levels(
        _ bytes: UnsafeRawBufferPointer, _ speed: CoinbaseDecoder.Speed
    ) -> (isSound: Bool, events: [Event]) {
        var decoder = CoinbaseDecoder(
            products: [
                VenueProduct(
                    id: "SOL-USD", instrument: InstrumentID(0), price: DecimalGrid(decimals: 2),
                    size: DecimalGrid(decimals: 8))
            ], speed: speed)
        var events: [Event] = []
        do throws(CoinbaseError) {
            let message = try decoder.begin(
                bytes, input: InputSequence(1), received: Instant(nanosecondsSinceBoot: 2))
            guard case .levels = message.kind else { return (true, []) }
        } catch {
            return (false, [])
        }
        while true {
            switch decoder.next() {
            case .event(let event): events.append(event)
            case .done: return (true, events)
            case .failed: return (false, events)
            }
        }
    }

    private static func rpc(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        let quick = message(bytes, .usual)
        let slow = message(bytes, .general)
        guard quick == slow else { return .broken("\(quick) and \(slow)") }
        return quick == ["refused"] ? .refused : .accepted
    }

    private static func message(
        _ bytes: UnsafeRawBufferPointer, _ speed: RPCDecoder.Speed
    ) -> [String] {
        var decoder = RPCDecoder(speed: speed)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 8)
        defer { room.deallocate() }
        func told(_ account: RPCAccount?) -> String {
            guard let account else { return "nothing" }
            let count = account.decode(into: room)
            let data = count.map { Array(room[..<$0]) }
            return "\(account.lamports.count) \(data.map { "\($0)" } ?? "no data")"
        }
        do throws(RPCError) {
            switch try decoder.begin(bytes) {
            case .subscribed(let request, let number): return ["subscribed \(request) \(number)"]
            case .unsubscribed(let request): return ["unsubscribed \(request)"]
            case .account(let notification):
                return [
                    "account \(notification.subscription) \(notification.slot.count)",
                    told(notification.account),
                ]
            case .slot(let notification): return ["slot \(notification.slot.count)"]
            case .accounts(let request, let slot):
                var all = ["accounts \(request) \(slot.count)"]
                while true {
                    switch decoder.nextAccount() {
                    case .account(let account): all.append(told(account))
                    case .missing: all.append("missing")
                    case .done: return all
                    case .failed: return ["refused"]
                    }
                }
            case .refused: return ["a refusal"]
            case .other: return ["other"]
            }
        } catch {
            return ["refused"]
        }
    }

    private static func whirlpool(
        _ bytes: UnsafeRawBufferPointer, _ accounts: [SimulatedAccounts.Account]
    ) -> Outcome {
        var diff = WhirlpoolDiff(instrument: InstrumentID(1), pool: accounts[0].address)
        var state = WhirlpoolState(capacity: 8)
        diff.beginSnapshot()
        let sound = accounts.prefix(4).allSatisfy { account in
            account.bytes.withUnsafeBytes { take($0, account.owner, &diff) }
        }
        guard sound else { return .broken("a sound account is refused") }
        drain(&diff, into: &state)
        let isTaken = take(bytes, accounts[0].owner, &diff)
        drain(&diff, into: &state)
        for direction in [SwapDirection.aToB, .bToA] {
            _ = try? state.quote(direction, .exactIn(Atoms(1_000_000)), limit: nil)
        }
        // The same account again is no news.
        if isTaken {
            _ = take(bytes, accounts[0].owner, &diff)
            if diff.hasNext { return .broken("the same account twice is news") }
        }
        return isTaken ? .accepted : .refused
    }

    private static func take(
        _ bytes: UnsafeRawBufferPointer, _ owner: PublicKey, _ diff: inout WhirlpoolDiff
    ) -> Bool {
        do throws(AccountError) {
            if bytes.count < 2_000 {
                try diff.update(pool: AccountBytes(bytes), owner: owner)
            } else {
                try diff.update(tickArray: AccountBytes(bytes), owner: owner)
            }
            return true
        } catch {
            return false
        }
    }

    private static func drain(_ diff: inout WhirlpoolDiff, into state: inout WhirlpoolState) {
        while let event = diff.next(
            slot: Slot(9), input: InputSequence(1), received: Instant(nanosecondsSinceBoot: 1))
        {
            state.apply(event)
        }
    }

    /// Mutated bytes among sound ones, through intake, price and desk.
    private static func intake(
        _ bytes: UnsafeRawBufferPointer, _ plan: Plan, _ inputs: [FlightInput]
    ) throws -> Outcome {
        var pipeline = try HotPipeline(plan)
        let place = Int(bytes.count) % inputs.count
        let source = bytes.count % 2
        for (index, input) in inputs.enumerated() {
            if index == place {
                var label = input.label
                label.kind = .frame
                label.source = UInt16(source)
                pipeline.takeInput((label, bytes))
                pipeline.settle()
            }
            input.bytes.withUnsafeBytes { pipeline.takeInput((input.label, $0)) }
            pipeline.settle()
        }
        guard pipeline.ledgerIsBalanced else { return .broken("the ledger does not balance") }
        let gauge = pipeline.gauge(ofSource: source)
        return gauge.value(of: .messageMalformed) + gauge.value(of: .accountRefused)
            + gauge.value(of: .sequenceGap) > 0 ? .refused : .accepted
    }
}
