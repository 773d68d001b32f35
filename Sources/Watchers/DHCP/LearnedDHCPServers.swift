import Model
import Wire

/// What the watcher learns while no servers are listed: who answered in the first period, and what. Kept over restarts as
/// text, one server a line.
struct LearnedDHCPServers: Sendable, Equatable {
    /// More servers than any link has.
    static let limit = 32
    /// More values of one kind than a server is learned with.
    static let valueLimit = 16

    /// When learning ends.
    var until: Timestamp
    /// What was learned.
    private(set) var servers: [ListedDHCPServer] = []
    /// Those that tell PXE clients what to boot.
    private(set) var pxeServers: [IPAddress] = []

    /// Nothing learned yet.
    init(until: Timestamp) { self.until = until }

    /// Takes in what a server says; whether that was new.
    mutating func learn(_ sighting: DHCPSighting) -> Bool {
        if sighting.kind == .proxy {
            guard let address = sighting.identifier, !pxeServers.contains(address),
                pxeServers.count < Self.valueLimit
            else { return false }
            pxeServers.append(address)
            return true
        }
        let interface = sighting.place.interface
        let found = servers.firstIndex { server in
            server.interface == interface
                && (sighting.isIPv6
                    ? sighting.duid.map(server.duids.contains) ?? false
                    : sighting.identifier.map(server.addresses.contains) ?? false)
        }
        var server = found.map { servers[$0] } ?? ListedDHCPServer(interface: interface)
        if found == nil, servers.count >= Self.limit { return false }
        if let duid = sighting.duid { Self.add(duid, to: &server.duids) }
        if sighting.isIPv6 {
            if let source = sighting.source, !sighting.isRelayed { Self.add(source, to: &server.addresses) }
        } else {
            if let identifier = sighting.identifier { Self.add(identifier, to: &server.addresses) }
            if let source = sighting.source, !sighting.isRelayed, source != .v4(0) {
                Self.add(source, to: &server.addresses)
            }
        }
        if let mac = sighting.mac, !sighting.isRelayed { Self.add(mac, to: &server.macs) }
        Self.learn(sighting, &server.expected)
        guard let found else {
            servers.append(server)
            return true
        }
        defer { servers[found] = server }
        return servers[found] != server
    }

    private static func learn(_ sighting: DHCPSighting, _ expected: inout DHCPExpectation) {
        let offer = sighting.offer
        add(offer.dns, to: &expected.dns)
        add(offer.domains, to: &expected.domains)
        add(offer.ntp, to: &expected.ntp)
        if let proxy = offer.proxy { expected.proxy = proxy }
        // What a client of this link is told is judged behind a relay agent, too.
        guard !sighting.isRelayed || sighting.isToClient else { return }
        add(offer.routers, to: &expected.routers)
        add(offer.routes, to: &expected.routes)
        guard !sighting.isRelayed else { return }
        if let address = offer.address, let length = offer.prefixLength, !sighting.isIPv6 {
            add([Network(address, prefixLength: length)], to: &expected.subnets)
        }
        // This question asks for all options: what the answer leaves out, the server does not say.
        if case .probe(.discover) = sighting.way, sighting.kind == .offer {
            expected.routers = expected.routers ?? []
            expected.dns = expected.dns ?? []
            expected.routes = expected.routes ?? []
            expected.proxy = expected.proxy ?? ""
        }
    }

    private static func add<Value: Equatable>(_ value: Value, to list: inout [Value]) {
        if !list.contains(value), list.count < valueLimit { list.append(value) }
    }

    private static func add<Value: Equatable>(_ values: [Value]?, to list: inout [Value]?) {
        guard let values else { return }
        var known = list ?? []
        for value in values { add(value, to: &known) }
        list = known
    }

    // MARK: Text

    /// The text that is kept.
    var text: String {
        func join(_ values: [String]?) -> String { values.map { "=" + $0.joined(separator: ",") } ?? "" }
        let lines = servers.map { server in
            let expected = server.expected
            return [
                server.addresses.map(\.text).joined(separator: ","), server.duids.map(\.text).joined(separator: ","),
                server.macs.map(\.text).joined(separator: ","), server.interface ?? "",
                join(expected.subnets?.map(\.text)), join(expected.routers?.map(\.text)),
                join(expected.dns?.map(\.text)), join(expected.domains), join(expected.ntp?.map(\.text)),
                join(expected.routes?.map(\.text)), expected.proxy.map { "=" + $0 } ?? "",
            ].joined(separator: "\t")
        }
        return ([until.rfc3339, pxeServers.map(\.text).joined(separator: ",")] + lines).joined(separator: "\n")
    }

