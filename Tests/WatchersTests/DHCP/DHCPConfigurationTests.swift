import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct DHCPConfigurationTests {
    private func read(_ node: Node) -> (configuration: DHCPConfiguration?, faults: [String]) {
        var line = 1
        let found = ConfigurationFaults()
        let reader = SectionReader(node.configuration(path: "dhcp", line: &line), faults: found)
        let context = DecodingContext(shared: SharedConfiguration()) { _ in (.standard, []) }
        let configuration = DHCPWatcher.decode(reader, context: context)
        reader.finish()
        return (configuration, found.faults.map { "\($0.path): \($0.message)" })
    }

    @Test("The contract's example is read, and so is everything else that can be said")
    func whole() throws {
        let (example, faults) = read([
            "interfaces": ["eth0"],
            "servers": [
                [
                    "address": "10.0.0.1", "mac": "52:54:00:12:34:56", "routers": ["10.0.0.1"], "dns": ["10.0.0.53"],
                    "domain": "corp.example",
                ]
            ],
            "probe": ["interval": "60s"],
        ])
        #expect(faults == [])
        let configuration = try #require(example)
        #expect(configuration.interfaces == ["eth0"] && configuration.probeInterval == .seconds(60))
        var server = ListedDHCPServer(addresses: [.host(1)], macs: [DHCPWorld.serverMAC])
        server.expected.routers = [.host(1)]
        server.expected.dns = [.host(53)]
        server.expected.domains = ["corp.example"]
        #expect(configuration.servers == [server])
        let (more, none) = read([
            "interfaces": ["eth0", "eth1.7"], "promiscuous": "no",
            "probe": ["interval": "30s", "without": ["bootp", "init_reboot"]], "learn": "1h",
            "quiet": "5m", "oui": "/tmp/oui.txt", "relays": ["10.0.0.254"], "pxe_servers": ["10.0.0.9"],
            "starvation": ["clients": "100", "requests": "150", "clients_per_hour": "300"],
            "servers": [
                [
                    "address": ["10.0.0.1", "fe80::1"], "mac": ["52:54:00:12:34:56", "5254.0012.3458"],
                    "duid": "00:03:00:01:52:54:00:12:34:56", "virtual": "false", "failover": ["10.0.0.2"],
                    "interface": "eth0", "subnets": ["10.0.0.0/24"],
                    "ranges": ["10.0.0.100-10.0.0.199", "10.0.1.0/24"],
                    "routers": [], "dns": ["10.0.0.53", "2001:db8::53"], "domain": ["Corp.Example."],
                    "ntp": ["10.0.0.123"], "routes": ["10.1.0.0/16 via 10.0.0.9"], "proxy": "none",
                    "lease_time": ["min": "1h", "max": "1d"],
                ],
                ["duid": "000300015254001234aa", "proxy": "http://wpad/", "lease_time": ["max": "1h"]],
            ],
        ])
        #expect(none == [])
        let full = try #require(more)
        #expect(full.unasked == [.bootp, .initReboot])
        #expect(!full.isPromiscuous && full.probeInterval == .seconds(30) && full.learningPeriod == .seconds(3_600))
        #expect(full.quiet == .seconds(300) && full.vendorsPath == "/tmp/oui.txt")
        #expect(full.relays == [.host(254)] && full.pxeServers == [.host(9)])
        #expect(full.starvation == StarvationLimits(clients: 100, requests: 150, clientsPerHour: 300))
        let first = try #require(full.servers.first)
        #expect(first.addresses.count == 2 && first.macs.count == 2 && first.duids.count == 1)
        #expect(!first.allowsVirtualMAC && first.failover == [.host(2)] && first.interface == "eth0")
        #expect(first.expected.ranges?.map(\.text) == ["10.0.0.100-10.0.0.199", "10.0.1.0-10.0.1.255"])
        #expect(first.expected.routers == [] && first.expected.domains == ["corp.example"])
        #expect(first.expected.routes?.map(\.text) == ["10.1.0.0/16 via 10.0.0.9"] && first.expected.proxy == "")
        #expect(first.expected.leaseSeconds == 3_600...86_400)
        #expect(full.servers[1].addresses.isEmpty && full.servers[1].expected.leaseSeconds == 0...3_600)
        #expect(read(["interfaces": "eth0", "probe": "off", "starvation": "off"]).configuration?.probeInterval == nil)
        #expect(read(["interfaces": "eth0", "starvation": "off"]).configuration?.starvation == nil)
    }

    @Test("Every fault is told with its place")
    func faults() {
        #expect(read([:]).faults == ["dhcp.interfaces: is missing: expected a list"])
        let (_, faults) = read([
            "interfaces": ["eth0", "eth0", "much-too-long-name"], "probe": ["interval": "1s"],
            "starvation": ["clients": "1"],
            "servers": [
                ["mac": "52:54:00:12:34:56"], ["address": "10.0.0.1", "interface": "eth9", "mac": "52:54"],
                ["address": "10.0.0.2"],
                ["address": "10.0.0.2", "ranges": ["10.0.0.9-10.0.0.1"], "routes": ["10.0.0.0/8"]],
                ["duid": "xyz", "lease_time": ["min": "2h", "max": "1h"], "dsn": "10.0.0.1"],
            ],
        ])
        for part in [
            "dhcp.interfaces[2]: expected the name of a network", "dhcp.interfaces: eth0 is given twice",
            "dhcp.servers[0]: expected an address or a duid", "dhcp.servers[1].interface: eth9 is not among",
            "dhcp.servers[1].mac", "dhcp.servers: 10.0.0.2 is given twice",
            "dhcp.servers[3].ranges[0]: expected a range",
            "dhcp.servers[3].routes[0]: expected a route", "dhcp.servers[4].duid: expected a DUID",
            "dhcp.servers[4].lease_time.max: is below min", "dhcp.servers[4].dsn: unknown key; did you mean 'dns'?",
            "dhcp.probe.interval: expected a duration", "dhcp.starvation.clients: expected a whole number",
        ] { #expect(faults.contains { $0.hasPrefix(part) }, "\(part) in \(faults)") }
    }

    @Test("Every rule has an identifier of its own and says what it means")
    func catalog() {
        let rules = DHCPWatcher.rules
        #expect(Set(rules.map(\.messageID)).count == rules.count && Set(rules.map(\.name)).count == rules.count)
        for rule in rules {
            #expect(rule.messageID.count == 32 && rule.watcher == .dhcp && rule.name.hasPrefix("dhcp"))
            #expect(!rule.meaning.isEmpty && !rule.advice.isEmpty && !rule.falsePositives.isEmpty)
        }
    }

    @Test("Ranges hold what lies between their ends, of either family")
    func ranges() throws {
        let range = try #require(DHCPExpectation.AddressRange("10.0.0.100-10.0.0.199"))
        #expect(range.contains(.host(100)) && range.contains(.host(199)) && !range.contains(.host(99)))
        #expect(!range.contains(.host(200)) && !range.contains(.v6(high: 0, low: 0x0a00_0096, scope: 0)))
        let wide = try #require(DHCPExpectation.AddressRange("2001:db8::/48"))
        #expect(wide.contains(try #require(IPAddress("2001:db8:0:ffff::1"))))
        #expect(!wide.contains(try #require(IPAddress("2001:db8:1::1"))))
        #expect(DHCPExpectation.AddressRange("10.0.0.1-fe80::1") == nil && DHCPExpectation.AddressRange("1-2-3") == nil)
        let narrow = try #require(DHCPExpectation.AddressRange("2001:db8::80/121"))
        #expect(narrow.contains(try #require(IPAddress("2001:db8::ff"))))
        #expect(!narrow.contains(try #require(IPAddress("2001:db8::100"))))
    }
}
