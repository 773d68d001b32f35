public import Model

/// A question to chronyd over its command port (UDP 323 on loopback), version 6 of its protocol. Only what it tells to
/// anyone on the host is asked. No standard describes the protocol; the layout is what chronyc 4.3 sends.
public enum ChronyRequest: Hashable, Sendable {
    /// What the daemon knows of the clock.
    case tracking
    /// How many sources it has.
    case sourceCount
    /// One of its sources by its place in the list.
    case source(UInt32)

    /// The command's number.
    var command: UInt16 {
        switch self {
        case .tracking: 33
        case .sourceCount: 14
        case .source: 15
        }
    }

    /// A request is padded to the length of its answer, so that the port amplifies nothing; a shorter one is ignored.
    var length: Int {
        switch self {
        case .tracking: 104
        case .sourceCount: 32
        case .source: 76
        }
    }

    /// The question's octets.
    public func bytes(sequence: UInt32) -> [UInt8] {
        var bytes: [UInt8] = [6, 1, 0, 0]
        bytes.append(bigEndian: command)
        bytes.append(bigEndian: UInt16(0))
        bytes.append(bigEndian: sequence)
        bytes += [UInt8](repeating: 0, count: 8)
        if case .source(let index) = self { bytes.append(bigEndian: index) }
        return bytes + [UInt8](repeating: 0, count: length - bytes.count)
    }
}

/// An answer of chronyd.
public struct ChronyReply: Hashable, Sendable {
    /// What it says.
    public enum Content: Hashable, Sendable {
        /// The state of the clock.
        case tracking(ChronyTracking)
        /// How many sources there are.
        case sourceCount(UInt32)
        /// One source.
        case source(ChronySource)
        /// A refusal, by its number.
        case refused(status: UInt16)
        /// An answer to some other command.
        case other(reply: UInt16)
    }

    /// Matches an answer to its question.
    public var sequence: UInt32
    /// What it says.
    public var content: Content

    /// Decodes an answer.
    public init(_ bytes: [UInt8]) throws(MalformedPacket) {
        var reader = ByteReader(bytes, layer: "chronyd")
        guard try reader.uint8() == 6 else { throw reader.fault("version is unknown", at: 0) }
        guard try reader.uint8() == 2 else { throw reader.fault("packet is no answer", at: 1) }
        try reader.skip(4)
        let reply = try reader.uint16()
        let status = try reader.uint16()
        try reader.skip(6)
        sequence = try reader.uint32()
        try reader.skip(8)
        if status != 0 {
            content = .refused(status: status)
            return
        }
        content =
            switch reply {
            case 2: .sourceCount(try reader.uint32())
            case 3: .source(try ChronySource(&reader))
            case 5: .tracking(try ChronyTracking(&reader))
            default: .other(reply: reply)
            }
    }
}

/// What chronyd knows of the clock (`chronyc tracking`). Seconds throughout.
public struct ChronyTracking: Hashable, Sendable {
    /// What it is synchronised to.
    public var referenceID: NTPReferenceID
    /// The address of that source; nil for a reference clock or none.
    public var address: IPAddress?
    /// The stratum; 0 while it is not synchronised.
    public var stratum: UInt16
    /// The leap indicator; 3 while it is not synchronised.
    public var leap: UInt16
    /// When it was last updated by a source; nil for never.
    public var referenceTime: Timestamp?
    /// How far the clock still is from what the daemon takes for the time: positive when the clock is slow.
    public var correction: Double
    /// The offset at the last update.
    public var lastOffset: Double
    /// A long-term average of offsets.
    public var rmsOffset: Double
    /// By how much the clock would be wrong without correction, in parts per million.
    public var frequencyPPM: Double
    /// What of that the daemon has not yet corrected.
    public var residualPPM: Double
    /// The error bound of the frequency.
    public var skewPPM: Double
    /// The round trip to the reference clock.
    public var rootDelay: Double
    /// The dispersion to the reference clock.
    public var rootDispersion: Double
    /// The time between the last two updates.
    public var updateInterval: Double

    init(_ reader: inout ByteReader) throws(MalformedPacket) {
        referenceID = NTPReferenceID(raw: try reader.uint32())
        address = try reader.chronyAddress()
        stratum = try reader.uint16()
        leap = try reader.uint16()
        let high = try reader.uint32()
        let low = try reader.uint32()
        let nanoseconds = try reader.uint32()
        // The high word is 0x7fffffff where seconds fit into 32 bits for a daemon that keeps no more.
        let seconds = Int64(high == 0x7fff_ffff ? 0 : Int32(bitPattern: high)) << 32 | Int64(low)
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        referenceTime =
            overflow || seconds == 0 ? nil : Timestamp(nanoseconds: scaled &+ Int64(min(nanoseconds, 999_999_999)))
        correction = try reader.chronyFloat()
        lastOffset = try reader.chronyFloat()
        rmsOffset = try reader.chronyFloat()
        frequencyPPM = try reader.chronyFloat()
        residualPPM = try reader.chronyFloat()
        skewPPM = try reader.chronyFloat()
        rootDelay = try reader.chronyFloat()
        rootDispersion = try reader.chronyFloat()
        updateInterval = try reader.chronyFloat()
    }

    /// Whether the daemon says that it keeps the clock.
    public var isSynchronised: Bool { leap != 3 && stratum > 0 && stratum < 16 }
}

/// One source of chronyd (`chronyc sources`).
public struct ChronySource: Hashable, Sendable {
    /// Its address; nil for a reference clock.
    public var address: IPAddress?
    /// Seconds between two questions, as a power of two.
    public var poll: Int16
    /// Its stratum.
    public var stratum: UInt16
    /// What the daemon thinks of it: 0 selected, 1 not usable, 2 a falseticker, 3 jittery, 4 not combined, 5 combined.
    public var state: UInt16
    /// The last eight questions, the latest in the lowest bit: set where an answer came.
    public var reach: UInt16
    /// The offset of the last sample, corrected for what the daemon did to the clock since.
    public var offset: Double
    /// The error bound of that sample.
    public var bound: Double

    init(_ reader: inout ByteReader) throws(MalformedPacket) {
        address = try reader.chronyAddress()
        poll = Int16(bitPattern: try reader.uint16())
        stratum = try reader.uint16()
        state = try reader.uint16()
        try reader.skip(4)
        reach = try reader.uint16()
        try reader.skip(8)
        offset = try reader.chronyFloat()
        bound = try reader.chronyFloat()
    }
}

extension ByteReader {
    /// An address: 16 octets, the family (1 for IPv4, 2 for IPv6, else none), two octets of padding.
    mutating func chronyAddress() throws(MalformedPacket) -> IPAddress? {
        let octets = try bytes(16)
        let family = try uint16()
        try skip(2)
        switch family {
        case 1: return IPAddress(octets: octets.prefix(4))
        case 2: return IPAddress(octets: octets)
        default: return nil
        }
    }

    /// chronyd's own number format: a signed exponent of 7 bits and a signed coefficient of 25 bits that stands for
    /// coefficient · 2^(exponent − 25).
    mutating func chronyFloat() throws(MalformedPacket) -> Double {
        let raw = try uint32()
        var exponent = Int(raw >> 25)
        if exponent >= 64 { exponent -= 128 }
        var coefficient = Int(raw & 0x1ff_ffff)
        if coefficient >= 1 << 24 { coefficient -= 1 << 25 }
        return Double(
            sign: coefficient < 0 ? .minus : .plus, exponent: exponent - 25, significand: Double(abs(coefficient)))
    }
}
