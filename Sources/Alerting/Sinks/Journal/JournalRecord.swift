/// One entry in the journal's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): `NAME=value` and a line feed,
/// or, for a value that has a line feed itself, `NAME`, a line feed, the length as 64 bits little-endian, the value
/// and a line feed. So no value can forge a field.
public struct JournalRecord: Sendable {
    /// How long a value may be unless told otherwise; a longer one is cut at a character and ends in `…`. With this
    /// bound an entry fits a datagram, so the protocol's second way, a sealed memory file, is never needed.
    public static let valueLimit = 4_096

    /// The entry as it is sent.
    public private(set) var bytes: [UInt8] = []

    /// An entry without fields.
    public init() { bytes.reserveCapacity(1_024) }

    /// Forgets the fields and keeps the room.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Adds a field whose name is known to be good: upper-case letters, digits and `_`, none of them leading `_`.
    public mutating func add(_ name: StaticString, _ value: String, limit: Int = valueLimit) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        add(value: value, limit: limit)
    }

    /// Adds a field whose name came from elsewhere: what the journal would refuse in it becomes `_`.
    public mutating func add(prefix: StaticString, name: String, _ value: String, limit: Int = valueLimit) {
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount))
        for byte in name.utf8.prefix(63 - prefix.utf8CodeUnitCount) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(byte - 32)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): bytes.append(byte)
            default: bytes.append(UInt8(ascii: "_"))
            }
        }
        add(value: value, limit: limit)
    }

    private mutating func add(value: String, limit: Int) {
        let value = value.utf8.count <= limit ? value : JournalRecord.cut(value, limit: limit)
        let nameEnd = bytes.count
        bytes.append(UInt8(ascii: "="))
        let start = bytes.count
        bytes.append(contentsOf: value.utf8)
        if bytes[start...].contains(0x0a) {
            bytes.removeSubrange(nameEnd...)
            bytes.append(0x0a)
            var length = UInt64(value.utf8.count)
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: length))
                length >>= 8
            }
            bytes.append(contentsOf: value.utf8)
        }
        bytes.append(0x0a)
    }

    /// The longest start of a text that with its `…` has no more bytes than the limit.
    private static func cut(_ value: String, limit: Int) -> String {
        var end = value.utf8.index(value.utf8.startIndex, offsetBy: max(0, limit - 3))
        while end.samePosition(in: value.unicodeScalars) == nil, end > value.startIndex {
            end = value.utf8.index(before: end)
        }
        return value[..<end] + "…"
    }
}
