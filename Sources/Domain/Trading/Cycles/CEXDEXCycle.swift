public import Markets
public import Numbers

/// Why two instruments make no cycle.
public enum CycleFault: Error, Equatable, Sendable {
    case baseAssetsDiffer
    /// Decimals so far apart that a conversion doesn't fit 64 bits.
    case unitsOutOfRange
    /// The largest size is below the smallest order, or either is 0.
    case sizeRange
}

/// One book and one pool of the same base asset: the two directions of a CEX–DEX cycle, with every
/// unit conversion worked out at start.
///
/// A size is counted in steps: the smallest size that is whole lots at the exchange and whole atoms
/// on the chain.
@frozen public struct CEXDEXCycle: BitwiseCopyable, Sendable {
    public let book: InstrumentID
    public let pool: InstrumentID
    public let base: AssetID
    public let cash: AssetID
    public let poolQuote: AssetID
    public let exchange: VenueID
    public let wallet: VenueID
    public let baseToken: PoolToken
    public let takerFee: HundredthsOfBasisPoint

    public let lotsPerStep: UInt64
    public let atomsPerStep: UInt64
    public let stepsMin: UInt64
    public let stepsMax: UInt64
    /// Levels and pool segments looked at, at most.
    public let depthMax: Int

    /// Cash atoms per tick and lot.
    public let cashPerTickLot: Ratio
    /// Cash atoms per atom of the pool's quote token: its decimals, and the stated conversion.
    public let cashPerPoolQuote: Ratio
    /// For the search: pool quote atoms per base atom, of a price of one tick.
    let poolQuotePerTick: Double
    /// The book's price with the fee on top, and with the fee taken off.
    let withFee: Double
    let lessFee: Double

    /// - Parameters:
    ///   - conversion: cash per pool quote, in millionths: 1,000,000 for USD and USDC at par.
    ///   - lotsMax: the largest size that is searched for.
    public init(
        book: InstrumentID, terms: BookTerms, pool: InstrumentID, poolTerms: PoolTerms,
        assets: [Asset], exchange: VenueID, wallet: VenueID, conversion: HundredthsOfBasisPoint,
        lotsMax: Lots, depthMax: Int = 128
    ) throws(CycleFault) {
        guard terms.base == poolTerms.base else { throw .baseAssetsDiffer }
        let baseDecimals = Int(assets[Int(terms.base.index)].decimals)
        let cashDecimals = Int(assets[Int(terms.quote.index)].decimals)
        let poolDecimals = Int(assets[Int(poolTerms.quote.index)].decimals)
        let (units, overflow) = terms.tick.units.multipliedReportingOverflow(by: terms.lot.units)
        let scale = cashDecimals - Int(terms.tick.decimals) - Int(terms.lot.decimals)
        guard !overflow, conversion.count > 0,
            let atomsPerLot = Ratio(
                units: terms.lot.units, exponent: baseDecimals - Int(terms.lot.decimals)),
            let perTickLot = Ratio(units: units, exponent: scale),
            let perPool = Ratio(units: 1, exponent: cashDecimals - poolDecimals)?
                .times(Ratio(UInt64(conversion.count), HundredthsOfBasisPoint.whole))
        else { throw .unitsOutOfRange }
        self.book = book
        self.pool = pool
        self.base = terms.base
        self.cash = terms.quote
        self.poolQuote = poolTerms.quote
        self.exchange = exchange
        self.wallet = wallet
        baseToken = poolTerms.baseToken
        takerFee = terms.takerFee
        lotsPerStep = atomsPerLot.denominator
        atomsPerStep = atomsPerLot.numerator
        let lotsMin = max(terms.sizeMin.count, 1)
        stepsMin = lotsMin / lotsPerStep + (lotsMin % lotsPerStep == 0 ? 0 : 1)
        stepsMax = lotsMax.count / lotsPerStep
        guard stepsMin >= 1, stepsMax >= stepsMin else { throw .sizeRange }
        guard stepsMax <= UInt64(Int64.max) / max(atomsPerStep, lotsPerStep) else {
            throw .unitsOutOfRange
        }
        self.depthMax = depthMax
        cashPerTickLot = perTickLot
        cashPerPoolQuote = perPool
        poolQuotePerTick =
            perTickLot.approximation / perPool.approximation
            * Double(atomsPerLot.denominator) / Double(atomsPerLot.numerator)
        withFee = 1 + Double(terms.takerFee.count) * 1e-6
        lessFee = 1 - Double(terms.takerFee.count) * 1e-6
    }

    /// The side of the book that the cycle takes from.
    @_noLocks public func side(_ direction: CycleDirection) -> Side {
        direction == .bookToPool ? .ask : .bid
    }
}
