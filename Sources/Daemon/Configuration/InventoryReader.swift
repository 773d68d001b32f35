internal import Model

/// Reads devices from `snmp.inventory`: CSV with the header `name,address,credential,profiles,tags` in any order, of
/// which only the first two must be there. Lists stand in one field with spaces or semicolons: `core lan`, tags as
/// `role=core site=hq`.
struct InventoryReader {
    private static let columns = ["name", "address", "credential", "profiles", "tags"]
    private let defaults: DeviceDefaults
    private let faults: ConfigurationFaults

    /// A reader that fills in defaults.
    init(defaults: DeviceDefaults, faults: ConfigurationFaults) {
        self.defaults = defaults
        self.faults = faults
    }

    /// Gives every good row to the decoder, which keeps names unique; the others are faults.
    func read(_ bytes: [UInt8], file: String, into decoder: inout DeviceDecoder) {
        if let (location, message) = TextScan.firstFault(in: bytes, file: file) {
            faults.fault(location, "", message)
            return
        }
        var csv = CSVReader(String(decoding: bytes, as: UTF8.self), file: file)
        do {
            guard let header = try csv.next() else {
                let header = Self.columns.joined(separator: ",")
                faults.fault(SourceLocation(file: file), "", "is empty: expected the header \(header)")
                return
            }
            guard let positions = positions(header, file: file) else { return }
            while let row = try csv.next() {
                guard row.count == header.count else {
                    let message = "the row has \(row.count) fields where the header has \(header.count)"
                    faults.fault(row.first?.location ?? SourceLocation(file: file), "", message)
                    continue
                }
                take(row, positions, into: &decoder)
            }
        } catch {
            faults.fault(error.location, "", error.message)
        }
    }

    private func positions(_ header: [CSVReader.Field], file: String) -> [String: Int]? {
        var positions: [String: Int] = [:]
        var isGood = true
        for (index, field) in header.enumerated() {
            let column = field.value.lowercased()
            if !Self.columns.contains(column) {
                let suggestion = DidYouMean.suffix(column, among: Self.columns)
                faults.fault(field.location, "", "unknown column \(field.value.quotedForMessage)\(suggestion)")
                isGood = false
            } else if positions.updateValue(index, forKey: column) != nil {
                faults.fault(field.location, "", "the column '\(column)' stands twice")
                isGood = false
            }
        }
        for column in ["name", "address"] where positions[column] == nil && isGood {
            faults.fault(SourceLocation(file: file), "", "the header has no column '\(column)'")
            isGood = false
        }
        return isGood ? positions : nil
    }

    private func take(_ row: [CSVReader.Field], _ positions: [String: Int], into decoder: inout DeviceDecoder) {
        func field(_ column: String) -> Located<String>? {
            guard let index = positions[column] else { return nil }
            return Located(row[index].value, location: row[index].location, path: column)
        }
        func list(_ column: String) -> [Located<String>] {
            guard let all = field(column) else { return [] }
            return all.value.split(whereSeparator: { $0 == " " || $0 == ";" })
                .map { Located(String($0), location: all.location, path: all.path) }
        }
        guard let name = field("name"), let address = field("address") else { return }
        guard !name.value.isEmpty else {
            faults.fault(name.location, name.path, "is missing: expected a name")
            return
        }
        guard let place = HostAddress(address.value) else {
            let message = "expected an address or the name of a host, not \(address.value.quotedForMessage)"
            faults.fault(address.location, address.path, message)
            return
        }
        let credentials = list("credential")
        for credential in credentials { decoder.check(credential) }
        var tags: [String: String] = [:]
        for tag in list("tags") {
            let parts = tag.value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                faults.fault(
                    tag.location, tag.path, "expected tags such as role=core, not \(tag.value.quotedForMessage)")
                continue
            }
            tags[String(parts[0])] = String(parts[1])
        }
        let profiles = list("profiles").map(\.value)
        let device = DeviceEntry(
            name: name.value, address: place, port: defaults.port, credentials: credentials.map(\.value), tags: tags,
            profiles: profiles.isEmpty ? defaults.profiles : profiles, interval: defaults.interval,
            timeout: defaults.timeout, retries: defaults.retries, deadline: defaults.deadline)
        _ = decoder.add(device, name: name, address: address)
    }
}
