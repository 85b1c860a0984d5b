/// Why a run could not begin.
public enum RunFault: Error, CustomStringConvertible {
    case settings(SettingsFaults)
    case source(SourceFault)
    case topology(String)
    case network(String)
    case journal(directory: String, why: String)
    case thread(String)
    case recording(String)

    public var description: String {
        switch self {
        case .settings(let faults): faults.description
        case .source(let fault): fault.description
        case .topology(let why): "the threads cannot be laid out: \(why)"
        case .network(let why): why
        case .journal(let directory, let why): "\(directory): \(why)"
        case .thread(let why): "a thread could not be started: \(why)"
        case .recording(let why): why
        }
    }
}
