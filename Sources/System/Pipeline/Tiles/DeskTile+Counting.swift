import Trading

extension DeskTile {
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
