import Markets
import Numbers
import Pools
import Solana
import Venues

/// Decodes once more a message of each source that came a while ago, with decoders of its own, and
/// drops what comes out: so that what decoding needs is still in the caches when a message comes.
/// Nobody sees it.
@safe struct Rehearsal: ~Copyable {
    /// Longer messages are not kept.
    static var bytesMax: Int { @_noLocks get { 4_096 } }

    /// One source: its message, and with what it is read.
    @safe private struct Part: ~Copyable {
        var coinbase: CoinbaseDecoder
        var pool: PoolWatch
        let account: PoolAccount
        let isSolana: Bool
        let bytes: UnsafeMutableRawBufferPointer
        var count = 0
        /// The next message takes the place of the one that is kept.
        var isDue = true

        init(_ plan: Plan, _ source: Int) {
            let pools = plan.pools[source]
            coinbase = CoinbaseDecoder(products: plan.products[source])
            let first = pools.first
            let address = first?.address ?? PublicKey(words: 0, 0, 0, 0)
            pool = PoolWatch(
                first?.kind ?? .whirlpool, instrument: first?.instrument ?? InstrumentID(0),
                pool: address, arrays: 1, levels: 64)
            account = PoolAccount(key: address, role: .pool)
            isSolana = !pools.isEmpty
            unsafe bytes = .allocate(byteCount: Rehearsal.bytesMax + 64, alignment: 64)
        }

        deinit { unsafe bytes.deallocate() }
    }

    private let parts: UnsafeMutablePointer<Part>
    private let count: Int
    private var next = 0
    private var decoder = RPCDecoder()
    private let account: UnsafeMutableRawBufferPointer
    private let event: UnsafeMutablePointer<Event>

    init(_ plan: Plan) {
        count = plan.settings.sources.count
        unsafe parts = .allocate(capacity: max(1, count))
        for source in 0..<count { unsafe (parts + source).initialize(to: Part(plan, source)) }
        unsafe account = .allocate(byteCount: 16_384, alignment: 16)
        unsafe event = .allocate(capacity: 1)
    }

    deinit {
        unsafe parts.deinitialize(count: count)
        unsafe parts.deallocate()
        unsafe account.deallocate()
        unsafe event.deallocate()
    }

    /// From here on the next message of each source is kept.
    mutating func renew() {
        for source in 0..<count { unsafe parts[source].isDue = true }
    }

    /// Keeps a copy of a message, if it is the turn of its source.
    @_noLocks @inline(__always)
    mutating func hear(_ message: UnsafeRawBufferPointer, of source: Int) {
        if unsafe parts[source].isDue { unsafe keep(message, of: source) }
    }

    @_noLocks @inline(never)
    private mutating func keep(_ message: UnsafeRawBufferPointer, of source: Int) {
        guard message.count <= Self.bytesMax, let from = message.baseAddress,
            let to = unsafe parts[source].bytes.baseAddress
        else { return }
        unsafe to.copyMemory(from: from, byteCount: message.count)
        unsafe parts[source].count = message.count
        unsafe parts[source].isDue = false
    }

    /// Decodes the message of one source, the next one each time.
    @_noLocks mutating func run() {
        guard count > 0 else { return }
        next = next &+ 1 < count ? next &+ 1 : 0
        guard unsafe parts[next].count > 0 else { return }
        let message = unsafe UnsafeRawBufferPointer(
            rebasing: parts[next].bytes[..<parts[next].count])
        if unsafe parts[next].isSolana {
            unsafe decodeAccount(message)
        } else {
            unsafe decodeLevels(message)
        }
    }

    @_noLocks private mutating func decodeLevels(_ message: UnsafeRawBufferPointer) {
        let input = InputSequence(0)
        guard
            (try? unsafe parts[next].coinbase.begin(message, input: input, received: .never)) != nil
        else { return }
        while case .written = unsafe parts[next].coinbase.next(into: event) {}
    }

    @_noLocks private mutating func decodeAccount(_ message: UnsafeRawBufferPointer) {
        guard case .account(let notification)? = try? unsafe decoder.begin(message),
            let told = notification.account,
            let count = unsafe told.decode(into: account)
        else { return }
        let data = unsafe AccountBytes(UnsafeRawBufferPointer(rebasing: account[..<count]))
        guard let owner = told.ownerKey(),
            unsafe parts[next].pool.mayBePool(length: count, owner: owner),
            (try? unsafe parts[next].pool.read(parts[next].account, data, owner: owner)) != nil
        else {
            // Of another account than the pool's own: the next message takes its place.
            unsafe parts[next].count = 0
            unsafe parts[next].isDue = true
            return
        }
        let input = InputSequence(0)
        while unsafe parts[next].pool.next(
            slot: notification.slot, input: input, received: .never) != nil
        {}
    }
}
