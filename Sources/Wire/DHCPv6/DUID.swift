public import Model

/// A DHCP unique identifier (RFC 8415, section 11; RFC 6355).
public struct DUID: Hashable, Sendable {
    /// Its octets from the type on.
    public let bytes: [UInt8]

    /// What it was made of.
    public enum Kind: Hashable, Sendable {
        /// A link-layer address and the time, in seconds since 2000 (type 1).
        case linkLayerTime(hardwareType: UInt16, seconds: UInt32)
        /// A number that a vendor gives (type 2).
        case enterprise(UInt32)
        /// A link-layer address (type 3).
        case linkLayer(hardwareType: UInt16)
        /// A UUID (type 4).
        case uuid
        /// Another type, or one too short for its type.
        case other(UInt16)
    }

    /// Takes the octets from the type on; nil unless they are 3 to 130.
    public init?(_ bytes: some Collection<UInt8>) {
        guard (3...130).contains(bytes.count) else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads `00:01:00:01:2c:…` and the same without colons; nil for anything else.
    public init?(text: String) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "-") }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var octets: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard let octet = UInt8(pair, radix: 16), !pair.hasPrefix("+") else { return nil }
            octets.append(octet)
        }
        self.init(octets)
    }

    /// What it was made of.
    public var kind: Kind {
        var reader = ByteReader(bytes, layer: "DUID")
        guard let type = try? reader.uint16() else { return .other(0) }
        switch type {
        case 1:
            guard let hardware = try? reader.uint16(), let seconds = try? reader.uint32() else { return .other(type) }
            return .linkLayerTime(hardwareType: hardware, seconds: seconds)
        case 2:
            guard let number = try? reader.uint32() else { return .other(type) }
            return .enterprise(number)
        case 3:
            guard let hardware = try? reader.uint16() else { return .other(type) }
            return .linkLayer(hardwareType: hardware)
        case 4 where bytes.count == 18: return .uuid
        default: return .other(type)
        }
    }

    /// The MAC address that it was made of; it need not be that of the interface it comes from.
    public var mac: MACAddress? {
        switch kind {
        case .linkLayerTime(hardwareType: 1, _): MACAddress(octets: bytes.dropFirst(8))
        case .linkLayer(hardwareType: 1): MACAddress(octets: bytes.dropFirst(4))
        default: nil
        }
    }

    /// `00:01:00:01:2c:…`.
    public var text: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for octet in bytes {
            if !text.isEmpty { text.append(UInt8(ascii: ":")) }
            text += [digits[Int(octet >> 4)], digits[Int(octet & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }
}
