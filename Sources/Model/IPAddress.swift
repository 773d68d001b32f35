import Glibc

/// An IPv4 or IPv6 address. A v4 address that arrived mapped on a v6 socket (RFC 4291, section 2.5.5.2) is an IPv4
/// address here, so that an allow-list means what it says.
public enum IPAddress: Hashable, Sendable {
    /// Four octets in network order, the first in the high byte.
    case v4(UInt32)
    /// Sixteen octets in network order as two halves; `scope` is the interface index of a link-local address, else 0.
    case v6(high: UInt64, low: UInt64, scope: UInt32)

    /// Reads `192.0.2.7`, `2001:db8::1`, `[2001:db8::1]` and `fe80::1%3`; nil for anything else, names included.
    public init?(_ text: some StringProtocol) {
        var literal = String(text)
        if literal.hasPrefix("["), literal.hasSuffix("]") { literal = String(literal.dropFirst().dropLast()) }
        var scope: UInt32 = 0
        if let percent = literal.firstIndex(of: "%") {
            let zone = String(literal[literal.index(after: percent)...])
            let named = unsafe zone.withCString { unsafe if_nametoindex($0) }
            let index = UInt32(zone) ?? named
            guard index != 0 else { return nil }
            scope = index
            literal = String(literal[..<percent])
        }
        var octets4 = [UInt8](repeating: 0, count: 4)
        if scope == 0, unsafe inet_pton(AF_INET, literal, &octets4) == 1 {
            self.init(octets: octets4[...], scope: 0)
            return
        }
        var octets6 = [UInt8](repeating: 0, count: 16)
        guard unsafe inet_pton(AF_INET6, literal, &octets6) == 1 else { return nil }
        self.init(octets: octets6[...], scope: scope)
    }

