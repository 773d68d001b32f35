import SNMP
import Wire

/// A number as it stood on the wire: its bits and the tag that says how to read them.
struct RawValue: Sendable, Hashable {
    /// The tag of a number that is none of BER's: a Double's bit pattern, from an Opaque or from text.
    static let realTag: UInt8 = 0xff
    /// The tag of no value.
    static let absentTag: UInt8 = 0

    /// An INTEGER with its sign extended, an unsigned number, or a Double's bit pattern.
    var bits: UInt64
    /// `BERTag`, or one of the two above.
    var tag: UInt8

    /// No value.
    static let absent = RawValue(bits: 0, tag: absentTag)

    /// A number of these bits.
    init(bits: UInt64, tag: UInt8) {
        self.bits = bits
        self.tag = tag
    }

    /// The number of an element; absent where its value is none.
    @inline(__always)
    init(_ element: VarBindList.Element, in bytes: [UInt8]) {
        switch element.tag {
        case BERTag.integer:
            guard let first = element.value.first else {
                self = .absent
                return
            }
            var value: UInt64 = bytes[first] & 0x80 == 0 ? 0 : .max
            for index in element.value { value = value << 8 | UInt64(bytes[index]) }
            self.init(bits: value, tag: BERTag.integer)
        case BERTag.counter32, BERTag.gauge32, BERTag.timeTicks, BERTag.uInteger32, BERTag.counter64:
            var value: UInt64 = 0
            for index in element.value { value = value << 8 | UInt64(bytes[index]) }
            self.init(bits: value, tag: element.tag)
        default: self.init(real: element, in: bytes)
        }
    }

    /// Whether there is a value.
    var isPresent: Bool { tag != Self.absentTag }

    /// Whether it is a Counter64.
    var isCounter64: Bool { tag == BERTag.counter64 }

    /// The number; NaN where there is none.
    var number: Double {
        switch tag {
        case Self.absentTag: .nan
        case Self.realTag: Double(bitPattern: bits)
        case BERTag.integer: Double(Int64(bitPattern: bits))
        default: Double(bits)
        }
    }

    /// The whole number without a sign, as a counter has; nil for others.
    var unsigned: UInt64? {
        switch tag {
        case Self.absentTag, Self.realTag: nil
        case BERTag.integer: Int64(bitPattern: bits) < 0 ? nil : bits
        default: bits
        }
    }

    /// net-snmp puts a floating point number or a 64-bit one into an Opaque, and some agents write numbers as text.
    private init(real element: VarBindList.Element, in bytes: [UInt8]) {
        let octets = bytes[element.value]
        self = .absent
        if element.tag == BERTag.opaque, octets.count >= 3, octets[octets.startIndex] == 0x9f {
            let type = octets[octets.startIndex + 1]
            let content = octets.dropFirst(3)
            guard Int(octets[octets.startIndex + 2]) == content.count, content.count <= 8 else { return }
            let bits = content.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            switch (type, content.count) {
            case (0x78, 4):
                let value = Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
                self.init(bits: value.bitPattern, tag: Self.realTag)
            case (0x79, 8): self.init(bits: bits, tag: Self.realTag)
            case (0x76, _): self.init(bits: bits, tag: BERTag.counter64)
            default: break
            }
        } else if element.tag == BERTag.octetString, octets.count <= 32 {
            let text = String(decoding: octets, as: UTF8.self)
            guard let value = Double(text.filter { $0 != " " }), value.isFinite else { return }
            self.init(bits: value.bitPattern, tag: Self.realTag)
        }
    }
}
