import Wire

/// A request as it stands in a datagram: places only, so that reading it allocates nothing. What does not nest and end
/// as it should is nil. Senders are ours, so this check is a short one; the daemon's own is `SNMPEnvelope`.
struct AgentRequest {
    /// 0, 1 or 3.
    var version = 0
    /// Where the community's octets lie.
    var community = 0..<0
    /// The PDU.
    var pdu = AgentPDU()

    /// Reads a v1 or v2c message; of a v3 message only the version.
    init?(_ bytes: Span<UInt8>) {
        var cursor = AgentCursor(0, bytes.count)
        guard let message = cursor.element(BERTag.sequence, bytes), cursor.isAtEnd else { return nil }
        cursor = AgentCursor(message.lowerBound, message.upperBound)
        guard let version = cursor.integer(bytes) else { return nil }
        self.version = version
        if version == 3 { return }
        guard version == 0 || version == 1, let community = cursor.element(BERTag.octetString, bytes),
            let pdu = AgentPDU(bytes, &cursor), cursor.isAtEnd
        else { return nil }
        self.community = community
        self.pdu = pdu
    }
}

/// The PDU of a request.
struct AgentPDU {
    /// Its tag.
    var kind: UInt8 = 0
    /// Where the content of the request-id lies: at most five octets.
    var requestID = 0..<0
    /// error-status, or the number of variables that are asked once (non-repeaters).
    var first = 0
    /// error-index, or how often the others are asked (max-repetitions).
    var second = 0
    /// Where the content of the list of variables lies.
    var varBinds = 0..<0

    /// A PDU of nothing.
    init() {}

    /// Reads a PDU.
    init?(_ bytes: Span<UInt8>, _ cursor: inout AgentCursor) {
        guard let (tag, content) = cursor.element(bytes), tag & 0xe0 == 0xa0 else { return nil }
        kind = tag
        var inner = AgentCursor(content.lowerBound, content.upperBound)
        guard let id = inner.element(BERTag.integer, bytes), (1...5).contains(id.count),
            let first = inner.integer(bytes), let second = inner.integer(bytes),
            let list = inner.element(BERTag.sequence, bytes), inner.isAtEnd
        else { return nil }
        requestID = id
        self.first = first
        self.second = second
        varBinds = list
    }

    /// Reads the PDU that lies in that range.
    init?(_ bytes: Span<UInt8>, in range: Range<Int>) {
        var cursor = AgentCursor(range.lowerBound, range.upperBound)
        self.init(bytes, &cursor)
    }
}

/// A place in a message and the end that it must not pass.
struct AgentCursor {
    private(set) var index: Int
    private let end: Int

    /// From one index up to another.
    init(_ index: Int, _ end: Int) {
        self.index = index
        self.end = end
    }

    /// Whether everything was read.
    var isAtEnd: Bool { index == end }

    /// Reads one element: its tag and where its content lies.
    @inline(__always)
    mutating func element(_ bytes: Span<UInt8>) -> (tag: UInt8, content: Range<Int>)? {
        guard end &- index >= 2 else { return nil }
        let tag = bytes[index]
        var length = Int(bytes[index &+ 1])
        index &+= 2
        if length >= 0x80 {
            let count = length & 0x7f
            guard count >= 1, count <= 3, count <= end &- index else { return nil }
            length = 0
            for _ in 0..<count {
                length = length << 8 | Int(bytes[index])
                index &+= 1
            }
        }
        guard length <= end &- index else { return nil }
        let content = index..<index &+ length
        index = content.upperBound
        return (tag, content)
    }

    /// Reads one element of that tag.
    @inline(__always)
    mutating func element(_ tag: UInt8, _ bytes: Span<UInt8>) -> Range<Int>? {
        guard let (found, content) = element(bytes), found == tag else { return nil }
        return content
    }

    /// Reads one INTEGER of at most four octets.
    @inline(__always)
    mutating func integer(_ bytes: Span<UInt8>) -> Int? {
        guard let content = element(BERTag.integer, bytes), (1...4).contains(content.count) else { return nil }
        var value = bytes[content.lowerBound] & 0x80 == 0 ? 0 : -1
        for index in content { value = value << 8 | Int(bytes[index]) }
        return value
    }
}
