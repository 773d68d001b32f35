/// A cursor over the octets of a packet that never reads beyond their end. Numbers are in network order. It allocates
/// nothing: what it gives back are slices of the packet. A failed read leaves the cursor where it was.
public struct ByteReader: Sendable {
    /// The octets that may be read; indices are those of the array behind them.
    @usableFromInline let bytes: ArraySlice<UInt8>
    /// The index of the next octet.
    @usableFromInline var index: Int
    /// The index that counts as offset 0 in `position` and in faults.
    @usableFromInline let origin: Int
    /// The protocol that faults are reported under; a decoder sets it as it climbs.
    public var layer: StaticString

    /// Reads a packet from its first octet.
    @inlinable
    public init(_ bytes: ArraySlice<UInt8>, layer: StaticString = "packet") {
        self.bytes = bytes
        index = bytes.startIndex
        origin = bytes.startIndex
        self.layer = layer
    }

    /// Reads a packet from its first octet.
    @inlinable
    public init(_ bytes: [UInt8], layer: StaticString = "packet") { self.init(bytes[...], layer: layer) }

    /// A reader of a part that counts offsets from the start of the whole.
    @inlinable
    init(_ bytes: ArraySlice<UInt8>, origin: Int, layer: StaticString) {
        self.bytes = bytes
        index = bytes.startIndex
        self.origin = origin
        self.layer = layer
    }

    /// The offset of the next octet from the start of the packet.
    @inlinable public var position: Int { index - origin }

    /// How many octets are left.
    @inlinable public var remaining: Int { bytes.endIndex - index }

    /// Whether all octets were read.
    @inlinable public var isAtEnd: Bool { index == bytes.endIndex }

    /// The next octet without reading it; nil at the end.
    @inlinable public var next: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    /// Everything that is left, without reading it.
    @inlinable public var rest: ArraySlice<UInt8> { bytes[index...] }

    /// Reads one octet.
    @inlinable
    public mutating func uint8() throws(MalformedPacket) -> UInt8 {
        guard index < bytes.endIndex else { throw cutShort() }
        defer { index += 1 }
        return bytes[index]
    }

    /// Reads two octets.
    @inlinable
    public mutating func uint16() throws(MalformedPacket) -> UInt16 { UInt16(truncatingIfNeeded: try integer(2)) }

    /// Reads three octets.
    @inlinable
    public mutating func uint24() throws(MalformedPacket) -> UInt32 { UInt32(truncatingIfNeeded: try integer(3)) }

    /// Reads four octets.
    @inlinable
    public mutating func uint32() throws(MalformedPacket) -> UInt32 { UInt32(truncatingIfNeeded: try integer(4)) }

    /// Reads eight octets.
    @inlinable
    public mutating func uint64() throws(MalformedPacket) -> UInt64 { try integer(8) }

    /// Reads `count` octets, at most eight, as one unsigned number.
    @inlinable
    public mutating func integer(_ count: Int) throws(MalformedPacket) -> UInt64 {
        precondition((0...8).contains(count), "A number has at most eight octets")
        guard count <= remaining else { throw cutShort() }
        var value: UInt64 = 0
        for offset in index..<index + count { value = value << 8 | UInt64(bytes[offset]) }
        index += count
        return value
    }

    /// Reads `count` octets as a slice of the packet. A negative count, which a decoder may have computed from lengths
    /// that lie, is a fault of the packet.
    @inlinable
    public mutating func bytes(_ count: Int) throws(MalformedPacket) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else { throw cutShort() }
        defer { index += count }
        return bytes[index..<index + count]
    }

    /// Passes over `count` octets.
    @inlinable
    public mutating func skip(_ count: Int) throws(MalformedPacket) {
        guard count >= 0, count <= remaining else { throw cutShort() }
        index += count
    }

    /// Reads `count` octets through a reader of their own, whose faults count from the start of the whole packet.
    @inlinable
    public mutating func part(_ count: Int) throws(MalformedPacket) -> ByteReader {
        let origin = origin
        let layer = layer
        return ByteReader(try bytes(count), origin: origin, layer: layer)
    }

    /// Throws unless all octets were read.
    @inlinable
    public func expectEnd() throws(MalformedPacket) {
        guard isAtEnd else { throw fault("octets are left over") }
    }

    /// The fault of that reason at this place, or at the given offset.
    @inline(never)
    public func fault(_ reason: String, at offset: Int? = nil) -> MalformedPacket {
        MalformedPacket(layer: "\(layer)", offset: offset ?? position, reason: reason)
    }

    /// The fault of a packet that ends before what it must contain.
    @usableFromInline
    func cutShort() -> MalformedPacket { fault("ends too early") }
}
