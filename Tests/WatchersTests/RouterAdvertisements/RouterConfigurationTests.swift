import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct RouterConfigurationTests {
    private func read(_ node: Node) -> (configuration: RouterAdvertisementConfiguration?, faults: [String]) {
        var line = 1
        let found = ConfigurationFaults()
        let reader = SectionReader(
            node.configuration(path: "router_advertisements", line: &line), faults: found)
        let context = DecodingContext(shared: SharedConfiguration()) { _ in (.standard, []) }
        let configuration = RouterAdvertisementWatcher.decode(reader, context: context)
        reader.finish()
        return (configuration, found.faults.map { "\($0.path): \($0.message)" })
    }

    @Test("The contract's example is read, and so is everything else that can be said")
    func whole() throws {
        let (example, faults) = read([
            "interfaces": ["eth0"],
            "routers": [["address": "fe80::1", "mac": "52:54:00:12:34:57", "prefixes": ["2001:db8::/64"]]],
        ])
        #expect(faults == [])
        let configuration = try #require(example)
        #expect(configuration.interfaces == ["eth0"] && configuration.probeInterval == .seconds(60))
        #expect(
            configuration.routers == [
                ListedRouter(
                    address: .linkLocal(1), macs: [RouterWorld.routerMAC],
                    prefixes: [Network(.v6(high: 0x2001_0db8 << 32, low: 0, scope: 0), prefixLength: 64)])
            ])
        let (more, none) = read([
            "interfaces": ["eth0", "eth1.7"], "promiscuous": "no", "probe": ["interval": "30s"], "learn": "1h",
            "flood": "500", "oui": "/tmp/oui.txt",
            "routers": [
                [
                    "address": "fe80::1", "mac": ["52:54:00:12:34:57", "5254.0012.3458"], "interface": "eth0",
                    "dns": [], "managed": "true", "other": "false", "preference": "high",
                ]
            ],
        ])
        #expect(none == [])
        let full = try #require(more)
        #expect(!full.isPromiscuous && full.probeInterval == .seconds(30) && full.learningPeriod == .seconds(3_600))
        #expect(full.floodLimit == 500 && full.vendorsPath == "/tmp/oui.txt")
        let router = try #require(full.routers.first)
        #expect(router.macs.count == 2 && router.dns == [] && router.prefixes == nil && router.preference == .high)
        #expect(router.isManaged == true && router.isOther == false && router.interface == "eth0")
        #expect(read(["interfaces": "eth0", "probe": "off"]).configuration?.probeInterval == nil)
    }

    @Test("Every fault is told with its place")
    func faults() {
        #expect(
            read([:]).faults == [
                "router_advertisements.interfaces: is missing: expected a list"
            ])
        let (_, faults) = read([
            "interfaces": ["eth0", "eth0", "much-too-long-name"], "probe": ["interval": "1s"],
            "routers": [
                ["address": "2001:db8::1"], ["address": "fe80::1", "interface": "eth9", "mac": "52:54"],
                ["address": "fe80::2"], ["address": "fe80::2", "lifetime": "1"],
            ],
        ])
        #expect(faults.contains { $0.hasPrefix("router_advertisements.interfaces[2]: expected the name of a network") })
        #expect(faults.contains("router_advertisements.interfaces: eth0 is given twice"))
        #expect(faults.contains { $0.hasPrefix("router_advertisements.routers[0].address: expected the link-local") })
        #expect(faults.contains { $0.hasPrefix("router_advertisements.routers[1].interface: eth9 is not among") })
        #expect(faults.contains { $0.hasPrefix("router_advertisements.routers[1].mac") })
        #expect(faults.contains("router_advertisements.routers: fe80::2 is given twice"))
        #expect(faults.contains { $0.hasPrefix("router_advertisements.routers[3].lifetime: unknown key") })
        #expect(faults.contains { $0.hasPrefix("router_advertisements.probe.interval: expected a duration") })
        #expect(faults.count == 8, "\(faults)")
    }

    @Test("Every rule has an identifier of its own and says what it means")
    func catalog() {
        let rules = RouterAdvertisementWatcher.rules
        #expect(Set(rules.map(\.messageID)).count == rules.count && Set(rules.map(\.name)).count == rules.count)
        for rule in rules {
            #expect(rule.messageID.count == 32 && rule.watcher == .ra && rule.name.hasPrefix("ra-"))
            #expect(!rule.meaning.isEmpty && !rule.advice.isEmpty && !rule.falsePositives.isEmpty)
        }
    }
}
