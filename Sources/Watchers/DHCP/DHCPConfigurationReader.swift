public import Model
public import Watching
import Wire

extension DHCPWatcher {
    /// Reads `dhcp:`.
    public static func decode(_ section: SectionReader, context: DecodingContext) -> DHCPConfiguration? {
        let interfaces = section.values(
            "interfaces", expecting: "the name of a network interface", isRequired: true, allowsSingle: true
        ) { isInterfaceName($0) ? $0 : nil }
        if section.has("interfaces"), interfaces.isEmpty, section.faults.faults.isEmpty {
            section.fault("interfaces", "expected at least one network interface")
        }
        var configuration = DHCPConfiguration(interfaces: interfaces.map(\.value))
        for name in Set(configuration.interfaces) where configuration.interfaces.count(where: { $0 == name }) > 1 {
            section.fault("interfaces", "\(name) is given twice")
        }
        configuration.isPromiscuous = section.boolean("promiscuous") ?? true
        configuration.servers = section.sections("servers").compactMap { server($0, of: configuration) }
        checkTwice(configuration.servers, section)
        configuration.relays = section.addresses("relays")
        configuration.pxeServers = section.addresses("pxe_servers")
        readProbe(section, into: &configuration)
        configuration.learningPeriod =
            section.duration("learn", in: .seconds(10) ... .seconds(7 * 86_400)) ?? configuration.learningPeriod
        configuration.quiet =
            section.duration("quiet", in: .seconds(30) ... .seconds(7 * 86_400)) ?? configuration.quiet
        configuration.starvation = starvation(section)
        if let path = section.string("oui", expecting: "the path of a file such as \(MACVendors.usualPath)") {
            configuration.vendorsPath = path
        }
        return configuration
    }

    private static func checkTwice(_ servers: [ListedDHCPServer], _ section: SectionReader) {
        var seen: Set<String> = []
        for server in servers {
            for name in server.addresses.map(\.text) + server.duids.map(\.text)
            where !seen.insert("\(name) \(server.interface ?? "")").inserted {
                section.fault("servers", "\(name) is given twice")
            }
        }
    }

    /// `probe: { interval: 60s, without: [ bootp, pxe ] }`, or `probe: off`.
    private static func readProbe(_ section: SectionReader, into configuration: inout DHCPConfiguration) {
        guard let node = section.value(of: "probe") else { return }
        if case .scalar = node.content {
            if section.boolean("probe") == false { configuration.probeInterval = nil }
            return
        }
        guard let probe = section.section("probe") else { return }
        configuration.probeInterval =
            probe.duration("interval", in: .seconds(5) ... .seconds(86_400)) ?? configuration.probeInterval
        let names = DHCPQuestion.Form.allCases.map(\.rawValue).joined(separator: ", ")
        configuration.unasked = Set(
            probe.values("without", expecting: "one of \(names)", allowsSingle: true) {
                DHCPQuestion.Form(rawValue: $0)
            }.map(\.value))
        if configuration.unasked.count == DHCPQuestion.Form.allCases.count {
            probe.fault("without", "nothing is left to ask: say `probe: off`")
        }
    }

    /// `starvation: { clients: 50, requests: 75, clients_per_hour: 100 }`, or `starvation: off`.
    private static func starvation(_ section: SectionReader) -> StarvationLimits? {
        var limits = StarvationLimits()
        guard let node = section.value(of: "starvation") else { return limits }
        if case .scalar = node.content { return section.boolean("starvation") == false ? nil : limits }
        let reader = section.section("starvation")
        limits.clients = reader?.integer("clients", in: 5...1_000_000) ?? limits.clients
        limits.requests = reader?.integer("requests", in: 5...1_000_000) ?? limits.requests
        limits.clientsPerHour = reader?.integer("clients_per_hour", in: 10...1_000_000) ?? limits.clientsPerHour
        return limits
    }

    private static func server(_ reader: SectionReader, of configuration: DHCPConfiguration) -> ListedDHCPServer? {
        var server = ListedDHCPServer()
        server.addresses = reader.values(
            "address", expecting: "an IPv4 or IPv6 address", allowsSingle: true, parse: address
        ).map(\.value)
        server.duids = reader.values(
            "duid", expecting: "a DUID such as 00:01:00:01:2c:7b:31:0d:52:54:00:12:34:56", allowsSingle: true
        ) { DUID(text: $0) }.map(\.value)
        if !reader.has("address"), !reader.has("duid") { reader.fault(nil, "expected an address or a duid") }
        server.macs = reader.values(
            "mac", expecting: "a MAC address such as 52:54:00:12:34:56", allowsSingle: true
        ) { MACAddress($0) }.map(\.value)
        server.allowsVirtualMAC = reader.boolean("virtual") ?? true
        server.failover = reader.values(
            "failover", expecting: "an IPv4 or IPv6 address", allowsSingle: true, parse: address
        ).map(\.value)
        server.interface = reader.string("interface")
        if let interface = server.interface, !configuration.interfaces.contains(interface) {
            reader.fault("interface", "\(interface) is not among dhcp.interfaces")
        }
        server.expected = expectation(reader)
        return server.addresses.isEmpty && server.duids.isEmpty ? nil : server
    }

    private static func expectation(_ reader: SectionReader) -> DHCPExpectation {
        func list<T>(_ key: String, _ expecting: String, _ parse: (String) -> T?) -> [T]? {
            guard reader.has(key) else { return nil }
            return reader.values(key, expecting: expecting, allowsSingle: true, parse: parse).map(\.value)
        }
        var expected = DHCPExpectation()
        expected.subnets = reader.has("subnets") ? reader.networks("subnets") : nil
        expected.ranges = list("ranges", "a range such as 10.0.0.100-10.0.0.199", DHCPExpectation.AddressRange.init)
        expected.routers = list("routers", "an IPv4 address", address)
        expected.dns = list("dns", "an IPv4 or IPv6 address", address)
        expected.domains = list("domain", "a domain such as corp.example") { $0.isEmpty ? nil : DHCPOffer.domain($0) }
        expected.ntp = list("ntp", "an IPv4 or IPv6 address", address)
        expected.routes = list("routes", "a route such as 10.1.0.0/16 via 10.0.0.9", DHCPv4Route.init(text:))
        if let proxy = reader.string("proxy", expecting: "a URL, or none") {
            expected.proxy = proxy == "none" ? "" : proxy
        }
        if let lease = reader.section("lease_time") {
            let limit = Duration.seconds(4_294_967_295)
            let low = lease.duration("min", in: .seconds(0)...limit) ?? .seconds(0)
            let high = lease.duration("max", in: .seconds(0)...limit) ?? limit
            if low > high {
                lease.fault("max", "is below min")
            } else {
                expected.leaseSeconds = Int(low.components.seconds)...Int(high.components.seconds)
            }
        }
        return expected
    }

    /// An address without a scope, which would not stand in a packet.
    private static func address(_ text: String) -> IPAddress? {
        guard case .v6(let high, let low, _) = IPAddress(text) else { return IPAddress(text) }
        return .v6(high: high, low: low, scope: 0)
    }

    /// What the kernel takes as a name (dev_valid_name), and `any`, which libpcap has.
    private static func isInterfaceName(_ text: String) -> Bool {
        (1...15).contains(text.utf8.count) && text != "." && text != ".."
            && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
    }
}
