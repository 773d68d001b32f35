internal import Model

/// Decodes what the whole daemon is configured with: `site`, `log`, `store`, and of `snmp` what all watchers share. The
/// rest of that section is the SNMP watcher's, which is given the same reader.
struct SharedDecoder {
    /// The disk, for inventories.
    let files: any ConfigurationFiles
    /// The folder of the main configuration file, where relative paths start.
    let folder: String
    /// Where faults go.
    let faults: ConfigurationFaults
    /// The inventories that were read, for the order in which faults are shown.
    private(set) var inventories: [String] = []

    /// A decoder for one configuration.
    init(files: any ConfigurationFiles, folder: String, faults: ConfigurationFaults) {
        self.files = files
        self.folder = folder
        self.faults = faults
    }

    /// Decodes all shared sections; what is faulty has its default, and the fault is recorded.
    mutating func decode(_ root: SectionReader) -> SharedConfiguration {
        let site = root.string("site") ?? ""
        let logLevel = root.section("log")?.choice("level", of: LogLevel.self) ?? .info
        let retention = retention(root.section("store"))
        var credentials: [SNMPCredential] = []
        var devices: [DeviceEntry] = []
        if let snmp = root.section("snmp") {
            credentials = CredentialDecoder.decode(snmp.sections("credentials"))
            devices = decodeDevices(snmp, credentials: credentials)
        }
        return SharedConfiguration(
            site: site, logLevel: logLevel, retention: retention, credentials: credentials, devices: devices)
    }

    private func retention(_ store: SectionReader?) -> Retention {
        var retention = Retention()
        guard let section = store?.section("retention") else { return retention }
        // A century is for ever, and still far from what a 64-bit count of nanoseconds cannot hold.
        let range = Duration.seconds(3_600)...Duration.seconds(36_500 * 86_400)
        retention.events = section.duration("events", in: range) ?? retention.events
        retention.samples = section.duration("samples", in: range) ?? retention.samples
        return retention
    }

    private mutating func decodeDevices(_ snmp: SectionReader, credentials: [SNMPCredential]) -> [DeviceEntry] {
        let defaults = snmp.section("defaults").map { DeviceDefaults($0) } ?? DeviceDefaults()
        var decoder = DeviceDecoder(defaults: defaults, credentials: credentials, faults: faults)
        for section in snmp.sections("devices") { decoder.decode(section) }
        let inventory = InventoryReader(defaults: defaults, faults: faults)
        for path in snmp.values("inventory", expecting: "the path of a CSV file", parse: { $0.isEmpty ? nil : $0 }) {
            let file = FilePath.join(folder, path.value)
            inventories.append(file)
            do {
                let contents = try files.read(file, limit: YAMLDocumentReader.sizeLimit)
                inventory.read(contents.bytes, file: file, into: &decoder)
            } catch {
                faults.fault(path.location, path.path, "\(file.quotedForMessage) cannot be read: \(error.text)")
            }
        }
        return decoder.devices
    }
}
