import Solana
import Testing

@testable import Pools

@Suite("DLMM addresses")
struct DLMMAddressTests {
    @Test(
        "a bin array stands where the program put it",
        arguments: [
            (2, "6ipV2Sn7GCVgKG3Doqz1MpM33hranTMqxDmShj8Ro8cx"),
            (0, "ERuqwiEFbQwNM8NhUMxUsvgGWbQpEyjbzhQLbBftCMPd"),
            (-1, "Gai2jqUAaJv8S68ibe69beV5DkhdBxAc6zoV3YQpuSNX"),
            (-3, "FR8HAZwQkmbmJXSqSp4CM3424emaMmJf7vz3u3RrYgRL"),
        ] as [(Int32, String)])
    func binArrays(index: Int32, address: String) {
        let pair = key("FJbEo74c2W4QLBBVUfUvi8VBWXtMdJVPuFpq2f6UV1iB")
        #expect(DLMMLayout.binArrayAddress(pair: pair, index: index) == key(address))
    }

    @Test("the event authority is the one that swaps name")
    func authority() {
        #expect(DLMMLayout.eventAuthority == key("D1ZN9Wj1fRSUQfCjhvnu1hqDMT7hzjzBBpi12nVniYD6"))
        let seeds = [Array("__event_authority".utf8)]
        let derived = ProgramAddress(seeds: seeds, program: dlmmProgram)
        #expect(derived?.key == DLMMLayout.eventAuthority)
        #expect(DLMMLayout.memoProgram == key("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"))
        #expect(DLMMLayout.program == dlmmProgram)
    }
}
