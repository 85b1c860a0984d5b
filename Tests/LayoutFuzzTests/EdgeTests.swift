import Markets
import Numbers
import Pools
import Solana
import Testing

// What the programs answer at their edges. Numbers and names are theirs, as their binaries
// answered; of Phoenix, and of a DAMM v2 pool without liquidity, read from source, not executed.

private func both(_ text: String) -> [String] { [text, text] }

@Suite("The edges of pools with ranges")
struct RangeEdgeTests {
    @Test("Whirlpool: amounts of 0, and more than all arrays hold")
    func whirlpoolAmounts() throws {
        for isAdaptive in [false, true] {
            let pool = try EdgePool(.whirlpool(isAdaptive: isAdaptive))
            #expect(pool.refusals(in: 0) == both("6035 ZeroTradableAmount"))
            #expect(pool.refusals(out: 0) == both("6035 ZeroTradableAmount"))
            #expect(pool.refusals(in: .max) == both("6038 TickArraySequenceInvalidIndex"))
        }
    }

    @Test("Whirlpool: without liquidity a swap runs to the last array's edge")
    func whirlpoolEmpty() throws {
        let pool = try EdgePool(.whirlpool(isAdaptive: false)) { place, bytes in
            switch place.role {
            case .pool: bytes.with { $0.put(UInt128(0), at: 49) }
            case .array: nil
            default: bytes
            }
        }
        #expect(pool.refusals(in: 1_000) == both("6038 TickArraySequenceInvalidIndex"))
        #expect(pool.refusals(out: 1_000) == both("6038 TickArraySequenceInvalidIndex"))
    }

    @Test("Whirlpool: at the ends of all prices there is no limit beyond")
    func whirlpoolEnds() throws {
        func pool(_ price: UInt128, _ tick: Int32) throws -> EdgePool {
            try EdgePool(.whirlpool(isAdaptive: false)) { place, bytes in
                guard place.role == .pool else { return bytes }
                return bytes.with {
                    $0.put(price, at: 65)
                    $0.put(tick, at: 81)
                }
            }
        }
        let lowest = try pool(4_295_048_016, -443_636)
        #expect(lowest.refusals(in: 1_000)[0] == "6034 InvalidSqrtPriceLimitDirection")
        let highest = try pool(79_226_673_515_401_279_992_447_579_055, 443_636)
        #expect(highest.refusals(in: 1_000)[1] == "6034 InvalidSqrtPriceLimitDirection")
    }

    @Test("Whirlpool: no array of the sequence is known")
    func whirlpoolUnknown() throws {
        let pool = try EdgePool(
            .whirlpool(isAdaptive: false), unread: { $0.role == .array })
        #expect(pool.refusals(in: 1_000) == both("6023 InvalidTickArraySequence"))
    }

    @Test("Whirlpool: the highest fee, 6 %, is of the whole input")
    func whirlpoolFee() throws {
        let pool = try EdgePool(.whirlpool(isAdaptive: false)) { place, bytes in
            place.role == .pool ? bytes.with { $0.put(UInt16(60_000), at: 45) } : bytes
        }
        let trade = try pool.trade(.aToB, .exactIn(Atoms(1_000_000))).get()
        // The atoms that no price can be bought with are fee too.
        #expect(trade.fee >= 60_000 && trade.fee <= 60_002 && trade.amountIn.count == 1_000_000)
    }

    @Test("CLMM: amounts of 0, and more than all ticks hold")
    func clmmAmounts() throws {
        let pool = try EdgePool(.clmm())
        #expect(pool.refusals(in: 0) == both("6024 ZeroAmountSpecified"))
        #expect(pool.refusals(out: 0) == both("6024 ZeroAmountSpecified"))
        #expect(pool.refusals(in: 1) == both("6026 TooSmallInputOrOutputAmount"))
        #expect(pool.refusals(in: .max) == both("6019 LiquidityInsufficient"))
        #expect(pool.refusals(out: .max) == both("6019 LiquidityInsufficient"))
    }

    @Test("CLMM: a bitmap without a bit, and arrays that are not known")
    func clmmArrays() throws {
        let empty = try EdgePool(.clmm()) { place, bytes in
            place.role == .pool ? bytes.with { $0.clear(904..<1_032) } : bytes
        }
        #expect(empty.refusals(in: 1_000) == both("6041 InsufficientLiquidityForDirection"))
        let unknown = try EdgePool(.clmm(), unread: { $0.role == .array })
        #expect(unknown.refusals(in: 1_000) == both("6028 InvalidFirstTickArrayAccount"))
    }

