import Archive
import Markets
import Meters
import Numbers
import Pipeline
import Rings
import Tiles

/// From the bytes of a message to the decision, as replay goes: through the intake into events, the
/// price tile's turn, the desk tile's turn. No socket, no thread, no stamps.
@safe struct WireBuffer: ~Copyable {
    private var intake: Intake
    private var events: Producer<Event>
    private var price: PriceTile
    private var desk: DeskTile
    private var inputs: UInt64 = 0

    /// The tiles of a plan whose connections have just come up.
    ///
    /// - Parameter pool: the pool's account as the node's HTTP side spells it.
    init(_ plan: Plan, pool: String, at now: Instant) throws {
        let decoded = RingMemory<Event>(capacity: plan.settings.machine.ringDepth)
        let found = RingMemory<Event>(capacity: plan.settings.machine.ringDepth)
        let cycles = try plan.cycles()
        desk = try plan.deskTile(cycles, events: Consumer(over: found))
        intake = Intake(plan)
        events = Producer(over: decoded)
        price = PriceTile(
            plan: plan, cycles: cycles, events: Consumer(over: decoded),
            desk: Producer(over: found))
        for source in 0..<2 {
            give(.connection, source, flags: ConnectionChange.up, "", at: now)
        }
        for _ in 0..<8 { answerWishes(pool, at: now) }
    }

    /// Messages after which an opportunity stood open: the same question that the peers answer.
    var hits: UInt64 { price.gauge.value(of: .opportunityFound) }
    var decisions: UInt64 { desk.gauge.value(of: .decisionMade) }
    /// What went wrong; empty when nothing did.
    var faults: [String] {
        (0..<2).flatMap { source in
            [IntakeCounter.messageMalformed, .accountRefused, .slotBackwards, .sequenceGap]
                .filter { intake.gauge(of: source).value(of: $0) > 0 }
                .map { "in the buffer, source \(source): \($0)" }
        }
    }

    /// One message of a WebSocket.
    @_noLocks @inline(__always)
    mutating func take(_ bytes: UnsafeRawBufferPointer, from source: Int, at now: Instant) {
        unsafe intake.beginInTurn(label(.frame, source, flags: 0, at: now), bytes)
        settle(at: now)
    }

    @_noLocks @inline(__always)
    private mutating func label(
        _ kind: RecordKind, _ source: Int, flags: UInt8, at now: Instant
    ) -> RecordLabel {
        inputs &+= 1
        return RecordLabel(
            kind, flags: flags, source: UInt16(truncatingIfNeeded: source), epoch: 1,
            input: InputSequence(inputs), stamp: now, kernelAge: 0)
    }

    /// What came goes through all tiles.
    @_noLocks @inline(__always)
    private mutating func settle(at now: Instant) {
        var isDone = false
        while !isDone {
            isDone = intake.step(into: &events)
            while price.turn(at: now) > 0 { _ = desk.turn(at: now) }
        }
    }

    private mutating func give(
        _ kind: RecordKind, _ source: Int, flags: UInt8, _ text: String, at now: Instant
    ) {
        unsafe Array(text.utf8).withUnsafeBytes { bytes in
            unsafe intake.begin(label(kind, source, flags: flags, at: now), bytes)
            settle(at: now)
        }
    }

    /// The node's side, as `blaster` is: every request is confirmed with its number and 100, the
    /// first address is the pool's, the mints are there, and no account stands at the others.
    private mutating func answerWishes(_ pool: String, at now: Instant) {
        let wishes = intake.takeWishes(of: 1)
        var room = [UInt8](repeating: 0, count: 16_384)
        if wishes.contains(.subscribe) {
            for number in 0... {
                let count = unsafe room.withUnsafeMutableBytes {
                    unsafe intake.writeSubscription(of: 1, number, into: $0)
                }
                guard count != nil else { break }
                let id = number + 1
                let answer = "{\"jsonrpc\":\"2.0\",\"result\":\(100 + id),\"id\":\(id)}"
                give(.frame, 1, flags: 0, answer, at: now)
            }
        }
        guard wishes.contains(.ask) else { return }
        let count = unsafe room.withUnsafeMutableBytes {
            unsafe intake.writeQuestion(of: 1, into: $0)
        }
        let question = String(decoding: room[..<(count ?? 0)], as: UTF8.self)
        guard let list = question.split(separator: "[[").last?.split(separator: "]").first,
            let id = question.split(separator: "\"id\":").last?.prefix(while: \.isNumber)
        else { return }
        let values = list.split(separator: ",").enumerated().map { place, key in
            if place == 0 { return pool }
            let isMint = key.hasPrefix("\"So1111") || key.hasPrefix("\"EPjFWdd5")
            return isMint ? WireBuffer.mint : "null"
        }
        let answer =
            "{\"jsonrpc\":\"2.0\",\"result\":{\"context\":{\"slot\":1},\"value\":["
            + values.joined(separator: ",") + "]},\"id\":\(id)}"
        give(.answer, 1, flags: AnswerFlag.success, answer, at: now)
    }

    /// A mint of the Token program, as a node spells it.
    private static let mint = """
        {"lamports":1461600,"data":["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJ\
        AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==","base64"],\
        "owner":"TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA","executable":false,\
        "rentEpoch":18446744073709551615,"space":82}
        """
}
