import Numbers
import Testing

@testable import Simulators

@Suite("Faults on request")
struct FaultInjectorTests {
    static func send(
        _ injector: inout FaultInjector, _ texts: [String], to client: ClientID = 0,
        at now: Nanoseconds = Nanoseconds(0)
    ) -> [String] {
        texts.flatMap { text in
            injector.filter(
                Outbox.Item(client: client, what: .text(Array(text.utf8)[...])), at: now)
        }.map { what in
            switch what {
            case .text(let text): String(decoding: text.prefix(40), as: UTF8.self)
            case .bytes(let bytes): "(\(bytes.count) bytes)"
            case .close, .reset: "(end)"
            }
        }
    }

    static func injector(
        _ kind: VenueFaultKind, _ trigger: FaultTrigger = .messages(1)
    ) -> FaultInjector {
        let fault = VenueFault(kind, at: .coinbase, trigger, bytes: 100)
        let elsewhere = VenueFault(.gap, at: .solana, .messages(0))
        var injector = FaultInjector([elsewhere, fault], at: .coinbase)
        injector.connect(0)
        injector.connect(1)
        return injector
    }

    @Test(
        "a message is missing, twice there, late, or follows nonsense; the others stay",
        arguments: [
            (.gap, ["a", "c", "d"]), (.duplicate, ["a", "b", "b", "c", "d"]),
            (.reorder, ["a", "c", "b", "d"]),
            (.garbageText, ["a", "{\"channel\":\"l2_data\",\"events\":[{]}", "b", "c", "d"]),
            (.garbageFrame, ["a", "(10 bytes)", "b", "c", "d"]),
            (.giant, ["a", "{\"channel\":\"l2_data\",\"padding\":\"xxxxxxxx", "b", "c", "d"]),
        ] as [(VenueFaultKind, [String])])
    func messages(kind: VenueFaultKind, expected: [String]) {
        var injector = FaultInjectorTests.injector(kind)
        let sent = ["a", "b", "c", "d"]
        #expect(FaultInjectorTests.send(&injector, sent) == expected)
        #expect(injector.happened == 1)
        // Once, and to one client.
        #expect(FaultInjectorTests.send(&injector, sent) == sent)
        #expect(FaultInjectorTests.send(&injector, sent, to: 1) == sent)
    }

    @Test("a number that fits nowhere goes into the first message that has one")
    func hugeNumber() {
        var injector = FaultInjectorTests.injector(.hugeNumber)
        let price = #"{"price_level":"5"}"#
        let sent = FaultInjectorTests.send(&injector, ["a", "b", price, price])
        #expect(sent == ["a", "b", #"{"price_level":"999999999999999999995"}"#, price])
        #expect(
            FaultInjector.enlarged(Array(#""lamports":7,"#.utf8)[...]).map { Array($0) }
                == Array(#""lamports":999999999999999999997,"#.utf8))
    }

    @Test("every fault can happen somewhere, and those of one message only among others")
    func endpoints() {
        for kind in VenueFaultKind.allCases { #expect(!kind.endpoints.isEmpty) }
        #expect(VenueFaultKind.gap.endpoints == [.coinbase, .solana])
        #expect(VenueFaultKind.tooManyRequests.endpoints == [.rpc])
        #expect(VenueFaultKind.wrongOwner.endpoints == [.solana])
    }

    @Test("a fault with a moment hits everybody, and waits until somebody is there")
    func moments() {
        var injector = FaultInjector(
            [VenueFault(.gap, at: .coinbase, .after(.seconds(1)))], at: .coinbase)
        injector.turn(at: .seconds(2))
        #expect(injector.happened == 0)
        injector.connect(0)
        injector.connect(1)
        injector.turn(at: .seconds(3))
        #expect(FaultInjectorTests.send(&injector, ["a", "b"]) == ["b"])
        #expect(FaultInjectorTests.send(&injector, ["a", "b"], to: 1) == ["b"])
    }

    @Test("silence swallows what is sent, and ends with a reset")
    func silence() {
        var injector = FaultInjectorTests.injector(.silence, .after(.seconds(1)))
        injector.turn(at: .seconds(1))
        let late = Nanoseconds.milliseconds(1_500)
        #expect(FaultInjectorTests.send(&injector, ["a", "b"], at: late).isEmpty)
        #expect(injector.isDeaf(to: 0, at: late))
        injector.connect(2)
        #expect(FaultInjectorTests.send(&injector, ["a"], to: 2, at: late) == ["a"])
        #expect(injector.takeResets().isEmpty)
        injector.turn(at: .seconds(6))
        #expect(injector.takeResets() == [0, 1])
    }

    @Test("refusals, bad certificates and deafness last for their span")
    func spans() {
        var injector = FaultInjector(
            [
                VenueFault(.tooManyRequests, at: .rpc, .after(.seconds(1)), span: .seconds(2)),
                VenueFault(.serverError, at: .rpc, .after(.seconds(5)), span: .seconds(2)),
                VenueFault(.badCertificate, at: .rpc, .after(.seconds(9)), span: .seconds(2)),
                VenueFault(.slowReader, at: .rpc, .after(.seconds(20)), span: .seconds(2)),
            ], at: .rpc)
        injector.connect(0)
        var seen: [String] = []
        for second in 0...24 as ClosedRange<UInt64> {
            let now = Nanoseconds.seconds(second)
            injector.turn(at: now)
            if let status = injector.status(at: now) { seen.append("\(second): \(status)") }
            if injector.showsBadCertificate(at: now) { seen.append("\(second): tls") }
            if !injector.takeResets().isEmpty { seen.append("\(second): reset") }
            if injector.isDeaf(to: 0, at: now) { seen.append("\(second): deaf") }
        }
        #expect(
            seen == [
                "1: 429", "2: 429", "5: 500", "6: 500", "9: tls", "9: reset", "10: tls",
                "20: deaf", "21: deaf",
            ])
    }

    @Test("distortions of a slot come one after the other")
    func distortions() {
        var injector = FaultInjector(
            [
                VenueFault(.slotBackwards, at: .solana, .after(.seconds(1))),
                VenueFault(.wrongOwner, at: .solana, .after(.seconds(1))),
            ], at: .solana)
        #expect(injector.takeDistortion() == .none)
        injector.turn(at: .seconds(1))
        #expect(injector.takeDistortion() == .slotBackwards)
        #expect(injector.takeDistortion() == .wrongOwner)
        #expect(injector.takeDistortion() == .none)
    }
}
