import Glibc
import Numbers
import Testing

@testable import Reactor

/// Everything here uses real sockets and counts descriptors, so one test runs at a time.
@Suite("The reactor", .serialized)
struct ReactorTests {}

func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return Instant(nanosecondsSinceBoot: UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
}

func wallTime() -> WallTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    let nanoseconds = UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    return WallTime(nanosecondsSince1970: nanoseconds)
}

extension EventLoop {
    /// Turns the loop and hands each event to `body` until it says true; false after `seconds`.
    mutating func drive(
        seconds: UInt64 = 10, until body: (inout EventLoop, LoopEvent) -> Bool
    ) -> Bool {
        let deadline = now() + .seconds(seconds)
        while now() < deadline {
            _ = wait(until: now() + .milliseconds(20), at: now())
            while let event = nextEvent() {
                if body(&self, event) { return true }
            }
        }
        return false
    }

    func requireAddress(of listener: ListenerID) throws -> SocketAddress {
        let found = address(of: listener)
        return try #require(found)
    }

    mutating func send(_ bytes: [UInt8], on id: ConnectionID) -> SendAnswer {
        bytes.withUnsafeBytes { send($0, on: id) }
    }

    /// A connected pair inside this loop: the client's end and the server's.
    mutating func pair(_ options: SocketOptions = SocketOptions()) throws -> (
        client: ConnectionID, server: ConnectionID
    ) {
        let listener = try listen(on: .loopback(port: 0), options: options)
        let address = try requireAddress(of: listener)
        let client = try connect(to: address, within: .seconds(5), options: options)
        var server: ConnectionID?
        var isConnected = false
        let done = drive { _, event in
            if case .accepted(let id, _) = event { server = id }
            if case .connected = event { isConnected = true }
            return server != nil && isConnected
        }
        try #require(done)
        close(listener)
        return (client, try #require(server))
    }
}

/// A plain blocking socket, for what a well-behaved peer would not do.
struct PlainSocket {
    let descriptor: Int32

    init() { descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
    init(descriptor: Int32) { self.descriptor = descriptor }

    func connect(to port: UInt16) -> Int32 {
        withAddress(port) { Glibc.connect(descriptor, $0, $1) }
    }

    /// Binds to a free port of the loopback and returns it.
    func bind() -> UInt16 {
        _ = withAddress(0) { Glibc.bind(descriptor, $0, $1) }
        var name = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor, $0, &length)
            }
        }
        return UInt16(bigEndian: name.sin_port)
    }

    func setNonBlocking() { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }

    func closeWithReset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        Glibc.close(descriptor)
    }

    func close() { Glibc.close(descriptor) }

    private func withAddress(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}

/// What suites that run in this process at the same time may have open more than before.
let descriptorsOfOthers = 32

/// The descriptors this process holds.
func descriptorCount() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return -1 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
}