    /// Takes 4 or 16 octets in network order; nil for any other count. Mapped addresses become IPv4.
    public init?(octets: some Collection<UInt8>, scope: UInt32 = 0) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        switch octets.count {
        case 4:
            for octet in octets { low = low << 8 | UInt64(octet) }
            self = .v4(UInt32(low))
        case 16:
            for (offset, octet) in octets.enumerated() {
                if offset < 8 { high = high << 8 | UInt64(octet) } else { low = low << 8 | UInt64(octet) }
            }
            self.init(high: high, low: low, scope: scope)
        default: return nil
        }
    }

    /// Takes an IPv6 address as its two halves. Mapped addresses become IPv4.
    public init(high: UInt64, low: UInt64, scope: UInt32) {
        if high == 0, low >> 32 == 0xffff {
            self = .v4(UInt32(truncatingIfNeeded: low))
        } else {
            self = .v6(high: high, low: low, scope: high >> 54 == 0x3fa ? scope : 0)
        }
    }

    /// The octets in network order: 4 or 16.
    public var octets: [UInt8] {
        switch self {
        case .v4(let word): (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
        case .v6(let high, let low, _):
            (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) }
                + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
        }
    }

    /// Whether this is an IPv6 address.
    public var isIPv6: Bool {
        if case .v6 = self { true } else { false }
    }

    /// Whether it is an IPv6 address that holds on one link only (RFC 4291, section 2.5.6).
    public var isIPv6LinkLocal: Bool {
        if case .v6(let high, _, _) = self { high >> 54 == 0x3fa } else { false }
    }

    /// The usual text (RFC 5952), with `%INDEX` where a scope is known.
    public var text: String {
        switch self {
        case .v4(let word): return IPAddress.dotted(word, port: nil)
        case .v6(_, _, let scope):
            var octets = self.octets
            var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard unsafe inet_ntop(AF_INET6, &octets, &buffer, socklen_t(buffer.count)) != nil else { return "?" }
            let end = buffer.firstIndex(of: 0) ?? buffer.count
            let text = String(decoding: buffer[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return scope == 0 ? text : "\(text)%\(scope)"
        }
    }

    /// `192.0.2.7` or `192.0.2.7:162`, digit by digit: every trap needs some of these, and interpolation is slow.
    fileprivate static func dotted(_ word: UInt32, port: UInt16?) -> String {
        unsafe String(unsafeUninitializedCapacity: 21) { room in
            var count = 0
            func put(_ byte: UInt8) {
                unsafe room[count] = byte
                count += 1
            }
            func put(decimal number: UInt32) {
                var divisor: UInt32 = 1
                while number / divisor >= 10 { divisor *= 10 }
                while divisor > 0 {
                    put(UInt8(truncatingIfNeeded: 48 + number / divisor % 10))
                    divisor /= 10
                }
            }
            for shift in [UInt32(24), 16, 8, 0] {
                put(decimal: word >> shift & 0xff)
                if shift > 0 { put(UInt8(ascii: ".")) }
            }
            if let port {
                put(UInt8(ascii: ":"))
                put(decimal: UInt32(port))
            }
            return count
        }
    }
}

/// An address with a port.
public struct Endpoint: Hashable, Sendable {
    /// The host.
    public var address: IPAddress
    /// The UDP or TCP port.
    public var port: UInt16

    /// Pairs an address with a port.
    public init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// `192.0.2.7:162` or `[2001:db8::1]:162`.
    public var text: String {
        guard case .v4(let word) = address else { return "[\(address.text)]:\(port)" }
        return IPAddress.dotted(word, port: port)
    }
}

/// A range of addresses with a common prefix, such as `10.0.0.0/8`.
public struct Network: Hashable, Sendable {
    /// The first address; its bits beyond the prefix are zero.
    public let base: IPAddress
    /// The prefix length: 0 to 32, or 0 to 128.
    public let prefixLength: Int

    /// Reads `10.0.0.0/8`, `2001:db8::/32`, or a single address. nil for anything else, also for host bits that are
    /// set (`10.0.0.1/8`), which is nearly always a slip of the pen.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else { return nil }
        let width = address.isIPv6 ? 128 : 32
        var length = width
        if parts.count == 2 {
            guard let number = Int(parts[1]), (0...width).contains(number), parts[1].allSatisfy(\.isNumber) else {
                return nil
            }
            length = number
        }
        self.init(address, prefixLength: length)
        guard base == address else { return nil }
    }

    /// The network of that prefix length around an address.
    public init(_ address: IPAddress, prefixLength: Int) {
        self.prefixLength = prefixLength
        switch address {
        case .v4(let word):
            base = .v4(prefixLength == 0 ? 0 : word & ~UInt32(0) << (32 - UInt32(prefixLength)))
        case .v6(let high, let low, let scope):
            let keepHigh = prefixLength == 0 ? 0 : ~UInt64(0) << UInt64(max(0, 64 - prefixLength))
            let keepLow = prefixLength <= 64 ? 0 : ~UInt64(0) << UInt64(128 - prefixLength)
            // Not through the mapping initialiser: `::ffff:0:0/96` must stay what was written.
            base = .v6(high: high & keepHigh, low: low & keepLow, scope: scope)
        }
    }

    /// Whether the address lies within; an IPv4 address is never inside an IPv6 network. A link-local network without
    /// a scope contains the addresses of every interface.
    public func contains(_ address: IPAddress) -> Bool {
        switch (base, address) {
        case (.v4(let network), .v4(let word)):
            return prefixLength == 0 || (network ^ word) >> (32 - UInt32(prefixLength)) == 0
        case (.v6(let networkHigh, let networkLow, let networkScope), .v6(let high, let low, let scope)):
            guard networkScope == 0 || networkScope == scope else { return false }
            if prefixLength == 0 { return true }
            if prefixLength <= 64 { return (networkHigh ^ high) >> (64 - UInt64(prefixLength)) == 0 }
            return networkHigh == high && (networkLow ^ low) >> (128 - UInt64(prefixLength)) == 0
        default: return false
        }
    }

    /// `10.0.0.0/8`.
    public var text: String { "\(base.text)/\(prefixLength)" }
}

/// An IEEE 802 MAC address: six octets.
public struct MACAddress: Hashable, Sendable {
    /// The octets in the low 48 bits, the first the highest.
    public let value: UInt64

    /// Takes the octets in the low 48 bits, the first the highest; what is above them is left out.
    @inlinable
    public init(value: UInt64) { self.value = value & 0xffff_ffff_ffff }

    /// Takes six octets in the order of the wire; nil for any other count.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == 6 else { return nil }
        value = octets.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Reads `52:54:00:12:34:56`, `52-54-00-12-34-56` and `5254.0012.3456`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        var groups = text.split(whereSeparator: { $0 == ":" || $0 == "-" })
        var width = 2
        if groups.count == 1 {
            groups = text.split(separator: ".")
            width = 4
        }
        guard groups.count * width == 12, groups.allSatisfy({ $0.count <= width && (width == 2 || $0.count == 4) })
        else { return nil }
        var value: UInt64 = 0
        for group in groups {
            guard let part = UInt64(group, radix: 16), group.allSatisfy(\.isHexDigit) else { return nil }
            value = value << UInt64(4 * width) | part
        }
        self.value = value
    }

    /// `52:54:00:12:34:56`.
    public var text: String {
        let digits = Array("0123456789abcdef".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(17)
        for shift in stride(from: UInt64(40), through: 0, by: -8) {
            let octet = Int(value >> shift & 0xff)
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ":")) }
            bytes.append(digits[octet >> 4])
            bytes.append(digits[octet & 15])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
