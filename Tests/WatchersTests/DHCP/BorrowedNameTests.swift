import Model
import Testing
import Watching
import Wire

@testable import Watchers

/// Who answers with a listed server's address and is not it, or says what it would not say.
@Suite
struct BorrowedNameTests {
    @Test("Behind a relay agent option 54 alone counts, unless relay agents are listed and this is none")
    func relays() throws {
        let router = MACAddress(value: 0x5254_0000_0001)
        var answer = Answer4()
        answer.mac = router
        answer.source = .v4(0x0a01_0001)
        answer.relay = .v4(0x0a01_0001)
        let world = DHCPWorld()
        world.answer(answer)
        #expect(world.story == [])
        answer.server = .host(66)
        world.answer(answer)
        #expect(world.story == ["dhcp-rogue-server firing"])
        #expect(
            world.sentences[0].hasPrefix(
                "10.0.0.66 answers DHCP clients on eth0 and is not listed, through the relay agent 10.1.0.1"))
        // A relay agent that leaves no giaddr is known by its address.
        var bare = Answer4()
        bare.source = .host(254)
        bare.mac = router
        let listed = DHCPWorld(.lab { $0.relays = [.host(254)] })
        listed.answer(bare)
        #expect(listed.story == [])
        bare.source = .host(66)
        bare.relay = .host(66)
        listed.answer(bare)
        #expect(listed.story == ["dhcp-rogue-server firing"])
        // An answer from outside our network comes through a router: its MAC address is not the server's.
        let remote = DHCPWorld(.lab { $0.servers[0].addresses = [.v4(0x0a09_0001)] })
        var far = Answer4(server: .v4(0x0a09_0001), source: .v4(0x0a09_0001), mac: router, destination: .host(150))
        far.type = 5
        remote.answer(far)
        #expect(remote.story == [])
        // Its client is of this link and must get one of the routers that are listed.
        far.routers = [.host(66)]
        remote.answer(far)
        #expect(remote.story == ["dhcp-wrong-options firing"])
    }

    @Test("A listed address from another MAC address is its own rule; virtual and further ones are allowed")
    func movedServer() throws {
        let world = DHCPWorld()
        world.manual.feed(.fact(.portOfMAC(DHCPWorld.rogueMAC, device: "acc-sw7", port: "Gi1/0/14")))
        var answer = Answer4()
        answer.mac = DHCPWorld.rogueMAC
        for _ in 0..<5 { world.answer(answer) }
        #expect(world.story == ["dhcp-server-mac-changed firing"])
        #expect(
            world.sentences[0] == "The listed server 10.0.0.1, MAC 52:54:00:00:00:66 (QEMU) on acc-sw7 port Gi1/0/14, "
                + "answers on eth0 from a MAC address that is not its own, 52:54:00:12:34:56 (QEMU)")
        world.answer()
        #expect(world.story.count == 1, "the right one beside it does not end it")
        world.manual.advance(by: .seconds(11))
        answer.dns = [.host(66)]
        world.answer(answer)
        #expect(world.manual.observations.last?.severity == .critical)
        #expect(world.sentences.last?.hasSuffix("; it tells clients DNS 10.0.0.66 instead of 10.0.0.53") == true)
        world.run(minutes: 11)
        #expect(world.story.last == "dhcp-server-mac-changed resolved")
        for mac: UInt64 in [0x0000_5e00_0107, 0x5254_0012_3457] {
            let quiet = DHCPWorld(.lab { $0.servers[0].macs.append(MACAddress(value: 0x5254_0012_3457)) })
            quiet.answer(Answer4(mac: MACAddress(value: mac)))
            #expect(quiet.story == [])
        }
        let strict = DHCPWorld(.lab { $0.servers[0].allowsVirtualMAC = false })
        strict.answer(Answer4(mac: MACAddress(value: 0x0000_5e00_0107)))
        #expect(strict.story == ["dhcp-server-mac-changed firing"])
    }

    @Test("Who answers in the name of a listed server from another address is a rogue under its own")
    func impersonation() throws {
        let world = DHCPWorld()
        var answer = Answer4.rogue
        answer.server = .host(1)
        world.answer(answer)
        #expect(world.story == ["dhcp-rogue-server firing"])
        #expect(
            world.sentences[0].hasPrefix(
                "10.0.0.66, MAC 52:54:00:00:00:66 (QEMU), answers DHCP clients on eth0 in the name of the listed server "
                    + "10.0.0.1"))
        world.answer()
        #expect(world.story.count == 1)
    }

    @Test(
        "Who answers from outside our networks in the name of a listed server within them is a rogue, and no sign of life"
    )
    func borrowedName() throws {
        let rogue = Answer4(source: .v4(0x0a09_0909), mac: DHCPWorld.rogueMAC, destination: .host(150))
        let world = DHCPWorld(kept: ["answered": "10.0.0.1\tprobe"])
        world.answer(rogue)
        #expect(world.story == ["dhcp-rogue-server firing"])
        #expect(
            world.sentences[0].hasPrefix(
                "10.9.9.9, MAC 52:54:00:00:00:66 (QEMU), answers DHCP clients on eth0 in the name of the listed server "
                    + "10.0.0.1"))
        world.run(minutes: 6, answering: rogue)
        #expect(world.story == ["dhcp-rogue-server firing", "dhcp-server-silent firing"], "\(world.sentences)")
    }

    @Test("Router and routes that a client of this link is told are judged behind a relay agent, too")
    func relayedRouters() throws {
        let changes: [(inout Answer4) -> Void] = [
            { $0.routers = [.host(66)] }, { $0.more = [(121, [1, 0, 10, 0, 0, 66])] },
        ]
        for change in changes {
            for destination in [IPAddress.v4(0xffff_ffff), .host(150)] {
                var answer = Answer4(source: .host(66), mac: DHCPWorld.rogueMAC, destination: destination)
                answer.relay = .v4(0x0a01_0001)
                change(&answer)
                let world = DHCPWorld(.lab { $0.servers[0].expected.routes = [] })
                // On its way to the relay agent it is for clients of any network. That it was seen there spares it nothing.
                answer.port = 67
                world.answer(answer)
                #expect(world.story == [])
                answer.port = 68
                world.answer(answer)
                #expect(world.story == ["dhcp-wrong-options firing"])
                #expect(world.manual.observations.first?.severity == .critical)
            }
        }
    }
}
