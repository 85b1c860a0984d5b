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
            do throws(FaultRefusal) { faults.append(try VenueFault(fault)) } catch {
                complain("\(file): venues.faults[\(index)].\(error.key): \(error.what)")
                throw Ending.usage
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

/// What is wrong with a fault that the settings ask for.
struct FaultRefusal: Error {
    var key: String
    var what: String
}

extension VenueFault {
    init(_ settings: VenueFaultSettings) throws(FaultRefusal) {
        guard let kind = VenueFaultKind(rawValue: settings.kind) else {
            throw FaultRefusal(
                key: "kind",
                what: "\"\(settings.kind)\" is none of \(words(VenueFaultKind.allCases))")
        }
        guard let endpoint = VenueEndpoint(rawValue: settings.endpoint) else {
            throw FaultRefusal(
                key: "endpoint",
                what: "\"\(settings.endpoint)\" is none of \(words(VenueEndpoint.allCases))")
        }
        guard kind.endpoints.contains(endpoint) else {
            throw FaultRefusal(
                key: "endpoint",
                what: "\(settings.kind) cannot happen at \(settings.endpoint), only at "
                    + words(kind.endpoints))
        }
        let trigger =
            settings.afterMessages.map { FaultTrigger.messages(UInt64($0)) }
            ?? .after(settings.after)
        self.init(
            kind, at: endpoint, trigger, span: settings.span,
            bytes: settings.giantMebibytes << 20)
    }
}

private func words<Choice: RawRepresentable>(_ choices: [Choice]) -> String
where Choice.RawValue == String {
    choices.map(\.rawValue).joined(separator: ", ")
}
