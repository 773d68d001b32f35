@testable import Wire

/// Packets written octet by octet from the standards' header layouts, so that a test can put a lie at any place.
enum FrameBuilder {
    static func uint16(_ word: Int) -> [UInt8] { [UInt8(word >> 8 & 255), UInt8(word & 255)] }

    static func ethernet(_ etherType: Int, vlans: [(type: Int, id: Int)] = [], _ payload: [UInt8]) -> [UInt8] {
        [0x52, 0x54, 0, 0, 0, 2, 0x52, 0x54, 0, 0, 0, 1] + vlans.flatMap { uint16($0.type) + uint16($0.id) }
            + uint16(etherType) + payload
    }

    static func ipv4(
        version: Int = 4, words: Int = 5, totalLength: Int? = nil, fragment: Int = 0, protocolNumber: UInt8 = 17,
        _ payload: [UInt8]
    ) -> [UInt8] {
        [UInt8(version << 4 | words), 0] + uint16(totalLength ?? max(20, words * 4) + payload.count) + [0, 1]
            + uint16(fragment) + [64, protocolNumber, 0, 0, 192, 0, 2, 7, 192, 0, 2, 1]
            + [UInt8](repeating: 1, count: max(0, words - 5) * 4) + payload
    }

    static let source6: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]
    static let target6: [UInt8] = [0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]

    static func ipv6(
        version: UInt8 = 6, length: Int? = nil, next: UInt8 = 17, source: [UInt8] = source6, _ payload: [UInt8]
    ) -> [UInt8] {
        [version << 4, 0, 0, 0] + uint16(length ?? payload.count) + [next, 64] + source + target6 + payload
    }

    /// An extension header of `units` times 8 octets beyond the first 8.
    static func extensionHeader(next: UInt8, units: Int = 0) -> [UInt8] {
        [next, UInt8(units)] + [UInt8](repeating: 0, count: 6 + units * 8)
    }

    static func udp(length: Int? = nil, _ payload: [UInt8]) -> [UInt8] {
        uint16(50_000) + uint16(162) + uint16(length ?? 8 + payload.count) + [0, 0] + payload
    }
}
