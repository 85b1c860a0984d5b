public import Numbers
public import Solana

extension CLMMState {
    /// Takes the pool's account over. The address is what its other accounts name; with another
    /// than before, everything that was known is forgotten.
    @_noLocks public mutating func load(
        _ account: CLMMAccount, address: PublicKey
    ) throws(AccountError) {
        if !(address == self.address) { forget() }
        guard
            place(
                price: account.sqrtPrice, liquidity: account.liquidity, tick: account.tick,
                spacing: account.tickSpacing)
        else { throw .valueOutOfRange }
        self.address = address
        config = account.config
        feeGrowth0 = account.feeGrowth0
        feeGrowth1 = account.feeGrowth1
        isSwapEnabled = account.isSwapEnabled
        var changes: UInt64 = 0
        for word in 0..<16 { changes |= replace(word &+ 112, by: account.bitmapWord(word)) }
        if changes != 0 { relink() } else { locate() }
    }

    /// Takes the rates over; the address must be that which the pool names.
    @_noLocks public mutating func load(
        _ config: CLMMConfig, address: PublicKey
    ) throws(AccountError) {
        guard tickSpacing != 0 else { throw .poolUnknown }
        guard address == self.config else { throw .wrongPool }
        guard config.tickSpacing == tickSpacing,
            setRates(
                fee: config.feeRate, protocolShare: config.protocolShare,
                fundShare: config.fundShare)
        else { throw .valueOutOfRange }
    }

    /// Takes the bitmap's extension over; from now on a swap is given it.
    @_noLocks public mutating func load(_ account: CLMMExtension) throws(AccountError) {
        guard tickSpacing != 0 else { throw .poolUnknown }
        guard account.pool == address else { throw .wrongPool }
        for word in 0..<112 {
            _ = replace(word, by: account.wordBelow(word))
            _ = replace(word &+ 128, by: account.wordAbove(word))
        }
        hasExtension = true
        relink()
    }

    /// Takes a tick array over. One that does not fit is forgotten, so that no swap uses what the
    /// chain no longer says.
    @_noLocks public mutating func load(_ array: CLMMTickArray) throws(AccountError) {
        guard tickSpacing != 0 else { throw .poolUnknown }
        guard array.pool == address else { throw .wrongPool }
        let start = array.start.count
        guard bit(ofStart: start) != nil else { throw .misplacedArray }
        let known = Int(spanIndex(startingAt: start))
        let index: Int
        if known >= 0 {
            index = known
        } else if let free = emptySpan(startingAt: start) {
            index = free
        } else {
            throw .tooManyArrays
        }
        let fits = fill(index, from: array)
        if !fits { unsafe spans[index] = CLMMSpan() }
        if known < 0 || !fits { relink() } else { locate() }
        if !fits { throw .valueOutOfRange }
    }

    @_noLocks private mutating func fill(_ span: Int, from array: CLMMTickArray) -> Bool {
        let spacing = Int32(tickSpacing)
        for slot in 0..<CLMMState.slotsPerArray {
            guard array.gross(slot: slot) != 0 else {
                unsafe spans[span].slots &= ~(1 &<< UInt64(truncatingIfNeeded: slot))
                continue
            }
            let tick = array.start.count &+ Int32(truncatingIfNeeded: slot) &* spacing
            guard array.tick(slot: slot).count == tick,
                setTick(tick, net: array.net(slot: slot), in: span)
            else { return false }
        }
        return true
    }

    /// Sets 64 bits of the bitmap; the result tells which of them changed.
    @_noLocks private mutating func replace(_ word: Int, by bits: UInt64) -> UInt64 {
        let change = unsafe bitmap[word] ^ bits
        unsafe bitmap[word] = bits
        return change
    }

    /// Forgets one tick array, which was closed.
    @_noLocks public mutating func forgetTickArray(startingAt start: TickIndex) {
        let index = Int(spanIndex(startingAt: start.count))
        guard index >= 0 else { return }
        unsafe spans[index] = CLMMSpan()
        relink()
    }
}
