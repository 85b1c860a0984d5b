import Codecs
import Solana
import Venues

// Why a message cannot be read, in words that a turn may note.

extension Trouble {
    @_noLocks func note(_ fault: CoinbaseFault) {
        switch fault {
        case .json(let fault): note(fault)
        case .missing: note("a message cannot be read: something is missing in it")
        case .repeated: note("a message cannot be read: a key stands twice in it")
        case .unknownSide: note("a message cannot be read: a side is neither bid nor offer")
        case .badPrice(let error), .badSize(let error): note(error)
        case .priceOutOfRange: note("a message cannot be read: a number is out of range")
        }
    }

    @_noLocks func note(_ fault: RPCFault) {
        switch fault {
        case .json(let fault): note(fault)
        case .missing: note("a message cannot be read: something is missing in it")
        case .repeated: note("a message cannot be read: a key stands twice in it")
        }
    }

    @_noLocks private func note(_ error: DecimalError) {
        switch error {
        case .tooManyDigits, .overflow:
            note("a message cannot be read: a number is out of range")
        case .offGrid: note("a message cannot be read: a number is between two increments")
        case .empty, .badCharacter, .signed:
            note("a message cannot be read: a number is none")
        }
    }

    @_noLocks private func note(_ fault: JSONFault) {
        switch fault {
        case .outOfRange: note("a message cannot be read: a number is out of range")
        case .wrongKind, .notAnInteger:
            note("a message cannot be read: a value is of another kind than is due")
        case .endOfText, .unexpectedByte, .controlCharacter, .badEscape, .badUTF8, .badNumber,
            .tooDeep, .trailingBytes, .roomTooSmall:
            note("a message cannot be read: it is no JSON")
        }
    }
}
