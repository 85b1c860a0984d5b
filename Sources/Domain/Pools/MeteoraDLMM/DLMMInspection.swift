public import Solana

// Accounts of the program in words. Prices are of Y per X, in atoms, as Q64.64.

extension DLMMLayout {
    /// Every field of a pair, a bin array or a bitmap that matters.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        guard data.count >= 8 else { throw .truncated }
        switch data.load(UInt64.self, at: 0) {
        case binArray.mark:
            return Inspection(
                kind: "BinArray", fields: try DLMMBinArray(data, owner: owner).fields)
        case bitmap.mark:
            return Inspection(
                kind: "BinArrayBitmapExtension",
                fields: try DLMMBitmapExtension(data, owner: owner).fields)
        default:
            return Inspection(
                kind: "LbPair", fields: try DLMMPairAccount(data, owner: owner).fields)
        }
    }
}

extension DLMMPairAccount {
    var fields: [Inspection.Field] {
        var words: [UInt64] = []
        for word in 0..<16 { words.append(bitmapWord(word)) }
        return pair.fields + [
            .init("token x mint", "\(mintX)"),
            .init("token y mint", "\(mintY)"),
            .init("token x program", "\(tokenProgramX)"),
            .init("token y program", "\(tokenProgramY)"),
            .init("reserve x", "\(reserveX)"),
            .init("reserve y", "\(reserveY)"),
            .init("oracle", "\(oracle)"),
            .init("arrays with liquidity", list(flagged(words, from: -512))),
        ]
    }
}

extension DLMMPair {
    var fields: [Inspection.Field] {
        let price = DLMMPrice.price(ofBin: activeBin, binStep: binStep)
        return [
            .init("active bin", "\(activeBin)"),
            .init("price of the active bin (Q64.64)", price.map { "\($0)" } ?? "none"),
            .init("bin step (bps)", "\(binStep)"),
            .init("lowest bin", "\(lowestBin)"),
            .init("highest bin", "\(highestBin)"),
            .init("enabled", "\(isEnabled)"),
            .init(
                activatesAtSlot ? "activation (slot)" : "activation (seconds since 1970)",
                "\(activationPoint)"),
            .init("base factor", "\(baseFactor)"),
            .init("base fee power", "\(baseFeePower)"),
            .init("base fee (1e-9)", "\(baseFeeRate())"),
            .init("fee in y alone", "\(takesFeeInY)"),
            .init("limit orders", "\(supportsOrders)"),
            .init("protocol share (bps)", "\(protocolShare)"),
            .init("variable fee control", "\(variableFeeControl)"),
            .init("filter period (s)", "\(filterPeriod)"),
            .init("decay period (s)", "\(decayPeriod)"),
            .init("reduction factor (bps)", "\(reductionFactor)"),
            .init("volatility accumulator max", "\(accumulatorMax)"),
            .init("volatility accumulator", "\(volatility.accumulator)"),
            .init("volatility reference", "\(volatility.reference)"),
            .init("index reference (bin)", "\(volatility.indexReference)"),
            .init("last update (seconds since 1970)", "\(volatility.lastUpdate)"),
        ]
    }
}

extension DLMMBinArray {
    /// The bins that hold something, one field each.
    var fields: [Inspection.Field] {
        var fields: [Inspection.Field] = [
            .init("pair", "\(pair)"), .init("index", "\(index)"),
            .init("first bin", "\(index * 70)"),
        ]
        for slot in 0..<DLMMState.binsPerArray {
            let bin = bin(slot: slot)
            guard bin.row != nil else { continue }
            let side = bin.ordersAreAsks ? "asks" : "bids"
            fields.append(
                .init(
                    "bin \(index * 70 + Int32(slot)) (atoms)",
                    "x \(bin.amountX), y \(bin.amountY), open orders \(bin.openOrders), "
                        + "processed orders \(bin.processedOrders) (\(side)), "
                        + "price (Q64.64) \(bin.price)"))
        }
        return fields
    }
}

extension DLMMBitmapExtension {
    var fields: [Inspection.Field] {
        var words: [UInt64] = []
        for word in 0..<DLMMState.bitmapWords { words.append(self.word(word)) }
        return [
            .init("pair", "\(pair)"),
            .init(
                "arrays with liquidity",
                list(flagged(words, from: Int(DLMMState.lowestArray)))),
        ]
    }
}

/// The arrays whose bits are set, where the first bit is array `first`.
private func flagged(_ words: [UInt64], from first: Int) -> [Int] {
    words.indices.flatMap { word in
        (0..<64).filter { words[word] >> UInt64($0) & 1 != 0 }.map { first + 64 * word + $0 }
    }
}

private func list(_ indices: [Int]) -> String {
    indices.isEmpty ? "none" : indices.map(String.init).joined(separator: ", ")
}
