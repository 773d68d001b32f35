import Foundation
import Model

/// A pcap file of Ethernet frames that a test writes, little-endian with microseconds.
struct CaptureFile {
    private(set) var bytes: [UInt8] = []

    init() {
        for word: UInt32 in [0xa1b2_c3d4, 0x0004_0002, 0, 0, 65_535, 1] { put(word) }
    }

    /// Adds a UDP datagram in its frame; checksums are left zero, as network cards that compute them leave them.
    mutating func add(_ payload: [UInt8], from source: Endpoint, to destination: Endpoint, at time: Timestamp) {
        let length = UInt16(8 + payload.count)
        let datagram = words(source.port, destination.port, length, 0) + payload
        var frame: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
        if destination.address.isIPv6 {
            frame += words(0x86dd) + [0x60, 0, 0, 0] + words(length) + [17, 64]
        } else {
            frame += words(0x0800) + [0x45, 0] + words(20 + length, 0, 0) + [64, 17, 0, 0]
        }
        frame += source.address.octets + destination.address.octets + datagram
        put(UInt32(time.microseconds / 1_000_000))
        put(UInt32(time.microseconds % 1_000_000))
        put(UInt32(frame.count))
        put(UInt32(frame.count))
        bytes += frame
    }

    /// Writes it.
    func write(to path: String) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    private mutating func put(_ word: UInt32) {
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    private func words(_ values: UInt16...) -> [UInt8] {
        values.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    }
}
