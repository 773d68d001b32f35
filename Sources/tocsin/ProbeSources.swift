import Daemon
import Model

/// What probing commands take from the configuration, with its faults as those of a command.
struct ProbeSources {
    private let sources: ProbeCredentials

    /// Reads a configuration with its secrets.
    init(file: String) throws(CommandFault) {
        do throws(ProbeCredentials.Fault) { sources = try ProbeCredentials(file: file) } catch {
            throw ProbeSources.fault(error)
        }
    }

    /// The devices that are configured.
    var devices: [DeviceEntry] { sources.devices }

    /// The credentials of these names; all without names.
    func credentials(_ names: [String]) throws(CommandFault) -> [SNMPCredential] {
        do throws(ProbeCredentials.Fault) { return try sources.chosen(names) } catch { throw ProbeSources.fault(error) }
    }

    /// The device that is configured with that name or address.
    func device(_ text: String) -> DeviceEntry? { sources.device(text) }

    private static func fault(_ fault: ProbeCredentials.Fault) -> CommandFault {
        switch fault {
        case .configuration(let faults): .faultyConfiguration(faults)
        case .unknown(let text): .usage(text)
        }
    }
}
