import Markets
import Trading

extension DeskTile {
    /// What was ever put into each account: by asset, then venue.
    static func deposits(of desk: borrowing PaperDesk) -> [Int64] {
        balances(of: desk, .equity).map { 0 - $0 }
    }

    /// One account of every asset and venue: by asset, then venue.
    static func balances(of desk: borrowing PaperDesk, _ role: AccountRole) -> [Int64] {
        var balances: [Int64] = []
        for asset in 0..<desk.ledger.assets {
            for venue in 0..<desk.ledger.venues {
                balances.append(
                    desk.ledger.balance(
                        Account(AssetID(UInt16(asset)), at: VenueID(UInt16(venue)), role)))
            }
        }
        return balances
    }

    @_noLocks static func counter(ofGate code: UInt8) -> DeskCounter {
        switch code {
        case 0: .refusedByKillSwitch
        case 1: .refusedByPause
        case 2: .refusedByQuarantine
        case 3: .refusedByAge
        case 4: .refusedByEdge
        case 5: .refusedBySize
        case 6: .refusedByInventory
        default: .refusedByFlight
        }
    }

    @_noLocks static func counter(ofOutcome code: UInt8) -> DeskCounter {
        switch code {
        case 0: .legFilled
        case 1: .legPartlyFilled
        default: .legFailed
        }
    }
}
