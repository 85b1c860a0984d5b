import Codecs
import Numbers
import Pools
import Solana

/// The program's accounts at the end of a recorded day.
struct DayAccounts {
    private(set) var pools: [PublicKey: WhirlpoolAccount] = [:]
    /// Initialised ticks of each pool.
    private(set) var ticks: [PublicKey: [Int32: RebuiltTick]] = [:]
    /// Starts of the tick arrays of each pool.
    private(set) var arrays: [PublicKey: Set<Int32>] = [:]
    /// Where each tick array starts.
    private(set) var starts: [PublicKey: Int32] = [:]
    /// The ranges of positions that are open.
    private(set) var positions: [PublicKey: TickRange] = [:]
    /// Tick arrays, until all pools are known.
    private var waiting: [(key: PublicKey, data: [UInt8])] = []

    /// Reads one JSON object with `accounts`, a list of `pubkey` and `data` (base64).
    init(path: String) throws(CaptureError) {
        unsafe try CaptureFile(path: path).lines { number, line throws(CaptureError) in
            do throws(JSONError) {
                var scanner = unsafe JSONScanner(line)
                try read(&scanner)
                try scanner.finish()
            } catch {
                throw .malformed(file: path, line: number)
            }
        }
        for (key, data) in waiting { takeArray(key, data) }
        waiting = []
    }

    private mutating func read(_ scanner: inout JSONScanner) throws(JSONError) {
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            guard key.equals("accounts") else {
                try scanner.skip()
                continue
            }
            try scanner.enterArray()
            while try scanner.nextElement() { try readAccount(&scanner) }
        }
    }

    private mutating func readAccount(_ scanner: inout JSONScanner) throws(JSONError) {
        var name: PublicKey?
        var data: [UInt8]?
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            if key.equals("pubkey") {
                name = try scanner.key()
            } else if key.equals("data") {
                data = try scanner.string().base64
            } else {
                try scanner.skip()
            }
        }
        if let name, let data { take(name, data) }
    }

    /// The length tells a pool, a tick array and a position; everything else is of no use here.
    private mutating func take(_ key: PublicKey, _ data: [UInt8]) {
        switch data.count {
        case WhirlpoolLayout.poolBytes:
            let pool = unsafe data.withUnsafeBytes { bytes -> WhirlpoolAccount? in
                do throws(AccountError) {
                    return try unsafe WhirlpoolAccount(
                        AccountBytes(bytes), owner: WhirlpoolLayout.program)
                } catch {
                    return nil
                }
            }
            pools[key] = pool
        case WhirlpoolLayout.tickArrayBytes:
            waiting.append((key, data))
        case DayAccounts.positionBytes:
            // Whirlpool, mint and liquidity come before the two ticks.
            let range = unsafe data.withUnsafeBytes { bytes -> TickRange in
                let bytes = unsafe AccountBytes(bytes)
                return TickRange(
                    lower: bytes.load(Int32.self, at: 88), upper: bytes.load(Int32.self, at: 92))
            }
            positions[key] = range
        default:
            break
        }
    }

    private static let positionBytes = 216

    private mutating func takeArray(_ key: PublicKey, _ data: [UInt8]) {
        unsafe data.withUnsafeBytes { bytes in
            do throws(AccountError) {
                let array = try unsafe WhirlpoolTickArray(
                    AccountBytes(bytes), owner: WhirlpoolLayout.program)
                guard let pool = pools[array.whirlpool] else { return }
                starts[key] = array.start.count
                arrays[array.whirlpool, default: []].insert(array.start.count)
                for slot in 0..<WhirlpoolState.slotsPerArray
                where array.isInitialised(slot: slot) {
                    let tick = array.start.count + Int32(slot) * Int32(pool.tickSpacing)
                    ticks[array.whirlpool, default: [:]][tick] = RebuiltTick(
                        gross: array.gross(slot: slot), net: array.net(slot: slot))
                }
            } catch {
                return
            }
        }
    }
}
