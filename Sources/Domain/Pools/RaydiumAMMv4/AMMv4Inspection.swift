public import Solana

extension AMMv4Layout {
    /// A pool's account, or what a pool has on an order book, in words. A pool that `read` refuses
    /// for a value that the program never writes is shown all the same.
    public static func inspect(
        _ data: AccountBytes, owner: PublicKey
    ) throws(AccountError) -> Inspection {
        let head = [Inspection.Field("program", "\(owner)")]
        guard owner == program else {
            let orders: OpenOrdersAccount
            do throws(AccountError) {
                orders = try OpenOrdersAccount(data)
            } catch {
                throw .wrongOwner
            }
            return Inspection(kind: "OpenOrders", fields: head + fields(orders))
        }
        guard data.count >= poolBytes else { throw .truncated }
        guard data.count == poolBytes else { throw .wrongLength }
        return Inspection(
            kind: "AmmInfo",
            fields: head + [Inspection.Field("status", status(data))] + keys(data) + terms(data)
                + amounts(data))
    }

    private static func status(_ data: AccountBytes) -> String {
        let number = data.load(UInt64.self, at: 0)
        let name = AMMv4Status(number: number).map { "\($0)" } ?? "unknown"
        return "\(number) \(name)"
    }

    private static func keys(_ data: AccountBytes) -> [Inspection.Field] {
        data.keys([
            ("coin vault", 336), ("PC vault", 368), ("coin mint", 400), ("PC mint", 432),
            ("LP mint", 464), ("open orders", 496), ("market", 528), ("market program", 560),
            ("target orders", 592), ("owner", 688),
        ])
    }

    private static func terms(_ data: AccountBytes) -> [Inspection.Field] {
        data.numbers([
            ("nonce", 8), ("orders", 16), ("depth", 24), ("coin decimals", 32),
            ("PC decimals", 40), ("state", 48), ("reset flag", 56), ("least size", 64),
            ("volume cut ratio", 72), ("amount wave", 80), ("coin lot (atoms)", 88),
            ("PC lot (atoms)", 96), ("least price multiplier", 104),
            ("greatest price multiplier", 112), ("decimals of calculations", 120),
            ("least separation, numerator", 128), ("least separation, denominator", 136),
            ("trade fee, numerator", 144), ("trade fee, denominator", 152),
            ("profit share, numerator", 160), ("profit share, denominator", 168),
            ("swap fee, numerator", 176), ("swap fee, denominator", 184),
            ("open time (seconds since 1970)", 224),
            ("order book opens (seconds since 1970)", 248), ("recent epoch", 736),
        ])
    }

    private static func amounts(_ data: AccountBytes) -> [Inspection.Field] {
        data.numbers([
            ("profit owed, coin (atoms)", 192), ("profit owed, PC (atoms)", 200),
            ("profit ever, PC (atoms)", 208), ("profit ever, coin (atoms)", 216),
            ("LP supply (atoms)", 720), ("client order id", 728),
        ])
            + data.longNumbers([
                ("swapped in, coin (atoms)", 256), ("swapped out, PC (atoms)", 272),
                ("swapped in, PC (atoms)", 296), ("swapped out, coin (atoms)", 312),
            ])
            + data.numbers([("swap fees, PC (atoms)", 288), ("swap fees, coin (atoms)", 328)])
    }

    private static func fields(_ orders: OpenOrdersAccount) -> [Inspection.Field] {
        [
            Inspection.Field("market", "\(orders.market)"),
            Inspection.Field("owner", "\(orders.owner)"),
            Inspection.Field("coin, free (atoms)", "\(orders.coinFree)"),
            Inspection.Field("coin, in all (atoms)", "\(orders.coinTotal)"),
            Inspection.Field("PC, free (atoms)", "\(orders.pcFree)"),
            Inspection.Field("PC, in all (atoms)", "\(orders.pcTotal)"),
        ]
    }
}
