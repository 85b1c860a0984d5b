public import Numbers
import TOMLKit
import Wire

/// Whom to ask for a second opinion of a price, and how often.
public struct CrossCheckSettings: Sendable, Equatable {
    /// Nobody outside is asked unless the operator wants it.
    public var isEnabled = false
    /// The quote endpoint, without a query.
    public var url = "https://api.jup.ag/swap/v1/quote"
    /// A PEM file of the authorities to trust; empty: the system's.
    public var authorityFile = ""
    /// A file that holds the API's key and that only its owner may read; empty: no key is sent.
    public var keyFile = ""
    /// 30 is what is allowed without a key.
    public var requestsPerMinute = 30
    /// How far the two may lie apart.
    public var tolerance = BasisPoints(5)

    public init() {}

    /// Why nobody can be asked at `url` with such a key file; nil when somebody can.
    public static func fault(url: String, keyFile: String) -> String? {
        do throws(WebAddressError) {
            let address = try WebAddress(url)
            if address.isWebSocket { return "it begins neither with http:// nor https://" }
            if address.target.contains("?") { return "it has a query, which is ours to write" }
            if !keyFile.isEmpty, !address.isSecure { return "a key is sent over https only" }
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension Settings {
    mutating func readCrossCheck(_ root: TOMLTable, _ reader: SettingsReader) {
        var section = reader.section("cross_check", root["cross_check"]?.table)
        crossCheck.isEnabled = section.flag("enabled", crossCheck.isEnabled)
        crossCheck.url = section.text("url", crossCheck.url)
        crossCheck.authorityFile = section.text("ca_file", crossCheck.authorityFile)
        crossCheck.keyFile = section.text("key_file", crossCheck.keyFile)
        crossCheck.requestsPerMinute = section.integer(
            "requests_per_minute", crossCheck.requestsPerMinute, in: 1...60_000)
        crossCheck.tolerance = BasisPoints(
            UInt32(
                section.integer(
                    "tolerance_bps", Int(crossCheck.tolerance.count), in: 0...10_000)))
        section.finish()
        let fault = CrossCheckSettings.fault(url: crossCheck.url, keyFile: crossCheck.keyFile)
        if let fault {
            reader.fault("cross_check.url", "\"\(crossCheck.url)\" cannot be used: \(fault)")
        }
    }
}
