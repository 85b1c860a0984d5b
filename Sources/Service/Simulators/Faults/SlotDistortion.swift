import Pools
import Solana

/// What a fault makes of one slot's news.
enum SlotDistortion: Equatable, Sendable {
    case none
    /// The slot's number is lower than the one before.
    case slotBackwards
    /// The pool's account belongs to the system program.
    case wrongOwner
    /// The pool's account lacks its last byte.
    case wrongLength
    /// A tick array is told with half of its bytes.
    case truncatedTickArray

    init(_ kind: VenueFaultKind) {
        switch kind {
        case .slotBackwards: self = .slotBackwards
        case .wrongOwner: self = .wrongOwner
        case .wrongLength: self = .wrongLength
        case .truncatedTickArray: self = .truncatedTickArray
        default: self = .none
        }
    }

    /// The slot and the accounts as they are told. The pool, or the array next to its price, is
    /// told even if it did not change: a node may send the same state again.
    func apply(
        slot: UInt64, changed: [Int], accounts: [AccountImage]
    ) -> (slot: UInt64, accounts: [(Int, ToldAccount)]) {
        var places = changed
        let middle = SlotDistortion.currentArray(accounts)
        switch self {
        case .none, .slotBackwards: break
        case .wrongOwner, .wrongLength: if !places.contains(0) { places.insert(0, at: 0) }
        case .truncatedTickArray: if !places.contains(middle) { places.append(middle) }
        }
        let told = places.map { place -> (Int, ToldAccount) in
            var account = ToldAccount(accounts[place])
            switch self {
            case .wrongOwner where place == 0: account.owner = "11111111111111111111111111111111"
            case .wrongLength where place == 0: account.data.removeLast()
            case .truncatedTickArray where place == middle && place > 0:
                account.data.removeSubrange((account.data.count / 2)...)
            default: break
            }
            return (place, account)
        }
        return (self == .slotBackwards ? slot - 3 : slot, told)
    }

    /// The place of the tick array that holds the pool's tick, or else of the first one.
    private static func currentArray(_ accounts: [AccountImage]) -> Int {
        let tick = accounts[0].data.load(Int32.self, at: 81)
        let width = 88 * Int32(accounts[0].data.load(UInt16.self, at: 41))
        let found = accounts.indices.dropFirst().last {
            let start = accounts[$0].data.load(Int32.self, at: 8)
            return start <= tick && tick - start < width
        }
        return found ?? min(1, accounts.count - 1)
    }
}
