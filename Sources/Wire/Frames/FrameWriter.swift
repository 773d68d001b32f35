public import Model

/// Builds whole Ethernet frames to be sent: checksums are filled in.
public enum FrameWriter {
    /// A UDP datagram over IPv4 or IPv6; nil where source and destination are not of one family or the payload is too long.
    public static func datagram(
        sourceMAC: MACAddress, destinationMAC: MACAddress, source: Endpoint, destination: Endpoint,
        hopLimit: UInt8 = 64,
        payload: [UInt8]
    ) -> [UInt8]? {
        guard source.address.isIPv6 == destination.address.isIPv6, payload.count <= 65_000 else { return nil }
        var segment = ByteWriter()
        segment.uint16(source.port)
        segment.uint16(destination.port)
        segment.uint16(UInt16(8 + payload.count))
        segment.uint16(0)
        segment.bytes += payload
        var checksum = InternetChecksum(
            source: source.address, destination: destination.address, protocolNumber: IPPacket.udp,
            length: segment.bytes.count)
        checksum.add(segment.bytes[...])
        // Zero would mean "none" (RFC 768).
        segment.overwrite(at: 6, uint16: checksum.value == 0 ? 0xffff : checksum.value)
        return packet(
            sourceMAC: sourceMAC, destinationMAC: destinationMAC, source: source.address,
            destination: destination.address, protocolNumber: IPPacket.udp, hopLimit: hopLimit, segment.bytes)
    }

    /// An ICMPv6 message (RFC 4443): type, code and body; the checksum is put between. Neighbor discovery needs hop limit 255.
    public static func icmpv6(
        sourceMAC: MACAddress, destinationMAC: MACAddress, source: IPAddress, destination: IPAddress,
        hopLimit: UInt8 = 255, type: UInt8, code: UInt8 = 0, body: [UInt8]
    ) -> [UInt8]? {
        guard source.isIPv6, destination.isIPv6, body.count <= 65_000 else { return nil }
        var message = [type, code, 0, 0] + body
        var checksum = InternetChecksum(
            source: source, destination: destination, protocolNumber: IPPacket.icmpv6, length: message.count)
        checksum.add(message[...])
        message[2] = UInt8(truncatingIfNeeded: checksum.value >> 8)
        message[3] = UInt8(truncatingIfNeeded: checksum.value)
        return packet(
            sourceMAC: sourceMAC, destinationMAC: destinationMAC, source: source, destination: destination,
            protocolNumber: IPPacket.icmpv6, hopLimit: hopLimit, message)
    }

    /// The MAC address of a multicast IPv6 address (RFC 2464, section 7); nil for others.
    public static func multicastMAC(_ address: IPAddress) -> MACAddress? {
        guard case .v6(let high, let low, _) = address, high >> 56 == 0xff else { return nil }
        return MACAddress(value: 0x3333_0000_0000 | low & 0xffff_ffff)
    }

    /// A link-local address whose last half is the modified EUI-64 of a MAC address (RFC 4291, appendix A).
    public static func linkLocalAddress(of mac: MACAddress) -> IPAddress {
        let high = mac.value >> 24 ^ 0x02_0000
        return IPAddress(
            high: 0xfe80_0000_0000_0000, low: high << 40 | 0xff_fe00_0000 | mac.value & 0xff_ffff, scope: 0)
    }

    private static func packet(
        sourceMAC: MACAddress, destinationMAC: MACAddress, source: IPAddress, destination: IPAddress,
        protocolNumber: UInt8, hopLimit: UInt8, _ payload: [UInt8]
    ) -> [UInt8] {
        var frame = ByteWriter()
        frame.mac(destinationMAC)
        frame.mac(sourceMAC)
        if source.isIPv6 {
            frame.uint16(LinkFrame.ipv6)
            frame.uint32(0x6000_0000)
            frame.uint16(UInt16(payload.count))
            frame.bytes += [protocolNumber, hopLimit]
            frame.bytes += source.octets + destination.octets
        } else {
            frame.uint16(LinkFrame.ipv4)
            frame.bytes += [0x45, 0]
            frame.uint16(UInt16(20 + payload.count))
            // No fragments, and so no identification (RFC 6864, section 4.1).
            frame.uint32(0x4000)
            frame.bytes += [hopLimit, protocolNumber, 0, 0]
            frame.bytes += source.octets + destination.octets
            var checksum = InternetChecksum()
            checksum.add(frame.bytes[14..<34])
            frame.overwrite(at: 24, uint16: checksum.value)
        }
        frame.bytes += payload
        return frame.bytes
    }
}
