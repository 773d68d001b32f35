import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Time servers of DHCP, and what makes them ours")
struct RogueScenarioTests {
    private let dhcp = IPAddress.v4(0x0a00_00fe)
    private let stranger = IPAddress.v4(0x0a00_0042)
    private let alert = "ntp-rogue-server 10.0.0.66"

    private func offer(_ world: TimeWorld, _ addresses: [IPAddress]) {
        world.feed(.fact(.offeredTimeServers(server: dhcp, addresses: addresses)))
    }

    @Test("A stranger that a reload lists is one no longer, and is one again when a reload takes it out")
    func reload() {
        let world = TimeWorld(SimulatedServer.good(2))
        offer(world, [stranger])
        #expect(world.openAlerts == [alert])
        world.reconfigure { $0.servers.append(NTPConfiguration.Server(.ip(stranger))) }
        #expect(world.openAlerts.isEmpty)
        #expect(world.observations.last?.summary == "The time server 10.0.0.66 is one of ntp.servers now")
        world.reconfigure { $0.servers.removeLast() }
        #expect(world.openAlerts == [alert], "the offer stands")
        world.reconfigure { $0.servers = [] }
        #expect(world.openAlerts.isEmpty, "with no list there are no strangers")
    }

    @Test("A stranger that a name resolves to is one no longer, and stays one until then")
    func resolvedLater() {
        let world = TimeWorld(SimulatedServer.good(2))
        offer(world, [stranger])
        world.reconfigure { $0.servers.append(NTPConfiguration.Server(.name("ntp.example"))) }
        #expect(world.openAlerts == [alert])
        world.names["ntp.example"] = [stranger]
        world.run(70)
        #expect(world.openAlerts.isEmpty)
        #expect(world.observations.last?.summary == "The time server 10.0.0.66 is one of ntp.servers now")
    }

    @Test("An offer that comes while a name has no address is judged when it has", arguments: [true, false])
    func unresolved(_ isOurs: Bool) {
        let world = TimeWorld([]) { $0.servers = [NTPConfiguration.Server(.name("ntp.example"))] }
        world.servers[.server(1)] = SimulatedServer("10.0.0.1")
        offer(world, [stranger])
        world.run(50)
        #expect(world.openAlerts.isEmpty)
        world.names["ntp.example"] = [isOurs ? stranger : .v4(0x0a00_0001)]
        // The next try is a minute after the first, the look at all later.
        world.run(12)
        #expect(world.openAlerts == (isOurs ? [] : [alert]))
    }

    @Test("A DHCP server that offers no time servers any more ends the alert")
    func withdrawn() {
        let world = TimeWorld(SimulatedServer.good(2))
        offer(world, [stranger])
        world.run(200)
        offer(world, [])
        #expect(world.openAlerts.isEmpty)
        #expect(world.observations.count == 2)
        #expect(
            world.observations.last?.summary == "The time server 10.0.0.66 is no longer offered by a DHCP server")
        world.run(200)
        #expect(world.observations.count == 2, "nor does it come back")
        #expect(world.watcher.rogues.servers.isEmpty)
    }

    @Test("This host is no stranger where it answers others from any of its addresses, also from one of a link")
    func ownFrames() throws {
        let own = ["10.0.0.66", "2001:db8::66", "fe80::66%2"].compactMap { IPAddress($0) }
        let others = ["10.0.0.67", "2001:db8::67", "fe80::67"].compactMap { IPAddress($0) }
        let world = TimeWorld(SimulatedServer.good(2), addresses: HostAddresses(Set(own))) {
            $0.captureInterfaces = ["eth0"]
        }
        for address in own + others { world.feed(.frame(frame(from: address))) }
        #expect(world.openAlerts == others.map { "ntp-rogue-server \($0.text)" }.sorted())
    }

    /// An Ethernet frame with the time, from port 123 of an address.
    private func frame(from address: IPAddress) -> CapturedPacket {
        var packet = NTPPacket(clientRequest: NTPTimestamp(raw: 5))
        packet.stratum = 2
        packet.receiveTime = NTPTimestamp(raw: 5)
        packet.mode = .server
        let length = UInt8(packet.bytes.count + 8)
        let udp: [UInt8] = [0, 123, 0x9c, 0x40, 0, length, 0, 0] + packet.bytes
        let ip: [UInt8] =
            address.isIPv6
            ? [0x60, 0, 0, 0, 0, length, 17, 64] + address.octets + [0x20, 1] + [UInt8](repeating: 7, count: 14)
            : [0x45, 0, 0, length + 20, 0, 0, 0, 0, 64, 17, 0, 0] + address.octets + [10, 0, 0, 77]
        let ethernet: [UInt8] =
            [0x52, 0x54, 0, 0, 0, 77, 0x52, 0x54, 0, 0, 0, 66] + (address.isIPv6 ? [0x86, 0xdd] : [8, 0])
        return CapturedPacket(bytes: ethernet + ip + udp, linkType: 1, time: Moment.start.wall, interface: "eth0")
    }
}
