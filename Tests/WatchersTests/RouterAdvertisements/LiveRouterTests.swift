import Logging
import Model
import Reactor
import Synchronization
import TestPrograms
import Testing
import Watching
import Wire

@testable import Watchers

/// Takes a live watcher's reports and lets a test wait for one.
private final class LiveReceiver: ReportReceiver {
    private let reports = Mutex<[Report]>([])
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    func submit(_ batch: ReportBatch, whenReady: @escaping @Sendable () -> Void) -> Pressure {
        reports.withLock { $0 += batch.reports }
        arrival.yield()
        return .none
    }

    /// The observations so far.
    var observations: [Observation] {
        reports.withLock { $0 }.compactMap { if case .observation(let one) = $0.content { one } else { nil } }
    }

    /// Whether the watcher has asked to keep something under this key.
    func keeps(_ key: String) -> Bool {
        reports.withLock { $0 }.contains { if case .memory(key, _) = $0.content { true } else { false } }
    }

    /// Returns once the condition holds; a test's time limit ends the wait for what never does.
    func wait(until condition: (LiveReceiver) -> Bool) async {
        if condition(self) { return }
        for await _ in arrivals where condition(self) { return }
    }
}

@Suite("Real routers on a real link", .timeLimit(.minutes(5)))
struct LiveRouterTests {
    private func start(
        _ configuration: RouterAdvertisementConfiguration, _ receiver: LiveReceiver
    ) async throws -> WatcherHost {
        let host = try WatcherHost(
            name: .ra, plan: RouterPlan(configuration: configuration), executor: QueueExecutor(label: "ra"),
            decoder: { nil }, receiver: receiver, facts: FactBoard(), inherited: [],
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await host.start(openAlerts: [])
        return host
    }

    /// Two hosts, the first of which is the listed router's, and a configuration that watches their link.
    private static func listedAndOther(on link: RouterLink) throws -> RouterAdvertisementConfiguration {
        try #require(link.addHost(1, mac: "52:54:00:12:34:57", address: "fe80::1", global: "2001:db8::1"))
        try #require(link.addHost(2, mac: "52:54:00:00:00:66", address: "fe80::66", global: "2001:db8:bad::1"))
        var configuration = RouterAdvertisementConfiguration.lab
        configuration.interfaces = [link.bridge]
        configuration.routers[0].dns = nil
        configuration.routers[0].isManaged = nil
        configuration.routers[0].isOther = nil
        configuration.probeInterval = .seconds(5)
        return configuration
    }

    @Test(
        "dnsmasq as the listed router raises nothing, radvd as another one raises one alert, by asking and by listening",
        .enabled(if: RouterLink.isPossible, "\(RouterLink.reason)"))
    func rogueRadvd() async throws {
        let link = try #require(RouterLink("tocra"))
        let configuration = try Self.listedAndOther(on: link)
        let recorder = try await CaptureRecorder(link.bridge, filter: RouterAdvertisementWatcher.filter)
        let receiver = LiveReceiver()
        let host = try await start(configuration, receiver)
        try link.run(
            1, "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--port=0", "--interface=eth0",
            "--enable-ra", "--dhcp-range=2001:db8::,ra-only,64,1h", "--pid-file=\(link.path("dnsmasq.pid"))",
            "--dhcp-leasefile=\(link.path("leases"))", "--user=root")
        await receiver.wait { $0.keeps(RouterAdvertisementWatcher.advertisedKey) }
        #expect(receiver.observations.map(\.summary) == [])

        let file = try link.file(
            "radvd.conf",
            """
            interface eth0 {
              AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; AdvDefaultPreference high;
              prefix 2001:db8:bad::/64 { AdvOnLink on; AdvAutonomous on; };
              RDNSS 2001:db8:bad::53 { };
            };

            """)
        let radvd = try link.run(2, "radvd", "-n", "-C", file, "-p", link.path("radvd.pid"), "-m", "stderr")
        await receiver.wait { !$0.observations.isEmpty }
        let alert = try #require(receiver.observations.first)
        #expect(alert.rule == "ra-rogue-router" && alert.severity == .critical && alert.state == .firing)
        #expect(alert.subject == Subject(device: "fe80::66", instance: link.bridge))
        #expect(
            alert.summary == "fe80::66, MAC 52:54:00:00:00:66 (QEMU), advertises itself as an IPv6 router on "
                + "\(link.bridge) and is not listed: preference high, prefix 2001:db8:bad::/64, DNS 2001:db8:bad::53")
        let servers = try #require(await host.answer(.servers))
        #expect(servers.contains("\"address\":\"fe80::1\"") && servers.contains("\"state\":\"advertising\""))
        let status = await host.status()
        #expect(status.contains("\"state\":\"open\"") && status.contains("\"promiscuous\":true"))
        radvd.end()
        #expect(Set(receiver.observations.map(\.rule)) == ["ra-rogue-router"])
        await host.stop()
        await host.close()
        let recording = try link.file("routers.pcap", "")
        #expect(try await recorder.end(into: recording) > 2)
        let replayed = try CaptureRecorder.replay(recording, [(.ra, RouterPlan(configuration: configuration))])
        #expect(LiveLikeness.set(replayed) == LiveLikeness.set(receiver.observations))
    }

