public import Model

/// What a command that asks agents by itself takes from the configuration.
public struct ProbeCredentials: Sendable {
    /// Why there are none.
    public enum Fault: Error, Sendable {
        /// The configuration has faults, one line each.
        case configuration([String])
        /// What was asked for is not there; one sentence.
        case unknown(String)
    }

    /// Credentials in the order of the configuration, with their secrets.
    public let credentials: [SNMPCredential]
    /// The devices that are configured.
    public let devices: [DeviceEntry]

    /// Reads a configuration; its secrets must be readable by this user. Blocks on the disk.
    public init(file: String) throws(Fault) {
        let loaded = DaemonConfiguration.load(file: file, secrets: .required).loaded
        guard loaded.isUsable else { throw .configuration(loaded.faults.map(\.text)) }
        credentials = loaded.shared.credentials
        devices = loaded.shared.devices
    }

    /// The credentials of these names in this order; all without names.
    public func chosen(_ names: [String]) throws(Fault) -> [SNMPCredential] {
        if names.isEmpty {
            guard !credentials.isEmpty else { throw .unknown("the configuration has no snmp.credentials") }
            return credentials
        }
        var chosen: [SNMPCredential] = []
        for name in names {
            guard let found = credentials.first(where: { $0.name == name }) else {
                throw .unknown(
                    "no credential is named \(name.quotedForMessage)"
                        + DidYouMean.suffix(name, among: credentials.map(\.name)))
            }
            chosen.append(found)
        }
        return chosen
    }

    /// The device that is configured with that name or address.
    public func device(_ text: String) -> DeviceEntry? {
        devices.first { $0.name == text } ?? devices.first { $0.address == HostAddress(text) }
    }
}
