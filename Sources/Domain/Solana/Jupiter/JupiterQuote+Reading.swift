import Codecs
import Numbers

extension JupiterQuote {
    /// Reads one whole answer. Fields that we do not use are passed over, whatever they hold; those
    /// that we use must be there, and right.
    public init(_ bytes: UnsafeRawBufferPointer) throws(JupiterError) {
        guard bytes.count <= Self.bytesMax else { throw JupiterError(.tooLong, at: 0) }
        var reader = unsafe JupiterReader(bytes)
        self = try Draft(&reader).quote(at: reader.offset)
        try reader.finish()
    }

    /// What was found of an answer so far.
    private struct Draft {
        var inputMint: PublicKey?
        var outputMint: PublicKey?
        var inAmount: UInt64?
        var outAmount: UInt64?
        var threshold: UInt64?
        var mode: JupiterMode?
        var slippage: BasisPoints?
        var platformFee: JupiterPlatformFee?
        var legs: [JupiterLeg]?
        var contextSlot: UInt64?

        init(_ reader: inout JupiterReader) throws(JupiterError) {
            var draft = Draft()
            try reader.object([
                .inputMint, .outputMint, .inAmount, .outAmount, .otherAmountThreshold, .swapMode,
                .slippageBps, .platformFee, .routePlan, .contextSlot,
            ]) { (field, reader) throws(JupiterError) in
                try draft.take(field, &reader)
            }
            self = draft
        }

        private init() {}

        private mutating func take(
            _ field: JupiterField, _ reader: inout JupiterReader
        ) throws(JupiterError) {
            switch field {
            case .inputMint: inputMint = try reader.key(field)
            case .outputMint: outputMint = try reader.key(field)
            case .inAmount: inAmount = try reader.amount(field)
            case .outAmount: outAmount = try reader.amount(field)
            case .otherAmountThreshold: threshold = try reader.amount(field)
            case .swapMode: mode = try JupiterMode(&reader)
            case .slippageBps: slippage = try reader.share(field)
            case .platformFee:
                if try !reader.takeNull() { platformFee = try JupiterPlatformFee(&reader) }
            case .routePlan: legs = try JupiterLeg.route(&reader)
            case .contextSlot: contextSlot = try reader.number(field)
            default: break
            }
        }

        func quote(at offset: Int) throws(JupiterError) -> JupiterQuote {
            JupiterQuote(
                inputMint: try inputMint.orMissing(.inputMint, at: offset),
                outputMint: try outputMint.orMissing(.outputMint, at: offset),
                inAmount: try inAmount.orMissing(.inAmount, at: offset),
                outAmount: try outAmount.orMissing(.outAmount, at: offset),
                threshold: try threshold.orMissing(.otherAmountThreshold, at: offset),
                mode: try mode.orMissing(.swapMode, at: offset),
                slippage: try slippage.orMissing(.slippageBps, at: offset),
                platformFee: platformFee,
                legs: try legs.orMissing(.routePlan, at: offset),
                contextSlot: Slot(try contextSlot.orMissing(.contextSlot, at: offset)))
        }
    }
}

extension Optional {
    fileprivate func orMissing(
        _ field: JupiterField, at offset: Int
    ) throws(JupiterError) -> Wrapped {
        guard let self else { throw JupiterError(.missing(field), at: offset) }
        return self
    }
}

extension JupiterMode {
    fileprivate init(_ reader: inout JupiterReader) throws(JupiterError) {
        let text = try reader.string()
        if text.equals("ExactIn") {
            self = .exactIn
        } else if text.equals("ExactOut") {
            self = .exactOut
        } else {
            throw JupiterError(.unknownMode, at: reader.offset)
        }
    }
}

extension JupiterPlatformFee {
    fileprivate init(_ reader: inout JupiterReader) throws(JupiterError) {
        var amount: UInt64?
        var share: BasisPoints?
        try reader.object([.amount, .feeBps]) { (field, reader) throws(JupiterError) in
            if field == .amount {
                amount = try reader.amount(field)
            } else {
                share = try reader.share(field)
            }
        }
        self.init(
            amount: try amount.orMissing(.amount, at: reader.offset),
            share: try share.orMissing(.feeBps, at: reader.offset))
    }
}

extension JupiterLeg {
    fileprivate static func route(
        _ reader: inout JupiterReader
    ) throws(JupiterError) -> [JupiterLeg] {
        var legs: [JupiterLeg] = []
        try reader.enterArray()
        while try reader.nextElement() {
            guard legs.count < JupiterQuote.legsMax else {
                throw JupiterError(.tooManyLegs, at: reader.offset)
            }
            legs.append(try JupiterLeg(&reader))
        }
        guard !legs.isEmpty else { throw JupiterError(.noLegs, at: reader.offset) }
        return legs
    }

    /// `percent` may be null in newer answers, and `bps` absent in older ones.
    private init(_ reader: inout JupiterReader) throws(JupiterError) {
        var swap: Swap?
        var percent: UInt64?
        var share: BasisPoints?
        try reader.object([.swapInfo, .percent, .bps]) { (field, reader) throws(JupiterError) in
            switch field {
            case .swapInfo: swap = try Swap(&reader)
            case .percent:
                if try !reader.takeNull() { percent = try reader.number(field, most: 100) }
            default: if try !reader.takeNull() { share = try reader.share(field) }
            }
        }
        let offset = reader.offset
        let found = try swap.orMissing(.swapInfo, at: offset)
        self.init(
            pool: try found.pool.orMissing(.ammKey, at: offset),
            label: try found.label.orMissing(.label, at: offset),
            inputMint: try found.inputMint.orMissing(.inputMint, at: offset),
            outputMint: try found.outputMint.orMissing(.outputMint, at: offset),
            inAmount: try found.inAmount.orMissing(.inAmount, at: offset),
            outAmount: try found.outAmount.orMissing(.outAmount, at: offset),
            feeAmount: found.feeAmount, feeMint: found.feeMint,
            share: share ?? percent.map { BasisPoints(UInt32(truncatingIfNeeded: $0) &* 100) })
    }

    /// What was found of `swapInfo`.
    private struct Swap {
        var pool: PublicKey?
        var label: String?
        var inputMint: PublicKey?
        var outputMint: PublicKey?
        var inAmount: UInt64?
        var outAmount: UInt64?
        var feeAmount: UInt64?
        var feeMint: PublicKey?

        private init() {}

        init(_ reader: inout JupiterReader) throws(JupiterError) {
            var swap = Swap()
            try reader.object([
                .ammKey, .label, .inputMint, .outputMint, .inAmount, .outAmount, .feeAmount,
                .feeMint,
            ]) { (field, reader) throws(JupiterError) in
                switch field {
                case .ammKey: swap.pool = try reader.key(field)
                case .label: swap.label = try reader.words(field)
                case .inputMint: swap.inputMint = try reader.key(field)
                case .outputMint: swap.outputMint = try reader.key(field)
                case .inAmount: swap.inAmount = try reader.amount(field)
                case .outAmount: swap.outAmount = try reader.amount(field)
                case .feeAmount:
                    if try !reader.takeNull() { swap.feeAmount = try reader.amount(field) }
                default: if try !reader.takeNull() { swap.feeMint = try reader.key(field) }
                }
            }
            self = swap
        }
    }
}