    /// Reads the text; nil where it is not such a text.
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 2, let until = Timestamp(rfc3339: String(lines[0])) else { return nil }
        self.until = until
        pxeServers = lines[1].split(separator: ",").prefix(Self.valueLimit).compactMap { IPAddress($0) }
        for line in lines.dropFirst(2).prefix(Self.limit) {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 11 else { return nil }
            func list<Value>(_ index: Int, _ parse: (Substring) -> Value?) -> [Value]? {
                guard fields[index].hasPrefix("=") else { return nil }
                return fields[index].dropFirst().split(separator: ",").compactMap(parse)
            }
            var server = ListedDHCPServer()
            server.addresses = fields[0].split(separator: ",").compactMap { IPAddress($0) }
            server.duids = fields[1].split(separator: ",").compactMap { DUID(text: String($0)) }
            guard !server.addresses.isEmpty || !server.duids.isEmpty else { return nil }
            server.macs = fields[2].split(separator: ",").compactMap { MACAddress($0) }
            server.interface = String(fields[3])
            server.expected.subnets = list(4) { Network($0) }
            server.expected.routers = list(5) { IPAddress($0) }
            server.expected.dns = list(6) { IPAddress($0) }
            server.expected.domains = list(7) { String($0) }
            server.expected.ntp = list(8) { IPAddress($0) }
            server.expected.routes = list(9) { DHCPv4Route(text: String($0)) }
            server.expected.proxy = fields[10].hasPrefix("=") ? String(fields[10].dropFirst()) : nil
            servers.append(server)
        }
    }

    /// Servers as `dhcp:` of the configuration.
    static func yaml(_ servers: [ListedDHCPServer], pxeServers: [IPAddress], interfaces: [String]) -> String {
        var text = "dhcp:\n  interfaces: [ \(interfaces.joined(separator: ", ")) ]\n"
        if !pxeServers.isEmpty { text += "  pxe_servers: [\(quoted(pxeServers.map(\.text)))]\n" }
        guard !servers.isEmpty else { return text + "  servers: []\n" }
        text += "  servers:\n"
        for server in servers.sorted(by: { $0.name < $1.name }) {
            var members: [String] = []
            members += one("address", server.addresses.map { $0.isIPv6 ? "\"\($0.text)\"" : $0.text })
            members += one("duid", server.duids.map { "\"\($0.text)\"" })
            members += one("mac", server.macs.map(\.text))
            if interfaces.count > 1, let interface = server.interface, interfaces.contains(interface) {
                members.append("interface: \(interface)")
            }
            if !server.failover.isEmpty { members.append("failover: [\(quoted(server.failover.map(\.text)))]") }
            let expected = server.expected
            for (name, values) in [
                ("subnets", expected.subnets?.map(\.text)), ("ranges", expected.ranges?.map(\.text)),
                ("routers", expected.routers?.map(\.text)), ("dns", expected.dns?.map(\.text)),
                ("domain", expected.domains), ("ntp", expected.ntp?.map(\.text)),
                ("routes", expected.routes?.map(\.text)),
            ] {
                if let values { members.append("\(name): [\(quoted(values))]") }
            }
            if let proxy = expected.proxy { members.append("proxy: \(proxy.isEmpty ? "none" : quoted([proxy]))") }
            if let lease = expected.leaseSeconds {
                members.append("lease_time: { min: \(lease.lowerBound)s, max: \(lease.upperBound)s }")
            }
            text += "    - { \(members.joined(separator: ", ")) }\n"
        }
        return text
    }

    private static func one(_ name: String, _ values: [String]) -> [String] {
        switch values.count {
        case 0: []
        case 1: ["\(name): \(values[0])"]
        default: ["\(name): [\(values.joined(separator: ", "))]"]
        }
    }

    /// Scalars in double quotes: what strangers said is nothing but text in them.
    private static func quoted(_ texts: [String]) -> String {
        texts.map { text in
            var writer = JSONWriter(capacity: 64)
            writer.string(text)
            return writer.text
        }.joined(separator: ", ")
    }
}