    @Test("CLMM: at the ends of all prices there is no limit beyond")
    func clmmEnds() throws {
        func pool(_ price: UInt128, _ tick: Int32) throws -> EdgePool {
            try EdgePool(.clmm()) { place, bytes in
                guard place.role == .pool else { return bytes }
                return bytes.with {
                    $0.put(price, at: 253)
                    $0.put(tick, at: 269)
                }
            }
        }
        let lowest = try pool(4_295_048_016, -443_636)
        #expect(lowest.refusals(in: 1_000)[0] == "6013 SqrtPriceLimitOverflow")
        let highest = try pool(79_226_673_521_066_979_257_578_248_090, 443_635)
        #expect(highest.refusals(in: 1_000)[1] == "6013 SqrtPriceLimitOverflow")
    }

    @Test("CLMM: a swap ends that no transaction has the compute units for")
    func clmmSteps() throws {
        // Ticks lie 30,000 steps of the fee away.
        let clmm = try EdgePool(.clmm(arrays: [-500, 500], volatilityMax: 400_000_000))
        #expect(clmm.refusals(in: .max) == both("panic"))
        #expect(clmm.refusals(in: 1_000_000) == both(""))
    }

    @Test("DLMM: amounts of 0, and more than all bins hold")
    func dlmmAmounts() throws {
        let pool = try EdgePool(.dlmm())
        #expect(pool.refusals(in: 0) == both("6002 InvalidInput"))
        #expect(pool.refusals(in: .max) == both("6037 CannotFindNonZeroLiquidityBinArrayId"))
        #expect(pool.refusals(in: 1) == both("6039 InsufficientOutAmount"))
        let bare = try EdgePool(.dlmm()) { $0.role == .bitmap ? nil : $1 }
        #expect(
            bare.refusals(in: .max) == both("6036 BitmapExtensionAccountIsNotProvided"))
    }

    @Test("DLMM: no array has liquidity, or none is known")
    func dlmmArrays() throws {
        let empty = try EdgePool(.dlmm()) { place, bytes in
            place.role == .pool ? bytes.with { $0.clear(584..<712) } : bytes
        }
        #expect(
            empty.refusals(in: 1_000) == both("6037 CannotFindNonZeroLiquidityBinArrayId"))
        let unknown = try EdgePool(.dlmm(), unread: { $0.role == .array })
        #expect(unknown.refusals(in: 1_000) == both("3005 AccountNotEnoughKeys"))
    }

    @Test("DLMM: no fee exceeds a tenth")
    func dlmmFee() throws {
        let pool = try EdgePool(.dlmm()) { place, bytes in
            guard place.role == .pool else { return bytes }
            return bytes.with {
                $0.put(UInt16.max, at: 8)
                $0[34] = 3
            }
        }
        for direction in [SwapDirection.aToB, .bToA] {
            let trade = try pool.trade(direction, .exactIn(Atoms(1_000_000))).get()
            #expect(trade.fee == 100_000)
        }
    }
}

@Suite("The edges of pools without ranges")
struct PlainEdgeTests {
    /// Gives one of two vaults another balance.
    private func vault(
        _ role: PoolRole, _ amount: UInt64
    ) -> (PoolAccount, [UInt8]) -> [UInt8]? {
        { place, bytes in
            place.role == role ? bytes.with { $0.put(amount, at: 64) } : bytes
        }
    }

    @Test("AMM v4: amounts of 0, 1 and 2⁶⁴ − 1")
    func ammV4Amounts() throws {
        let pool = try EdgePool(.ammV4(isOnBook: false))
        #expect(pool.refusals(in: 0) == both("29 InvalidInput"))
        #expect(pool.refusals(out: 0) == both("29 InvalidInput"))
        #expect(pool.refusals(in: 1) == both("29 InvalidInput"))
        #expect(pool.refusals(in: .max) == both(""))
        #expect(pool.refusals(out: .max) == both("panic"))
    }

    @Test("AMM v4: a reserve of nothing, or of less, and a fee of nearly everything")
    func ammV4Reserves() throws {
        let sound = try SoundPool.ammV4(isOnBook: false)
        let empty = try EdgePool(sound, vault(.vaultA, 9))
        #expect(empty.refusals(in: 1_000) == ["40 InsufficientFunds", "29 InvalidInput"])
        let owing = try EdgePool(sound, vault(.vaultA, 8))
        #expect(owing.refusals(in: 1_000) == both("32 CheckedSubOverflow"))
        func dear(_ numerator: UInt64) throws -> EdgePool {
            try EdgePool(sound) { place, bytes in
                place.role == .pool ? bytes.with { $0.put(numerator, at: 176) } : bytes
            }
        }
        // The fee, rounded up, is all of it.
        #expect(try dear(9_999).refusals(in: 9_999) == both("29 InvalidInput"))
        #expect(try dear(9_999).refusals(in: 1_000_000) == both(""))
        #expect(throws: AccountError.valueOutOfRange) { try dear(10_000) }
    }