    @Test(
        "Another host that withdraws the listed radvd is critical, and a flood of made-up routers is one flood, both by scapy",
        .enabled(if: RouterLink.isPossible, "\(RouterLink.reason)"))
    func attacks() async throws {
        let link = try #require(RouterLink("tocrb"))
        let configuration = try Self.listedAndOther(on: link)
        let receiver = LiveReceiver()
        let host = try await start(configuration, receiver)
        let file = try link.file(
            "radvd.conf",
            """
            interface eth0 {
              AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4;
              prefix 2001:db8::/64 { AdvOnLink on; AdvAutonomous on; };
            };

            """)
        try link.run(1, "radvd", "-n", "-C", file, "-p", link.path("radvd.pid"), "-m", "stderr")
        await receiver.wait { $0.keeps(RouterAdvertisementWatcher.advertisedKey) }
        #expect(receiver.observations.map(\.summary) == [])

        // As fake_router6 and kill_router6 of THC-IPv6 do: in the router's name, from the attacker's own card.
        let kill = try link.file(
            "kill.py",
            Self.scapy + """
                while True:
                    wire.send(advertisement("52:54:00:00:00:66", "fe80::1", routerlifetime=0))
                    sleep(0.5)

                """)
        let killer = try link.run(2, "/usr/bin/python3", kill)
        await receiver.wait { $0.observations.contains { $0.rule == "ra-router-killed" } }
        killer.end()
        let killed = try #require(receiver.observations.first { $0.rule == "ra-router-killed" })
        #expect(killed.severity == .critical && killed.subject == Subject(device: "fe80::1", instance: link.bridge))
        #expect(killed.summary.contains("fe80::1, MAC 52:54:00:00:00:66 (QEMU), says lifetime 0"), "\(killed.summary)")
        #expect(killed.evidence.json.contains("\"lifetime_seconds\":0"))

        let flood = try link.file(
            "flood.py",
            Self.scapy + """
                while True:
                    mac = RandMAC("02:*:*:*:*:*")._fix()
                    wire.send(advertisement(mac, "fe80::%x:%x" % (getrandbits(16), getrandbits(16)), routerlifetime=1800)
                        / ICMPv6NDOptPrefixInfo(prefix="2001:db8:%x::" % getrandbits(16), prefixlen=64))

                """)
        let flooder = try link.run(2, "/usr/bin/python3", flood)
        await receiver.wait {
            $0.observations.contains { $0.rule == "ra-flood" }
                && $0.observations.contains { $0.rule == "ra-alerts-full" }
        }
        flooder.end()
        let told = try #require(receiver.observations.first { $0.rule == "ra-flood" })
        #expect(told.summary.hasPrefix("More than 100 router advertisements in ten seconds on \(link.bridge)"))
        #expect(receiver.observations.count { $0.rule == "ra-rogue-router" && $0.state == .firing } == 32)
        #expect(receiver.observations.count { $0.rule == "ra-alerts-full" } == 1)
        #expect(await host.status().contains("\"malformed\":{}"), "scapy's checksums are right")
        await host.stop()
        await host.close()
    }

    private static let scapy = """
        from random import getrandbits
        from time import sleep
        from scapy.all import Ether, ICMPv6ND_RA, ICMPv6NDOptPrefixInfo, IPv6, RandMAC, conf
        wire = conf.L2socket(iface="eth0")
        def advertisement(mac, source, routerlifetime):
            return (Ether(src=mac, dst="33:33:00:00:00:01") / IPv6(src=source, dst="ff02::1", hlim=255)
                / ICMPv6ND_RA(routerlifetime=routerlifetime))

        """
}
