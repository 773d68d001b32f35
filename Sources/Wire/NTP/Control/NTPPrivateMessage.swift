/// The header of ntpd's old private messages, mode 7. No standard describes them; they are known for `monlist`, whose
/// answer is hundreds of times its question (CVE-2013-5211). Tocsin asks it of servers of its own network only.
public struct NTPPrivateMessage: Hashable, Sendable {
    /// Whether it answers.
    public var isResponse: Bool
    /// Whether further packets follow.
    public var hasMore: Bool
    /// Which implementation is spoken to: 3 for ntpd.
    public var implementation: UInt8
    /// The request's number.
    public var request: UInt8
    /// An error's number; 0 for none.
    public var error: UInt8
    /// How many items the packet holds.
    public var itemCount: UInt16

    /// The list of who has spoken to the server.
    public static let monitorList: UInt8 = 42
    /// How long ntpd's own client makes its requests; a shorter one may be refused for its length alone.
    static let requestLength = 192

    /// Asks for the list.
    public static var monitorListRequest: [UInt8] {
        [0x17, 0, 3, monitorList] + [UInt8](repeating: 0, count: requestLength - 4)
    }

    /// Decodes a header; what follows it is not looked at.
    public init(_ bytes: [UInt8]) throws(MalformedPacket) {
        var reader = ByteReader(bytes, layer: "NTP private")
        let first = try reader.uint8()
        guard first & 7 == NTPPacket.Mode.private.rawValue else {
            throw reader.fault("mode is another protocol's", at: 0)
        }
        isResponse = first & 0x80 != 0
        hasMore = first & 0x40 != 0
        _ = try reader.uint8()
        implementation = try reader.uint8()
        request = try reader.uint8()
        let word = try reader.uint16()
        error = UInt8(truncatingIfNeeded: word >> 12)
        itemCount = word & 0x0fff
        try reader.skip(2)
    }
}
