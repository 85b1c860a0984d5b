public import Markets
public import Solana

/// Any account of the kinds' programs in words. Cold.
public enum PoolInspection {
    /// The kind to whose pools a program's accounts belong; nil for all other programs.
    public static func kind(ofOwner key: PublicKey) -> PoolKind? {
        key == DynamicAMMLayout.vaultProgram ? .meteoraDynamicAMM : PoolPlan.kind(ofProgram: key)
    }

    /// What an account is and what it says. An account on an order book counts as one of AMM v4,
    /// whoever owns it: only its bytes tell what it is.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(PoolInspectionRefusal) -> (kind: PoolKind, inspection: Inspection) {
        let kind = kind(ofOwner: owner)
        do throws(AccountError) {
            let own = kind ?? .raydiumAMMv4
            return (own, try inspect(data, owner, own))
        } catch {
            guard let kind else { throw .unknownOwner(owner, mark(data)) }
            guard case .wrongDiscriminator = error else { throw .refused(kind, error) }
            throw .unknownMark(kind, mark(data))
        }
    }

    /// The program that an account belongs to, as far as its bytes tell: the first whose reader
    /// takes it. Of the two deployments of Whirlpool it is the one that can be changed. An account
    /// of AMM v4 has no mark, so it has to be a whole pool.
    public static func owner(of data: AccountBytes) -> PublicKey? {
        if let marked = markedPrograms.first(where: { isTaken(data, by: $0) }) { return marked }
        do throws(AccountError) {
            _ = try AMMv4Account(data, owner: AMMv4Layout.program)
            return AMMv4Layout.program
        } catch {
            return nil
        }
    }

    private static func isTaken(_ data: AccountBytes, by program: PublicKey) -> Bool {
        do throws(PoolInspectionRefusal) {
            _ = try inspect(data, owner: program)
            return true
        } catch {
            return false
        }
    }

    /// In this order because pools of DAMM v2 and of the older program have one mark, and only the
    /// former's have one length.
    private static var markedPrograms: [PublicKey] {
        [
            WhirlpoolLayout.program, CLMMLayout.program, CPMMLayout.program, DLMMLayout.program,
            DAMMLayout.program, DynamicAMMLayout.program, DynamicAMMLayout.vaultProgram,
            PhoenixLayout.program,
        ]
    }

    private static func inspect(
        _ data: AccountBytes, _ owner: PublicKey, _ kind: PoolKind
    ) throws(AccountError) -> Inspection {
        switch kind {
        case .whirlpool: try WhirlpoolLayout.inspect(data, owner: owner)
        case .raydiumAMMv4: try AMMv4Layout.inspect(data, owner: owner)
        case .raydiumCPMM: try CPMMLayout.inspect(data, owner: owner)
        case .raydiumCLMM: try CLMMLayout.inspect(data, owner: owner)
        case .meteoraDLMM: try DLMMLayout.inspect(data, owner: owner)
        case .meteoraDynamicAMM: try DynamicAMMLayout.inspect(data, owner: owner)
        case .meteoraDAMM: try DAMMLayout.inspect(data, owner: owner)
        case .phoenix: try PhoenixLayout.inspect(data, owner: owner)
        }
    }

    /// The first eight bytes, or as many as there are, in hexadecimal.
    private static func mark(_ data: AccountBytes) -> String {
        (0..<min(data.count, 8)).map { place in
            let byte = data.load(UInt8.self, at: place)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}

/// Why an account cannot be shown.
public enum PoolInspectionRefusal: Error, Sendable {
    /// No kind's program owns it; its first bytes in hexadecimal.
    case unknownOwner(PublicKey, String)
    /// A kind's program owns it, and its first bytes mark no account that is read here.
    case unknownMark(PoolKind, String)
    /// It is not what its mark or its length says.
    case refused(PoolKind, AccountError)
}

extension PoolInspectionRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownOwner(let owner, let mark):
            "owned by \(owner), which is no program of a kind known here (first bytes: "
                + "\(mark.isEmpty ? "none" : mark))"
        case .unknownMark(let kind, let mark):
            "an account of \(kind.rawValue) that begins with \(mark), which marks none that "
                + "pricing reads"
        case .refused(let kind, let error): "an account of \(kind.rawValue): \(error)"
        }
    }

    /// The reason without what is peculiar to the account: what refusals are counted by.
    public var reason: String {
        switch self {
        case .unknownOwner: "of no program known here"
        case .unknownMark(let kind, let mark): "\(kind.rawValue), marked \(mark)"
        case .refused(let kind, let error): "\(kind.rawValue): \(error)"
        }
    }
}
