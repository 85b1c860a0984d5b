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
        for market in markets {
            do throws(PlanFault) { cycles.append(try cycle(market)) } catch {
                faults.append(error.fault(in: "settings"))
            }
        }
        if !faults.isEmpty { throw SettingsFaults(faults: faults) }
        return cycles
    }

    func cycle(_ market: Market) throws(PlanFault) -> CEXDEXCycle {
        let book = instruments[Int(market.book.index)]
        let pool = instruments[Int(market.pool.index)]
        guard case .book(var terms) = book.terms, case .pool(let poolTerms) = pool.terms else {
            throw PlanFault(key: market.table, what: "is a book and a pool")
        }
        let grid = DecimalGrid(decimals: Int(terms.lot.decimals), step: terms.lot.units)
        let most = try PlanFault.steps(settings.risk.sizeMost, on: grid, key: "risk.size_most")
        terms.sizeMin = Lots(
            try PlanFault.steps(settings.risk.sizeLeast, on: grid, key: "risk.size_least"))
        do throws(CycleFault) {
            return try CEXDEXCycle(
                book: book.id, terms: terms, pool: pool.id, poolTerms: poolTerms, assets: assets,
                exchange: VenueID(book.source.index), wallet: VenueID(pool.source.index),
                conversion: HundredthsOfBasisPoint(UInt32(market.quoteRateMillionths)),
                lotsMax: Lots(most))
        } catch {
            throw words(error, market)
        }
    }

    private func words(_ fault: CycleFault, _ market: Market) -> PlanFault {
        switch fault {
        case .baseAssetsDiffer:
            PlanFault(key: market.table, what: "its book and its pool trade different assets")
        case .unitsOutOfRange:
            PlanFault(
                key: market.table,
                what: "the increments and decimals of book and pool lie too far apart")
        case .sizeRange:
            PlanFault(
                key: "risk.size_most",
                what: "\"\(settings.risk.sizeMost)\" is less than risk.size_least, "
                    + "\"\(settings.risk.sizeLeast)\", or than one step of \(market.table)")
        }
    }

    /// The paper desk: with its openings deposited, or where an earlier session left it.
    func desk(
        _ cycles: [CEXDEXCycle], openings: [Opening], past: Past?, at moment: Instant
    ) throws(RunFault) -> PaperDesk {
        let network: NetworkCosts
        do throws(PlanFault) { network = try networkCosts() } catch {
            throw .settings(SettingsFaults(faults: [error.fault(in: "settings")]))
        }
        let slippage = HundredthsOfBasisPoint(UInt32(settings.paper.slippageMillionths))
        var desk = PaperDesk(
            DeskSettings(
                instruments: instruments, assets: assets, venues: settings.sources.count,
                cycles: cycles, network: network,
                limits: RiskLimits(
                    edgeMin: Int64(settings.risk.profitLeastAtoms),
                    notionalMax: Int64(settings.risk.notionalMostAtoms)),
                bookLatency: settings.paper.venueLatency,
                poolLatency: settings.paper.chainLatency,
                bookSlippage: slippage, poolSlippage: slippage))
        if let past, past.desk.count > 0 {
            do throws(LedgerFault) { try desk.resume(from: past.desk) } catch {
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
    func networkCosts() throws(PlanFault) -> NetworkCosts {
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
            throw PlanFault(
                key: "costs.fee_cash_atoms",
                what: "is needed: no book trades \(costs.feeAsset), so its price is not known")
        }
        return NetworkCosts(
            baseFee: costs.baseFee, priorityFee: costs.priorityFee, native: feeAsset,
            fixedCash: fixed)
    }
}
