import Codecs
public import Markets
import Numbers
public import Solana
public import Venues

/// What the settings come to once every text is a number and every name a place in a table. Made
/// once, before anything starts; the tiles see only this.
public struct Plan: Sendable {
    /// A pool to watch.
    public struct WatchedPool: Sendable {
        public var instrument: InstrumentID
        public var kind: PoolKind
        public var address: PublicKey
    }

    /// A book and a pool of the same base.
    public struct Market: Sendable {
        public var book: InstrumentID
        public var pool: InstrumentID
        public var quoteRateMillionths: UInt64
        /// Its table in the settings, as in `markets[0]`.
        var table: String
    }

    /// What stands in a paper account at the start.
    public struct Opening: Sendable, Equatable {
        public var source: SourceID
        public var asset: AssetID
        public var atoms: Int64
    }

    public let settings: Settings
    public private(set) var assets: [Asset] = []
    public private(set) var instruments: [Instrument] = []
    /// By source: the products of an exchange.
    public private(set) var products: [[VenueProduct]] = []
    /// By source: the pools of a chain.
    public private(set) var pools: [[WatchedPool]] = []
    public private(set) var markets: [Market] = []
    public private(set) var openings: [Opening] = []
    public private(set) var feeAsset = AssetID(0)

    /// - Throws: every text that is not what it should be.
    public init(_ settings: Settings, file: String = "settings") throws(SettingsFaults) {
        self.init(unread: settings)
        let faults = read()
        if !faults.isEmpty { throw SettingsFaults(faults: faults.map { $0.fault(in: file) }) }
    }

    /// A plan of nothing, for `read` to fill.
    init(unread settings: Settings) { self.settings = settings }

    /// Takes up the settings, once, and returns what is wrong with them. What names something that
    /// is not there is left out.
    mutating func read() -> [PlanFault] {
        var faults: [PlanFault] = []
        for (index, asset) in settings.assets.enumerated() {
            assets.append(
                Asset(
                    id: AssetID(UInt16(index)), name: asset.name, decimals: UInt8(asset.decimals)))
        }
        products = Array(repeating: [], count: settings.sources.count)
        pools = products.map { _ in [] }
        for (index, book) in settings.books.enumerated() {
            do throws(PlanFault) { try add(book, "books[\(index)]") } catch { faults.append(error) }
        }
        for (index, pool) in settings.pools.enumerated() {
            do throws(PlanFault) { try add(pool, "pools[\(index)]") } catch { faults.append(error) }
        }
        for (index, balance) in settings.balances.enumerated() {
            do throws(PlanFault) { try add(balance, "balances[\(index)]") } catch {
                faults.append(error)
            }
        }
        addMarkets()
        feeAsset = asset(settings.costs.feeAsset) ?? AssetID(0)
        return faults
    }

    public func name(of instrument: InstrumentID) -> String {
        instruments[Int(instrument.index)].name
    }

    func asset(_ name: String) -> AssetID? { assets.first { $0.name == name }?.id }

    private func source(_ name: String) -> SourceID? {
        settings.sources.firstIndex { $0.name == name }.map { SourceID(UInt16($0)) }
    }

    private mutating func add(_ book: BookSettings, _ table: String) throws(PlanFault) {
        guard let source = source(book.source), let base = asset(book.base),
            let quote = asset(book.quote)
        else { return }
        let price = try PlanFault.grid(book.priceIncrement, key: "\(table).price_increment")
        let size = try PlanFault.grid(book.sizeIncrement, key: "\(table).size_increment")
        guard book.product.utf8.count <= 32 else {
            throw PlanFault(key: "\(table).product", what: "is longer than 32 bytes")
        }
        let baseDecimals = assets[Int(base.index)].decimals
        guard size.decimals <= Int(baseDecimals) else {
            throw PlanFault(
                key: "\(table).size_increment",
                what: "is finer than an atom of \(book.base) (\(baseDecimals) decimals)")
        }
        let id = InstrumentID(UInt16(instruments.count))
        instruments.append(
            Instrument(
                id: id, name: book.name, address: book.product, source: source,
                silenceMax: settings.sources[Int(source.index)].staleAfter,
                terms: .book(
                    BookTerms(
                        base: base, quote: quote,
                        tick: Increment(units: price.step, decimals: UInt8(price.decimals)),
                        lot: Increment(units: size.step, decimals: UInt8(size.decimals)),
                        takerFee: book.takerFee))))
        products[Int(source.index)].append(
            VenueProduct(id: book.product, instrument: id, price: price, size: size))
    }

    private mutating func add(_ pool: PoolSettings, _ table: String) throws(PlanFault) {
        guard let source = source(pool.source), let tokenA = asset(pool.tokenA),
            let tokenB = asset(pool.tokenB)
        else { return }
        guard let address = PublicKey(pool.address) else {
            throw PlanFault(
                key: "\(table).address", what: "\"\(pool.address)\" is not a Solana address")
        }
        // The base is the token that a book trades against money; without a book, token A.
        let market = settings.markets.first { $0.pool == pool.name }
        let book = settings.books.first { $0.name == market?.book }
        let isBaseB = book?.base == pool.tokenB
        let id = InstrumentID(UInt16(instruments.count))
        instruments.append(
            Instrument(
                id: id, name: pool.name, address: pool.address, source: source,
                silenceMax: settings.sources[Int(source.index)].staleAfter,
                terms: .pool(
                    PoolTerms(
                        kind: pool.kind, base: isBaseB ? tokenB : tokenA,
                        quote: isBaseB ? tokenA : tokenB,
                        baseToken: isBaseB ? .b : .a))))
        pools[Int(source.index)].append(
            WatchedPool(instrument: id, kind: pool.kind, address: address))
        guard pools[Int(source.index)].count <= SolanaIntake.poolsMax else {
            throw PlanFault(
                key: "\(table).source",
                what: "one source watches at most \(SolanaIntake.poolsMax) pools; add a source")
        }
    }

    private mutating func add(_ balance: BalanceSettings, _ table: String) throws(PlanFault) {
        guard let source = source(balance.source), let asset = asset(balance.asset) else { return }
        let grid = DecimalGrid(decimals: Int(assets[Int(asset.index)].decimals))
        let atoms = try PlanFault.steps(balance.amount, on: grid, key: "\(table).amount")
        guard let signed = Int64(exactly: atoms) else {
            throw PlanFault(key: "\(table).amount", what: "\"\(balance.amount)\" is too large")
        }
        openings.append(Opening(source: source, asset: asset, atoms: signed))
    }

    private mutating func addMarkets() {
        for (index, market) in settings.markets.enumerated() {
            guard let book = instruments.first(where: { $0.name == market.book })?.id,
                let pool = instruments.first(where: { $0.name == market.pool })?.id
            else { continue }
            markets.append(
                Market(
                    book: book, pool: pool,
                    quoteRateMillionths: UInt64(market.quoteRateMillionths),
                    table: "markets[\(index)]"))
        }
    }
}
