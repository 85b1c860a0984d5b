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
        for fault in settings.faults {
            guard let kind = VenueFaultKind(rawValue: fault.kind),
                let endpoint = VenueEndpoint(rawValue: fault.endpoint)
            else { continue }
            faults.append(
                VenueFault(
                    kind, at: endpoint, .after(fault.after), span: fault.span,
                    bytes: fault.giantMebibytes << 20))
        }
    }

    /// What is wrong with the faults that a settings file asks for: their keys, and why.
    static func faults(of settings: VenueSettings?) -> [(key: String, what: String)] {
        var faults: [(key: String, what: String)] = []
        for (index, fault) in (settings?.faults ?? []).enumerated() {
            let table = "venues.faults[\(index)]"
            if VenueFaultKind(rawValue: fault.kind) == nil {
                let kinds = VenueFaultKind.allCases.map(\.rawValue).joined(separator: ", ")
                faults.append(("\(table).kind", "\"\(fault.kind)\" is none of \(kinds)"))
            }
            if VenueEndpoint(rawValue: fault.endpoint) == nil {
                let names = VenueEndpoint.allCases.map(\.rawValue).joined(separator: ", ")
                faults.append(
                    ("\(table).endpoint", "\"\(fault.endpoint)\" is none of \(names)"))
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
