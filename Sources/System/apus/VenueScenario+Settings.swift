import Numbers
import Pipeline
import Simulators

extension VenueScenario {
    /// The scenario of a settings file's [venues], which has no `faults(of:)`.
    init(_ settings: VenueSettings, file: String) throws {
        let data = VenueScenario.directory(settings.dataDirectory, besides: file)
        switch settings.mode {
        case .generated:
            var market = GeneratedMarket()
            market.seed = UInt64(settings.seed)
            self.init(market: .generated(market))
        case .recordedCoinbase:
            var market = RecordedMarket(dataDirectory: data)
            market.seed = UInt64(settings.seed)
            self.init(market: .recordedCoinbase(market))
        case .real20220406:
            var market = RecordedDay(dataDirectory: data)
            market.seed = UInt64(settings.seed)
            self.init(market: .day(market))
        }
        speed = UInt64(settings.speed)
        isEncrypted = settings.isEncrypted
        coinbasePort = UInt16(settings.venuePort)
        solanaPort = UInt16(settings.chainPort)
        authorityFile = settings.authorityFile
        truthFile = settings.truthFile
        faults = settings.faults.compactMap { VenueFault($0) }
    }

    /// What is wrong with the faults that a settings file asks for: their keys, and why.
    static func faults(of settings: VenueSettings?) -> [(key: String, what: String)] {
        var faults: [(key: String, what: String)] = []
        for (index, fault) in (settings?.faults ?? []).enumerated() {
            for refusal in VenueFault.refusals(of: fault) {
                faults.append(("venues.faults[\(index)].\(refusal.key)", refusal.what))
            }
        }
        return faults
    }

    /// A folder named in a settings file is relative to that file.
    private static func directory(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let slash = file.lastIndex(of: "/") else { return path }
        return "\(file[...slash])\(path)"
    }
}

/// What is wrong with a fault that the settings ask for.
struct FaultRefusal {
    var key: String
    var what: String
}

extension VenueFault {
    /// Nil for what `refusals` names.
    init?(_ settings: VenueFaultSettings) {
        guard let kind = VenueFaultKind(rawValue: settings.kind),
            let endpoint = VenueEndpoint(rawValue: settings.endpoint)
        else { return nil }
        let trigger =
            settings.afterMessages.map { FaultTrigger.messages(UInt64($0)) }
            ?? .after(settings.after)
        self.init(
            kind, at: endpoint, trigger, span: settings.span,
            bytes: settings.giantMebibytes << 20)
    }

    static func refusals(of settings: VenueFaultSettings) -> [FaultRefusal] {
        let kind = VenueFaultKind(rawValue: settings.kind)
        let endpoint = VenueEndpoint(rawValue: settings.endpoint)
        var refusals: [FaultRefusal] = []
        if kind == nil {
            refusals.append(
                FaultRefusal(
                    key: "kind",
                    what: "\"\(settings.kind)\" is none of \(words(VenueFaultKind.allCases))"))
        }
        if endpoint == nil {
            refusals.append(
                FaultRefusal(
                    key: "endpoint",
                    what: "\"\(settings.endpoint)\" is none of \(words(VenueEndpoint.allCases))"))
        }
        if let kind, let endpoint, !kind.endpoints.contains(endpoint) {
            refusals.append(
                FaultRefusal(
                    key: "endpoint",
                    what: "\(settings.kind) cannot happen at \(settings.endpoint), only at "
                        + words(kind.endpoints)))
        }
        return refusals
    }
}

private func words<Choice: RawRepresentable>(_ choices: [Choice]) -> String
where Choice.RawValue == String {
    choices.map(\.rawValue).joined(separator: ", ")
}
