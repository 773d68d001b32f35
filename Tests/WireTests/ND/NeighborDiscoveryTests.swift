import Model
import Testing

@testable import Wire

@Suite
struct NeighborDiscoveryTests {
    private func captured(_ frame: [UInt8]) throws -> CapturedICMPv6 {
        let content = try FrameContent(decoding: frame[...], linkType: .ethernet)
        guard case .icmpv6(let captured) = content else {
            throw MalformedPacket(layer: "test", offset: 0, reason: "\(content)")
        }
        return captured
    }

    private func advertisement(_ frame: [UInt8]) throws -> RouterAdvertisement {
        let message = try NeighborDiscoveryMessage(captured(frame))
        guard case .routerAdvertisement(let advertisement) = message else {
            throw MalformedPacket(layer: "test", offset: 0, reason: "\(String(describing: message))")
        }
        return advertisement
    }

    @Test("A router's advertisement gives its flags, prefixes and DNS")
    func routerAdvertisement() throws {
        let packet = try captured(CapturedFrames.routerAdvertisement)
        #expect(packet.hopLimit == 255 && packet.source.text == "fe80::1" && packet.isChecksumRight)
        #expect(packet.sourceMAC?.text == "52:54:00:12:34:56" && packet.vlans.isEmpty)
        let found = try advertisement(CapturedFrames.routerAdvertisement)
        #expect(found.isManaged && found.isOther && found.preference == .high && found.lifetimeSeconds == 1_200)
        #expect(found.currentHopLimit == 64 && found.mtu == 1_500)
        #expect(found.sourceMAC?.text == "52:54:00:12:34:56")
        #expect(found.prefixes.map(\.network.text) == ["2001:db8::/64"])
        #expect(found.prefixes.first?.isOnLink == true && found.prefixes.first?.isAutonomous == false)
        #expect(found.prefixes.first?.validSeconds == 3_600)
        #expect(found.dnsServers.map(\.text) == ["2001:db8::53"] && found.domainSearch == ["corp.example"])
    }

    @Test("Routes, withdrawn DNS servers, captive portal and PREF64 are read under two tags")
    func everything() throws {
        #expect(try captured(CapturedFrames.fullAdvertisement).vlans == [100, 7])
        let found = try advertisement(CapturedFrames.fullAdvertisement)
        #expect(found.lifetimeSeconds == 0 && found.preference == .high && found.isManaged && found.isOther)
        #expect(found.routes.map(\.network.text) == ["2001:db8:9::/48"] && found.routes.first?.preference == .low)
        #expect(found.routes.first?.lifetimeSeconds == 600)
        #expect(found.dnsServers.isEmpty && found.withdrawnDNSServers.map(\.text) == ["2001:db8::66", "2001:db8::67"])
        #expect(found.captivePortal == "https://portal.example/api" && found.hasPREF64 && found.leftOut == 0)
    }

