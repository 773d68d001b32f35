import Model

/// What other watchers and the list of makers say about the hosts of a link, by MAC address: where it is plugged in, what
/// else it does, who made it. So one incident is told whole by whoever tells it. Bounded: what is left out is counted.
struct HostBook: Sendable {
    /// The makers.
    var vendors = MACVendors()
    /// Which addresses they say are theirs.
    var neighbours = NeighbourBook()
    /// How many facts were left out for want of room.
    private(set) var leftOut = 0

    private struct Role: Sendable, Hashable {
        var role: LinkRole
        var address: IPAddress?
        var isListed: Bool
        var says: String
    }

    private static let portLimit = 65_536
    private static let roleLimit = 4_096
    private static let guardLimit = 16_384
    private var ports: [MACAddress: (device: String, port: String)] = [:]
    private var roles: [MACAddress: [Role]] = [:]
    private var guards: [String: (isOn: Bool, trusted: Set<String>)] = [:]
    /// What the watcher itself has said of hosts, and when.
    private var told: [FactKey: (fact: Fact, at: MonotonicTime)] = [:]

    /// Takes a fact; the host that it is about, where it changes what is said of one.
    mutating func take(_ fact: Fact) -> MACAddress? {
        switch fact {
        case .portOfMAC(let mac, let device, let port):
            guard ports[mac] != nil || ports.count < Self.portLimit else {
                leftOut += 1
                return nil
            }
            let before = ports.updateValue((device, port), forKey: mac)
            return before.map { $0 == (device, port) } ?? false ? nil : mac
        case .linkRole(let mac, let role, let address, _, let isListed, let says):
            guard roles[mac] != nil || roles.count < Self.roleLimit else {
                leftOut += 1
                return nil
            }
            var known = roles[mac] ?? []
            let new = Role(role: role, address: address, isListed: isListed, says: says)
            if known.contains(new) { return nil }
            known.removeAll { $0.role == role }
            known.append(new)
            roles[mac] = known
            return mac
        case .dhcpSnooping(let device, let isOn, let trusted):
            guard guards[device] != nil || guards.count < Self.guardLimit else {
                leftOut += 1
                return nil
            }
            guards[device] = (isOn, Set(trusted))
            return nil
        default: return nil
        }
    }

    /// Takes what the watcher itself is about to say of a host: whether it is to be published. What it has said is said again
    /// when it has changed, but not all the time; so also after a restart, since nothing was said then.
    mutating func tell(_ fact: Fact, at now: MonotonicTime) -> Bool {
        if let before = told[fact.key] {
            guard before.fact != fact, now >= before.at + IncidentBook.changePause else { return false }
        } else if told.count >= Self.roleLimit {
            leftOut += 1
            return false
        }
        told[fact.key] = (fact, now)
        _ = take(fact)
        return true
    }

    /// Takes a fact; those of the given hosts of which it changes what is said. What a switch does changes it for all that
    /// are plugged in there.
    mutating func take(_ fact: Fact, among concerned: some Sequence<MACAddress>) -> Set<MACAddress> {
        guard case .dhcpSnooping(let device, let isOn, let trusted) = fact else {
            return take(fact).map { [$0] } ?? []
        }
        let isOld = guards[device].map { $0 == (isOn, Set(trusted)) } ?? false
        _ = take(fact)
        return isOld || guards[device] == nil ? [] : Set(concerned.filter { ports[$0]?.device == device })
    }

    /// `52:54:00:00:00:66 (QEMU)`.
    func name(_ mac: MACAddress) -> String {
        guard let vendor = vendors.vendor(of: mac) else { return mac.text }
        return "\(mac.text) (\(vendor))"
    }

    /// ` on acc-sw7 port Gi1/0/14`; empty where no switch told.
    func place(_ mac: MACAddress) -> String {
        guard let (device, port) = ports[mac] else { return "" }
        return " on \(device) port \(port)"
    }

    /// `; DHCP snooping is off on acc-sw7`: what the switch of a DHCP server does about it; empty where it did not tell.
    func snooping(_ mac: MACAddress) -> String {
        guard let (device, port) = ports[mac], let guarding = guards[device] else { return "" }
        if !guarding.isOn { return "; DHCP snooping is off on \(device)" }
        let trusts = guarding.trusted.contains(port)
        return "; DHCP snooping is on there and \(trusts ? "trusts" : "does not trust") that port"
    }

    /// `; the same host answers DHCP clients`; empty where nothing else is known of it.
    func otherRoles(_ mac: MACAddress, than role: LinkRole?) -> String {
        let others = (roles[mac] ?? []).filter { $0.role != role }.map(\.role.phrase)
        return others.isEmpty ? "" : "; the same host \(others.joined(separator: " and "))"
    }

    /// Writes the members `mac`, `vendor`, `switch`, `switch_port`, `switch_snooping`, `switch_port_trusted`, `addresses` and
    /// `also` as far as they are known.
    func write(_ mac: MACAddress?, than role: LinkRole?, into writer: inout JSONWriter) {
        guard let mac else { return }
        writeCard(mac, into: &writer)
        if let device = ports[mac]?.device, let port = ports[mac]?.port, let guarding = guards[device] {
            writer.key("switch_snooping")
            writer.boolean(guarding.isOn)
            writer.key("switch_port_trusted")
            writer.boolean(guarding.trusted.contains(port))
        }
        let claims = neighbours.addresses(of: mac)
        if !claims.isEmpty {
            writer.key("addresses")
            writer.beginArray()
            for claim in claims {
                writer.beginObject()
                writer.member("address", claim.address.text)
                writer.member("by", claim.origin.rawValue)
                writer.endObject()
            }
            writer.endArray()
        }
        let others = (roles[mac] ?? []).filter { $0.role != role }
        guard !others.isEmpty else { return }
        writer.key("also")
        writer.beginArray()
        for other in others {
            writer.beginObject()
            writer.member("role", other.role.rawValue)
            if let address = other.address { writer.member("address", address.text) }
            writer.key("listed")
            writer.boolean(other.isListed)
            if !other.says.isEmpty { writer.member("says", other.says) }
            writer.endObject()
        }
        writer.endArray()
    }

    /// Writes the members `mac`, `vendor`, `switch` and `switch_port` as far as they are known.
    func writeCard(_ mac: MACAddress, into writer: inout JSONWriter) {
        writer.member("mac", mac.text)
        if let vendor = vendors.vendor(of: mac) { writer.member("vendor", vendor) }
        if let (device, port) = ports[mac] {
            writer.member("switch", device)
            writer.member("switch_port", port)
        }
    }
}
