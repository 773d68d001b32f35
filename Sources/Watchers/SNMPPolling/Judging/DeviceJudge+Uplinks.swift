import Model

/// Which interfaces lead to the rest of the network.
extension DeviceJudge {
    /// How many neighbours of one device are kept.
    static let neighbourLimit = 1_024

    /// Whether an interface is an uplink: by the configuration, by a neighbour that is a bridge or router, by its alias.
    func isUplink(_ row: Int, of table: TableReading) -> Bool {
        let alias = table.label(InterfaceColumns.alias)?[row] ?? ""
        if !configuredUplinks.isEmpty {
            let isNamed = names(row, of: table).contains { configuredUplinks.contains($0) }
            if isNamed || configuredUplinks.contains(table.indices[row]) { return true }
        }
        if neighbour(row, of: table) != nil { return true }
        return !alias.isEmpty && standard.settings.uplinkAliases?.matches(alias) == true
    }

    /// The neighbour on an interface that was learned by LLDP and is a bridge or router.
    func neighbour(_ row: Int, of table: TableReading) -> String? {
        guard !neighbours.isEmpty else { return nil }
        for name in names(row, of: table) {
            if let neighbour = neighbours[name] { return neighbour }
        }
        return nil
    }

    /// Learns who is at the other end of each port.
    mutating func learnNeighbours(_ table: TableReading) {
        guard standard.settings.learnsUplinks, let ports = table.label(NeighbourColumns.localPort),
            let capabilities = table.label(NeighbourColumns.capabilities)
        else { return }
        let systems = table.label(NeighbourColumns.system)
        let chassis = table.label(NeighbourColumns.chassis)
        let descriptions = table.label(NeighbourColumns.localDescription)
        // What was learned stays: a neighbour that is gone is what its uplink's alert is about.
        var learned = neighbours
        for row in ports.indices where LLDPCapabilities.isBridgeOrRouter(capabilities[row]) {
            let system = systems?[row] ?? ""
            let name = system.isEmpty ? chassis?[row] ?? "" : system
            for port in [ports[row], descriptions?[row] ?? ""] where !port.isEmpty {
                guard learned.count < DeviceJudge.neighbourLimit || learned[port] != nil else { continue }
                learned[port] = name.isEmpty ? "a bridge or router" : name
            }
        }
        guard learned != neighbours else { return }
        neighbours = learned
        interfaces.forgetUplinks()
    }

    /// The names that an interface may be meant by, but for its alias and index: identity, name, description.
    private func names(_ row: Int, of table: TableReading) -> [String] {
        var names = [table.instances[row]]
        for label in [InterfaceColumns.name, InterfaceColumns.description] {
            if let text = table.label(label)?[row], !text.isEmpty, text != names[0] { names.append(text) }
        }
        return names
    }
}

/// What LLDP says that a neighbour is (IEEE 802.1AB, LldpSystemCapabilitiesMap).
enum LLDPCapabilities {
    /// Whether it passes traffic on: bit 2 is a bridge, bit 4 a router. Read from names, or from octets in hexadecimal.
    static func isBridgeOrRouter(_ text: String) -> Bool {
        let lower = text.lowercased()
        if lower.contains("bridge") || lower.contains("router") { return true }
        let digits = lower.hasPrefix("0x") ? lower.dropFirst(2) : lower[...]
        guard let octet = UInt8(digits.prefix(2), radix: 16) else { return false }
        return octet & 0x28 != 0
    }
}
