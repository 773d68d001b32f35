/// A record of NTS key establishment (RFC 8915, section 4): a critical bit, fifteen bits of type, a length, a body.
public struct NTSKeyRecord: Hashable, Sendable {
    /// Whether who does not know the type must give up.
    public var isCritical: Bool
    /// What it is; see the constants below.
    public var type: UInt16
    /// Its body.
    public var body: [UInt8]

    /// End of Message (section 4.1.1).
    public static let endOfMessage: UInt16 = 0
    /// NTS Next Protocol Negotiation (section 4.1.2).
    public static let nextProtocol: UInt16 = 1
    /// Error (section 4.1.3).
    public static let error: UInt16 = 2
    /// Warning (section 4.1.4).
    public static let warning: UInt16 = 3
    /// AEAD Algorithm Negotiation (section 4.1.5).
    public static let algorithm: UInt16 = 4
    /// New Cookie for NTPv4 (section 4.1.6).
    public static let newCookie: UInt16 = 5
    /// NTPv4 Server Negotiation (section 4.1.7).
    public static let server: UInt16 = 6
    /// NTPv4 Port Negotiation (section 4.1.8).
    public static let port: UInt16 = 7

    /// A record.
    public init(_ type: UInt16, isCritical: Bool, body: [UInt8] = []) {
        self.type = type & 0x7fff
        self.isCritical = isCritical
        self.body = body
    }

    /// A record whose body is a row of numbers of two octets.
    public init(_ type: UInt16, isCritical: Bool, numbers: [UInt16]) {
        self.init(type, isCritical: isCritical)
        for number in numbers { body.append(bigEndian: number) }
    }

    /// Decodes the record that begins here.
    public init(_ reader: inout ByteReader) throws(MalformedPacket) {
        let word = try reader.uint16()
        isCritical = word & 0x8000 != 0
        type = word & 0x7fff
        let length = Int(try reader.uint16())
        body = Array(try reader.bytes(length))
    }

    /// The record's octets. A body beyond what a length can say is cut.
    public var bytes: [UInt8] {
        let kept = body.prefix(0xffff)
        var bytes: [UInt8] = []
        bytes.append(bigEndian: (isCritical ? 0x8000 : 0) | type)
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: kept.count))
        return bytes + kept
    }
}
