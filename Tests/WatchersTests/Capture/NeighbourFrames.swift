import Model
import Wire

@testable import Watchers

/// Frames in which hosts say which addresses are theirs.
enum NeighbourFrames {
    /// An ARP packet: "who has `target`", said by a host of that address; `sender` is who sends the frame.
    static func arp(
        _ mac: MACAddress, _ address: IPAddress, target: IPAddress = .v4(0x0a00_0001), sender: MACAddress? = nil,
        operation: UInt8 = 1, vlan: UInt16? = nil
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.mac(MACAddress(value: 0xffff_ffff_ffff))
        writer.mac(sender ?? mac)
        if let vlan { writer.bytes += [0x81, 0, UInt8(vlan >> 8), UInt8(vlan & 255)] }
        writer.bytes += [8, 6, 0, 1, 8, 0, 6, 4, 0, operation]
        writer.mac(mac)
        writer.bytes += address.octets
        writer.zeros(6)
        writer.bytes += target.octets
        return writer.bytes
    }

    /// A neighbor advertisement of an address.
    static func advertisement(
        _ mac: MACAddress, _ address: IPAddress, told: MACAddress? = nil, hopLimit: UInt8 = 255
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes = [0x20, 0, 0, 0] + address.octets + [2, 1]
        writer.mac(told ?? mac)
        return FrameWriter.icmpv6(
            sourceMAC: mac, destinationMAC: MACAddress(value: 0x3333_0000_0001), source: address,
            destination: .v6(high: 0xff02 << 48, low: 1, scope: 0), hopLimit: hopLimit, type: 136, body: writer.bytes)
            ?? []
    }

    /// A neighbor solicitation from an address; without one it asks whether the target is free.
    static func solicitation(_ mac: MACAddress, _ source: IPAddress?, target: IPAddress) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes = [0, 0, 0, 0] + target.octets
        if source != nil {
            writer.bytes += [1, 1]
            writer.mac(mac)
        }
        return FrameWriter.icmpv6(
            sourceMAC: mac, destinationMAC: MACAddress(value: 0x3333_ff00_0001),
            source: source ?? .v6(high: 0, low: 0, scope: 0), destination: target, type: 135, body: writer.bytes) ?? []
    }
}
