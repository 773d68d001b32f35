import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite
struct NeighbourTests {
    private let host = MACAddress(value: 0x5254_0000_0066)
    private let other = MACAddress(value: 0x5254_0000_0099)

    private func addresses(_ world: DHCPWorld, of mac: MACAddress) throws -> [String] {
        try world.watcher.hosts.neighbours.addresses(of: mac).map { "\($0.address.text) \($0.origin.rawValue)" }
    }

    @Test(
        "What a host says of itself is known; what it says of others, what it only asks about and what was forwarded is not"
    )
    func claims() throws {
        let world = DHCPWorld()
        world.see(NeighbourFrames.arp(host, .host(66)))
        world.see(NeighbourFrames.arp(host, .host(67), operation: 2, vlan: 7))
        world.see(NeighbourFrames.arp(host, .v4(0), target: .host(68)))
        world.see(NeighbourFrames.arp(host, .host(69), sender: other))
        world.see(NeighbourFrames.solicitation(host, .linkLocal(0x66), target: .linkLocal(1)))
        world.see(NeighbourFrames.solicitation(host, nil, target: .linkLocal(0x67)))
        let global = try #require(IPAddress("2001:db8::66"))
        world.see(NeighbourFrames.advertisement(host, global))
        world.see(NeighbourFrames.advertisement(host, .linkLocal(0x68), hopLimit: 64))
        world.see(NeighbourFrames.advertisement(other, .linkLocal(0x69), told: host))
        #expect(
            try addresses(world, of: host) == ["10.0.0.66 arp", "10.0.0.67 arp", "fe80::66 nd", "2001:db8::66 nd"])
        #expect(try addresses(world, of: other) == [])
        #expect(
            try world.status().contains(
                "\"neighbours\":{\"hosts\":1,\"frames\":9,\"of_others\":2,\"passed_over\":0,\"rests\":0}"))
        // A checksum that is wrong is counted, as with all that is malformed.
        var broken = NeighbourFrames.advertisement(other, .linkLocal(0x70))
        broken[broken.count - 1] ^= 1
        world.see(broken)
        #expect(try world.status().contains("\"ND: bad checksum\":1"))
        #expect(try addresses(world, of: other) == [])
    }

    @Test("A storm of ARP is given up for a minute and counted; alerts go on meanwhile, and then it is heard again")
    func storm() throws {
        let world = DHCPWorld()
        let socket = SocketName("dhcp neighbours eth0")
        func captures() -> [String] {
            world.manual.actions.compactMap {
                switch $0 {
                case .capture(socket, let request): "open \(request.bufferBytes ?? 0)"
                case .close(socket): "close"
                default: nil
                }
            }
        }
        #expect(captures() == ["open 1048576"])
        for number in 0..<5_000 {
            world.see(NeighbourFrames.arp(MACAddress(value: 0x0200_0000_0000 | UInt64(number)), .host(70)))
        }
        #expect(captures() == ["open 1048576", "close"])
        #expect(
            try world.status().contains("\"frames\":2000,\"of_others\":0,\"passed_over\":3000,\"rests\":1}"))
        world.answer(Answer4.rogue)
        #expect(world.story == ["dhcp-rogue-server firing"])
        world.manual.advance(by: .seconds(59))
        world.see(NeighbourFrames.arp(host, .host(66)))
        #expect(try addresses(world, of: host) == [])
        world.manual.advance(by: .seconds(2))
        #expect(captures() == ["open 1048576", "close", "open 1048576"])
        world.see(NeighbourFrames.arp(host, .host(66)))
        #expect(try addresses(world, of: host) == ["10.0.0.66 arp"])
        // The kernel's drops of these frames are counted, and are no alert: nothing that is judged was lost.
        world.manual.feed(.kernelDrops(7, socket: socket))
        world.manual.feed(.socketFailed(socket, "there is no interface eth0"))
        #expect(try world.status().contains("\"passed_over\":3008,"))
        world.manual.advance(by: .seconds(6))
        #expect(world.story == ["dhcp-rogue-server firing", "dhcp-rogue-server firing"])
    }

    @Test("Hosts and addresses without end are bounded, and a host that invents addresses is not told for each")
    func bounds() throws {
        var book = NeighbourBook()
        for number in 0..<100_000 {
            _ = book.note(
                MACAddress(value: UInt64(number)), .v4(0x0a00_0000 | UInt32(number)), .arp)
        }
        #expect(book.count <= 2 * NeighbourBook.half && book.count > NeighbourBook.half / 2)
        #expect(book.owner(of: .v4(0x0a00_0000 | 99_999)) == MACAddress(value: 99_999))
        #expect(book.owner(of: .v4(0x0a00_0001)) == nil && book.addresses(of: MACAddress(value: 1)).isEmpty)
        let world = DHCPWorld()
        world.answer(Answer4.rogue)
        for number in 0..<600 {
            world.see(NeighbourFrames.arp(host, .v4(0x0a01_0000 | UInt32(number))))
            world.manual.advance(by: .seconds(1))
            if number.isMultiple(of: 30) { world.answer(Answer4.rogue) }
        }
        #expect(try addresses(world, of: host).count == NeighbourBook.addressLimit)
        // Eight addresses, heard within two ticks.
        #expect(world.story.count <= 4, "\(world.sentences)")
    }

    @Test("An address that moves is its new host's")
    func moved() {
        var book = NeighbourBook()
        let news = [host, host, other].map { book.note($0, .host(66), .arp) }
        #expect(news == [true, false, true] && book.owner(of: .host(66)) == other)
        let again = book.note(host, .host(66), .arp)
        #expect(!again, "it is no news")
        #expect(book.owner(of: .host(66)) == host)
    }

    @Test("Interfaces that are no longer configured are no longer listened on")
    func reconfigured() {
        let world = DHCPWorld(.lab { $0.interfaces = ["eth0", "eth1"] })
        world.manual.reconfigure(DHCPPlan(configuration: .lab))
        #expect(
            world.manual.actions.contains {
                if case .close(SocketName("dhcp neighbours eth1")) = $0 { true } else { false }
            }
        )
    }
}
