import Wire

/// Writes BER from the first octet to the last into a buffer that is never given back, so that an answer costs no
/// allocation. Lengths that are not known beforehand take two octets, as net-snmp writes them, or are set afterwards.
struct AgentWriter {
    /// The buffer; what was written is its begin.
    private(set) var bytes: [UInt8]
    /// How much was written.
    private(set) var count = 0

    /// A writer with room for so many octets; who writes more than that is stopped.
    init(capacity: Int) { bytes = [UInt8](repeating: 0, count: capacity) }

    /// How much more may be written.
    var room: Int { bytes.count &- count }

    /// Forgets everything from a mark on.
    mutating func cut(to mark: Int) { count = min(count, mark) }

    /// Puts one octet.
    @inline(__always)
    mutating func put(_ octet: UInt8) {
        bytes[count] = octet
        count &+= 1
    }

    /// Puts octets as they are.
    @inline(__always)
    mutating func put(_ octets: [UInt8]) {
        for octet in octets { put(octet) }
    }

    /// Puts octets of another buffer as they are.
    mutating func put(_ octets: Span<UInt8>, _ range: Range<Int>) {
        for index in range { put(octets[index]) }
    }

    /// Replaces an octet that was written.
    mutating func set(_ octet: UInt8, at index: Int) { bytes[index] = octet }

    // MARK: Elements

    /// Puts the tag of something long and room for its length; the mark goes to `endLong`.
    mutating func beginLong(_ tag: UInt8) -> Int {
        put(tag)
        put(0x82)
        put(0)
        put(0)
        return count
    }

    /// Sets the length of what was written since.
    mutating func endLong(_ mark: Int) {
        let length = count &- mark
        bytes[mark &- 2] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[mark &- 1] = UInt8(truncatingIfNeeded: length)
    }

    /// Puts the tag of something that is mostly shorter than 128 octets and room for such a length.
    @inline(__always)
    mutating func beginShort(_ tag: UInt8) -> Int {
        put(tag)
        put(0)
        return count
    }

    /// Sets the length of what was written since, and makes room where it was longer after all.
    @inline(__always)
    mutating func endShort(_ mark: Int) {
        let length = count &- mark
        if length < 0x80 {
            bytes[mark &- 1] = UInt8(truncatingIfNeeded: length)
        } else {
            widen(mark, length)
        }
    }

    private mutating func widen(_ mark: Int, _ length: Int) {
        put(0)
        put(0)
        var index = count &- 3
        while index >= mark {
            bytes[index &+ 2] = bytes[index]
            index &-= 1
        }
        bytes[mark &- 1] = 0x82
        bytes[mark] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[mark &+ 1] = UInt8(truncatingIfNeeded: length)
    }

    // MARK: Values

    /// Puts a signed number in as few octets as it needs.
    mutating func integer(_ value: Int32) { signed(Int64(value), BERTag.integer) }
    /// Puts a Counter32.
    mutating func counter32(_ value: UInt64) { signed(Int64(value & 0xffff_ffff), BERTag.counter32) }
    /// Puts a Gauge32.
    mutating func gauge32(_ value: UInt32) { signed(Int64(value), BERTag.gauge32) }
    /// Puts TimeTicks.
    mutating func timeTicks(_ value: UInt32) { signed(Int64(value), BERTag.timeTicks) }

    /// Puts a Counter64.
    @inline(__always)
    mutating func counter64(_ value: UInt64) {
        // One octet more than the number has, where its first bit would look like a sign.
        let width = (64 &- value.leadingZeroBitCount) / 8 &+ 1
        put(BERTag.counter64)
        put(UInt8(truncatingIfNeeded: width))
        var shift = (width &- 1) &* 8
        while shift >= 0 {
            put(shift >= 64 ? 0 : UInt8(truncatingIfNeeded: value >> UInt64(shift)))
            shift &-= 8
        }
    }

    @inline(__always)
    private mutating func signed(_ value: Int64, _ tag: UInt8) {
        let significant = value < 0 ? (~value).leadingZeroBitCount : value.leadingZeroBitCount
        let width = (64 &- significant) / 8 &+ 1
        put(tag)
        put(UInt8(truncatingIfNeeded: width))
        var shift = (width &- 1) &* 8
        while shift >= 0 {
            put(UInt8(truncatingIfNeeded: value >> Int64(shift)))
            shift &-= 8
        }
    }

    /// Puts an OCTET STRING of a text and a number behind it; nil is no number.
    mutating func text(_ text: String, _ number: Int? = nil, _ rest: String = "") {
        let mark = beginShort(BERTag.octetString)
        for octet in text.utf8 { put(octet) }
        if let number { decimal(number) }
        for octet in rest.utf8 { put(octet) }
        endShort(mark)
    }

    /// Puts an OCTET STRING.
    mutating func octets(_ octets: [UInt8]) {
        let mark = beginShort(BERTag.octetString)
        put(octets)
        endShort(mark)
    }

    /// Puts a MAC address as an OCTET STRING.
    mutating func address(_ octets: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8)) {
        put(BERTag.octetString)
        put(6)
        put(octets.0)
        put(octets.1)
        put(octets.2)
        put(octets.3)
        put(octets.4)
        put(octets.5)
    }

    /// Puts an OBJECT IDENTIFIER.
    mutating func objectIdentifier(_ arcs: [UInt32]) {
        let mark = beginShort(BERTag.objectIdentifier)
        subidentifiers(of: arcs)
        endShort(mark)
    }

    /// Puts a value of no octets: NULL, noSuchObject and its kin.
    mutating func empty(_ tag: UInt8) {
        put(tag)
        put(0)
    }

    /// Puts the octets of an identifier without tag and length.
    mutating func subidentifiers(of arcs: [UInt32]) {
        guard arcs.count >= 2 else { return put(UInt8(truncatingIfNeeded: (arcs.first ?? 0) &* 40)) }
        subidentifier(arcs[0] &* 40 &+ arcs[1])
        for arc in arcs.dropFirst(2) { subidentifier(arc) }
    }

    /// Puts one arc.
    @inline(__always)
    mutating func subidentifier(_ arc: UInt32) {
        if arc >= 1 << 7 {
            if arc >= 1 << 14 {
                if arc >= 1 << 21 {
                    if arc >= 1 << 28 { put(UInt8(truncatingIfNeeded: arc >> 28) | 0x80) }
                    put(UInt8(truncatingIfNeeded: arc >> 21) | 0x80)
                }
                put(UInt8(truncatingIfNeeded: arc >> 14) | 0x80)
            }
            put(UInt8(truncatingIfNeeded: arc >> 7) | 0x80)
        }
        put(UInt8(truncatingIfNeeded: arc & 0x7f))
    }

    private mutating func decimal(_ number: Int) {
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            put(UInt8(truncatingIfNeeded: 48 &+ number / divisor % 10))
            divisor /= 10
        }
    }
}
