/// A packet of NTP versions 1 to 4 in one of the modes 1 to 5 (RFC 5905, section 7.3), with its extension fields and
/// message authentication code (RFC 7822).
public struct NTPPacket: Hashable, Sendable {
    /// The leap indicator.
    public enum Leap: UInt8, Sendable, Hashable, CaseIterable {
        /// No leap second is near.
        case none = 0
        /// The last minute of the day will have 61 seconds.
        case insert = 1
        /// The last minute of the day will have 59 seconds.
        case delete = 2
        /// The sender's clock is not synchronised.
        case unsynchronised = 3
    }

    /// Who speaks to whom.
    public enum Mode: UInt8, Sendable, Hashable, CaseIterable {
        case reserved = 0, symmetricActive, symmetricPassive, client, server, broadcast, control, `private`
    }

    /// The leap indicator.
    public var leap: Leap
    /// The version, 1 to 4.
    public var version: UInt8
    /// The mode.
    public var mode: Mode
    /// The stratum as it is on the wire: 0 is "unspecified", and a kiss-o'-death from a server; 16 is "unsynchronised".
    public var stratum: UInt8
    /// The poll interval as a power of two, in seconds.
    public var poll: Int8
    /// The precision of the sender's clock as a power of two, in seconds.
    public var precision: Int8
    /// The round trip to the reference clock.
    public var rootDelay: NTPShort
    /// The dispersion to the reference clock.
    public var rootDispersion: NTPShort
    /// What the sender is synchronised to.
    public var referenceID: NTPReferenceID
    /// When the sender's clock was last set.
    public var referenceTime: NTPTimestamp
    /// The transmit timestamp of the request that this answers.
    public var originTime: NTPTimestamp
    /// When that request came in.
    public var receiveTime: NTPTimestamp
    /// When this packet left.
    public var transmitTime: NTPTimestamp
    /// The extension fields in their order.
    public var extensions: [NTPExtensionField] = []
    /// The message authentication code; nil without one.
    public var mac: NTPMAC?

    /// A client's request: all that a server need not know is left out, so that it tells nothing about this host.
    public init(clientRequest transmitTime: NTPTimestamp, poll: Int8 = 0, version: UInt8 = 4) {
        leap = .none
        self.version = version
        mode = .client
        stratum = 0
        self.poll = poll
        precision = 0
        rootDelay = NTPShort(raw: 0)
        rootDispersion = NTPShort(raw: 0)
        referenceID = NTPReferenceID(raw: 0)
        referenceTime = .zero
        originTime = .zero
        receiveTime = .zero
        self.transmitTime = transmitTime
    }

    /// The octets of the header.
    public static let headerLength = 48
    /// A MAC in NTPv4 is never longer: what is longer is an extension field (RFC 7822, section 7.5.1).
    static let longestMAC = 24
    /// More fields than any protocol uses: NTS has at most 11.
    static let fieldLimit = 32

    /// Decodes a packet.
    public init(_ bytes: some Sequence<UInt8>) throws(MalformedPacket) {
        var reader = ByteReader(Array(bytes), layer: "NTP")
        let first = try reader.uint8()
        leap = Leap(rawValue: first >> 6) ?? .unsynchronised
        version = first >> 3 & 7
        mode = Mode(rawValue: first & 7) ?? .reserved
        guard (1...4).contains(version) else { throw reader.fault("version is unknown", at: 0) }
        switch mode {
        case .reserved, .control, .private: throw reader.fault("mode is another protocol's", at: 0)
        default: break
        }
        stratum = try reader.uint8()
        poll = Int8(bitPattern: try reader.uint8())
        precision = Int8(bitPattern: try reader.uint8())
        rootDelay = NTPShort(raw: try reader.uint32())
        rootDispersion = NTPShort(raw: try reader.uint32())
        referenceID = NTPReferenceID(raw: try reader.uint32())
        referenceTime = NTPTimestamp(raw: try reader.uint64())
        originTime = NTPTimestamp(raw: try reader.uint64())
        receiveTime = NTPTimestamp(raw: try reader.uint64())
        transmitTime = NTPTimestamp(raw: try reader.uint64())
        if version < 4 {
            if !reader.isAtEnd { mac = try NTPMAC(&reader, lengths: NTPMAC.lengths) }
            return
        }
        while !reader.isAtEnd {
            if reader.remaining <= NTPPacket.longestMAC {
                mac = try NTPMAC(&reader, lengths: NTPMAC.lengthsOfVersion4)
                return
            }
            guard extensions.count < NTPPacket.fieldLimit else { throw reader.fault("there are too many fields") }
            extensions.append(try NTPExtensionField(&reader))
        }
    }

    /// The packet's octets.
    public var bytes: [UInt8] {
        var bytes = unauthenticatedBytes
        if let mac { bytes += mac.bytes }
        return bytes
    }

    /// The octets that a MAC is computed over: header and extension fields.
    public var unauthenticatedBytes: [UInt8] {
        var bytes: [UInt8] = [leap.rawValue << 6 | (version & 7) << 3 | mode.rawValue, stratum]
        bytes.reserveCapacity(NTPPacket.headerLength)
        bytes.append(UInt8(bitPattern: poll))
        bytes.append(UInt8(bitPattern: precision))
        for word in [rootDelay.raw, rootDispersion.raw, referenceID.raw] { bytes.append(bigEndian: word) }
        for time in [referenceTime, originTime, receiveTime, transmitTime] { bytes.append(bigEndian: time.raw) }
        for field in extensions { bytes += field.bytes }
        return bytes
    }

    /// What a server says by its kiss-o'-death; nil for any other packet.
    public var kiss: NTPKissCode? {
        guard mode == .server, stratum == 0 else { return nil }
        return NTPKissCode(referenceID)
    }

    /// Whether the sender says that it has no time to give.
    public var isUnsynchronised: Bool { leap == .unsynchronised || stratum == 0 || stratum >= 16 }
}

extension [UInt8] {
    /// Appends a number in network order.
    mutating func append(bigEndian value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}
