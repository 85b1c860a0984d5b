import Solana
import Testing

@Suite("RPC requests")
struct RPCRequestTests {
    let key = PublicKey("whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc")!

    func text(_ body: (UnsafeMutableRawBufferPointer) -> Int?) -> String? {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 1)
        defer { room.deallocate() }
        return body(room).map { String(decoding: room[..<$0], as: UTF8.self) }
    }

    @Test("they are what Solana documents")
    func requests() {
        #expect(
            text { RPCRequest.accountSubscribe(key, commitment: .processed, id: 1, into: $0) }
                == #"""
                {"jsonrpc":"2.0","id":1,"method":"accountSubscribe","params":["whirLbMiicV\#
                dio4qvUfM5KAg6Ct8VwpYzGff3uctyCc",{"encoding":"base64","commitment":"proce\#
                ssed"}]}
                """#
        )
        #expect(
            text { RPCRequest.accountUnsubscribe(subscription: 7, id: 2, into: $0) }
                == #"{"jsonrpc":"2.0","id":2,"method":"accountUnsubscribe","params":[7]}"#)
        #expect(
            text { RPCRequest.slotSubscribe(id: 3, into: $0) }
                == #"{"jsonrpc":"2.0","id":3,"method":"slotSubscribe","params":[]}"#)
        #expect(
            text {
                RPCRequest.multipleAccounts(
                    [key, key], commitment: .confirmed, slotMin: 5, id: 4, into: $0)
            }
                == #"""
                {"jsonrpc":"2.0","id":4,"method":"getMultipleAccounts","params":[["whirLbM\#
                iicVdio4qvUfM5KAg6Ct8VwpYzGff3uctyCc","whirLbMiicVdio4qvUfM5KAg6Ct8VwpYzGf\#
                f3uctyCc"],{"encoding":"base64","commitment":"confirmed","minContextSlot":\#
                5}]}
                """#
        )
        #expect(
            text { RPCRequest.multipleAccounts([], commitment: .finalized, id: 4, into: $0) }?
                .contains("minContextSlot") == false)
    }

    @Test(
        "a hundred accounts are no larger than a node takes over HTTP, and a small room is refused")
    func rooms() {
        let many = [PublicKey](repeating: key, count: 100)
        #expect(
            text { RPCRequest.multipleAccounts(many, commitment: .processed, id: 1, into: $0) }
                != nil)
        let small = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
        defer { small.deallocate() }
        #expect(
            RPCRequest.multipleAccounts(many, commitment: .processed, id: 1, into: small) == nil)
    }

    @Test("nothing that changes the chain can be asked for")
    func allowed() {
        #expect(RPCMethod.allCases.count == 4)
        for method in RPCMethod.allCases {
            let name = "\(method)"
            #expect(
                !name.hasPrefix("send") && !name.hasPrefix("request") && !name.hasPrefix("simulate")
            )
        }
    }
}
