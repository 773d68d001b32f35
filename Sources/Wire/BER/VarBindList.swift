/// The variable bindings of a PDU whose structure has been checked, still in BER. Walking it allocates nothing: a poller
/// decodes only the values that it wants, straight into its own columns.
public struct VarBindList: Sendable, Hashable {
    /// One variable binding by where its parts lie in the octets.
    public struct Element: Sendable, Hashable {
        /// The content of the name's OBJECT IDENTIFIER.
        public var name: Range<Int>
        /// The tag of the value (`BERTag`).
        public var tag: UInt8
        /// The content of the value.
        public var value: Range<Int>

        /// An element.
        @inlinable
        public init(name: Range<Int>, tag: UInt8, value: Range<Int>) {
            self.name = name
            self.tag = tag
            self.value = value
        }
    }

    /// The octets that the places refer to.
    public let bytes: [UInt8]
    /// The content of the variable-bindings' SEQUENCE.
    @usableFromInline let content: Range<Int>

    /// Those of a checked PDU.
    package init(_ pdu: SNMPScopedPDU, in bytes: [UInt8]) {
        var cursor = BERCursor(index: pdu.varBinds.lowerBound, end: pdu.varBinds.upperBound)
        self.bytes = bytes
        // The structure was checked when the PDU was made; a list of nothing is what is left if it was of other octets.
        content = (try? cursor.content(BERTag.sequence, bytes.span)) ?? 0..<0
    }

    /// Whether there is no variable.
    public var isEmpty: Bool { content.isEmpty }

    /// Calls `body` with each element in order until it answers false. Inlined where it is called, as is what it calls:
    /// a poller comes here a million times a second.
    @inlinable
    @inline(__always)
    public func forEach(_ body: (Element) -> Bool) {
        let bytes = bytes.span
        var index = content.lowerBound
        let end = content.upperBound
        while index < end {
            guard let varBind = Self.header(&index, end, bytes) else { return }
            var inside = varBind.content.lowerBound
            guard let name = Self.header(&inside, varBind.content.upperBound, bytes),
                let value = Self.header(&inside, varBind.content.upperBound, bytes),
                body(Element(name: name.content, tag: value.tag, value: value.content))
            else { return }
        }
    }

    /// Whether the name of an element lies under a prefix, which is the content of an OBJECT IDENTIFIER in BER as
    /// `VarBindList.encoded` makes it.
    @inlinable
    public func hasPrefix(_ prefix: [UInt8], _ element: Element) -> Bool {
        guard element.name.count > prefix.count else { return false }
        // From the end, where neighbouring columns differ.
        var offset = prefix.count
        while offset > 0 {
            offset -= 1
            if bytes[element.name.lowerBound + offset] != prefix[offset] { return false }
        }
        return true
    }

    /// The arcs of an element's name after `skipping` octets of its content, such as a prefix's.
    public func arcs(_ element: Element, skipping: Int = 0) -> [UInt32] {
        var arcs: [UInt32] = []
        var value: UInt32 = 0
        for index in (element.name.lowerBound + skipping)..<element.name.upperBound {
            value = value << 7 | UInt32(bytes[index] & 0x7f)
            guard bytes[index] & 0x80 == 0 else { continue }
            if arcs.isEmpty, skipping == 0 {
                // The first two arcs share one number (X.690, section 8.19.4).
                let first = min(value / 40, 2)
                arcs.append(first)
                arcs.append(value - first * 40)
            } else {
                arcs.append(value)
            }
            value = 0
        }
        return arcs
    }

    /// The one arc of an element's name after `skipping` octets; nil where there are more or none.
    public func onlyArc(_ element: Element, skipping: Int) -> UInt32? {
        var value: UInt32 = 0
        var index = element.name.lowerBound + skipping
        guard index < element.name.upperBound else { return nil }
        while true {
            let byte = bytes[index]
            index += 1
            value = value << 7 | UInt32(byte & 0x7f)
            if byte & 0x80 == 0 { return index == element.name.upperBound ? value : nil }
            if index == element.name.upperBound { return nil }
        }
    }

    /// The value of an INTEGER; nil for other types.
    public func integer(_ element: Element) -> Int64? {
        guard element.tag == BERTag.integer, let first = element.value.first else { return nil }
        var value: Int64 = bytes[first] & 0x80 == 0 ? 0 : -1
        for index in element.value { value = value << 8 | Int64(bytes[index]) }
        return value
    }

    /// The value of Counter32, Gauge32, TimeTicks, UInteger32 and Counter64; nil for other types.
    public func unsigned(_ element: Element) -> UInt64? {
        switch element.tag {
        case BERTag.counter32, BERTag.gauge32, BERTag.timeTicks, BERTag.uInteger32, BERTag.counter64:
            var value: UInt64 = 0
            for index in element.value { value = value << 8 | UInt64(bytes[index]) }
            return value
        default: return nil
        }
    }

    /// The octets of an OCTET STRING, an IpAddress or an Opaque; nil for other types.
    public func octets(_ element: Element) -> ArraySlice<UInt8>? {
        switch element.tag {
        case BERTag.octetString, BERTag.ipAddress, BERTag.opaque, BERTag.nsapAddress: bytes[element.value]
        default: nil
        }
    }

    /// Whether the value is noSuchObject, noSuchInstance or endOfMibView (RFC 3416, section 3).
    public func isException(_ element: Element) -> Bool { element.tag & 0xf0 == 0x80 }

    /// The content of an OBJECT IDENTIFIER of these arcs in BER; empty for fewer than two.
    public static func encoded(_ arcs: [UInt32]) -> [UInt8] {
        guard arcs.count >= 2 else { return [] }
        var bytes: [UInt8] = []
        append(UInt64(arcs[0]) * 40 + UInt64(arcs[1]), to: &bytes)
        for arc in arcs.dropFirst(2) { append(UInt64(arc), to: &bytes) }
        return bytes
    }

    private static func append(_ arc: UInt64, to bytes: inout [UInt8]) {
        var shift: UInt64 = 0
        while arc >> (shift + 7) > 0 { shift += 7 }
        while shift > 0 {
            bytes.append(UInt8(truncatingIfNeeded: arc >> shift & 0x7f | 0x80))
            shift -= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: arc & 0x7f))
    }

    /// Reads tag and length of an element and where its content lies; nil where it does not end before `end`. The
    /// structure was checked before, so that this asks for no more than what keeps it within bounds.
    @inlinable
    @inline(__always)
    static func header(
        _ index: inout Int, _ end: Int, _ bytes: Span<UInt8>
    ) -> (tag: UInt8, content: Range<Int>)? {
        guard end - index >= 2 else { return nil }
        let tag = bytes[index]
        var length = Int(bytes[index + 1])
        index += 2
        if length & 0x80 != 0 {
            let count = length & 0x7f
            guard count <= 4, count <= end - index else { return nil }
            length = 0
            for offset in index..<index + count { length = length << 8 | Int(bytes[offset]) }
            index += count
        }
        guard length <= end - index else { return nil }
        let content = index..<index + length
        index = content.upperBound
        return (tag, content)
    }
}
