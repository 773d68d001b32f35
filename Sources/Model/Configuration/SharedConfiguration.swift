/// How much the daemon says about itself, named as swift-log does.
public enum LogLevel: String, Sendable, Hashable, CaseIterable {
    case trace, debug, info, notice, warning, error, critical
}

/// How long the store keeps what it has.
public struct Retention: Hashable, Sendable {
    /// How long events and resolved alerts are kept.
    public var events: Duration
    /// How long samples are kept.
    public var samples: Duration

    /// 90 days of events and 14 days of samples unless told otherwise.
    public init(events: Duration = .seconds(90 * 86_400), samples: Duration = .seconds(14 * 86_400)) {
        self.events = events
        self.samples = samples
    }
}

/// What the whole daemon is configured with, and every watcher may read.
public struct SharedConfiguration: Sendable {
    /// Stands on every event; empty where none is configured.
    public let site: String
    /// How much the daemon says about itself.
    public let logLevel: LogLevel
    /// How long the store keeps what it has.
    public let retention: Retention
    /// Credentials in the order of the configuration.
    public let credentials: [SNMPCredential]
    /// Devices in the order of the configuration, ranges expanded, those of the inventory last.
    public let devices: [DeviceEntry]
    private let credentialsByName: [String: Int]
    private let devicesByAddress: [IPAddress: Int]
    private let devicesByName: [String: Int]

    /// A configuration; where two devices have one address, or a name, the first is the one that is found.
    public init(
        site: String = "", logLevel: LogLevel = .info, retention: Retention = Retention(),
        credentials: [SNMPCredential] = [], devices: [DeviceEntry] = []
    ) {
        self.site = site
        self.logLevel = logLevel
        self.retention = retention
        self.credentials = credentials
        self.devices = devices
        credentialsByName = Dictionary(
            credentials.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        devicesByName = Dictionary(devices.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        var byAddress: [IPAddress: Int] = [:]
        for (index, device) in devices.enumerated() {
            if case .ip(let address) = device.address, byAddress[address] == nil { byAddress[address] = index }
        }
        devicesByAddress = byAddress
    }

    /// The device that was configured with this address; nil also for devices that were configured by a host name.
    public func device(at address: IPAddress) -> DeviceEntry? { devicesByAddress[address].map { devices[$0] } }

    /// The device of a name.
    public func device(named name: String) -> DeviceEntry? { devicesByName[name].map { devices[$0] } }

    /// The credential of a name.
    public func credential(named name: String) -> SNMPCredential? { credentialsByName[name].map { credentials[$0] } }
}
