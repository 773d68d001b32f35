import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct ListedRouterTests {
    @Test(
        "A listed router's wrong prefix, DNS, flags and preference are one alert each, and end when it is right again")
    func deviations() throws {
        let cases: [(Rule, (inout Advertisement) -> Void, String)] = [
            (
                RouterRules.wrongPrefix, { $0.prefixes = ["2001:db8::", "2001:db8:9::"] },
                "the prefix 2001:db8:9::/64 on eth0"
            ),
            (RouterRules.wrongDNS, { $0.dns = ["2001:db8::66"] }, "the DNS server 2001:db8::66 on eth0"),
            (RouterRules.flagsChanged, { $0.flags = 0xc0 }, "M and O on eth0"),
            (RouterRules.preferenceHigh, { $0.flags = 0x08 }, "preference high"),
        ]
        for (rule, change, words) in cases {
            let world = RouterWorld()
            world.advertiseWell()
            var wrong = Advertisement()
            change(&wrong)
            for _ in 0..<3 { world.advertise(wrong) }
            #expect(world.story == ["\(rule.name) firing"])
            let alert = try #require(world.manual.observations.first)
            #expect(
                alert.summary.contains(words) && alert.summary.hasPrefix("The listed router fe80::1, MAC"),
                "\(alert.summary)")
            #expect(alert.severity == rule.severity)
            world.keepAdvertising(minutes: 10)
            #expect(world.story == ["\(rule.name) firing"])
            world.advertiseWell()
            #expect(world.story == ["\(rule.name) firing", "\(rule.name) resolved"])
        }
    }

    @Test("A host that copies the router's addresses and speaks between its words is one alert, told once")
    func alternating() {
        let cases: [(Rule, (inout Advertisement) -> Void)] = [
            (RouterRules.wrongPrefix, { $0.prefixes = ["2001:db8:9::"] }),
            (RouterRules.wrongDNS, { $0.dns = ["2001:db8::66"] }),
            (RouterRules.flagsChanged, { $0.flags = 0xc0 }),
            (RouterRules.preferenceHigh, { $0.flags = 0x08 }),
            (RouterRules.routerKilled, { $0.lifetime = 0 }),
            (RouterRules.rogueRouter, { $0.told = RouterWorld.rogueMAC }),
        ]
        for (rule, change) in cases {
            let world = RouterWorld()
            var wrong = Advertisement()
            change(&wrong)
            for _ in 0..<20 {
                world.advertise(wrong)
                world.manual.advance(by: .seconds(30))
                world.advertiseWell()
                world.manual.advance(by: .seconds(30))
            }
            #expect(world.story == ["\(rule.name) firing"])
        }
    }

    @Test("A router that says its options in several advertisements is right only when it says the wrong one right")
    func splitOptions() {
        var configuration = RouterAdvertisementConfiguration.lab
        configuration.routers[0].dns = ["2001:db8::53"].compactMap { IPAddress($0) }
        // It listens only: advertisements are seldom.
        configuration.probeInterval = nil
        let world = RouterWorld(configuration)
        var dns = Advertisement()
        dns.prefixes = []
        dns.dns = ["2001:db8::66"]
        for _ in 0..<4 {
            world.advertiseWell()
            world.advertise(dns)
            world.manual.advance(by: .seconds(1_800))
        }
        world.advertiseWell()
        // The second is the hourly reminder. What says nothing of DNS ends nothing.
        #expect(world.story == ["ra-wrong-dns firing", "ra-wrong-dns firing"])
        dns.dns = ["2001:db8::53"]
        world.advertise(dns)
        #expect(world.story.suffix(2) == ["ra-wrong-dns firing", "ra-wrong-dns resolved"])
    }

    @Test("What is not listed of a router is not judged, but a change of its flags is told once")
    func unlistedValues() throws {
        var configuration = RouterAdvertisementConfiguration.lab
        configuration.routers = [ListedRouter(address: .linkLocal(1))]
        let world = RouterWorld(configuration)
        var advertisement = Advertisement()
        advertisement.prefixes = ["2001:db8:1::", "2001:db8:2::"]
        advertisement.dns = ["2001:db8::53"]
        advertisement.mac = RouterWorld.rogueMAC
        world.advertise(advertisement)
        #expect(world.story == [])
        advertisement.flags = 0x80
        for _ in 0..<3 { world.advertise(advertisement) }
        #expect(world.story == ["ra-flags-changed occurred"])
        #expect(world.firstSummary.hasSuffix("changed its flags on eth0 from M=0 O=0 to M=1 O=0"))
        // Back and forth all the time is no news each time.
        for number in 0..<20 {
            advertisement.flags = number.isMultiple(of: 2) ? 0 : 0x80
            world.advertise(advertisement)
        }
        #expect(world.story.count == 1)
        advertisement.flags = 0
        for _ in 0..<11 {
            world.advertise(advertisement)
            world.manual.advance(by: .seconds(60))
        }
        #expect(world.story == ["ra-flags-changed occurred", "ra-flags-changed occurred"])
    }

    @Test("A listed router that falls silent is told after some questions without answer, and when it speaks again")
    func silence() throws {
        let world = RouterWorld()
        world.keepAdvertising(minutes: 5)
        world.manual.advance(by: .seconds(170))
        #expect(world.story == [])
        world.manual.advance(by: .seconds(120))
        #expect(world.story == ["ra-router-silent firing"])
        let alert = try #require(world.manual.observations.first)
        #expect(
            alert.summary == "The listed router fe80::1 no longer advertises itself on eth0 and does not answer when "
                + "asked: hosts lose their IPv6 default route")
        #expect(try world.answer(.servers).contains("\"state\":\"silent\""))
        world.manual.advance(by: .seconds(7_200))
        #expect(world.story.count == 1)
        world.advertiseWell()
        #expect(world.story == ["ra-router-silent firing", "ra-router-silent resolved"])
    }

    @Test("A router that never advertised is not silent, nor one that a deaf sensor does not hear")
    func noSilence() throws {
        let never = RouterWorld()
        never.manual.advance(by: .seconds(7_200))
        #expect(never.story == [])
        #expect(try never.answer(.servers).contains("\"state\":\"unseen\""))
        let deaf = RouterWorld()
        deaf.advertiseWell()
        deaf.manual.feed(.socketFailed(SocketName("ra eth0"), "there is no interface eth0"))
        deaf.manual.advance(by: .seconds(7_200))
        #expect(deaf.story == ["ra-capture-failed firing"])
        #expect(
            deaf.firstSummary
                == "Nothing is captured on eth0: there is no interface eth0; rogue routers on it go unseen")
        deaf.manual.feed(.socketOpened(SocketName("ra eth0")))
        deaf.manual.advance(by: .seconds(60))
        #expect(deaf.story == ["ra-capture-failed firing", "ra-capture-failed resolved"])
        deaf.manual.advance(by: .seconds(300))
        #expect(deaf.story.last == "ra-router-silent firing")
    }

    @Test("A router that had advertised before the daemon's restart falls silent after it, too")
    func silenceOverRestart() throws {
        let before = RouterWorld()
        before.advertiseWell()
        var kept: [String: String] = [:]
        for report in before.manual.reports {
            if case .memory(let key, let value) = report.content { kept[key] = value }
        }
        let after = RouterWorld(kept: kept)
        #expect(try after.answer(.servers).contains("\"state\":\"unseen\""))
        after.manual.advance(by: .seconds(600))
        #expect(after.story == ["ra-router-silent firing"])
        #expect(try after.answer(.servers).contains("\"listed\":true,\"state\":\"silent\""))
        // A learned one is in the list, too.
        let learning = RouterWorld(.learning)
        learning.advertiseWell()
        for report in learning.manual.reports {
            if case .memory(let key, let value) = report.content { kept[key] = value }
        }
        let again = RouterWorld(.learning, kept: kept)
        again.manual.advance(by: .seconds(600))
        #expect(again.story == ["ra-router-silent firing"])
        let servers = try again.answer(.servers)
        #expect(
            servers.contains("\"address\":\"fe80::1\"") && servers.contains("\"listed\":false,\"state\":\"silent\""))
    }

    @Test("Without questions a router has the time that its lifetime gives it")
    func patience() {
        var configuration = RouterAdvertisementConfiguration.lab
        configuration.probeInterval = nil
        let world = RouterWorld(configuration)
        var advertisement = Advertisement()
        advertisement.lifetime = 9_000
        world.advertise(advertisement)
        world.manual.advance(by: .seconds(8_990))
        #expect(world.story == [] && world.probes.isEmpty)
        world.manual.advance(by: .seconds(20))
        #expect(world.story == ["ra-router-silent firing"])
    }

    @Test("Routers are asked when the capture opens and then about every minute, with a right solicitation")
    func probes() throws {
        let world = RouterWorld()
        world.manual.advance(by: .seconds(600))
        let probes = world.probes
        #expect((8...14).contains(probes.count))
        let content = try FrameContent(decoding: try #require(probes.first)[...], linkType: .ethernet)
        guard case .icmpv6(let message) = content else {
            Issue.record("\(content)")
            return
        }
        #expect(message.source == .linkLocal(0xaa) && message.destination.text == "ff02::2" && message.hopLimit == 255)
        #expect(try NeighborDiscoveryMessage(message) == .routerSolicitation(sourceMAC: RouterWorld.ownMAC))
        let times = world.manual.actions.compactMap { action -> MonotonicTime? in
            if case .setTimer(let name, let time) = action, name.purpose == "probe eth0" { time } else { nil }
        }
        #expect(times.isEmpty)
        #expect(try world.status().contains("\"probes\":\(probes.count)"))
        // An answer that comes soon after a question is seen by the probe.
        let quick = RouterWorld()
        quick.manual.advance(by: .seconds(1))
        quick.advertiseWell()
        #expect(try quick.answer(.servers).contains("\"seen_by\":\"probe\""))
        quick.manual.advance(by: .seconds(20))
        quick.advertiseWell()
        #expect(try quick.answer(.servers).contains("\"seen_by\":\"listening\""))
    }

    @Test("An interface without an address asks from none")
    func probeWithoutAddress() throws {
        let world = RouterWorld(opens: false)
        for action in world.manual.actions {
            switch action {
            case .capture(let socket, _): world.manual.feed(.socketOpened(socket))
            case .request(let token, .watchInterface(let name)):
                world.manual.feed(
                    .answer(
                        token,
                        .interface(
                            NetworkInterface(name: name, index: 2, mac: RouterWorld.ownMAC, isUp: true, addresses: [])))
                )
            default: break
            }
        }
        world.manual.advance(by: .seconds(2))
        guard
            case .icmpv6(let message) = try FrameContent(
                decoding: try #require(world.probes.first)[...], linkType: .ethernet)
        else {
            Issue.record("no ICMPv6")
            return
        }
        #expect(message.source.text == "::")
        #expect(try NeighborDiscoveryMessage(message) == .routerSolicitation(sourceMAC: nil))
    }

    @Test("Frames that the kernel drops are one alert, which ends by itself")
    func drops() {
        let world = RouterWorld()
        for _ in 0..<5 {
            world.manual.feed(.kernelDrops(3, socket: SocketName("ra eth0")))
            world.manual.advance(by: .seconds(1))
        }
        #expect(world.story == ["ra-capture-drops firing"])
        world.manual.advance(by: .seconds(20))
        #expect(world.story == ["ra-capture-drops firing", "ra-capture-drops resolved"])
        #expect(world.manual.observations.last?.count == 15)
    }

    @Test("Alerts of an earlier run go on, or end for a reason")
    func inherited() {
        func alert(_ rule: Rule, _ subject: Subject, _ severity: Severity? = nil) -> Alert {
            Alert(
                id: 1, key: AlertKey(rule: rule.name, subject: subject), watcher: .ra,
                severity: severity ?? rule.severity, state: .open, opened: Moment.routerStart.wall,
                updated: Moment.routerStart.wall, events: 1, summary: "before")
        }
        let eth0 = Subject(device: "fe80::1", instance: "eth0")
        let world = RouterWorld(openAlerts: [
            alert(RouterRules.rogueRouter, Subject(device: "fe80::66", instance: "eth0")),
            alert(RouterRules.wrongPrefix, eth0),
            alert(RouterRules.wrongDNS, Subject(device: "fe80::9", instance: "eth0")),
            alert(RouterRules.routerSilent, Subject(device: "fe80::1")),
            alert(RouterRules.captureFailed, Subject(device: "tocsin", instance: "eth9")),
            alert(RouterRules.captureFailed, Subject(device: "tocsin", instance: "eth0")),
        ])
        // Of no use any more: an interface and a router that are not listed. Well again: the capture.
        #expect(
            world.story == [
                "ra-capture-failed resolved", "ra-wrong-dns resolved", "ra-capture-failed resolved",
            ])
        world.advertiseWell()
        #expect(world.story.suffix(2) == ["ra-wrong-prefix resolved", "ra-router-silent resolved"])
        world.keepAdvertising(minutes: 11)
        #expect(world.story.last == "ra-rogue-router resolved")
    }

    @Test("A router that is listed by a reload is no rogue any more, and one that is taken out is one")
    func reload() {
        let world = RouterWorld()
        var second = Advertisement()
        second.source = .linkLocal(2)
        second.mac = RouterWorld.rogueMAC
        world.advertise(second)
        #expect(world.story == ["ra-rogue-router firing"])
        var configuration = RouterAdvertisementConfiguration.lab
        configuration.routers.append(ListedRouter(address: .linkLocal(2), macs: [RouterWorld.rogueMAC]))
        configuration.interfaces = ["eth0", "eth1"]
        world.manual.reconfigure(RouterPlan(configuration: configuration))
        world.open()
        world.advertise(second)
        #expect(world.story == ["ra-rogue-router firing", "ra-rogue-router resolved"])
        // What is right by the new list is over with the next word.
        second.prefixes = ["2001:db8:9::"]
        configuration.routers[1].prefixes = []
        world.manual.reconfigure(RouterPlan(configuration: configuration))
        world.advertise(second)
        #expect(world.story.last == "ra-wrong-prefix firing")
        configuration.routers[1].prefixes = ["2001:db8:9::/64"].compactMap { Network($0) }
        world.manual.advance(by: .seconds(5))
        world.manual.reconfigure(RouterPlan(configuration: configuration))
        world.advertise(second)
        #expect(world.story.last == "ra-wrong-prefix resolved")
        configuration.interfaces = ["eth1"]
        configuration.routers = []
        world.manual.reconfigure(RouterPlan(configuration: configuration))
        let closed = world.manual.actions.contains {
            if case .close(SocketName("ra eth0")) = $0 { true } else { false }
        }
        #expect(closed)
    }
}

/// A plan of the watcher with this configuration.
struct RouterPlan: WatcherPlan {
    let configuration: RouterAdvertisementConfiguration

    func makeWatcher() -> any Watcher { RouterAdvertisementWatcher(configuration, shared: SharedConfiguration()) }

    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {
        guard var running = watcher as? RouterAdvertisementWatcher else { return }
        running.reconfigure(configuration, shared: SharedConfiguration(), at: moment, into: &actions)
        watcher = running
    }
}
