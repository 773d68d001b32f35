import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Traps in a capture")
struct ReplayTests {
    /// Frames around a payload, written octet by octet from the standards' header layouts.
    enum Frame {
        static func uint16(_ word: Int) -> [UInt8] { [UInt8(word >> 8 & 255), UInt8(word & 255)] }

        static func udp(_ payload: [UInt8], port: Int = 162) -> [UInt8] {
            uint16(50_000) + uint16(port) + uint16(8 + payload.count) + [0, 0] + payload
        }

        static func ipv4(_ payload: [UInt8], protocolNumber: UInt8 = 17, fragment: Int = 0) -> [UInt8] {
            [0x45, 0] + uint16(20 + payload.count) + [0, 1] + uint16(fragment) + [64, protocolNumber, 0, 0]
                + [192, 0, 2, 7, 192, 0, 2, 1] + payload
        }

        static func ipv6(_ payload: [UInt8]) -> [UInt8] {
            let network: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            return [0x60, 0, 0, 0] + uint16(payload.count) + [17, 64] + network + [7] + network + [1] + payload
        }

        static func ethernet(_ type: Int, _ payload: [UInt8], tags: [UInt8] = []) -> [UInt8] {
            [0x52, 0x54, 0, 0, 0, 2, 0x52, 0x54, 0, 0, 0, 1] + tags + uint16(type) + payload
        }
    }

    private func feed(_ world: TrapWorld, _ frame: [UInt8], linkType: Int32 = LinkType.ethernet.rawValue) {
        world.manual.feed(
            .frame(CapturedPacket(bytes: frame, linkType: linkType, time: Moment.start.wall - .seconds(86_400))))
    }

    @Test("A trap is found in frames of every kind", arguments: ["IPv4", "IPv6", "VLAN", "two VLANs", "raw"])
    func frames(_ kind: String) throws {
        let world = try TrapWorld()
        let udp = Frame.udp(try world.packet("linkDown", .interface(3)))
        switch kind {
        case "IPv4": feed(world, Frame.ethernet(0x0800, Frame.ipv4(udp)))
        case "IPv6": feed(world, Frame.ethernet(0x86dd, Frame.ipv6(udp)))
        case "VLAN": feed(world, Frame.ethernet(0x0800, Frame.ipv4(udp), tags: [0x81, 0, 0, 10]))
        case "two VLANs":
            feed(world, Frame.ethernet(0x0800, Frame.ipv4(udp), tags: [0x88, 0xa8, 0, 20, 0x81, 0, 0, 10]))
        default: feed(world, Frame.ipv4(udp), linkType: LinkType.raw.rawValue)
        }
        let observation = try #require(world.observations.first)
        #expect(observation.rule == "link-down")
        #expect(observation.subject.device == (kind == "IPv6" ? "2001:db8::7" : "core-sw1"))
        #expect(observation.time == Moment.start.wall - .seconds(86_400), "it happened when it was captured")
    }

    @Test("Only what goes to a port that would be listened on is looked at")
    func others() throws {
        let world = try TrapWorld()
        let packet = try world.packet("coldStart")
        feed(world, Frame.ethernet(0x0800, Frame.ipv4(Frame.udp(packet, port: 161))))
        feed(world, Frame.ethernet(0x0800, Frame.ipv4(Frame.udp(packet), protocolNumber: 6)))
        feed(world, Frame.ethernet(0x0800, Frame.ipv4(Frame.udp(packet), fragment: 0x2000)))
        feed(world, Frame.ethernet(0x0806, Frame.ipv4(Frame.udp(packet))))
        feed(world, Frame.ipv4(Frame.udp(packet)), linkType: 147)
        #expect(world.observations == [])
        #expect(try world.watcher.counters.received == 0)
        world.reconfigure(.lab { $0.listen = [ListenAddress(Endpoint(address: .v4(0), port: 161))] })
        feed(world, Frame.ethernet(0x0800, Frame.ipv4(Frame.udp(packet, port: 161))))
        #expect(world.observations.map(\.rule) == ["device-cold-start"])
    }

    @Test("No frame that was cut or damaged is more than ignored or refused")
    func malformed() throws {
        let world = try TrapWorld()
        let frame = Frame.ethernet(0x86dd, Frame.ipv6(Frame.udp(try world.packet("linkDown", .interface(3)))))
        for count in 0..<frame.count { feed(world, Array(frame.prefix(count))) }
        #expect(world.observations(of: "link-down") == [])
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            var damaged = frame
            for _ in 0..<3 { damaged[Int.random(in: 0..<damaged.count, using: &generator)] = .random(in: 0...255) }
            feed(world, damaged)
        }
        let known = Set(["trap-refused", "trap-malformed"] + Scenario.all.map(\.rule) + ["trap"])
        #expect(Set(world.observations.map(\.rule)).isSubset(of: known))
    }

    @Test("Without a configuration a replay takes every sender and community and limits nobody")
    func replayConfiguration() throws {
        let world = try TrapWorld(try #require(TrapWatcher.replayConfiguration), devices: [])
        for index in Int32(0)..<3_000 {
            let packet = SNMPEncoder.v2cNotification(
                community: "whatever", requestID: index, trapOID: try .named("linkDown"),
                varBinds: [VarBind(try .named("ifIndex.\(index)"), .integer(index))])
            feed(world, Frame.ethernet(0x0800, Frame.ipv4(Frame.udp(packet))))
        }
        #expect(world.observations(of: "link-down").count == 3_000)
        #expect(world.observations.count == 3_000)
    }
}
