/// A place in BER-encoded octets and the end that it must not pass. The octets are handed to each operation, so that a
/// cursor is two numbers and nothing is counted, copied or allocated on the way.
///
/// Only what SNMP allows is read (RFC 3417, section 8): definite lengths, primitive strings, tags of one octet.
/// Lengths and integers longer than they need be are read, because real agents send them.
struct BERCursor {
    /// The index of the next octet.
    var index: Int
    /// The index after the last octet.
    let end: Int

    /// The octets from `index` up to `end`.
    init(index: Int, end: Int) {
        self.index = index
        self.end = end
    }

    /// Whether everything was read.
    var isAtEnd: Bool { index == end }

    /// The tag of the next element without reading it; nil at the end.
    func nextTag(_ bytes: Span<UInt8>) -> UInt8? { index < end ? bytes[index] : nil }

    /// Reads tag and length of an element whose content lies wholly before the end.
    @inline(__always)
    mutating func header(_ bytes: Span<UInt8>) throws(MalformedPacket) -> (tag: UInt8, content: Range<Int>) {
        let start = index
        guard end - index >= 2 else { throw fault("ends-early") }
        let tag = bytes[index]
        guard tag & 0x1f != 0x1f else { throw fault("long-tag") }
        var length = Int(bytes[index + 1])
        index += 2
        if length & 0x80 != 0 {
            let count = length & 0x7f
            guard count != 0 else { throw fault("indefinite-length", at: start + 1) }
            guard count <= 4 else { throw fault("length-too-long", at: start + 1) }
            guard count <= end - index else { throw fault("ends-early", at: start + 1) }
            length = 0
            for offset in index..<index + count { length = length << 8 | Int(bytes[offset]) }
            index += count
        }
        guard length <= end - index else { throw fault("length-overruns", at: start + 1) }
        let content = index..<index + length
        index = content.upperBound
        return (tag, content)
    }

    /// Reads one element of the given tag and gives back where its content lies.
    @inline(__always)
    mutating func content(_ tag: UInt8, _ bytes: Span<UInt8>) throws(MalformedPacket) -> Range<Int> {
        let start = index
        let element = try header(bytes)
        guard element.tag == tag else { throw fault("wrong-tag", at: start) }
        return element.content
    }

    /// Reads one constructed element of the given tag and gives back a cursor over its content.
    @inline(__always)
    mutating func enter(_ tag: UInt8, _ bytes: Span<UInt8>) throws(MalformedPacket) -> BERCursor {
        let content = try content(tag, bytes)
        return BERCursor(index: content.lowerBound, end: content.upperBound)
    }

    /// Reads one INTEGER that fits in 32 bits with sign.
    mutating func integer(_ bytes: Span<UInt8>) throws(MalformedPacket) -> Int32 {
        let content = try content(BERTag.integer, bytes)
        return try BERCursor.integer(content, bytes)
    }

    /// Reads one INTEGER within a range.
    mutating func integer(_ range: ClosedRange<Int32>, _ bytes: Span<UInt8>) throws(MalformedPacket) -> Int32 {
        let start = index
        let value = try integer(bytes)
        guard range.contains(value) else { throw fault("integer-range", at: start) }
        return value
    }

    /// Reads one OCTET STRING of at most `limit` octets and gives back where its content lies.
    mutating func octets(atMost limit: Int, _ bytes: Span<UInt8>) throws(MalformedPacket) -> Range<Int> {
        let start = index
        let content = try content(BERTag.octetString, bytes)
        guard content.count <= limit else { throw fault("string-too-long", at: start) }
        return content
    }

    /// Throws unless the content was read to its end.
    func expectEnd() throws(MalformedPacket) {
        guard index == end else { throw fault("trailing-bytes") }
    }

    /// The fault of that reason at this place, or at the given index.
    func fault(_ reason: String, at index: Int? = nil) -> MalformedPacket {
        MalformedPacket(layer: "BER", offset: index ?? self.index, reason: reason)
    }

    // MARK: Contents

    /// The value of an INTEGER's content. One to eight octets are read, as net-snmp does, if the value fits in 32 bits.
    static func integer(_ content: Range<Int>, _ bytes: Span<UInt8>) throws(MalformedPacket) -> Int32 {
        guard (1...8).contains(content.count) else {
            throw MalformedPacket(layer: "BER", offset: content.lowerBound, reason: "integer-size")
        }
        var value: Int64 = bytes[content.lowerBound] & 0x80 == 0 ? 0 : -1
        for index in content { value = value << 8 | Int64(bytes[index]) }
        guard let small = Int32(exactly: value) else {
            throw MalformedPacket(layer: "BER", offset: content.lowerBound, reason: "integer-range")
        }
        return small
    }

    /// Checks the content of an unsigned type of so many octets. One more is allowed if the first is zero; a first
    /// octet with its high bit set is allowed, too, because agents forget the zero before it.
    static func checkUnsigned(
        _ content: Range<Int>, octets: Int, _ bytes: Span<UInt8>
    ) throws(MalformedPacket) {
        let isSane = content.count >= 1 && content.count <= octets
        let isPadded = content.count == octets + 1 && bytes[content.lowerBound] == 0
        guard isSane || isPadded else {
            throw MalformedPacket(layer: "BER", offset: content.lowerBound, reason: "integer-size")
        }
    }

    /// Checks the content of an OBJECT IDENTIFIER: at most 128 arcs (RFC 2578, section 3.5) of at most 32 bits. No
    /// octets at all are taken as 0.0, as net-snmp takes them.
    static func checkObjectIdentifier(
        _ content: Range<Int>, mostArcs: Int = 128, _ bytes: Span<UInt8>
    ) throws(MalformedPacket) {
        var index = content.lowerBound
        let end = content.upperBound
        // Names of arcs below 128 alone, as most begin, have as many arcs as octets and one more.
        while index < end, bytes[index] < 0x80 { index += 1 }
        var arcs = 1 + index - content.lowerBound
        guard arcs <= mostArcs else {
            throw MalformedPacket(layer: "BER", offset: content.lowerBound + mostArcs - 1, reason: "oid-too-long")
        }
        while index < end {
            let start = index
            var value: UInt64 = 0
            while true {
                guard index < end else {
                    throw MalformedPacket(layer: "BER", offset: start, reason: "oid-cut")
                }
                let byte = bytes[index]
                index += 1
                value = value << 7 | UInt64(byte & 0x7f)
                if byte & 0x80 == 0 { break }
                guard index - start < 5 else {
                    throw MalformedPacket(layer: "BER", offset: start, reason: "oid-arc-range")
                }
            }
            arcs += 1
            guard value <= UInt64(UInt32.max) else {
                throw MalformedPacket(layer: "BER", offset: start, reason: "oid-arc-range")
            }
            guard arcs <= mostArcs else { throw MalformedPacket(layer: "BER", offset: start, reason: "oid-too-long") }
        }
    }
}
