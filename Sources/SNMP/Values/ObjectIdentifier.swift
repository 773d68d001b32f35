/// An OBJECT IDENTIFIER: at most 128 arcs of 32 bits (RFC 2578, section 3.5). Orders as SNMP does, arc by arc.
public struct ObjectIdentifier: Hashable, Comparable, Sendable, ExpressibleByArrayLiteral {
    /// The arcs from the root.
    public var arcs: [UInt32]

    /// An identifier of these arcs.
    @inlinable
    public init(_ arcs: [UInt32]) { self.arcs = arcs }

    /// `[1, 3, 6, 1]`.
    @inlinable
    public init(arrayLiteral arcs: UInt32...) { self.arcs = arcs }

    /// Reads `1.3.6.1.2.1` or `.1.3.6.1.2.1`; nil for anything else, names included.
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8.first == UInt8(ascii: ".") ? text.dropFirst() : text[...]
        var arcs: [UInt32] = []
        var arc: UInt64?
        for byte in digits.utf8 {
            if byte == UInt8(ascii: ".") {
                guard let whole = arc else { return nil }
                arcs.append(UInt32(whole))
                arc = nil
            } else {
                guard byte >= 48, byte <= 57 else { return nil }
                let grown = (arc ?? 0) * 10 + UInt64(byte - 48)
                guard grown <= UInt64(UInt32.max) else { return nil }
                arc = grown
            }
        }
        guard let last = arc else { return nil }
        arcs.append(UInt32(last))
        guard arcs.count <= ObjectIdentifier.maximumArcs else { return nil }
        self.arcs = arcs
    }

    /// The most arcs that SNMP allows.
    public static let maximumArcs = 128

    /// The dotted text without a leading dot.
    public var text: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(arcs.count * 4)
        for (offset, arc) in arcs.enumerated() {
            if offset > 0 { bytes.append(UInt8(ascii: ".")) }
            var divisor: UInt32 = 1
            while arc / divisor >= 10 { divisor *= 10 }
            while divisor > 0 {
                bytes.append(UInt8(48 + arc / divisor % 10))
                divisor /= 10
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the other is this one or lies above it.
    public func starts(with prefix: ObjectIdentifier) -> Bool {
        // From the end, since identifiers nearly always begin alike.
        var index = prefix.arcs.count
        guard index <= arcs.count else { return false }
        while index > 0 {
            index -= 1
            if arcs[index] != prefix.arcs[index] { return false }
        }
        return true
    }

    /// This one with further arcs below it.
    public func appending(_ below: UInt32...) -> ObjectIdentifier { ObjectIdentifier(arcs + below) }

    /// Orders arc by arc; a prefix comes before what lies below it.
    public static func < (left: ObjectIdentifier, right: ObjectIdentifier) -> Bool {
        left.arcs.lexicographicallyPrecedes(right.arcs)
    }
}

extension ObjectIdentifier: CustomStringConvertible {
    /// The dotted text.
    public var description: String { text }
}
