/// What the numbers of a ledger mean: assets and venues go by their places in the settings, amounts
/// by their assets' decimals. All sessions of a recording share one ledger, so they share these.
struct LedgerTerms: Equatable, CustomStringConvertible {
    private let assets: [AssetSettings]
    private let sources: [String]

    init(_ settings: Settings) {
        assets = settings.assets
        sources = settings.sources.map(\.name)
    }

    /// Of a recorded session.
    init(of session: Session) throws(RunFault) {
        do throws(SettingsFaults) {
            self.init(try Settings(text: session.settingsText, file: session.settingsFile))
        } catch {
            throw .recording(
                "the recording's settings are not understood by this program:\n\(error)")
        }
    }

    var assetCount: Int { assets.count }
    var venueCount: Int { sources.count }

    var description: String {
        let assets = assets.map { "\($0.name) (\($0.decimals) decimals)" }
        return "assets \(assets.joined(separator: ", ")) at sources "
            + sources.joined(separator: ", ")
    }
}
