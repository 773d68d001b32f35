import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct ServerSilenceTests {
    @Test("A listed server that fell silent is told after some rounds without answer, and when it answers again")
    func silence() throws {
        let world = DHCPWorld()
        world.manual.advance(by: .seconds(2))
        let question = try #require(try world.questions().first { $0.messageType == .discover })
        world.answer(Answer4(client: try #require(question.chaddr), xid: question.xid))
        #expect(try world.answer(.servers).contains("\"seen_by\":\"probe (DISCOVER)\""))
        world.manual.advance(by: .seconds(230))
        #expect(world.story == [])
        world.manual.advance(by: .seconds(20))
        #expect(world.story == ["dhcp-server-silent firing"])
        #expect(
            world.sentences[0]
                == "The listed server 10.0.0.1 answers neither our questions nor clients on eth0 any more: "
                + "clients will be left without addresses")
        #expect(try world.answer(.servers).contains("\"state\":\"silent\""))
        world.manual.advance(by: .seconds(7_200))
        #expect(world.story.count == 1)
        world.answer()
        #expect(world.story == ["dhcp-server-silent firing", "dhcp-server-silent resolved"])
        #expect(try !world.answer(.servers).contains("\"state\":\"silent\""))
        // The memory of an earlier run is enough to miss it.
        let after = DHCPWorld(kept: world.kept)
        after.manual.advance(by: .seconds(400))
        #expect(after.story == ["dhcp-server-silent firing"])
    }

    @Test("A server that was never heard is not silent, nor one that a deaf sensor does not hear")
    func noSilence() throws {
        let never = DHCPWorld()
        never.manual.advance(by: .seconds(7_200))
        #expect(never.story == [])
        #expect(try never.answer(.servers).contains("\"state\":\"unseen\""))
        let deaf = DHCPWorld(kept: ["answered": "10.0.0.1\tprobe"])
        deaf.manual.feed(.socketFailed(DHCPWorld.socket, "gone"))
        deaf.manual.advance(by: .seconds(7_200))
        #expect(deaf.story == ["dhcp-sensor-deaf firing"])
        // One that answers clients only, and no client asks.
        let shy = DHCPWorld(kept: ["answered": "10.0.0.1\t-"])
        shy.manual.advance(by: .seconds(20_000))
        #expect(shy.story == [])
        for number in 0..<12 {
            shy.ask(Request4(0x5254_00aa_0000 + UInt64(number)))
            shy.manual.advance(by: .seconds(5))
        }
        #expect(shy.story == ["dhcp-server-silent firing"])
        #expect(
            shy.sentences[0]
                == "The listed server 10.0.0.1 no longer answers clients on eth0, although they ask: clients will be left "
                + "without addresses")
    }

    @Test("Silence among clients that ask is judged whatever is judged of clients, by those of the server's own links")
    func silenceOfClients() {
        for (isJudged, interface, isTold) in [
            (false, "eth0", true), (true, "eth0", true), (false, "eth1", false), (true, "eth1", false),
        ] {
            let world = DHCPWorld(
                .lab {
                    $0.interfaces = ["eth0", "eth1"]
                    $0.probeInterval = nil
                    $0.servers[0].interface = "eth0"
                    if !isJudged { $0.starvation = nil }
                }, kept: ["answered": "10.0.0.1\t-"])
            world.manual.advance(by: .seconds(7_300))
            for number in 0..<12 {
                var request = Request4(0x5254_00aa_0000 + UInt64(number))
                request.interface = interface
                world.ask(request)
                world.manual.advance(by: .seconds(5))
            }
            #expect(world.story == (isTold ? ["dhcp-server-silent firing"] : []))
        }
        // Of DHCPv6 clients, too, and only of the last hour.
        let six = DHCPWorld(
            .lab {
                $0.probeInterval = nil
                $0.starvation = nil
            }, kept: ["answered": "10.0.0.1\t-"])
        for number in 0..<9 { six.see(Request6(client: 0x5254_00aa_0000 + UInt64(number)).frame) }
        six.manual.advance(by: .seconds(7_300))
        for number in 0..<9 { six.see(Request6(client: 0x5254_00aa_0000 + UInt64(number)).frame) }
        six.manual.advance(by: .seconds(1_800))
        #expect(six.story == [])
        six.see(Request6(client: 0x5254_00aa_0000).frame)
        six.manual.advance(by: .seconds(5))
        #expect(six.story == ["dhcp-server-silent firing"])
    }
}
