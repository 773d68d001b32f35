import Cryptography
import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("What is said of single servers")
struct ServerScenarioTests {
    @Test("A loop of two servers, and a server on this very host, are named and not believed")
    func loops() throws {
        var servers = SimulatedServer.good(5)
        servers[0].reference = NTPReferenceID(of: servers[1].endpoint.address) ?? servers[0].reference
        servers[1].reference = NTPReferenceID(of: servers[0].endpoint.address) ?? servers[1].reference
        servers[0].error = { _ in 0.4 }
        servers[1].error = { _ in 0.4 }
        servers[2].endpoint.address = .v4(0x7f00_0005)
        let world = TimeWorld(servers)
        world.run(1_200)
        let found = world.observations(of: NTPRules.loop)
        #expect(found.count == 3)
        #expect(found.contains { $0.summary.hasPrefix("10.0.0.1 and 10.0.0.2 take their time from each other") })
        #expect(found.contains { $0.summary.hasPrefix("127.0.0.5 is this very host") })
        #expect(world.agreement?.candidates == 2)
        #expect(world.observations(of: NTPRules.falseticker).isEmpty)
    }

    @Test("The way that is congested is named: to the server, or back", arguments: [true, false])
    func asymmetric(_ isOutward: Bool) throws {
        let world = TimeWorld(SimulatedServer.good(4))
        world.run(3_000) { world in
            let load = 0.002 + Double(Int(world.seconds / 97) % 5) * 0.01
            if isOutward {
                world.servers[.server(2)]?.path.out = load
            } else {
                world.servers[.server(2)]?.path.back = load
            }
        }
        let found = try #require(world.observations(of: NTPRules.asymmetric).first)
        #expect(
            found.summary.hasPrefix(
                "The way \(isOutward ? "to" : "back from") 10.0.0.2 seems to delay packets by up to 40"))
        #expect(world.openAlerts == ["ntp-asymmetric-path 10.0.0.2"])
        // It comes and goes for a while, and then is over: one alert all along.
        for _ in 0..<12 {
            world.servers[.server(2)]?.path = SimulatedPath(out: 0.002, back: 0.002)
            world.run(700)
            world.servers[.server(2)]?.path.out = 0.030
            world.run(300)
        }
        #expect(world.observations(of: NTPRules.asymmetric).count == 1)
        world.servers[.server(2)]?.path = SimulatedPath(out: 0.002, back: 0.002)
        world.run(40_000)
        #expect(world.observations(of: NTPRules.asymmetric).count == 2)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("Delay that varies alike both ways is no asymmetry, however much")
    func symmetricNoise() {
        let world = TimeWorld(SimulatedServer.good(4, jitter: 0.010))
        world.run(6 * 3_600)
        #expect(world.observations(of: NTPRules.asymmetric).isEmpty)
    }

    @Test("A key is used and proves the server; a plain answer in its place is refused and told")
    func authenticated() throws {
        let key = try #require(NTPKey(id: 3, kind: .aes128CMAC, secret: Secret("0123456789abcdef")))
        let world = TimeWorld(SimulatedServer.good(3).changing(0) { $0.key = key }) { $0.servers[0].key = key }
        world.run(900)
        #expect(world.observations.isEmpty)
        #expect(world.agreement?.candidates == 3)
        world.servers[.server(1)]?.key = nil
        world.run(900)
        let found = try #require(world.observations(of: NTPRules.unauthenticated).first)
        #expect(found.severity == .error)
        #expect(found.summary.hasPrefix("10.0.0.1 should answer with key 3"))
        #expect(!found.evidence.json.contains("0123456789abcdef"))
        #expect(world.agreement?.candidates == 2 || world.agreement?.candidates == 3)
        world.servers[.server(1)]?.key = key
        world.run(900)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("A server whose stratum changes is told when it is another for long, and again when it is right")
    func stratum() {
        let world = TimeWorld(SimulatedServer.good(3)) { for index in 0..<3 { $0.servers[index].stratum = 2 } }
        world.run(900)
        world.servers[.server(1)]?.stratum = 3
        world.run(600)
        world.servers[.server(1)]?.stratum = 2
        world.run(1_500)
        #expect(
            world.observations(of: NTPRules.stratum).map(\.summary) == [
                "10.0.0.1 is at stratum 3 and should be at 2", "10.0.0.1 is at stratum 2 again",
            ])
    }

