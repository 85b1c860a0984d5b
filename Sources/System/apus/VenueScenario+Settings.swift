import Numbers
import Pipeline
import Simulators

extension VenueScenario {
    /// The scenario of a settings file's [venues].
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
        for (index, fault) in settings.faults.enumerated() {
            guard let kind = VenueFaultKind(rawValue: fault.kind) else {
                let kinds = VenueFaultKind.allCases.map(\.rawValue).joined(separator: ", ")
                complain(
                    "\(file): venues.faults[\(index)].kind: \"\(fault.kind)\" is none of \(kinds)")
                throw Ending.usage
            }
            guard let endpoint = VenueEndpoint(rawValue: fault.endpoint) else {
                let names = VenueEndpoint.allCases.map(\.rawValue).joined(separator: ", ")
                complain(
                    "\(file): venues.faults[\(index)].endpoint: \"\(fault.endpoint)\" is none of "
                        + names)
                throw Ending.usage
            }
            faults.append(
                VenueFault(
                    kind, at: endpoint, .after(fault.after), span: fault.span,
                    bytes: fault.giantMebibytes << 20))
        }
    }

    /// A folder named in a settings file is relative to that file.
    private static func directory(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let slash = file.lastIndex(of: "/") else { return path }
        return "\(file[...slash])\(path)"
    }
}
