import Testing
import Wire

@Suite("Web addresses")
struct WebAddressTests {
    @Test(
        "an address falls into its parts",
        arguments: [
            ("wss://ws.venue.test", "ws.venue.test", 443, "/", "ws.venue.test"),
            ("WSS://WS.Venue.Test:443/a", "ws.venue.test", 443, "/a", "ws.venue.test"),
            (
                "ws://localhost:9001/getCaseCount?agent=apus", "localhost", 9001,
                "/getCaseCount?agent=apus", "localhost:9001"
            ),
            ("http://127.0.0.1:80?x", "127.0.0.1", 80, "/?x", "127.0.0.1"),
            ("https://[::1]:8899/", "::1", 8899, "/", "[::1]:8899"),
            ("http://[2001:DB8::1.2.3.4]", "2001:db8::1.2.3.4", 80, "/", "[2001:db8::1.2.3.4]"),
            ("ws://a_b.c/é d|e?%20", "a_b.c", 80, "/%C3%A9%20d%7Ce?%20", "a_b.c"),
        ] as [(String, String, UInt16, String, String)])
    func parts(text: String, host: String, port: UInt16, target: String, field: String) throws {
        let address = try WebAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.target == target)
        #expect(address.hostField == field)
        #expect(address.isSecure == (port == 443 || port == 8899))
    }

    @Test("a host is a name, an IPv4 or an IPv6 address")
    func kinds() throws {
        #expect(try WebAddress("ws://a.b").hostKind == .name)
        #expect(try WebAddress("ws://1.2.3.a").hostKind == .name)
        #expect(try WebAddress("ws://1.2.3.4").hostKind == .ipv4)
        #expect(try WebAddress("ws://[1:2:3:4:5:6:7:8]").hostKind == .ipv6)
    }

    @Test(
        "what is no address is refused with the reason",
        arguments: [
            ("", WebAddressError.noScheme), ("localhost:80", .noScheme), ("//a", .noScheme),
            ("ftp://a", .unknownScheme), ("://a", .unknownScheme), ("ws://", .badHost),
            ("ws:///path", .badHost), ("ws://u:p@a", .userInfo), ("ws://a#f", .fragment),
            ("ws://a:0", .badPort), ("ws://a:65536", .badPort), ("ws://a:", .badPort),
            ("ws://a:8x", .badPort), ("ws://a:+80", .badPort), ("ws://1.2.3", .badHost),
            ("ws://1.2.3.256", .badHost), ("ws://1.2.3.04", .badHost), ("ws://a..b", .badHost),
            ("ws://-a", .badHost), ("ws://a-", .badHost), ("ws://a b", .badHost),
            ("ws://é", .badHost), ("ws://[::1", .badHost), ("ws://[::1]x", .badHost),
            ("ws://[1::2::3]", .badHost), ("ws://[12345::]", .badHost), ("ws://[]", .badHost),
            ("ws://[1:2:3:4:5:6:7]", .badHost), ("ws://[1:2:3:4:5:6:7:8::]", .badHost),
            ("ws://[fe80::1%eth0]", .badHost), ("ws://::1", .badHost), ("ws://a/\u{7}", .badTarget),
            ("ws://a/\r\nX:", .badTarget),
        ] as [(String, WebAddressError)])
    func refused(text: String, error: WebAddressError) {
        #expect(throws: error) { _ = try WebAddress(text) }
    }

    @Test("an address of 4096 bytes is read, a longer one is not")
    func length() throws {
        let most = "ws://a/" + String(repeating: "x", count: 4_089)
        #expect(try WebAddress(most).target.utf8.count == 4_090)
        #expect(throws: WebAddressError.tooLong) { _ = try WebAddress(most + "x") }
    }
}
