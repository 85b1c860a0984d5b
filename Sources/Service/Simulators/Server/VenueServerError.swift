public import Reactor
public import Wire

/// Why a scenario could not be put on the network.
public enum VenueServerError: Error, Sendable {
    case scenario(ScenarioError)
    case loop(LoopFault)
    /// A port is taken, or may not be used.
    case listen(ListenFault)
    case certificate(TLSSetupError)
    /// The file for the ground truth cannot be written.
    case truthFile(String, FileError)
}

extension VenueServerError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .scenario(let error): error.description
        case .loop(let fault): fault.description
        case .listen(let fault): fault.description
        case .certificate(let error): "no certificate for the simulators: \(error)"
        case .truthFile(let path, let error):
            "cannot write the ground truth to \(path): \(error)"
        }
    }
}
