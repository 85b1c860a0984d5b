import Codecs
package import Markets
import Numbers
package import Rings
public import Trading

extension Plan {
    /// The cycles of all markets, in the settings' order: their places are what chances carry.
    ///
    /// - Throws: the markets whose units do not fit together.
    public func cycles() throws(SettingsFaults) -> [CEXDEXCycle] {
        var cycles: [CEXDEXCycle] = []
        var faults: [SettingsFault] = []
        for (index, market) in markets.enumerated() {
            do throws(PlanFault) { cycles.append(try cycle(market)) } catch {
                faults.append(error.fault("markets[\(index)]", in: "settings"))
            }
        }
        if !faults.isEmpty { throw SettingsFaults(faults: faults) }
        return cycles
    }

    private func cycle(_ market: Market) throws(PlanFault) -> CEXDEXCycle {
        let book = instruments[Int(market.book.index)]
        let pool = instruments[Int(market.pool.index)]
        guard case .book(var terms) = book.terms, case .pool(let poolTerms) = pool.terms else {
            throw PlanFault(key: "book", what: "is not a book, or its pool not a pool")
        }
        let grid = DecimalGrid(decimals: Int(terms.lot.decimals), step: terms.lot.units)
        let most = try PlanFault.steps(settings.risk.sizeMost, on: grid, key: "size_most")
        terms.sizeMin = Lots(
            try PlanFault.steps(settings.risk.sizeLeast, on: grid, key: "size_least"))
        do throws(CycleFault) {
            return try CEXDEXCycle(
                book: book.id, terms: terms, pool: pool.id, poolTerms: poolTerms, assets: assets,
                exchange: VenueID(book.source.index), wallet: VenueID(pool.source.index),
                conversion: HundredthsOfBasisPoint(UInt32(market.quoteRateMillionths)),
                lotsMax: Lots(most))
        } catch {
            throw PlanFault(key: "book", what: "does not fit its pool: \(error)")
        }
    }

    /// The paper desk: with its openings deposited, or where an earlier session left it.
    func desk(
        _ cycles: [CEXDEXCycle], openings: [Opening], past: Past?, at moment: Instant
    ) throws(RunFault) -> PaperDesk {
        let network: NetworkCosts
        do throws(SettingsFaults) { network = try networkCosts() } catch { throw .settings(error) }
        let slippage = UInt32(settings.paper.slippageMillionths / 100)
        var desk = PaperDesk(
            DeskSettings(
                instruments: instruments, assets: assets, venues: settings.sources.count,
                cycles: cycles, network: network,
                limits: RiskLimits(
                    edgeMin: Int64(settings.risk.profitLeastAtoms), notionalMax: .max),
                bookLatency: settings.paper.venueLatency,
                poolLatency: settings.paper.chainLatency,
                bookSlippage: BasisPoints(slippage), poolSlippage: BasisPoints(slippage)))
        if let past, !past.resumable.isEmpty {
            do throws(LedgerFault) { try desk.resume(from: past.resumable) } catch {
                throw .recording("the recording's ledger does not add up: \(error)")
            }
            return desk
        }
        for opening in openings {
            desk.deposit(
                opening.atoms, of: opening.asset, at: VenueID(opening.source.index),
                moment: moment)
        }
        return desk
    }

    /// The paper desk as a tile that nobody records and no clock times.
    package func deskTile(
        _ cycles: [CEXDEXCycle], events: consuming Consumer<Event>
    ) throws(RunFault) -> DeskTile {
        var desk = DeskTile(
            desk: try desk(cycles, openings: openings, past: nil, at: Instant.never),
            cycles: cycles.count, events: events, journal: nil, clock: nil)
        desk.begin()
        return desk
    }

    /// The chain's fees, priced by the book that trades their asset.
    private func networkCosts() throws(SettingsFaults) -> NetworkCosts {
        let costs = settings.costs
        for instrument in instruments {
            guard case .book(let terms) = instrument.terms, terms.base == feeAsset else { continue }
            let native = Int(assets[Int(feeAsset.index)].decimals)
            let cash = Int(assets[Int(terms.quote.index)].decimals)
            guard
                let perTickLamport = Ratio(
                    units: terms.tick.units, exponent: cash - Int(terms.tick.decimals) - native)
            else { break }
            return NetworkCosts(
                baseFee: costs.baseFee, priorityFee: costs.priorityFee, native: feeAsset,
                book: instrument.id, cashPerTickLamport: perTickLamport)
        }
        guard let fixed = costs.feeCashAtoms else {
            throw SettingsFaults(faults: [
                SettingsFault(
                    file: "settings", line: 0, key: "costs.fee_cash_atoms",
                    what: "is needed: no book trades \(costs.feeAsset), so its price is not known")
            ])
        }
        return NetworkCosts(
            baseFee: costs.baseFee, priorityFee: costs.priorityFee, native: feeAsset,
            fixedCash: fixed)
    }
}
