import Numbers
import Reactor
import Wire

/// How a source is reached: addresses and trust, checked before anything starts.
struct SourceLink: Sendable {
    let address: WebAddress
    let httpAddress: WebAddress?
    let settings: ConnectionSettings
    let security: ClientSecurity?

    init(_ source: SourceSettings, on machine: MachineSettings) throws(SourceFault) {
        func read(_ text: String) throws(SourceFault) -> WebAddress {
            do throws(WebAddressError) { return try WebAddress(text) } catch {
                throw SourceFault(source: source.name, what: "\(text): \(error)")
            }
        }
        address = try read(source.url)
        guard address.isWebSocket else {
            throw SourceFault(source: source.name, what: "\(source.url): ws:// or wss:// is needed")
        }
        httpAddress = source.httpURL.isEmpty ? nil : try read(source.httpURL)
        let isSecure = address.isSecure || (httpAddress?.isSecure ?? false)
        do throws(TLSSetupError) {
            security =
                isSecure
                ? ClientSecurity(
                    try TLSContext(
                        trusting: source.authorityFile.isEmpty
                            ? .system : .file(path: source.authorityFile)))
                : nil
        } catch {
            throw SourceFault(source: source.name, what: "\(source.authorityFile): \(error)")
        }
        var settings = ConnectionSettings()
        settings.messageMax = source.messageMebibytes << 20
        settings.silence = source.silentAfter
        settings.backoffFirst = source.backoffLeast
        settings.backoffMost = source.backoffMost
        settings.options = SocketOptions(
            receiveBytes: 4 << 20, receiveStamps: machine.takesKernelStamps ? .kernel : .off,
            defersAcks: machine.defersAcks)
        self.settings = settings
    }

    /// The connections, not yet begun.
    func open(seed: UInt64) -> FeedLink {
        let socket = WebSocketConnection(
            to: address, security: security, settings: settings, seed: seed)
        guard let httpAddress else { return FeedLink(socket: socket, http: nil) }
        var limits = HTTPLimits()
        limits.bodyMax = 16 << 20
        return FeedLink(
            socket: socket,
            http: HTTPConnection(to: httpAddress, security: security, limits: limits))
    }
}

/// Why a source cannot be reached at all.
public struct SourceFault: Error, Equatable, CustomStringConvertible {
    public let source: String
    public let what: String
    public var description: String { "source \"\(source)\": \(what)" }
}
