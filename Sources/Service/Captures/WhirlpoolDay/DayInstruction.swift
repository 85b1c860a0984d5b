import Codecs
import Pools
import Solana

/// One instruction of a recorded day, with the tokens that it really moved.
struct DayInstruction {
    var name = ""
    var slot: UInt64 = 0
    var signature = ""
    /// Nil where the instruction names none.
    var pool: PublicKey?
    var position: PublicKey?
    /// Of a swap, or of liquidity.
    var amount: UInt128 = 0
    var limit: UInt128 = 0
    var isInput = true
    var isDown = false
    /// What was transferred first and second.
    var moved: (first: UInt64, second: UInt64) = (0, 0)
    var lower: Int32 = 0
    var upper: Int32 = 0
    var arrayLower: PublicKey?
    var arrayUpper: PublicKey?
    var start: Int32 = 0
    var initialSqrtPrice: UInt128 = 0

    /// Reads `{"name": …, "payload": {…}}`.
    init(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if key.equals("name") {
                name = try scanner.string().plain
            } else if key.equals("payload") {
                try scanner.enterObject()
                while let key = try scanner.nextKey() { try read(key, &scanner) }
            } else {
                try scanner.skip()
            }
        }
    }

    private mutating func read(_ key: JSONText, _ scanner: inout JSONScanner) throws(JSONError) {
        switch key.plain {
        case "keyWhirlpool": pool = try scanner.key()
        case "keyPosition": position = try scanner.key()
        case "keyTickArrayLower": arrayLower = try scanner.key()
        case "keyTickArrayUpper": arrayUpper = try scanner.key()
        case "dataAmount", "dataLiquidityAmount": amount = try scanner.spelled128()
        case "dataSqrtPriceLimit": limit = try scanner.spelled128()
        case "dataInitialSqrtPrice": initialSqrtPrice = try scanner.spelled128()
        case "dataAmountSpecifiedIsInput": isInput = try scanner.unsigned() == 1
        case "dataAToB": isDown = try scanner.unsigned() == 1
        case "dataTickLowerIndex": lower = try scanner.signed32()
        case "dataTickUpperIndex": upper = try scanner.signed32()
        case "dataStartTickIndex": start = try scanner.signed32()
        case "transferAmount0": moved.first = try scanner.spelled64()
        case "transferAmount1": moved.second = try scanner.spelled64()
        default: try scanner.skip()
        }
    }

    var direction: SwapDirection { isDown ? .aToB : .bToA }
    var place: String { "slot \(slot), \(signature)" }
}
