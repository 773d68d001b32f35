/// A control message of ntpd, mode 6 (RFC 9327), by which its variables are read.
public struct NTPControlMessage: Hashable, Sendable {
    /// What is asked for.
    public enum Operation: UInt8, Sendable, Hashable {
        /// The status of the system and its associations.
        case readStatus = 1
        /// The variables of the system or of one association.
        case readVariables = 2
    }

    /// Whether it answers.
    public var isResponse: Bool
    /// Whether the answer is an error, whose code is in the high half of `status`.
    public var isError: Bool
    /// Whether further fragments follow.
    public var hasMore: Bool
    /// The operation's number.
    public var operation: UInt8
    /// Matches an answer to its request.
    public var sequence: UInt16
    /// The status word of the system or the association.
    public var status: UInt16
    /// The association; 0 for the system.
    public var association: UInt16
    /// Where in the whole answer the data of this fragment belong.
    public var offset: UInt16
    /// The data.
    public var data: [UInt8]

    /// A request without data for the system.
    public init(_ operation: Operation, sequence: UInt16) {
        isResponse = false
        isError = false
        hasMore = false
        self.operation = operation.rawValue
        self.sequence = sequence
        status = 0
        association = 0
        offset = 0
        data = []
    }

    /// Decodes a message.
    public init(_ bytes: [UInt8]) throws(MalformedPacket) {
        var reader = ByteReader(bytes, layer: "NTP control")
        guard try reader.uint8() & 7 == NTPPacket.Mode.control.rawValue else {
            throw reader.fault("mode is another protocol's", at: 0)
        }
        let bits = try reader.uint8()
        isResponse = bits & 0x80 != 0
        isError = bits & 0x40 != 0
        hasMore = bits & 0x20 != 0
        operation = bits & 0x1f
        sequence = try reader.uint16()
        status = try reader.uint16()
        association = try reader.uint16()
        offset = try reader.uint16()
        let count = Int(try reader.uint16())
        guard count <= reader.remaining else { throw reader.fault("count is beyond the end", at: 10) }
        data = Array(try reader.bytes(count))
    }

    /// The message's octets, its data padded to a multiple of four.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = [0x20 | NTPPacket.Mode.control.rawValue]
        bytes.append((isResponse ? 0x80 : 0) | (isError ? 0x40 : 0) | (hasMore ? 0x20 : 0) | operation & 0x1f)
        for word in [sequence, status, association, offset, UInt16(clamping: data.count)] {
            bytes.append(bigEndian: word)
        }
        return bytes + data + [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
    }
}

/// The fragments of one answer, put together as they come in; bounded, since a stranger may send them.
public struct NTPControlReply: Hashable, Sendable {
    /// More than any daemon's variables need.
    static let limit = 16_384
    private var fragments: [UInt16: [UInt8]] = [:]
    private var end: Int?

    /// Nothing has come in.
    public init() {}

    /// The status word of the last fragment.
    public private(set) var status: UInt16 = 0

    /// Adds a fragment; the whole data once nothing is missing. Fragments that overlap or leave the bound are not taken.
    public mutating func add(_ message: NTPControlMessage) -> [UInt8]? {
        guard message.isResponse, !message.isError,
            Int(message.offset) + message.data.count <= NTPControlReply.limit, fragments.count < 64
        else { return nil }
        status = message.status
        fragments[message.offset] = message.data
        if !message.hasMore { end = Int(message.offset) + message.data.count }
        guard let end else { return nil }
        var data: [UInt8] = []
        while data.count < end {
            guard let next = fragments[UInt16(clamping: data.count)], !next.isEmpty else { return nil }
            data += next
        }
        return data.count == end ? data : nil
    }
}

/// The variables in the data of a control message: `leap=0, stratum=2, refid="…"`.
public struct NTPControlVariables: Hashable, Sendable {
    /// The values by their names; what is quoted is without its quotes.
    public private(set) var values: [String: String] = [:]

    /// Reads the text; what is no `name=value` is passed over, and of a name that comes twice the first counts.
    public init(_ data: [UInt8]) {
        var name: [UInt8] = []
        var value: [UInt8]?
        var isQuoted = false
        var items: [(String, String)] = []
        func text(_ bytes: [UInt8]) -> String {
            let kept = bytes.drop { $0 <= 0x20 }
            let end = kept.lastIndex { $0 > 0x20 } ?? kept.startIndex - 1
            return String(decoding: kept[kept.startIndex..<max(kept.startIndex, end + 1)], as: UTF8.self)
        }
        for byte in data + [UInt8(ascii: ",")] {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                if let value, items.count < 256 { items.append((text(name), text(value))) }
                (name, value) = ([], nil)
            case UInt8(ascii: "=") where value == nil: value = []
            default: if value == nil { name.append(byte) } else { value?.append(byte) }
            }
        }
        values = Dictionary(items.filter { !$0.0.isEmpty }, uniquingKeysWith: { first, _ in first })
    }

    /// The value of a name.
    public subscript(_ name: String) -> String? { values[name] }

    /// The value of a name as a finite number.
    public func number(_ name: String) -> Double? {
        values[name].flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    }
}
