import Codecs
import Numbers

extension StatusReport {
    /// The state as one JSON object. Spans are nanoseconds, balances atoms.
    public var json: String {
        jsonText { writer in
            writer.beginObject()
            writer.number("elapsed_ns", elapsed.count)
            writer.number("inputs", inputs)
            writer.number("events", events)
            writer.number("opportunities", opportunities)
            writer.number("accepted", accepted)
            writer.counts("refusals", refusals)
            writer.counts("trades", trades)
            writer.counts("faults", faults)
            writer.number("decisions", decisions)
            writer.number("decisions_in_all", decisionsInAll)
            writer.word("decision_hash", StatusText.hexadecimal(decisionHash))
            writer.key("ledger_balanced")
            writer.bool(isLedgerBalanced)
            writer.key("sources")
            writer.beginArray()
            for source in sources { writer.add(source) }
            writer.endArray()
            writer.key("markets")
            writer.beginArray()
            for one in instruments { writer.add(one) }
            writer.endArray()
            writer.balances(balances)
            writer.profits(profits)
            writer.key("worth")
            if let worth { writer.add(worth) } else { writer.null() }
            writer.key("latency")
            writer.beginArray()
            for stage in stages { writer.add(stage) }
            writer.endArray()
            if let journal { writer.add(journal) }
            writer.endObject()
        }
    }
}

extension Replay.Outcome {
    /// The outcome as one JSON object.
    public var json: String {
        jsonText { writer in
            writer.beginObject()
            writer.key("equal")
            writer.bool(isEqual)
            writer.number("sessions", UInt64(sessions))
            writer.number("records", records)
            writer.number("inputs", inputs)
            writer.number("recorded", recorded)
            writer.number("replayed", replayed)
            writer.number("unrecorded", unrecorded)
            writer.word("recorded_hash", StatusText.hexadecimal(recordedHash))
            writer.word("replayed_hash", StatusText.hexadecimal(replayedHash))
            writer.key("tail")
            if let tail { writer.string(tail) } else { writer.null() }
            writer.key("books")
            writer.beginArray()
            for book in books { writer.add(book) }
            writer.endArray()
            writer.balances(balances)
            writer.profits(StatusReport.profits(of: balances))
            writer.key("ledger_balanced")
            writer.bool(isLedgerBalanced)
            writer.key("difference")
            if let difference { writer.add(difference) } else { writer.null() }
            writer.endObject()
        }
    }
}

extension JSONWriter {
    mutating func number(_ name: StaticString, _ value: UInt64) {
        key(name)
        unsigned(value)
    }

    mutating func word(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    mutating func counts(_ name: StaticString, _ counts: [StatusReport.Count]) {
        key(name)
        beginObject()
        for count in counts {
            key(count.name)
            unsigned(count.count)
        }
        endObject()
    }

    mutating func balances(_ balances: [StatusReport.Balance]) {
        key("balances")
        beginArray()
        for one in balances {
            beginObject()
            word("asset", one.asset)
            word("venue", one.venue)
            number("decimals", UInt64(one.decimals))
            key("opening")
            signed(one.opening)
            key("now")
            signed(one.now)
            endObject()
        }
        endArray()
    }

    mutating func profits(_ profits: [StatusReport.Profit]) {
        key("profits")
        beginArray()
        for one in profits {
            beginObject()
            word("asset", one.asset)
            number("decimals", UInt64(one.decimals))
            key("change")
            signed(one.change)
            endObject()
        }
        endArray()
    }

    mutating func add(_ worth: StatusReport.Worth) {
        beginObject()
        word("asset", worth.asset)
        number("decimals", UInt64(worth.decimals))
        key("amount")
        signed(worth.amount)
        endObject()
    }

    mutating func add(_ source: StatusReport.Source) {
        beginObject()
        word("name", source.name)
        key("connected")
        bool(source.isConnected)
        number("messages", source.messages)
        number("bytes", source.bytes)
        number("connections", source.connections)
        number("gaps", source.gaps)
        key("age_ns")
        if let age = source.age { unsigned(age.count) } else { null() }
        key("trouble")
        if let trouble = source.trouble { string(trouble) } else { null() }
        endObject()
    }

    mutating func add(_ one: StatusReport.Instrument) {
        beginObject()
        word("name", one.name)
        word("state", one.state.rawValue)
        word("price", one.price)
        endObject()
    }

    mutating func add(_ stage: StatusReport.Stage) {
        beginObject()
        word("stage", stage.name)
        number("count", stage.count)
        number("p50_ns", stage.p50.count)
        number("p99_ns", stage.p99.count)
        number("p999_ns", stage.p999.count)
        number("max_ns", stage.max.count)
        endObject()
    }

    mutating func add(_ journal: StatusReport.Journal) {
        key("journal")
        beginObject()
        word("directory", journal.directory)
        number("acknowledged", journal.acknowledged)
        number("bytes", journal.bytes)
        key("trouble")
        if let trouble = journal.trouble { string(trouble) } else { null() }
        endObject()
    }

    mutating func add(_ book: Replay.BookDigest) {
        beginObject()
        word("name", book.name)
        word("bid", book.bid)
        word("ask", book.ask)
        number("bids", UInt64(book.bids))
        number("asks", UInt64(book.asks))
        word("digest", StatusText.hexadecimal(book.digest))
        endObject()
    }

    mutating func add(_ difference: Replay.Difference) {
        beginObject()
        number("record", difference.record)
        word("place", difference.place)
        word("recorded", difference.recorded)
        word("replayed", difference.replayed)
        endObject()
    }
}
