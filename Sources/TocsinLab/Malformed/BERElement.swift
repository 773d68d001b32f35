/// Where an element of a well-formed packet lies. For those who make packets wrong; it trusts what it reads.
struct BERElement: Hashable {
    /// Where its tag stands.
    let tagIndex: Int
    /// Where its content lies.
    let content: Range<Int>

    /// All elements of a packet, outer ones before their inner ones, those within msgSecurityParameters included.
    static func all(in packet: [UInt8]) -> [BERElement] {
        var found: [BERElement] = []
        read(packet, 0..<packet.count, &found)
        return found
    }

    private static func read(_ packet: [UInt8], _ range: Range<Int>, _ found: inout [BERElement]) {
        var index = range.lowerBound
        while index + 1 < range.upperBound {
            let tagIndex = index
            var length = Int(packet[index + 1])
            index += 2
            if length > 0x80 {
                let count = length & 0x7f
                guard index + count <= range.upperBound else { return }
                length = packet[index..<index + count].reduce(0) { $0 << 8 | Int($1) }
                index += count
            }
            guard length <= range.upperBound - index else { return }
            found.append(BERElement(tagIndex: tagIndex, content: index..<index + length))
            if packet[tagIndex] & 0x20 != 0 { read(packet, index..<index + length, &found) }
            index += length
        }
    }
}
