import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct DHCPProbeTests {
    @Test("A round asks in every form, with another id each, from one made-up client that takes nothing")
    func forms() throws {
        let world = DHCPWorld()
        world.manual.advance(by: .milliseconds(600))
        let probes = try world.probes()
        #expect(probes.count == 9)
        let questions = try world.questions()
        #expect(questions.count == 7)
        let client = ProbeClient(of: DHCPWorld.ownMAC)
        #expect(client.mac.value >> 40 & 3 == 2 && client.mac != DHCPWorld.ownMAC)
        #expect(questions.allSatisfy { $0.chaddr == client.mac } && Set(questions.map(\.xid)).count == 7)
        #expect(questions.map(\.messageType) == [.inform, .request, .request, .request, nil, .discover, .discover])
        #expect(questions[1].requestedAddress == .v4(0xc000_0201) && questions[1].serverIdentifier == nil)
        #expect(questions[2].serverIdentifier == .v4(0xc000_02fe))
        #expect(questions[3].ciaddr == .v4(0xc000_0201) && !questions[4].hasOptions)
        #expect(questions[0].ciaddr == .host(250))
        // Some servers answer only PCs that boot from the network, and some only who has waited (secs, at offset 8).
        #expect(questions[6].text(.vendorClass) == "PXEClient:Arch:00000:UNDI:002001")
        #expect(questions[6].option(93).map { Array($0) } == [0, 0] && questions[6].option(97)?.count == 17)
        #expect(questions[6].bytes.dropFirst(8).prefix(2) == [0, 60])
        #expect(questions.allSatisfy { $0.xid == questions[6].xid || !$0.has(.vendorClass) })
        #expect(questions[5].wantsBroadcast)
        for probe in probes.filter({ !$0.source.address.isIPv6 }) {
            #expect(probe.sourceMAC == client.mac && probe.destinationMAC == MACAddress(value: 0xffff_ffff_ffff))
        }
        let sixth = try probes.filter(\.source.address.isIPv6).map { try DHCPv6Message($0.payload) }
        #expect(sixth.map(\.type) == [.solicit, .informationRequest] && !sixth[0].isRapidCommit)
        #expect(sixth.allSatisfy { $0.clientDUID == client.duid })
    }

    @Test("Rounds go on with jitter, with the same client and other ids; an offer is never accepted")
    func rounds() throws {
        let world = DHCPWorld()
        var ids: Set<UInt32> = []
        var times: [MonotonicTime] = []
        for _ in 0..<2_000 {
            let before = world.probeCount
            world.manual.advance(by: .milliseconds(500))
            guard world.probeCount > before else { continue }
            times.append(world.manual.now.monotonic)
            for question in try world.questions() {
                ids.insert(question.xid)
                world.answer(Answer4(client: try #require(question.chaddr), xid: question.xid))
            }
        }
        #expect((13...23).contains(times.count), "\(times.count)")
        #expect(ids.count == times.count * 7)
        let spans = zip(times.dropFirst(), times).map { ($0 - $1).seconds }
        #expect(spans.allSatisfy { (44.0...76.0).contains($0) } && Set(spans).count > 3, "\(spans)")
        // Nothing but the nine questions of each round was ever sent.
        #expect(world.probeCount == times.count * 9)
        #expect(world.story == [])
    }

    @Test("Our own questions are neither clients nor servers' traffic")
    func own() throws {
        let world = DHCPWorld()
        for _ in 0..<50 {
            world.manual.advance(by: .seconds(60))
            for action in world.manual.actions.suffix(10) {
                if case .request(_, .frame(_, let bytes)) = action { world.see(bytes) }
            }
        }
        let status = try world.status()
        #expect(status.contains("\"clients\":0,") && world.story == [], "\(status)")
        #expect(!status.contains("\"own\":0,"))
    }

    @Test("`probe: off` sends nothing; a reload starts and ends asking; a deaf interface is not asked")
    func off() throws {
        let world = DHCPWorld(.lab { $0.probeInterval = nil })
        world.manual.advance(by: .seconds(600))
        #expect(try world.probes().isEmpty)
        world.manual.reconfigure(DHCPPlan(configuration: .lab))
        world.manual.advance(by: .seconds(2))
        #expect(world.probeCount == 9)
        world.manual.feed(.socketFailed(DHCPWorld.socket, "down"))
        world.manual.advance(by: .seconds(600))
        #expect(world.probeCount == 9)
        world.manual.feed(.socketOpened(DHCPWorld.socket))
        world.manual.advance(by: .seconds(1))
        #expect(world.probeCount == 18)
        world.manual.reconfigure(DHCPPlan(configuration: .lab { $0.probeInterval = nil }))
        world.manual.advance(by: .seconds(600))
        #expect(world.probeCount == 18)
    }

    @Test("Single questions can be left out; answers to the question of PXE make no two servers conflict")
    func without() throws {
        let world = DHCPWorld(.lab { $0.unasked = [.bootp, .pxe, .solicit, .selecting] })
        world.manual.advance(by: .milliseconds(600))
        let probes = try world.probes()
        #expect(probes.count == 5)
        let questions = try probes.filter { $0.destination.port == 67 }.map { try DHCPv4Message($0.payload) }
        #expect(questions.map(\.messageType) == [.inform, .request, .request, .discover])
        let pair = DHCPWorld(
            .lab {
                $0.servers.append(ListedDHCPServer(addresses: [.host(2)]))
            })
        pair.manual.advance(by: .milliseconds(600))
        for (question, story) in [
            (try pair.questions()[6], []), (try pair.questions()[5], ["dhcp-conflicting-servers firing"]),
        ] {
            for server in [IPAddress.host(1), .host(2)] {
                var answer = Answer4(server: server, source: server, client: try #require(question.chaddr))
                answer.mac = server == .host(1) ? DHCPWorld.serverMAC : MACAddress(value: 0x5254_0012_3457)
                answer.xid = question.xid
                pair.answer(answer)
            }
            #expect(pair.story == story, "\(pair.sentences)")
        }
    }

    @Test("A server that ignores clients that it does not know is found by its refusal")
    func refusal() throws {
        let world = DHCPWorld()
        world.manual.advance(by: .milliseconds(600))
        let question = try #require(try world.questions().first { $0.requestedAddress == .v4(0xc000_0201) })
        var answer = Answer4.rogue
        answer.type = 6
        answer.client = try #require(question.chaddr)
        answer.xid = question.xid
        world.answer(answer)
        #expect(world.story == ["dhcp-rogue-server firing"])
        #expect(world.manual.observations[0].evidence.json.contains("\"seen_by\":\"probe (REQUEST init-reboot)\""))
    }

    @Test("A round of questions that cannot be sent is counted")
    func failures() throws {
        let world = DHCPWorld()
        world.manual.advance(by: .milliseconds(600))
        world.manual.feed(.answer(DHCPWatcher.frameToken, .failed("no such device")))
        #expect(try world.status().contains("\"probes\":9,\"probe_failures\":1"))
    }

    @Test("Probes of another sensor are no client that has chosen a rogue server, nor one without rest")
    func otherSensor() throws {
        let sensor = DHCPWorld(.lab { $0.probeInterval = .seconds(5) })
        let world = DHCPWorld(.lab { $0.probeInterval = nil })
        var seen = 0
        for _ in 0..<240 {
            sensor.manual.advance(by: .milliseconds(500))
            world.manual.advance(by: .milliseconds(500))
            for action in sensor.manual.actions.dropFirst(seen) {
                if case .request(_, .frame(_, let bytes)) = action { world.see(bytes) }
            }
            seen = sensor.manual.actions.count
        }
        #expect(sensor.probeCount > 100 && world.sentences == [])
        // Whoever else is named is told, whatever is asked for.
        world.ask(
            Request4(0x0011_2200_0001, .selecting(server: .host(66), requested: DHCPWatcher.wrongAddress)))
        #expect(world.story == ["dhcp-rogue-server firing"])
    }
}
