/// Writes BER from the last octet to the first, so that every length is known when it is written. What is written
/// first stands last.
package struct BERWriter {
    /// The octets so far, last first.
    private var reversed: [UInt8] = []

    /// An empty message.
    package init(capacity: Int = 256) { reversed.reserveCapacity(capacity) }

    /// The octets in their order.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(reversed.count)
        var index = reversed.count
        while index > 0 {
            index -= 1
            bytes.append(reversed[index])
        }
        return bytes
    }

    /// How much has been written: the mark that `close` takes.
    package var count: Int { reversed.count }

    /// Puts octets as they are before what was written.
    package mutating func raw(_ octets: ArraySlice<UInt8>) {
        var index = octets.endIndex
        while index > octets.startIndex {
            index -= 1
            reversed.append(octets[index])
        }
    }

    /// Puts octets as they are before what was written.
    package mutating func raw(_ octets: [UInt8]) { raw(octets[...]) }

    /// Puts tag and length before what was written since the mark.
    package mutating func close(_ tag: UInt8, since mark: Int) {
        var length = reversed.count - mark
        if length < 0x80 {
            reversed.append(UInt8(length))
        } else {
            var count: UInt8 = 0
            while length > 0 {
                reversed.append(UInt8(truncatingIfNeeded: length))
                length >>= 8
                count += 1
            }
            reversed.append(0x80 | count)
        }
        reversed.append(tag)
    }

    /// Puts a string with its tag.
    package mutating func octets(_ octets: ArraySlice<UInt8>, tag: UInt8 = BERTag.octetString) {
        let mark = count
        raw(octets)
        close(tag, since: mark)
    }

    /// Puts a string with its tag.
    package mutating func octets(_ octets: [UInt8], tag: UInt8 = BERTag.octetString) {
        self.octets(octets[...], tag: tag)
    }

    /// Puts a signed number in as few octets as it needs.
    package mutating func integer(_ value: Int32, tag: UInt8 = BERTag.integer) { number(Int64(value), tag) }

    /// Puts an unsigned number of 32 bits in as few octets as it needs.
    package mutating func unsigned(_ value: UInt32, tag: UInt8) { number(Int64(value), tag) }

    /// Puts an unsigned number of 64 bits in as few octets as it needs.
    package mutating func unsigned64(_ value: UInt64, tag: UInt8) {
        let mark = count
        var rest = value
        repeat {
            reversed.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        } while rest != 0
        if reversed[count - 1] & 0x80 != 0 { reversed.append(0) }
        close(tag, since: mark)
    }

    /// Puts an object identifier; one arc alone gets a zero behind it, because the first two share an octet.
    package mutating func objectIdentifier(_ arcs: [UInt32]) {
        let mark = count
        for arc in arcs.dropFirst(2).reversed() { subidentifier(UInt64(arc)) }
        let first = UInt64(arcs.first ?? 0)
        subidentifier(first * 40 + UInt64(arcs.count > 1 ? arcs[1] : 0))
        close(BERTag.objectIdentifier, since: mark)
    }

    private mutating func subidentifier(_ value: UInt64) {
        reversed.append(UInt8(value & 0x7f))
        var rest = value >> 7
        while rest != 0 {
            reversed.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
    }

    private mutating func number(_ value: Int64, _ tag: UInt8) {
        let mark = count
        var rest = value
        while true {
            reversed.append(UInt8(truncatingIfNeeded: rest))
            let sign = rest & 0x80
            rest >>= 8
            if rest == 0 && sign == 0 || rest == -1 && sign != 0 { break }
        }
        close(tag, since: mark)
    }
}