    @Test("CPMM: amounts of 0, 1 and 2⁶⁴ − 1")
    func cpmmAmounts() throws {
        let pool = try EdgePool(.cpmm())
        #expect(pool.refusals(in: 0) == both("2505 RequireGtViolated"))
        #expect(pool.refusals(out: 0) == both("2505 RequireGtViolated"))
        #expect(pool.refusals(in: 1) == both("2505 RequireGtViolated"))
        #expect(pool.refusals(in: .max) == both(""))
        #expect(pool.refusals(out: .max) == both("panic"))
    }

    @Test("CPMM: a vault that holds what it owes, or less")
    func cpmmReserves() throws {
        // Protocol, fund and creator: 10, 10·2¹⁶ and 10·2³².
        let owed: UInt64 = 10 + 10 << 16 + 10 << 32
        let empty = try EdgePool(.cpmm(), vault(.vaultA, owed))
        #expect(empty.refusals(in: 1_000) == both("panic"))
        let owing = try EdgePool(.cpmm(), vault(.vaultA, owed - 1))
        #expect(owing.refusals(in: 1_000) == both("6012 InsufficientVault"))
    }

    @Test("DAMM v2: amounts of 0 and 2⁶⁴ − 1, and no liquidity")
    func damm() throws {
        for isDynamic in [false, true] {
            let sound = try SoundPool.damm(isDynamic: isDynamic)
            let pool = try EdgePool(sound)
            #expect(pool.refusals(in: 0) == both("6006 AmountIsZero"))
            #expect(pool.refusals(out: 0) == both("6006 AmountIsZero"))
            let narrow = try EdgePool(sound) { place, bytes in
                guard place.role == .pool else { return bytes }
                return bytes.with {
                    $0.put(UInt128(7_315_350_404_447_641_599), at: 424)
                    $0.put(UInt128(7_315_350_404_447_641_601), at: 440)
                }
            }
            #expect(narrow.refusals(in: .max) == both("6015 PriceRangeViolation"))
            let empty = try EdgePool(sound) { place, bytes in
                place.role == .pool ? bytes.with { $0.put(UInt128(0), at: 360) } : bytes
            }
            #expect(empty.refusals(in: 1_000) == both("panic"))
        }
    }

    @Test("DAMM v2: a fee at its cap is half of the output, or 99 % in newer pools")
    func dammFee() throws {
        for (version, divisor) in [(UInt8(0), 500_000_000), (1, 990_000_000)] {
            func output(_ cliff: UInt64) throws -> PoolTrade {
                let pool = try EdgePool(.damm(isDynamic: false)) { place, bytes in
                    guard place.role == .pool else { return bytes }
                    return bytes.with {
                        $0.put(cliff, at: 8)
                        $0[486] = version
                    }
                }
                return try pool.trade(.aToB, .exactIn(Atoms(1_000_000_000))).get()
            }
            let free = try output(0).amountOut.count
            let dear = try output(UInt64(divisor))
            #expect(dear.fee == (free * UInt64(divisor) + 999_999_999) / 1_000_000_000)
            #expect(dear.amountOut.count == free - dear.fee)
        }
    }

    @Test("Dynamic AMM: nothing in moves nothing, and a vault without shares is none")
    func dynamicAMM() throws {
        let sound = try SoundPool.dynamicAMM(.product)
        let nothing = try EdgePool(sound).trade(.aToB, .exactIn(Atoms(0))).get()
        #expect(nothing.amountIn.count == 0 && nothing.amountOut.count == 0)
        let bare = try EdgePool(sound) { place, bytes in
            place.role == .shareMintA ? bytes.with { $0.put(UInt64(0), at: 36) } : bytes
        }
        #expect(bare.refusals(in: 1_000) == both("6000 MathOverflow"))
    }

    @Test("Phoenix: an order of less than a lot, and a book without orders")
    func phoenix() throws {
        let sound = try SoundPool.phoenix()
        let pool = try EdgePool(sound)
        #expect(pool.refusals(in: 0) == both("15 NewOrderError"))
        #expect(pool.refusals(out: 0) == both("15 NewOrderError"))
        // A base lot has 1,000,000 atoms.
        #expect(pool.refusals(in: 999_999)[0] == "15 NewOrderError")
        #expect(pool.refusals(out: .max)[1] == "15 NewOrderError")
        let empty = try EdgePool(sound) { place, bytes in
            guard place.role == .pool else { return bytes }
            return bytes.with { market in
                for start in [880, 880 + 32 + 64 * 512] { market.clear(start..<start + 24) }
            }
        }
        // An order that finds nothing does nothing, and succeeds.
        let trade = try empty.trade(.bToA, .exactIn(Atoms(5_000_000))).get()
        #expect(trade.amountIn.count == 0 && trade.amountOut.count == 0)
    }
}
