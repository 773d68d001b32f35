import Model
import Watching

/// Which MAC address is behind which port, as the bridges that are polled say: what was told to the other watchers.
struct PortBook: Sendable {
    /// How many addresses are told of in all.
    static let most = 50_000
    /// A port behind which there are more addresses leads to another bridge, which knows better.
    static let mostBehindPort = 24

    /// Where an address was.
    private struct Place: Sendable, Hashable {
        var slot: Int
        var port: String
    }

    private var places: [MACAddress: Place] = [:]

    /// No addresses.
    init() {}

    /// How many addresses are known.
    var count: Int { places.count }

    /// Takes an address; nil where there is no room, false where it was there before.
    mutating func learn(_ mac: MACAddress, slot: Int, port: String) -> Bool? {
        let place = Place(slot: slot, port: port)
        if let old = places[mac] {
            if old == place { return false }
        } else if places.count >= Self.most {
            return nil
        }
        places[mac] = place
        return true
    }

    /// Forgets the addresses of a device that is no longer configured.
    mutating func forget(_ slot: Int) { places = places.filter { $0.value.slot != slot } }
}

extension SNMPWatcher {
    /// The tables of the shipped profile `bridge` that say which address is behind which port.
    private static let portTables: Set<String> = ["bridge_addresses", "vlan_addresses"]

    /// Publishes what a bridge's forwarding table says that it did not say before.
    mutating func publishPorts(_ slot: Int, _ readings: [TableReading], into actions: inout [Action]) {
        for reading in readings where Self.portTables.contains(reading.table.name) {
            guard let macs = reading.label("mac"), let port = reading.label("port") else { continue }
            let entry = devices[slot].entry
            let interfaces = reading.label("interface") ?? port
            let status = reading.label("status")
            let behind = Dictionary(interfaces.map { ($0, 1) }, uniquingKeysWith: +)
            for row in macs.indices {
                // Only learned(3): the bridge's own addresses and what was set by hand are no one's place.
                if let status, status[row] != "learned", status[row] != "3" { continue }
                let name = interfaces[row].isEmpty ? port[row] : interfaces[row]
                guard let mac = MACAddress(macs[row]), !name.isEmpty, port[row] != "0" else { continue }
                let isUplink =
                    entry.uplinks.contains(name) || behind[interfaces[row], default: 0] > PortBook.mostBehindPort
                if isUplink { continue }
                switch ports.learn(mac, slot: slot, port: name) {
                case nil: counters.portsDropped += 1
                case false?: break
                case true?: actions.append(.publish(.portOfMAC(mac, device: entry.name, port: name)))
                }
            }
        }
    }
}
