public import Markets
public import Numbers

/// What `apus venues` and `apus demo` serve in place of the exchange and the chain.
public struct VenueSettings: Sendable, Equatable {
    public enum Mode: String, CaseIterable, Sendable {
        case generated
        case recordedCoinbase = "recorded-coinbase"
        case real20220406 = "real-20220406"
    }

    public var mode = Mode.generated
    public var seed = 1
    /// Of the generated market: pools beside its Whirlpool.
    public var otherPools: [PoolKind] = []
    /// How much faster than recorded; 1 or more.
    public var speed = 1
    public var isEncrypted = true
    /// Ports on 127.0.0.1; 0: any, printed at start.
    public var venuePort = 0
    public var chainPort = 0
    /// Where the certificate authority made at start is written (PEM).
    public var authorityFile = ""
    /// Where the simulators write what they served, for comparison; empty: nowhere.
    public var truthFile = ""
    /// Where the recorded data lies; relative to the settings file.
    public var dataDirectory = ""
    public var faults: [VenueFaultSettings] = []
}

/// One fault on request.
public struct VenueFaultSettings: Sendable, Equatable {
    public var kind = ""
    public var endpoint = ""
    public var after = Nanoseconds.seconds(1)
    /// Instead of `after`: when this many messages went to one client.
    public var afterMessages: Int?
    /// For the kinds that last.
    public var span = Nanoseconds.seconds(5)
    /// How large a giant message is.
    public var giantMebibytes = 80
}
