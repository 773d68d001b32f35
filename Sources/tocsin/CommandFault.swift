import EventStore
import Model

/// Why a command did not do what was asked: what is told on standard error, and the exit code (sysexits.h).
enum CommandFault: Error, Hashable {
    /// What was typed cannot be meant: 64.
    case usage(String)
    /// It was tried and did not work: 1.
    case failed(String)
    /// The daemon cannot be reached: 69.
    case unreachable(String)
    /// It may not be done by this user: 77.
    case notPermitted(String)
    /// The configuration has faults, one line each: 78.
    case faultyConfiguration([String])
    /// Everything was told already; only the code is left.
    case told(exitCode: Int32)

    /// The code that the program ends with.
    var exitCode: Int32 {
        switch self {
        case .failed: 1
        case .usage: 64
        case .unreachable: 69
        case .notPermitted: 77
        case .faultyConfiguration: 78
        case .told(let code): code
        }
    }

    /// What standard error shows, safe for a terminal; without the program's name.
    var text: String {
        switch self {
        case .usage(let text), .failed(let text), .unreachable(let text), .notPermitted(let text):
            text.withControlsEscaped
        case .faultyConfiguration(let faults): faults.map(\.withControlsEscaped).joined(separator: "\n")
        case .told: ""
        }
    }

    /// The fault of a reader of the store.
    init(_ fault: ReaderFault) {
        if fault.isUsage {
            self = .usage(fault.description)
        } else if fault.isPermission {
            self = .notPermitted(fault.description)
        } else {
            self = .failed(fault.description)
        }
    }

    /// What kept a client from the control socket, by errno.
    init(connectingTo path: String, errno code: Int32, words: String) {
        switch code {
        case 1, 13: self = .notPermitted("not permitted to use \(path): it takes the group tocsin-view or tocsin-admin")
        case 2, 20, 110, 111:
            self = .unreachable("the daemon cannot be reached at \(path) (\(words)); is tocsind running?")
        default: self = .failed("talking to the daemon at \(path) failed: \(words)")
        }
    }
}
