import Codecs
import Markets
import Wire

extension Plan {
    /// Every text of the settings that is not what it should be: in lists, addresses, sizes, costs.
    static func faults(of settings: Settings) -> [PlanFault] {
        var plan = Plan(unread: settings)
        var faults = plan.read() + addressFaults(settings.sources) + plan.sizeFaults
        for market in plan.markets {
            do throws(PlanFault) { _ = try plan.cycle(market) } catch {
                if !faults.contains(where: { $0.key == error.key }) { faults.append(error) }
            }
        }
        guard !plan.markets.isEmpty, plan.asset(settings.costs.feeAsset) != nil else {
            return faults
        }
        do throws(PlanFault) { _ = try plan.networkCosts() } catch { faults.append(error) }
        return faults
    }

    /// Sizes must lie on the grid of every book that a market trades; of none, they are numbers.
    private var sizeFaults: [PlanFault] {
        let traded = instruments.compactMap { instrument -> DecimalGrid? in
            guard case .book(let terms) = instrument.terms,
                settings.markets.contains(where: { $0.book == instrument.name })
            else { return nil }
            return DecimalGrid(decimals: Int(terms.lot.decimals), step: terms.lot.units)
        }
        let sizes = [
            ("risk.size_most", settings.risk.sizeMost),
            ("risk.size_least", settings.risk.sizeLeast),
        ]
        return sizes.compactMap { key, text in
            for grid in traded.isEmpty ? [DecimalGrid(decimals: 8)] : traded {
                do throws(PlanFault) { _ = try PlanFault.steps(text, on: grid, key: key) } catch {
                    return error
                }
            }
            return nil
        }
    }

    private static func addressFaults(_ sources: [SourceSettings]) -> [PlanFault] {
        sources.enumerated().flatMap { index, source in
            [
                fault(of: source.url, key: "sources[\(index)].url", isWebSocket: true),
                source.httpURL.isEmpty
                    ? nil
                    : fault(
                        of: source.httpURL, key: "sources[\(index)].http_url", isWebSocket: false),
            ].compactMap { $0 }
        }
    }

    private static func fault(
        of text: String, key: String, isWebSocket: Bool
    ) -> PlanFault? {
        let schemes = isWebSocket ? "ws:// or wss://" : "http:// or https://"
        let wrongScheme = PlanFault(
            key: key, what: "\"\(text)\" does not begin with \(schemes)")
        do throws(WebAddressError) {
            return try WebAddress(text).isWebSocket == isWebSocket ? nil : wrongScheme
        } catch {
            switch error {
            case .noScheme, .unknownScheme: return wrongScheme
            default: return PlanFault(key: key, what: "\"\(text)\" is no address: \(error)")
            }
        }
    }
}
