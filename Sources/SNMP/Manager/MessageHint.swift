internal import Wire

/// The id in the head of a message that need not be whole: of a reply that is malformed further on, or of our own request
/// as an ICMP error quotes it. It says which exchange a fault belongs to, and nothing else of it is believed.
struct MessageHint {
    /// The request-id, or the msgID in v3.
    let id: Int32

    /// Reads as far as the id; nil where there is none to be read.
    init?(_ bytes: some RandomAccessCollection<UInt8>) {
        var reader = Reader(rest: bytes[...])
        guard reader.enter(BERTag.sequence), let version = reader.integer() else { return nil }
        if version == Int64(SNMPVersion.v3.rawValue) {
            guard reader.enter(BERTag.sequence) else { return nil }
        } else {
            guard reader.skip(BERTag.octetString), reader.enter(nil) else { return nil }
        }
        guard let number = reader.integer(), let id = Int32(exactly: number) else { return nil }
        self.id = id
    }

    /// Reads element by element without asking whether the lengths of outer ones are right.
    private struct Reader<Bytes: RandomAccessCollection<UInt8>> where Bytes.SubSequence == Bytes {
        var rest: Bytes

        /// Takes a tag and a length; nil where they are not there.
        private mutating func header(_ tag: UInt8?) -> Int? {
            guard let first = rest.popFirst(), tag == nil || first == tag, let short = rest.popFirst() else {
                return nil
            }
            guard short & 0x80 != 0 else { return Int(short) }
            let count = Int(short & 0x7f)
            guard (1...4).contains(count) else { return nil }
            var length = 0
            for _ in 0..<count {
                guard let octet = rest.popFirst() else { return nil }
                length = length << 8 | Int(octet)
            }
            return length
        }

        mutating func enter(_ tag: UInt8?) -> Bool { header(tag) != nil }

        mutating func skip(_ tag: UInt8) -> Bool {
            guard let length = header(tag), length <= rest.count else { return false }
            rest = rest.dropFirst(length)
            return true
        }

        mutating func integer() -> Int64? {
            guard let length = header(BERTag.integer), (1...8).contains(length), length <= rest.count else {
                return nil
            }
            var value: Int64 = rest.first.map { $0 & 0x80 == 0 } ?? true ? 0 : -1
            for octet in rest.prefix(length) { value = value << 8 | Int64(octet) }
            rest = rest.dropFirst(length)
            return value
        }
    }
}