    @Test("Solicitations and neighbor advertisements are read")
    func others() throws {
        #expect(
            try NeighborDiscoveryMessage(captured(CapturedFrames.routerSolicitation))
                == .routerSolicitation(sourceMAC: MACAddress("52:54:00:aa:bb:cc")))
        guard
            case .neighborSolicitation(let target, let mac) = try NeighborDiscoveryMessage(
                captured(CapturedFrames.neighborSolicitation))
        else {
            Issue.record("no neighbor solicitation")
            return
        }
        #expect(target.text.hasPrefix("fe80::") && mac?.text == "52:54:00:12:34:56")
        guard
            case .neighborAdvertisement(let answer) = try NeighborDiscoveryMessage(
                captured(CapturedFrames.neighborAdvertisement))
        else {
            Issue.record("no neighbor advertisement")
            return
        }
        #expect(answer.targetMAC?.text == "52:54:00:aa:bb:cc" && answer.isSolicited && !answer.isRouter)
    }

    @Test("A solicitation of ours is right in every octet that matters")
    func solicitation() throws {
        let mac = MACAddress(value: 0x0254_0000_0001)
        let target = NeighborDiscoveryMessage.allRouters
        let source = FrameWriter.linkLocalAddress(of: mac)
        #expect(source.text == "fe80::54:ff:fe00:1")
        let destinationMAC = try #require(FrameWriter.multicastMAC(target))
        #expect(destinationMAC.text == "33:33:00:00:00:02" && FrameWriter.multicastMAC(source) == nil)
        let frame = try #require(
            FrameWriter.icmpv6(
                sourceMAC: mac, destinationMAC: destinationMAC, source: source, destination: target,
                type: NeighborDiscoveryMessage.routerSolicitationType,
                body: NeighborDiscoveryMessage.routerSolicitationBody(sourceMAC: mac)))
        let packet = try captured(frame)
        #expect(packet.hopLimit == 255 && packet.isChecksumRight)
        #expect(try NeighborDiscoveryMessage(packet) == .routerSolicitation(sourceMAC: mac))
    }

    @Test("An ARP question is read")
    func arp() throws {
        guard case .arp(let packet) = try FrameContent(decoding: CapturedFrames.arp[...], linkType: .ethernet) else {
            Issue.record("no ARP packet")
            return
        }
        #expect(packet.operation == 1 && packet.senderMAC.text == "52:54:00:12:34:56")
        #expect(packet.senderAddress.text == "10.0.0.1" && packet.targetMAC.value == 0)
        for (cut, reason) in [(14, "ends too early"), (40, "ends too early")] {
            do {
                _ = try FrameContent(decoding: CapturedFrames.arp[..<cut], linkType: .ethernet)
                Issue.record("no fault")
            } catch { #expect(error.layer == "ARP" && error.reason == reason) }
        }
    }

    /// An advertisement with these options and a right checksum.
    private func frame(options: [UInt8], code: UInt8 = 0) -> [UInt8] {
        FrameWriter.icmpv6(
            sourceMAC: MACAddress(value: 1), destinationMAC: MACAddress(value: 2),
            source: .v6(high: 0xfe80 << 48, low: 1, scope: 0), destination: .v6(high: 0xff02 << 48, low: 1, scope: 0),
            type: 134, code: code, body: [64, 0, 0, 30, 0, 0, 0, 0, 0, 0, 0, 0] + options) ?? []
    }

    @Test("What is malformed is told by reason and place")
    func malformed() throws {
        var wrong = CapturedFrames.routerAdvertisement
        wrong[60] ^= 1
        let table: [(String, [UInt8])] = [
            ("ND: bad checksum, at offset 2", wrong),
            ("ND: code is not 0, at offset 1", frame(options: [], code: 1)),
            ("ND: option overruns, at offset 16", frame(options: [1])),
            ("ND: option length is 0, at offset 17", frame(options: [1, 0, 0, 0, 0, 0, 0, 0])),
            ("ND: option overruns, at offset 16", frame(options: [3, 4, 64, 0, 0, 0, 0, 0])),
            ("ND: bad option length, at offset 18", frame(options: [3, 1, 64, 0, 0, 0, 0, 0])),
            (
                "ND: bad prefix length, at offset 19",
                frame(options: [3, 4, 129] + [UInt8](repeating: 0, count: 29))
            ),
            ("ND: bad prefix length, at offset 19", frame(options: [24, 1, 64, 0, 0, 0, 0, 0])),
        ]
        for (expected, bytes) in table {
            do {
                _ = try NeighborDiscoveryMessage(captured(bytes))
                Issue.record("no fault: \(expected)")
            } catch let fault as MalformedPacket { #expect(fault.description == expected) }
        }
        // Options of a number that no one knows are passed over, as section 4.6 asks.
        #expect(try advertisement(frame(options: [200, 1, 0, 0, 0, 0, 0, 0])).lifetimeSeconds == 30)
    }

    @Test("Lists that no router needs are cut and counted")
    func bounded() throws {
        let prefix: [UInt8] =
            [3, 4, 64, 0xc0] + [UInt8](repeating: 0, count: 12) + [0x20, 1]
            + [UInt8](
                repeating: 0, count: 14)
        let found = try advertisement(frame(options: (0..<70).flatMap { _ in prefix }))
        #expect(found.prefixes.count == 64 && found.leftOut == 6)
    }
}