    @Test("Control messages and monlist are told apart, and only servers of our own networks are asked")
    func amplifiers() throws {
        var servers = SimulatedServer.good(3)
        servers[0].answersControl = true
        servers[1].answersControl = true
        servers[1].answersMonitorList = true
        servers.append(SimulatedServer("198.51.100.1").with { $0.answersMonitorList = true })
        let world = TimeWorld(servers)
        world.run(1_300)
        let found = world.observations(of: NTPRules.amplifier)
        #expect(found.map(\.subject.device) == ["10.0.0.1", "10.0.0.2"])
        #expect(found.map(\.severity) == [.notice, .warning])
        #expect(
            found[1].summary
                == "10.0.0.2 answers monlist with 1 packet of 440 octets in all: it can be used to flood others")
        let asked = Set(world.sent.filter { [6, 7].contains($0.packet.bytes[0] & 7) }.map(\.packet.destination))
        #expect(asked == Set((1...3).map { Endpoint.server($0) }))
        world.servers[.server(1)]?.answersControl = false
        world.run(86_400)
        #expect(
            world.openAlerts.contains("ntp-amplifier 10.0.0.2") && !world.openAlerts.contains("ntp-amplifier 10.0.0.1"))
    }

    @Test("An amplifier that is silent is asked once more before the alert ends, and ends not while it is gone")
    func silentAmplifiers() {
        func questions(_ world: TimeWorld) -> [Double] {
            world.sent.filter { $0.packet.destination == .server(1) && $0.packet.bytes[0] & 7 == 7 }.map(\.at)
        }
        let world = TimeWorld(SimulatedServer.good(3).changing(0) { $0.answersMonitorList = true }) {
            $0.amplifierInterval = .seconds(3_600)
        }
        world.run(1_300)
        #expect(world.openAlerts == ["ntp-amplifier 10.0.0.1"] && questions(world).count == 1)
        // The next question is lost, the one after it is not.
        let lost = questions(world)[0] + 3_600
        world.servers[.server(1)]?.answersMonitorList = false
        world.run(lost + 2 - world.seconds)
        #expect(questions(world).count == 2)
        world.servers[.server(1)]?.answersMonitorList = true
        world.run(60)
        #expect(questions(world).count == 3 && world.openAlerts == ["ntp-amplifier 10.0.0.1"])
        // It is gone, with the time that it served.
        world.servers[.server(1)]?.isUp = false
        world.run(7_200)
        #expect(world.openAlerts.contains("ntp-amplifier 10.0.0.1"))
        // It is mended.
        world.servers[.server(1)]?.isUp = true
        world.servers[.server(1)]?.answersMonitorList = false
        world.run(7_200)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("A public server that is said to be ours is asked, and a private one that is not ours is not")
    func ownServers() {
        let world = TimeWorld([
            SimulatedServer("198.51.100.1").with { $0.answersMonitorList = true },
            SimulatedServer("10.0.0.2").with { $0.answersMonitorList = true },
        ]) {
            $0.servers[0].isOwn = true
            $0.servers[1].isOwn = false
        }
        world.run(1_300)
        #expect(world.openAlerts == ["ntp-amplifier 198.51.100.1"])
        #expect(
            !world.sent.contains { $0.packet.destination == .server(2) && [6, 7].contains($0.packet.bytes[0] & 7) })
    }

    @Test(
        "What ntpd of ntpsec 1.2.2 answers to control messages counts as one that helps attackers, a refusal does not")
    func amplifierAnswers() throws {
        // From ntpd with `restrict 10.80.0.0 mask 255.255.255.0`, to the question of 12 octets; the rest of its 360.
        let head: [UInt8] = [0x16, 0x82, 0x00, 0x01, 0x00, 0x16, 0, 0, 0, 0, 0x00, 0x45]
        let text = "leap=0, stratum=2, precision=-24, rootdelay=0.000, rootdisp=0.000,\r\n\0\0\0"
        var probe = NTPAmplifierProbe(asked: 204)
        #expect(probe.finding == .clear)
        // An error: bit 6 of the second octet, without data.
        probe.take([0x16, 0xc2, 0x00, 0x01, 0x01, 0x00, 0, 0, 0, 0, 0, 0])
        #expect(probe.finding == .clear)
        probe.take(head + Array(text.utf8))
        #expect(probe.finding == .present(.notice) && probe.controlPackets == 1)
    }

    @Test("Amplifiers are not probed where that is switched off")
    func noProbes() {
        let world = TimeWorld(SimulatedServer.good(2)) { $0.amplifierInterval = nil }
        world.run(2 * 86_400)
        #expect(!world.sent.contains { [6, 7].contains($0.packet.bytes[0] & 7) })
    }

    @Test("A time server of DHCP that is not ours is told until no DHCP server offers it")
    func offered() {
        let world = TimeWorld(SimulatedServer.good(2))
        let dhcp = IPAddress.v4(0x0a00_00fe)
        let stranger = IPAddress.v4(0x0a00_0042)
        world.feed(.fact(.offeredTimeServers(server: dhcp, addresses: [.v4(0x0a00_0001), stranger])))
        #expect(world.openAlerts == ["ntp-rogue-server 10.0.0.66"])
        #expect(
            world.observations.first?.summary
                == "The time server 10.0.0.66 is not in ntp.servers and is offered by the DHCP server 10.0.0.254")
        world.feed(.fact(.offeredTimeServers(server: dhcp, addresses: [.v4(0x0a00_0001)])))
        #expect(world.openAlerts.isEmpty)
    }

    @Test("A stranger that gives the time on the network is told once; clients, refusals and our own servers are not")
    func traffic() {
        let world = TimeWorld(SimulatedServer.good(2)) { $0.captureInterfaces = ["eth0"] }
        #expect(world.opened.contains(.capture("eth0")))
        var packet = NTPPacket(clientRequest: NTPTimestamp(raw: 5))
        packet.stratum = 2
        packet.receiveTime = NTPTimestamp(raw: 5)
        for (source, mode) in [(1, NTPPacket.Mode.server), (9, .client), (8, .server), (8, .server)]
            as [(UInt8, NTPPacket.Mode)]
        {
            packet.mode = mode
            world.feed(.frame(frame(packet.bytes, from: source)))
        }
        packet.stratum = 0
        packet.mode = .server
        world.feed(.frame(frame(packet.bytes, from: 7)))
        #expect(world.openAlerts == ["ntp-rogue-server 10.0.0.8"])
        #expect(world.observations.count == 1)
        #expect(world.observations.first?.evidence.json.contains("52:54:00:00:00:08") == true)
        // It is not seen any more.
        world.run(2 * 86_400)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("An offer that ends ends nothing while frames show that the server gives the time")
    func offeredAndSeen() {
        let world = TimeWorld(SimulatedServer.good(2)) { $0.captureInterfaces = ["eth0"] }
        let dhcp = IPAddress.v4(0x0a00_00fe)
        world.feed(.fact(.offeredTimeServers(server: dhcp, addresses: [.v4(0x0a00_0008)])))
        var packet = NTPPacket(clientRequest: NTPTimestamp(raw: 5))
        packet.stratum = 2
        packet.receiveTime = NTPTimestamp(raw: 5)
        packet.mode = .server
        world.feed(.frame(frame(packet.bytes, from: 8)))
        world.feed(.fact(.offeredTimeServers(server: dhcp, addresses: [])))
        world.run(3_600)
        #expect(world.openAlerts == ["ntp-rogue-server 10.0.0.8"])
        world.run(86_400)
        #expect(world.openAlerts.isEmpty)
        #expect(world.observations.last?.summary == "The time server 10.0.0.8 is no longer seen")
    }

    /// An Ethernet frame from 10.0.0.N, port 123.
    private func frame(_ payload: [UInt8], from number: UInt8) -> CapturedPacket {
        let length = UInt16(payload.count + 8)
        let udp: [UInt8] = [0, 123, 0x9c, 0x40, UInt8(length >> 8), UInt8(length & 255), 0, 0]
        let total = length + 20
        let ip: [UInt8] =
            [0x45, 0, UInt8(total >> 8), UInt8(total & 255), 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, number, 10, 0, 0, 77]
        let ethernet: [UInt8] = [0x52, 0x54, 0, 0, 0, 77, 0x52, 0x54, 0, 0, 0, number, 8, 0]
        return CapturedPacket(
            bytes: ethernet + ip + udp + payload, linkType: 1, time: Moment.start.wall, interface: "eth0")
    }

    @Test("A name with several addresses is several servers; an address that goes and does not answer is dropped")
    func names() throws {
        let world = TimeWorld([]) { $0.servers = [NTPConfiguration.Server(.name("ntp.example"))] }
        for server in SimulatedServer.good(3) { world.servers[server.endpoint] = server }
        world.run(70)
        #expect(world.watcher.sources.isEmpty)
        world.names["ntp.example"] = [.v4(0x0a00_0001), .v4(0x0a00_0002)]
        world.run(300)
        #expect(
            world.watcher.sources.values.map(\.subject.text).sorted() == [
                "ntp.example/10.0.0.1", "ntp.example/10.0.0.2",
            ])
        #expect(world.openAlerts.isEmpty, "it resolves now")
        world.servers[.server(2)]?.isUp = false
        world.names["ntp.example"] = [.v4(0x0a00_0001), .v4(0x0a00_0003)]
        world.run(1_500)
        #expect(world.watcher.sources.values.map(\.endpoint.text).sorted() == ["10.0.0.1:123", "10.0.0.3:123"])
        #expect(world.openAlerts.isEmpty)
    }

    @Test("The sockets are opened once for each family, with a port that the kernel chooses")
    func sockets() {
        let world = TimeWorld([
            SimulatedServer("10.0.0.1"), SimulatedServer("10.0.0.2"), SimulatedServer("2001:db8::1"),
        ])
        #expect(world.opened == [.ntp4, .ntp6])
        world.run(100)
        #expect(world.agreement?.candidates == 3)
    }

    @Test("A family without a socket is one problem, not one for each of its servers")
    func brokenSocket() {
        let world = TimeWorld(SimulatedServer.good(2) + [SimulatedServer("2001:db8::1").with { $0.isUp = false }])
        world.feed(.socketFailed(.ntp6, "IPv6 is switched off"))
        world.brokenSockets = [.ntp6]
        world.run(1_500)
        #expect(world.openAlerts == ["ntp-socket-down tocsin/ntp:ipv6"])
        world.brokenSockets = []
        world.servers[Endpoint(address: IPAddress("2001:db8::1") ?? .v4(0), port: 123)]?.isUp = true
        world.run(300)
        #expect(world.openAlerts.isEmpty)
    }

    @Test("A reload keeps what was measured of servers that stay, and ends the alerts of those that go")
    func reload() {
        let world = TimeWorld(SimulatedServer.good(4).changing(3) { $0.error = { _ in 1 } })
        world.run(1_200)
        #expect(world.openAlerts == ["ntp-falseticker 10.0.0.4"])
        let samples = world.watcher.sources.values.first { $0.endpoint == .server(1) }?.history.samples.count
        world.reconfigure { $0.servers.removeLast() }
        #expect(world.openAlerts.isEmpty)
        #expect(world.observations.last?.summary == "The server is no longer configured")
        #expect(world.watcher.sources.values.first { $0.endpoint == .server(1) }?.history.samples.count == samples)
        world.run(300)
        #expect(world.agreement?.candidates == 3)
    }

    @Test("Alerts of an earlier run end when all is well, or when nothing is seen of them again")
    func inherited() {
        func alert(_ rule: Rule, _ subject: Subject) -> Alert {
            Alert(
                id: 1, key: AlertKey(rule: rule.name, subject: subject), watcher: .ntp, severity: .warning,
                state: .open,
                opened: Moment.start.wall, updated: Moment.start.wall, events: 1, summary: "")
        }
        let world = TimeWorld(
            SimulatedServer.good(3),
            openAlerts: [
                alert(NTPRules.falseticker, Subject(device: "10.0.0.1")), alert(NTPRules.offset, NTPWatcher.clock),
                alert(NTPRules.stratum, Subject(device: "10.9.9.9")),
            ])
        world.run(3_600)
        let resolved = world.observations.filter { $0.state == .resolved }.map { "\($0.rule) \($0.subject.text)" }
        #expect(
            resolved.sorted() == [
                "ntp-falseticker 10.0.0.1", "ntp-offset clock", "ntp-stratum-policy 10.9.9.9",
            ])
        #expect(world.observations.count == 3)
    }

    @Test("Interleaved answers and kernel timestamps take a server's and our own lateness out of the delay")
    func exactTimes() throws {
        let slow = SimulatedServer.good(1, jitter: 0).map { $0.with { $0.sendDelay = 0.004 } }
        var delays: [Double] = []
        for isExact in [false, true] {
            let world = TimeWorld(slow) { $0.servers[0].isInterleaved = isExact }
            if isExact { world.stampDelay = 0.003 } else { world.stampDelay = nil }
            world.run(1_000)
            delays.append(try #require(world.watcher.system?.estimates.first?.delay))
            #expect(world.watcher.sources.values.first?.association.lastWasInterleaved == isExact)
        }
        #expect(abs(delays[0] - 0.006) < 1e-5)
        #expect(abs(delays[1] - 0.002) < 1e-5)
    }

    @Test("The command is told all that chronyc shows, one object a server")
    func answer() throws {
        let world = TimeWorld(SimulatedServer.good(5).changing(1) { $0.error = { _ in 1 } })
        world.run(1_000)
        var writer = JSONWriter()
        writer.beginArray()
        let isAnswered = world.watcher.answer(.servers, at: world.now, into: &writer)
        writer.endArray()
        #expect(isAnswered)
        for member in [
            "\"watcher\":\"ntp\"", "\"address\":\"10.0.0.1\"", "\"listed\":true", "\"mark\":\"*\"", "\"mark\":\"x\"",
            "\"state\":\"falseticker\"", "\"reach\":\"377\"", "\"poll\":6", "\"stratum\":2", "\"leap\":0",
            "\"nts\":false",
            "\"offset_seconds\":", "\"bound_seconds\":", "\"delay_seconds\":", "\"jitter_seconds\":",
            "\"root_distance_seconds\":", "\"last_sample_seconds\":", "\"last_seen\":\"2026-11-23T",
            "\"seen_by\":\"poll\"",
        ] {
            #expect(writer.text.contains(member), "\(member) is missing in \(writer.text)")
        }
        // Root delay 1 ms and root dispersion 0.5 ms, in steps of 15 µs; the bound has the way there, too.
        let distance = try #require(Self.numbers("root_distance_seconds", in: writer.text).first)
        let bound = try #require(Self.numbers("bound_seconds", in: writer.text).first)
        #expect(abs(distance - 0.001) < 0.000_04 && bound > 0.001_9)
        var other = JSONWriter()
        #expect(!world.watcher.answer(.devices(name: nil), at: world.now, into: &other))
        var status = JSONWriter()
        status.beginObject()
        world.watcher.writeStatus(into: &status)
        status.endObject()
        #expect(status.text.contains("\"truechimers\":4") && status.text.contains("\"drift_ppm\":"))
    }

    /// The numbers of a member in a JSON text.
    static func numbers(_ member: String, in text: String) -> [Double] {
        text.split(separator: "\"\(member)\":").dropFirst().compactMap { rest in
            Double(String(rest.prefix { $0 != "," && $0 != "}" && $0 != "]" }))
        }
    }

    @Test("Offset, bound and delay go to the history")
    func samples() {
        let world = TimeWorld(SimulatedServer.good(2))
        world.run(600)
        let metrics = Set(world.samples.map(\.metric))
        #expect(metrics.isSuperset(of: ["ntp_offset", "ntp_bound", "ntp_delay", "ntp_drift"]))
        #expect(Set(world.samples.map(\.device)) == ["clock", "10.0.0.1", "10.0.0.2"])
        #expect(world.samples.count < 200)
    }
}
