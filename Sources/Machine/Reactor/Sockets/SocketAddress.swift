import CUring

/// Where a socket is: an IPv4 or IPv6 address and a port.
@safe public struct SocketAddress: Sendable, Equatable, CustomStringConvertible {
    let raw: socket_address

    init(raw: socket_address) { self.raw = raw }

    /// Reads a literal address, `127.0.0.1` or `::1` (brackets allowed); nil for anything else, a
    /// name for instance.
    public init?(literal: String, port: UInt16) {
        var host = literal
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        var address = socket_address()
        let answer = unsafe host.withCString { text in
            unsafe socket_address_parse(text, port, &address)
        }
        guard answer == 0 else { return nil }
        raw = address
    }

    /// 127.0.0.1; port 0 lets the kernel choose one.
    public static func loopback(port: UInt16) -> SocketAddress {
        guard let address = SocketAddress(literal: "127.0.0.1", port: port) else {
            preconditionFailure("127.0.0.1 is an address")
        }
        return address
    }

    public var port: UInt16 {
        var address = raw
        return unsafe socket_address_port(&address)
    }

    public var isSix: Bool {
        var address = raw
        return unsafe socket_address_is_six(&address) != 0
    }

    /// The host alone, without brackets.
    public var host: String {
        var address = raw
        var text = [CChar](repeating: 0, count: 64)
        guard unsafe socket_address_text(&address, &text, text.count) == 0 else { return "?" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    public var description: String { isSix ? "[\(host)]:\(port)" : "\(host):\(port)" }

    public static func == (a: SocketAddress, b: SocketAddress) -> Bool {
        a.port == b.port && a.host == b.host
    }
}

/// Why a server cannot listen, and where.
public struct ListenFault: Error, Equatable, Sendable, CustomStringConvertible {
    public let address: SocketAddress
    public let fault: NetworkFault

    public var description: String {
        switch fault {
        case .addressInUse:
            "cannot listen on \(address): the port is in use; stop the program that has it "
                + "(ss -ltnp 'sport = \(address.port)') or choose another port"
        case .notPermitted:
            "cannot listen on \(address): not permitted; choose a port above 1023"
        default: "cannot listen on \(address): \(fault)"
        }
    }
}
