import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct StarvationTests {
    /// Lets a client take an address as real ones do, with a moment between the messages.
    private func join(_ world: DHCPWorld, _ client: UInt64, xid: UInt32) {
        world.ask(Request4(client, .discover(), xid: xid))
        world.manual.advance(by: .milliseconds(20))
        world.answer(Answer4(client: MACAddress(value: client), xid: xid))
        world.ask(Request4(client, .selecting(server: .host(1), requested: .host(150)), xid: xid))
        world.answer(Answer4(type: 5, client: MACAddress(value: client), xid: xid))
    }

    @Test("A flood of made-up clients is one alert, told within its first seconds")
    func fast() throws {
        var random = CaptureRandom(seed: 7)
        let world = DHCPWorld()
        let frame = Request4(1).frame
        for number in 0..<3_000 {
            // yersinia's and dhcpig's way: a random address in frame and message.
            world.ask(like: frame, client: random.next(), xid: UInt32(number))
            world.manual.advance(by: .milliseconds(10))
            if number == 150 { #expect(world.story == ["dhcp-starvation firing"]) }
        }
        #expect(world.story == ["dhcp-starvation firing"])
        let alert = try #require(world.manual.observations.first)
        #expect(alert.severity == .critical && alert.subject == Subject(device: "link", instance: "eth0"))
        #expect(
            alert.summary.hasPrefix("DHCP requests of ")
                && alert.summary.contains("new clients within a minute on eth0, as an")
                && alert.summary.contains("have addresses that no network card can have"), "\(alert.summary)")
        #expect(alert.evidence.json.contains("\"tier\":\"minute\""))
        world.manual.advance(by: .seconds(400))
        #expect(world.story == ["dhcp-starvation firing", "dhcp-starvation resolved"])
        #expect(try #require(world.manual.observations.last).count == 3_000)
    }

    @Test("Clients that ask once and never go on are an attack also with plausible addresses")
    func abandoned() throws {
        let world = DHCPWorld()
        for number in 0..<80 {
            // A phone's made-up address, a new one each time, from one and the same tool.
            world.ask(Request4(0x0200_0000_0000 | UInt64(number) &* 7_919_777 & 0xff_ffff_ffff, xid: UInt32(number)))
            world.manual.advance(by: .milliseconds(500))
        }
        #expect(world.story.first == "dhcp-starvation firing")
        #expect(world.sentences[0].contains("asked and never went on"), "\(world.sentences)")
    }

    @Test("A Wi-Fi morning raises nothing: hundreds of new clients with made-up addresses that take their leases")
    func morning() {
        var random = CaptureRandom(seed: 9)
        let world = DHCPWorld()
        for number in 0..<400 {
            let client = random.next() & 0xfcff_ffff_ffff | 0x0200_0000_0000
            join(world, client, xid: UInt32(number))
            world.manual.advance(by: .milliseconds(Int.random(in: 100...900, using: &random)))
        }
        #expect(world.story == [] && world.sentences == [])
    }

    @Test("Passers-by that ask once are no attack in a crowd of which most stay")
    func passersBy() {
        var random = CaptureRandom(seed: 13)
        let world = DHCPWorld()
        for number in 0..<300 {
            let client = random.next() & 0xfcff_ffff_ffff | 0x0200_0000_0000
            if number.isMultiple(of: 3) {
                world.ask(Request4(client, xid: UInt32(number)))
            } else {
                join(world, client, xid: UInt32(number))
            }
            world.manual.advance(by: .milliseconds(280))
        }
        #expect(world.story == [])
    }

    @Test("A morning while the server is down raises no starvation: real clients ask again")
    func outage() {
        var random = CaptureRandom(seed: 11)
        let world = DHCPWorld()
        let clients = (0..<150).map { _ in random.next() & 0xfcff_ffff_ffff | 0x0200_0000_0000 }
        for second in 0..<200 {
            if second < 150 { world.ask(Request4(clients[second], xid: UInt32(second))) }
            for (number, client) in clients.enumerated() where [3, 7, 15, 31].contains(second - number) {
                world.ask(Request4(client, xid: UInt32(number)))
            }
            world.manual.advance(by: .seconds(0.6))
        }
        #expect(world.story == [])
    }

    @Test("After a power failure known clients are no crowd")
    func powerFailure() {
        let world = DHCPWorld()
        for number in 0..<300 {
            join(world, 0x0011_2200_0000 | UInt64(number * 5), xid: UInt32(number))
            world.manual.advance(by: .seconds(2))
        }
        world.manual.advance(by: .seconds(4_000))
        // All at once, and the first question of each goes unanswered.
        for number in 0..<300 {
            world.ask(Request4(0x0011_2200_0000 | UInt64(number * 5), xid: UInt32(9_000 + number)))
        }
        world.manual.advance(by: .seconds(15))
        for number in 0..<300 {
            world.ask(Request4(0x0011_2200_0000 | UInt64(number * 5), xid: UInt32(9_000 + number)))
        }
        #expect(world.story.filter { $0.hasPrefix("dhcp-starvation") } == [])
    }

    @Test("A slow attack is told within the hour")
    func slow() throws {
        let world = DHCPWorld()
        for number in 0..<240 {
            world.ask(Request4(0x0200_0000_0000 | UInt64(number) &* 7_919_777 & 0xff_ffff_ffff, xid: UInt32(number)))
            world.manual.advance(by: .seconds(20))
            if number == 60 { #expect(world.story == []) }
        }
        #expect(world.story.first == "dhcp-starvation firing")
        let alert = try #require(world.manual.observations.first)
        #expect(alert.severity == .error && alert.evidence.json.contains("\"tier\":\"hour\""))
    }

    @Test("What is usual here raises the limit, also after a restart")
    func baseline() {
        func attack(_ world: DHCPWorld) {
            var random = CaptureRandom(seed: 17)
            for number in 0..<90 {
                let client = random.next() & 0xfcff_ffff_ffff | 0x0200_0000_0000
                world.ask(Request4(client, xid: UInt32(number)))
                world.manual.advance(by: .milliseconds(500))
            }
        }
        let peaks = (0..<24).map { _ in "100" }.joined(separator: ",")
        let used = DHCPWorld(kept: ["usual": "eth0\t\t4\t\(peaks)\t\(peaks)"])
        attack(used)
        #expect(used.story == [])
        let unused = DHCPWorld()
        attack(unused)
        #expect(unused.story == ["dhcp-starvation firing"])
        // What is kept is what is read back.
        let world = DHCPWorld()
        for number in 0..<40 { join(world, 0x0200_0000_0000 | UInt64(number), xid: UInt32(number)) }
        for _ in 0..<70 { world.manual.advance(by: .seconds(60)) }
        #expect(world.kept["usual"]?.hasPrefix("eth0\t\t4\t0,0,0,0,0,0,0,0,40,") == true, "\(world.kept)")
    }

    @Test("One host that speaks for many is told with its MAC address and port, and becomes the starvation's source")
    func spokenFor() throws {
        let world = DHCPWorld()
        world.manual.feed(.fact(.portOfMAC(DHCPWorld.rogueMAC, device: "acc-sw7", port: "Gi1/0/14")))
        func ask(_ number: Int) {
            var request = Request4(0x0016_3600_0000 | UInt64(number) &* 7_919, xid: UInt32(number))
            request.sender = DHCPWorld.rogueMAC
            world.ask(request)
        }
        for number in 0..<20 {
            ask(number)
            world.manual.advance(by: .milliseconds(300))
        }
        #expect(world.story == ["dhcp-spoofed-client firing"])
        #expect(
            world.sentences[0] == "MAC 52:54:00:00:00:66 (QEMU) on acc-sw7 port Gi1/0/14 asks on eth0 in the name of 8 "
                + "client addresses and is no relay agent")
        for number in 20..<120 {
            ask(number)
            world.manual.advance(by: .milliseconds(100))
        }
        #expect(
            world.story == [
                "dhcp-spoofed-client firing", "dhcp-starvation firing", "dhcp-spoofed-client resolved",
            ], "\(world.story)")
        #expect(world.sentences[1].hasSuffix("; most from MAC 52:54:00:00:00:66 (QEMU) on acc-sw7 port Gi1/0/14"))
        // A relay agent speaks for many, too.
        let relayed = DHCPWorld()
        for number in 0..<40 {
            var request = Request4(0x0016_3600_0000 | UInt64(number) &* 7_919, xid: UInt32(number))
            request.sender = DHCPWorld.rogueMAC
            request.relay = .v4(0x0a01_0001)
            relayed.ask(request)
        }
        #expect(relayed.story == [])
    }

    @Test("One client with ever new transaction ids, or identifiers, is told")
    func restless() {
        for changesIdentifier in [false, true] {
            let world = DHCPWorld()
            for number in 0..<100 {
                var request = Request4(0x5254_00aa_bbcc, xid: changesIdentifier ? 5 : UInt32(number))
                if changesIdentifier { request.identifier = [0, UInt8(number)] }
                world.ask(request)
            }
            #expect(world.story == ["dhcp-starvation firing"])
            #expect(world.sentences[0].contains("One client has sent"), "\(world.sentences)")
        }
        let patient = DHCPWorld()
        for number in 0..<100 {
            patient.ask(Request4(0x5254_00aa_bbcc, xid: UInt32(number)))
            patient.manual.advance(by: .seconds(4))
        }
        #expect(patient.story == [])
    }

    @Test("DHCPv6 clients are counted by DUID; hosts that ask again and again without any server are no attack")
    func version6() {
        let world = DHCPWorld()
        for number in 0..<120 {
            world.see(Request6(client: 0x0200_0000_0000 | UInt64(number) * 31, xid: UInt32(number)).frame)
            world.manual.advance(by: .milliseconds(300))
        }
        #expect(world.story == ["dhcp-starvation firing"])
        #expect(world.manual.observations[0].subject == Subject(device: "link", instance: "eth0 DHCPv6"))
        #expect(!world.sentences[0].contains("MAC "), "each speaks for itself: \(world.sentences[0])")
        // One host behind all of them is named, but no relay agent.
        for isRelayed in [false, true] {
            let single = DHCPWorld()
            for number in 0..<120 {
                single.see(
                    Request6(
                        client: 0x0200_0000_0000 | UInt64(number) * 31, xid: UInt32(number), sender: DHCPWorld.rogueMAC,
                        relayed: isRelayed
                    ).frame)
                single.manual.advance(by: .milliseconds(300))
            }
            #expect(single.story == ["dhcp-starvation firing"])
            #expect(single.manual.observations[0].evidence.json.contains("\"mac\":\"52:54:00:00:00:66\"") == !isRelayed)
            #expect(single.sentences[0].hasSuffix("; most from MAC 52:54:00:00:00:66 (QEMU)") == !isRelayed)
            #expect(!single.sentences[0].contains("another host than the client"))
        }
        let quiet = DHCPWorld()
        for round in 0..<4 {
            for number in 0..<120 {
                quiet.see(Request6(client: 0x0200_0000_0000 | UInt64(number) * 31, xid: UInt32(number)).frame)
                quiet.manual.advance(by: .milliseconds(10))
            }
            quiet.manual.advance(by: .seconds(Double(round + 1)))
        }
        #expect(quiet.story == [])
    }

    @Test("Memory is bounded under clients without end, and what is left out is counted")
    func bounds() throws {
        var random = CaptureRandom(seed: 3)
        let world = DHCPWorld(.lab { $0.interfaces = ["eth0"] })
        let frame = Request4(1).frame
        for number in 0..<40_000 { world.ask(like: frame, client: random.next(), xid: UInt32(number)) }
        let status = try world.status()
        #expect(status.contains("\"clients\":8192,") && status.contains("\"clients_left_out\":31808"), "\(status)")
        #expect(world.story == ["dhcp-starvation firing"])
        world.manual.advance(by: .seconds(200))
        #expect(try world.status().contains("\"clients\":0,"))
    }

    @Test("A client is forgotten an hour after it was last heard and not sooner, whoever else is heard")
    func forgetting() throws {
        let world = DHCPWorld(.lab { $0.probeInterval = nil })
        func clients() throws -> Int { try world.watcher.links.reduce(0) { $0 + $1.clients.count } }
        for client: UInt64 in [1, 2, 3] { world.ask(Request4(0x0011_2200_0000 + client)) }
        for (minutes, left) in [(50, 3), (8, 3), (4, 2), (46, 2), (3, 1)] {
            world.manual.advance(by: .seconds(minutes * 60))
            #expect(try clients() == left, "after \(minutes) minutes more")
            // The second one is heard after 50 minutes, and the third one always.
            if minutes == 50 { world.ask(Request4(0x0011_2200_0002)) }
            if minutes != 3 { world.ask(Request4(0x0011_2200_0003)) }
        }
    }

    @Test("The tables keep their ceilings over all links and families, however many clients there are")
    func ceilings() throws {
        var random = CaptureRandom(seed: 4)
        let world = DHCPWorld(.lab { $0.probeInterval = nil })
        let frame = Request4(1).frame
        let (links, each) = (24, 6_000)
        for number in 0..<links * each {
            world.ask(like: frame, client: random.next(), xid: UInt32(number), on: "vlan\(number % links)")
        }
        let watcher = try world.watcher
        let clients = watcher.links.reduce(0) { $0 + $1.clients.count }
        let leftOut = watcher.links.reduce(0) { $0 + $1.clients.leftOut }
        #expect(clients == DHCPWatcher.clientLimit && Int(leftOut) == links * each - clients)
        #expect(watcher.troubles.open.count <= links && watcher.findings.count <= links)
        var known = KnownClients()
        for number in 0..<UInt64(200_000) { known.insert(number) }
        #expect(known.count <= 2 * KnownClients.half && known.contains(199_999) && !known.contains(0))
    }

    @Test("`starvation: off` judges no clients")
    func off() {
        let world = DHCPWorld(.lab { $0.starvation = nil })
        for number in 0..<500 { world.ask(Request4(UInt64(number) * 99_991, xid: UInt32(number))) }
        #expect(world.story == [])
    }
}
