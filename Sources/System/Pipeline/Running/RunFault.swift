/// Why a run could not begin.
public enum RunFault: Error, CustomStringConvertible {
    case settings(SettingsFaults)
    case source(SourceFault)
    case topology(String)
    case network(String)
    case journal(directory: String, why: String)
    case thread(String)
    /// The settings give another meaning to the ledger of the recording that they would resume.
    case terms(directory: String, recorded: String, now: String)
    case recording(String)

    public var description: String {
        switch self {
        case .settings(let faults): faults.description
        case .source(let fault): fault.description
        case .topology(let why): "the threads cannot be laid out: \(why)"
        case .network(let why): why
        case .journal(let directory, let why): "\(directory): \(why)"
        case .terms(let directory, let recorded, let now):
            "\(directory): its ledger is of \(recorded); the settings have \(now): use the "
                + "recording's assets and sources, or record in another folder"
        case .thread(let why): "a thread could not be started: \(why)"
        case .recording(let why): why
        }
    }
}
