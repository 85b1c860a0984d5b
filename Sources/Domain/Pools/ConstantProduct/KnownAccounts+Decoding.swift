import Solana

extension KnownAccounts {
    /// What `body` makes of an account; nil while it is not known.
    ///
    /// - Throws: `.missing` where the address holds none, and what `body` throws.
    func decoded<Decoded>(
        _ key: PublicKey, _ body: (AccountBytes, PublicKey) throws(AccountError) -> Decoded
    ) throws(AccountError) -> Decoded? {
        switch self[key] {
        case .unknown: return nil
        case .missing: throw .missing
        case .present(let owner, let data):
            let result = unsafe data.withUnsafeBytes { bytes -> Result<Decoded, AccountError> in
                do throws(AccountError) {
                    return .success(try unsafe body(AccountBytes(bytes), owner))
                } catch {
                    return .failure(error)
                }
            }
            return try result.get()
        }
    }
}
