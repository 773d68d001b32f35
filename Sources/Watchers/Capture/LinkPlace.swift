import Model

/// Where a frame was seen: the interface, and the VLANs that its tags name.
struct LinkPlace: Hashable, Sendable {
    /// The interface; empty for a capture file that does not say.
    var interface: String
    /// VLAN identifiers, the outermost first.
    var vlans: [UInt16]

    /// `eth0`, `eth0 vlan 7`, `eth0 vlan 100.7`; nil where nothing is known.
    var text: String? {
        let tags = vlans.isEmpty ? "" : "vlan \(vlans.map { String($0) }.joined(separator: "."))"
        let parts = [interface, tags].filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// ` on eth0 vlan 7`; empty where nothing is known.
    var phrase: String { text.map { " on \($0)" } ?? "" }

    /// Writes the members `interface` and `vlan` as far as they are known.
    func write(into writer: inout JSONWriter) {
        if !interface.isEmpty { writer.member("interface", interface) }
        if !vlans.isEmpty { writer.member("vlan", vlans.map { String($0) }.joined(separator: ".")) }
    }
}
