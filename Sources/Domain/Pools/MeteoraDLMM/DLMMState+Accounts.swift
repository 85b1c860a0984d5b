public import Solana

// The state from accounts. A part that is loaded again replaces what was known of it.

extension DLMMState {
    /// Takes a pair's account. Another pair than before makes the state forget all the rest.
    @_noLocks public mutating func load(_ account: DLMMPairAccount, at address: PublicKey) {
        if address != self.address { clear() }
        self.address = address
        pair = account.pair
        for word in 0..<16 { unsafe bitmap[96 &+ word] = account.bitmapWord(word) }
    }

    /// Takes the bits beyond the pair's own.
    @_noLocks public mutating func load(
        _ account: DLMMBitmapExtension
    ) throws(AccountError) {
        try checkPair(account.pair)
        for word in 0..<96 {
            unsafe bitmap[112 &+ word] = account.upperWord(word)
            // Bit 0 of the first word is array −513: mirrored, it is the highest bit below.
            unsafe bitmap[95 &- word] = DLMMState.mirrored(account.lowerWord(word))
        }
        knowsExtension = true
    }

    /// Takes a bin array.
    @_noLocks public mutating func load(_ account: DLMMBinArray) throws(AccountError) {
        try checkPair(account.pair)
        let place = claim(array: account.index)
        guard place >= 0 else { throw .tooManyArrays }
        let first = place &* DLMMState.binsPerArray
        for slot in 0..<DLMMState.binsPerArray {
            unsafe bins[first &+ slot] = account.bin(slot: slot)
        }
    }

    /// Forgets a bin array, to make room.
    @_noLocks public mutating func forget(array index: Int32) {
        let place = place(ofArray: index)
        if place >= 0 { unsafe indices[place] = DLMMState.free }
    }

    @_noLocks private func checkPair(_ owner: PublicKey) throws(AccountError) {
        guard isKnown else { throw .poolUnknown }
        guard owner == address else { throw .wrongPool }
    }

    /// The bits in the opposite order.
    @_noLocks private static func mirrored(_ word: UInt64) -> UInt64 {
        var bits = word.byteSwapped
        bits = (bits &>> 4) & 0x0F0F_0F0F_0F0F_0F0F | (bits & 0x0F0F_0F0F_0F0F_0F0F) &<< 4
        bits = (bits &>> 2) & 0x3333_3333_3333_3333 | (bits & 0x3333_3333_3333_3333) &<< 2
        return (bits &>> 1) & 0x5555_5555_5555_5555 | (bits & 0x5555_5555_5555_5555) &<< 1
    }
}
