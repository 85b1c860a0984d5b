import Markets
import Numbers

/// A row of a Whirlpool swap: the pool before it, the arrays passed, the order, and what the
/// program did.
struct SwapVector {
    struct Tick {
        var index: Int32 = 0
        var net: Int128 = 0
    }

    struct Array {
        var start: Int32 = 0
        var isInitialised = false
        var ticks: [Tick] = []
    }

    /// What the row has beyond a swap at a static fee, and which columns that asks for.
    enum Kind {
        case plain
        case adaptive
        case transfer

        /// Of `expected`, beyond those of all.
        var columns: [String] {
            let plain = [
                "amount_in", "amount_out", "fee", "liquidity", "fee_growth_global_in", "crossed",
            ]
            switch self {
            case .plain: return plain
            case .adaptive: return plain + ["variables"]
            case .transfer:
                return ["user_paid", "user_received", "vault_paid", "vault_received", "liquidity"]
            }
        }
    }

    var kind: Kind = .plain
    var price: UInt128 = 0
    var liquidity: UInt128 = 0
    var tick: Int32 = 0
    var spacing: UInt16 = 0
    var rate: UInt32 = 0
    var share: UInt32 = 0
    var growthA: UInt128 = 0
    var growthB: UInt128 = 0
    var rewardLastUpdated: UInt64 = 0
    var timestamp: UInt64 = 0
    var arrays: [Array] = []
    var amount: UInt64 = 0
    var limit: UInt128 = 0
    var isExactIn = false
    var isDown = false
    var oracle = OracleColumns()
    var transferA = TransferFee.none
    var transferB = TransferFee.none
    var expected = ExpectedSwap()

    private static let columns = [
        "sqrt_price", "liquidity", "tick_current", "tick_spacing", "fee_rate",
        "protocol_fee_rate", "reward_last_updated", "timestamp", "tick_arrays", "amount",
        "sqrt_price_limit", "exact_in", "a_to_b", "expected",
    ]

    init(_ row: UnsafeRawBufferPointer) throws(VectorFault) {
        var scanner = unsafe VectorScanner(row)
        var missing = Set(SwapVector.columns)
        var growths: Set = ["fee_growth_global_a", "fee_growth_global_b"]
        try scanner.object { (key, scanner) throws(VectorFault) in
            missing.remove(key)
            growths.remove(key)
            try take(key, from: &scanner)
        }
        try scanner.finish()
        guard missing.isEmpty, kind == .transfer || growths.isEmpty,
            expected.isComplete(for: kind)
        else {
            throw .unsupported("not a Whirlpool swap: a column of one is missing")
        }
    }

    private mutating func take(
        _ key: String, from scanner: inout VectorScanner
    ) throws(VectorFault) {
        switch key {
        case "sqrt_price": price = try scanner.integer()
        case "liquidity": liquidity = try scanner.integer()
        case "tick_current": tick = try scanner.integer()
        case "tick_spacing": spacing = try scanner.integer()
        case "fee_rate": rate = try scanner.integer()
        case "protocol_fee_rate": share = try scanner.integer()
        case "fee_growth_global_a": growthA = try scanner.integer()
        case "fee_growth_global_b": growthB = try scanner.integer()
        case "reward_last_updated": rewardLastUpdated = try scanner.integer()
        case "timestamp": timestamp = try scanner.integer()
        case "tick_arrays": try takeArrays(from: &scanner)
        case "amount": amount = try scanner.integer()
        case "sqrt_price_limit": limit = try scanner.integer()
        case "exact_in": isExactIn = try scanner.bool()
        case "a_to_b": isDown = try scanner.bool()
        case "expected": expected = try ExpectedSwap(&scanner)
        case "adaptive":
            kind = .adaptive
            oracle = try OracleColumns(&scanner)
        case "transfer_fee_a":
            kind = .transfer
            transferA = try TransferFee.column(&scanner)
        case "transfer_fee_b":
            kind = .transfer
            transferB = try TransferFee.column(&scanner)
        default: try scanner.skip()
        }
    }

    private mutating func takeArrays(from scanner: inout VectorScanner) throws(VectorFault) {
        try scanner.array { (scanner) throws(VectorFault) in
            var array = Array()
            try scanner.object { (key, scanner) throws(VectorFault) in
                switch key {
                case "start": array.start = try scanner.integer()
                case "initialized": array.isInitialised = try scanner.bool()
                case "ticks": array.ticks = try SwapVector.ticks(&scanner)
                default: try scanner.skip()
                }
            }
            arrays.append(array)
        }
    }

    private static func ticks(_ scanner: inout VectorScanner) throws(VectorFault) -> [Tick] {
        var ticks: [Tick] = []
        try scanner.array { (scanner) throws(VectorFault) in
            var tick = Tick()
            var place = 0
            try scanner.array { (scanner) throws(VectorFault) in
                switch place {
                case 0: tick.index = try scanner.integer()
                case 1: tick.net = try scanner.integer()
                default: try scanner.skip()
                }
                place += 1
            }
            guard place >= 2 else { throw .missing("liquidity_net") }
            ticks.append(tick)
        }
        return ticks
    }
}
