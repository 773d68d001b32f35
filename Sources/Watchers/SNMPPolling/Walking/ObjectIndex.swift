/// The order of indices in BER: the octets of an object's name after those of its column.
enum ObjectIndex {
    /// Whether one index comes before, with or after another (RFC 3416, section 4.2.2): -1, 0 or 1.
    @inline(__always)
    static func order(
        _ left: [UInt8], _ leftRange: Range<Int>, _ right: [UInt8], _ rightRange: Range<Int>
    ) -> Int {
        // One octet each: what nearly every index is.
        if leftRange.count == 1, rightRange.count == 1 {
            let (a, b) = (left[leftRange.lowerBound], right[rightRange.lowerBound])
            return a < b ? -1 : a == b ? 0 : 1
        }
        return orderOfArcs(left, leftRange, right, rightRange)
    }

    /// The arcs of an index.
    static func arcs(_ bytes: some Collection<UInt8>) -> [UInt32] {
        var arcs: [UInt32] = []
        var value: UInt32 = 0
        for byte in bytes {
            value = value << 7 | UInt32(byte & 0x7f)
            guard byte & 0x80 == 0 else { continue }
            arcs.append(value)
            value = 0
        }
        return arcs
    }

    /// The arcs of an index in BER.
    static func encoded(_ arcs: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        for arc in arcs {
            var shift: UInt32 = 28
            while shift > 0, arc >> shift == 0 { shift -= 7 }
            while shift > 0 {
                bytes.append(UInt8(truncatingIfNeeded: arc >> shift) | 0x80)
                shift -= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: arc) & 0x7f)
        }
        return bytes
    }

    /// The dotted text of an index: `17`, `1.192.0.2.7`.
    static func text(_ bytes: some Collection<UInt8>) -> String {
        var digits: [UInt8] = []
        for (offset, arc) in arcs(bytes).enumerated() {
            if offset > 0 { digits.append(UInt8(ascii: ".")) }
            digits.append(contentsOf: String(arc).utf8)
        }
        return String(decoding: digits, as: UTF8.self)
    }

    private static func orderOfArcs(
        _ left: [UInt8], _ leftRange: Range<Int>, _ right: [UInt8], _ rightRange: Range<Int>
    ) -> Int {
        var (i, j) = (leftRange.lowerBound, rightRange.lowerBound)
        while i < leftRange.upperBound, j < rightRange.upperBound {
            let a = arc(left, &i, leftRange.upperBound)
            let b = arc(right, &j, rightRange.upperBound)
            if a != b { return a < b ? -1 : 1 }
        }
        if i < leftRange.upperBound { return 1 }
        return j < rightRange.upperBound ? -1 : 0
    }

    @inline(__always)
    private static func arc(_ bytes: [UInt8], _ index: inout Int, _ end: Int) -> UInt32 {
        var value: UInt32 = 0
        while index < end {
            let byte = bytes[index]
            index += 1
            value = value << 7 | UInt32(byte & 0x7f)
            if byte & 0x80 == 0 { break }
        }
        return value
    }
}
