/// Why an account's data cannot be used. The chain can show us each case; none is a bug of ours.
@frozen public enum AccountError: UInt8, Error, Sendable, CaseIterable {
    /// The account belongs to another program.
    case wrongOwner
    /// The address holds no account.
    case missing
    /// The data ends before the layout does.
    case truncated
    /// The data is longer than the layout.
    case wrongLength
    /// The first eight bytes name another kind of account.
    case wrongDiscriminator
    /// The account belongs to another pool than the one it was offered for.
    case wrongPool
    /// A field holds a value that the program never writes.
    case valueOutOfRange
    /// A tick or bin array came before its pool.
    case poolUnknown
    /// A tick or bin array starts where no array of this pool can start.
    case misplacedArray
    /// There is no room for one more tick or bin array.
    case tooManyArrays
    /// A pool whose fee adapts to volatility, where only static fees are priced.
    case adaptiveFee
    /// A mint with an extension that changes what arrives, and whose rule is not known here.
    case unsupportedExtension
    /// An order book's links lead outside it, in a circle, or to another count than it states.
    case damagedTree
}

extension AccountError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .wrongOwner: "the account is not owned by a program of its kind"
        case .missing: "the address holds no account"
        case .truncated: "the account's data is cut off"
        case .wrongLength: "the account's data is longer than its layout"
        case .wrongDiscriminator: "the account is of another kind"
        case .wrongPool: "the account belongs to another pool"
        case .valueOutOfRange: "a field holds a value that the program never writes"
        case .poolUnknown: "an array came before its pool's account"
        case .misplacedArray: "the array starts where none of this pool can start"
        case .tooManyArrays: "more arrays than there is room for"
        case .adaptiveFee: "adaptive-fee pools are not supported here yet"
        case .unsupportedExtension: "the mint has an extension whose rule is not known"
        case .damagedTree: "the order book's links contradict each other"
        }
    }
}
