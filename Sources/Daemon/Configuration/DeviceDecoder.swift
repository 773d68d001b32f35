internal import Model

/// What a device has where it says nothing itself: `snmp.defaults`.
struct DeviceDefaults {
    var interval: Duration = .seconds(60)
    var timeout: Duration = .seconds(2)
    var retries = 2
    var port: UInt16 = 161
    var profiles = ["system", "interfaces"]
    var deadline: Duration?

    /// The contract's defaults.
    init() {}

    /// Decodes the section; what is absent or faulty stays as it was.
    init(_ reader: SectionReader) {
        interval = reader.deviceInterval ?? interval
        timeout = reader.deviceTimeout ?? timeout
        retries = reader.deviceRetries ?? retries
        port = reader.devicePort ?? port
        deadline = reader.deviceDeadline
        if reader.has("profiles") { profiles = reader.strings("profiles") }
    }
}

/// Decodes devices, those of the configuration and those of an inventory, into one list with unique names.
struct DeviceDecoder {
    /// How many devices there may be.
    static let limit = 100_000
    private let defaults: DeviceDefaults
    private let credentialNames: [String]
    private let knownCredentials: Set<String>
    private let faults: ConfigurationFaults
    private var names = UniqueNames()
    private var byAddress: [String: String] = [:]
    private var isFull = false
    /// The devices so far.
    private(set) var devices: [DeviceEntry] = []

    /// A decoder that has seen no device.
    init(defaults: DeviceDefaults, credentials: [SNMPCredential], faults: ConfigurationFaults) {
        self.defaults = defaults
        credentialNames = credentials.map(\.name)
        knownCredentials = Set(credentialNames)
        self.faults = faults
    }

    /// One entry of `snmp.devices`: a device, or a range of them.
    mutating func decode(_ reader: SectionReader) {
        let name = reader.string("name", isRequired: true, expecting: "a name")
        let address = reader.string("address", isRequired: true, expecting: "an address or the name of a host")
        let credentials = reader.values(
            "credential", expecting: "the name of a credential", allowsSingle: true
        ) { $0.isEmpty ? nil : $0 }
        for credential in credentials { check(credential) }
        var device = DeviceEntry(
            name: "", address: .name(""), port: reader.devicePort ?? defaults.port,
            credentials: credentials.map(\.value), uplinks: reader.strings("uplinks"), tags: reader.tags("tags"),
            profiles: reader.has("profiles") ? reader.strings("profiles") : defaults.profiles,
            interval: reader.deviceInterval ?? defaults.interval, timeout: reader.deviceTimeout ?? defaults.timeout,
            retries: reader.deviceRetries ?? defaults.retries, contextName: reader.string("context"),
            expectsRefusal: reader.choice("expect", from: ["answers": false, "refused": true]) ?? false,
            deadline: reader.deviceDeadline ?? defaults.deadline, isPolled: reader.boolean("poll") ?? true,
            acceptsOtherAddress: reader.boolean("accept_other_address") ?? false)
        guard let name, let address, let nameNode = reader.value(of: "name"),
            let addressNode = reader.value(of: "address")
        else { return }
        guard let nameRange = range(name, at: nameNode), let addressRange = range(address, at: addressNode) else {
            return
        }
        guard nameRange.count == addressRange.count else {
            let (names, addresses) = (nameRange.count ?? 1, addressRange.count ?? 1)
            let message = "stands for \(addresses) where the name stands for \(names); ranges advance together"
            faults.fault(addressNode.location, addressNode.path, message)
            return
        }
        for step in 0..<(nameRange.count ?? 1) {
            device.name = nameRange.text(at: step)
            let text = addressRange.text(at: step)
            guard let place = HostAddress(text) else {
                let message = "expected an address or the name of a host, not \(text.quotedForMessage)"
                faults.fault(addressNode.location, addressNode.path, message)
                return
            }
            device.address = place
            let nameAt = Located(device.name, location: nameNode.location, path: nameNode.path)
            let addressAt = Located(text, location: addressNode.location, path: addressNode.path)
            // One fault for a range is enough: the next steps would repeat it.
            guard add(device, name: nameAt, address: addressAt) else { return }
        }
    }

    /// Takes a device whose name is checked here; false after a fault.
    mutating func add(_ device: DeviceEntry, name: Located<String>, address: Located<String>) -> Bool {
        guard devices.count < Self.limit else {
            if !isFull { faults.fault(name.location, name.path, "there are more than \(Self.limit) devices") }
            isFull = true
            return false
        }
        if let reason = Self.whyNot(device.name) {
            faults.fault(name.location, name.path, "\(device.name.quotedForMessage) cannot name a device: \(reason)")
            return false
        }
        guard names.claim(device.name, at: name.location, path: name.path, faults: faults) else { return false }
        let place = "\(device.address.text) \(device.port)"
        if let first = byAddress[place] {
            if device.contextName == nil {
                let message = "\(device.name.quotedForMessage) has the address of \(first.quotedForMessage)"
                faults.warn(address.location, address.path, "\(message), which its traps will bear as their device")
            }
        } else {
            byAddress[place] = device.name
        }
        devices.append(device)
        return true
    }

    /// Whether a credential is configured; otherwise a fault.
    func check(_ credential: Located<String>) {
        guard !knownCredentials.contains(credential.value) else { return }
        let suggestion = DidYouMean.suffix(credential.value, among: credentialNames)
        let message = "no credential is named \(credential.value.quotedForMessage)\(suggestion)"
        faults.fault(credential.location, credential.path, message)
    }

    private func range(_ text: String, at node: ConfigurationNode) -> BraceRange? {
        do {
            return try BraceRange(text)
        } catch {
            faults.fault(node.location, node.path, error.text)
            return nil
        }
    }

    /// A subject is `device/instance`, so that a slash in a name would lie about what it is.
    private static func whyNot(_ name: String) -> String? {
        if name.utf8.contains(UInt8(ascii: "/")) { return "a slash separates device and instance" }
        if name.unicodeScalars.contains(where: { $0.properties.isWhitespace }) { return "it has white space" }
        if name.utf8.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) {
            return "ranges stand in snmp.devices only"
        }
        if name != name.withControlsEscaped { return "it has control characters" }
        return name.utf8.count > 255 ? "it is longer than 255 bytes" : nil
    }
}

extension SectionReader {
    fileprivate var deviceInterval: Duration? { duration("interval", in: .seconds(1)...(.seconds(86_400))) }
    fileprivate var deviceDeadline: Duration? { duration("deadline", in: .seconds(1)...(.seconds(86_400))) }
    fileprivate var deviceTimeout: Duration? { duration("timeout", in: .milliseconds(10)...(.seconds(60))) }
    fileprivate var deviceRetries: Int? { integer("retries", in: 0...20) }
    fileprivate var devicePort: UInt16? { integer("port", in: 1...65_535).map { UInt16($0) } }
}
