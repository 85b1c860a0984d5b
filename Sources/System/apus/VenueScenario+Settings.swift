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
            market.otherPools = settings.otherPools
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
        (settings?.faults ?? []).enumerated().flatMap { index, fault in
            VenueFault.refusals(of: fault).map { key, what in
                (key: "venues.faults[\(index)].\(key)", what: what)
            }
        }
    }

    /// A folder named in a settings file is relative to that file.
    private static func directory(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let slash = file.lastIndex(of: "/") else { return path }
        return "\(file[...slash])\(path)"
    }
}

extension VenueFault {
    /// The fault that the settings ask for; nil when they have `refusals(of:)`.
    init?(_ settings: VenueFaultSettings) {
        guard let kind = VenueFaultKind(rawValue: settings.kind),
            let endpoint = VenueEndpoint(rawValue: settings.endpoint),
            kind.endpoints.contains(endpoint)
        else { return nil }
        let trigger =
            settings.afterMessages.map { FaultTrigger.messages(UInt64($0)) }
            ?? .after(settings.after)
        self.init(
            kind, at: endpoint, trigger, span: settings.span,
            bytes: settings.giantMebibytes << 20)
    }

    /// Which keys of a fault are wrong, and why.
    static func refusals(of settings: VenueFaultSettings) -> [(key: String, what: String)] {
        let kind = VenueFaultKind(rawValue: settings.kind)
        let endpoint = VenueEndpoint(rawValue: settings.endpoint)
        var refusals: [(key: String, what: String)] = []
        if kind == nil {
            let all = words(VenueFaultKind.allCases)
            refusals.append(("kind", "\"\(settings.kind)\" is none of \(all)"))
        }
        if endpoint == nil {
            let all = words(VenueEndpoint.allCases)
            refusals.append(("endpoint", "\"\(settings.endpoint)\" is none of \(all)"))
        }
        if let kind, let endpoint, !kind.endpoints.contains(endpoint) {
            let what = "\(settings.kind) cannot happen at \(settings.endpoint), only at "
            refusals.append(("endpoint", what + words(kind.endpoints)))
        }
        return refusals
    }
}

private func words<Choice: RawRepresentable>(_ choices: [Choice]) -> String
where Choice.RawValue == String {
    choices.map(\.rawValue).joined(separator: ", ")
}
