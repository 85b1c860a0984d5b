public import Solana

extension CPMMLayout {
    /// A pool's or a config's account in words. One that `read` refuses for a value that the
    /// program never writes is shown all the same.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        let isOwned = owner == program
        guard data.count >= 8, data.load(UInt64.self, at: 0) == config.mark else {
            try pool.check(data, isOwned: isOwned)
            return Inspection(
                kind: "PoolState",
                fields: [Inspection.Field("program", "\(owner)")] + poolKeys(data)
                    + poolTerms(data) + poolAmounts(data))
        }
        try config.check(data, isOwned: isOwned)
        return Inspection(
            kind: "AmmConfig",
            fields: [Inspection.Field("program", "\(owner)")] + configFields(data))
    }

    private static func poolKeys(_ data: AccountBytes) -> [Inspection.Field] {
        data.keys([
            ("config", 8), ("creator", 40), ("vault 0", 72), ("vault 1", 104), ("LP mint", 136),
            ("mint 0", 168), ("mint 1", 200), ("token program 0", 232), ("token program 1", 264),
            ("observation", 296),
        ])
    }

    private static func poolTerms(_ data: AccountBytes) -> [Inspection.Field] {
        let status = data.load(UInt8.self, at: 329)
        let side =
            switch data.load(UInt8.self, at: 389) {
            case 0: "the input token"
            case 1: "token 0"
            case 2: "token 1"
            case let other: "unknown: \(other)"
            }
        let switches = [("deposit", 0), ("withdraw", 1), ("swap", 2)].map { (name, bit) in
            Inspection.Field(name, status >> UInt8(bit) & 1 == 0 ? "enabled" : "disabled")
        }
        return data.smallNumbers([
            ("authority bump", 328), ("LP mint decimals", 330), ("mint 0 decimals", 331),
            ("mint 1 decimals", 332),
        ]) + switches
            + data.numbers([("open time (seconds since 1970)", 373), ("recent epoch", 381)])
            + [
                Inspection.Field("creator is paid in", side),
                Inspection.Field(
                    "creator fee",
                    data.load(UInt8.self, at: 390) == 0 ? "disabled" : "enabled"),
            ]
    }

    private static func poolAmounts(_ data: AccountBytes) -> [Inspection.Field] {
        data.numbers([
            ("LP supply (atoms)", 333), ("protocol fees owed, token 0 (atoms)", 341),
            ("protocol fees owed, token 1 (atoms)", 349), ("fund fees owed, token 0 (atoms)", 357),
            ("fund fees owed, token 1 (atoms)", 365), ("creator fees owed, token 0 (atoms)", 397),
            ("creator fees owed, token 1 (atoms)", 405),
        ])
    }

    private static func configFields(_ data: AccountBytes) -> [Inspection.Field] {
        let isClosed = data.load(UInt8.self, at: 9) != 0
        return [
            Inspection.Field("index", "\(data.load(UInt16.self, at: 10))"),
            Inspection.Field("new pools", isClosed ? "disabled" : "enabled"),
        ] + data.smallNumbers([("bump", 8)])
            + data.numbers([
                ("trade fee (1e-6 of the input)", 12),
                ("protocol share (1e-6 of the trade fee)", 20),
                ("fund share (1e-6 of the trade fee)", 28),
                ("creator fee (1e-6, where enabled)", 108), ("fee for a new pool (lamports)", 36),
            ]) + data.keys([("protocol owner", 44), ("fund owner", 76)])
    }
}
