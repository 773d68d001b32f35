/// A whole message of NTS key establishment (RFC 8915, section 4), as a server answers it.
public struct NTSKeyMessage: Hashable, Sendable {
    /// The protocols that keys are for; nil where nothing is said, empty where the two have none in common.
    public private(set) var nextProtocols: [UInt16]?
    /// The AEAD algorithms; nil where nothing is said, empty where the two have none in common.
    public private(set) var algorithms: [UInt16]?
    /// Cookies to spend, in the order in which they came.
    public private(set) var cookies: [[UInt8]] = []
    /// The address or name of the time server; nil for that which was asked.
    public private(set) var server: String?
    /// Its UDP port; nil for 123.
    public private(set) var port: UInt16?
    /// The code of the first Error record.
    public private(set) var error: UInt16?
    /// The code of the first Warning record.
    public private(set) var warning: UInt16?
    /// How many records of unknown types were passed over.
    public private(set) var unknownRecords = 0

    /// NTPv4 in the registry of next protocols.
    public static let ntpv4: UInt16 = 0
    /// AEAD_AES_SIV_CMAC_256 (RFC 5297) in the registry of AEAD algorithms: the one that everybody has.
    public static let aesSIVCMAC256: UInt16 = 15
    /// More records than any server sends: eight cookies and a handful.
    static let recordLimit = 64
    /// The longest cookie that still goes into a datagram of any path.
    public static let longestCookie = 1_024

    /// What a client asks: keys for NTPv4 with the algorithm that everybody has.
    public static var request: [UInt8] {
        bytes(of: [
            NTSKeyRecord(NTSKeyRecord.nextProtocol, isCritical: true, numbers: [ntpv4]),
            NTSKeyRecord(NTSKeyRecord.algorithm, isCritical: true, numbers: [aesSIVCMAC256]),
        ])
    }

    /// The octets of these records and of the end of the message.
    public static func bytes(of records: [NTSKeyRecord]) -> [UInt8] {
        (records + [NTSKeyRecord(NTSKeyRecord.endOfMessage, isCritical: true)]).flatMap(\.bytes)
    }

    /// Decodes an answer: all records up to the end of the message, and nothing behind it.
    public init(_ bytes: [UInt8]) throws(MalformedPacket) {
        var reader = ByteReader(bytes, layer: "NTS-KE")
        var count = 0
        while true {
            guard !reader.isAtEnd else { throw reader.fault("the end of the message is missing") }
            let start = reader.position
            let record = try NTSKeyRecord(&reader)
            count += 1
            guard count <= NTSKeyMessage.recordLimit else {
                throw reader.fault("there are too many records", at: start)
            }
            if record.type == NTSKeyRecord.endOfMessage {
                guard record.body.isEmpty else { throw reader.fault("the end of the message has a body", at: start) }
                try reader.expectEnd()
                return
            }
            try take(record, at: start, reader)
        }
    }

    private mutating func take(
        _ record: NTSKeyRecord, at start: Int, _ reader: ByteReader
    ) throws(MalformedPacket) {
        switch record.type {
        case NTSKeyRecord.nextProtocol:
            guard nextProtocols == nil else { throw reader.fault("a record is there twice", at: start) }
            nextProtocols = try NTSKeyMessage.numbers(record, at: start, reader)
        case NTSKeyRecord.algorithm:
            guard algorithms == nil else { throw reader.fault("a record is there twice", at: start) }
            algorithms = try NTSKeyMessage.numbers(record, at: start, reader)
        case NTSKeyRecord.error:
            let code = try NTSKeyMessage.number(record, at: start, reader)
            error = error ?? code
        case NTSKeyRecord.warning:
            let code = try NTSKeyMessage.number(record, at: start, reader)
            warning = warning ?? code
        case NTSKeyRecord.newCookie:
            guard !record.body.isEmpty else { throw reader.fault("a cookie is empty", at: start) }
            guard record.body.count <= NTSKeyMessage.longestCookie else {
                throw reader.fault("a cookie is too long", at: start)
            }
            cookies.append(record.body)
        case NTSKeyRecord.server:
            guard server == nil else { throw reader.fault("a record is there twice", at: start) }
            guard (1...255).contains(record.body.count), record.body.allSatisfy({ (0x21...0x7e).contains($0) }) else {
                throw reader.fault("a server is no name and no address", at: start)
            }
            server = String(decoding: record.body, as: UTF8.self)
        case NTSKeyRecord.port:
            guard port == nil else { throw reader.fault("a record is there twice", at: start) }
            let number = try NTSKeyMessage.number(record, at: start, reader)
            guard number > 0 else { throw reader.fault("a port is zero", at: start) }
            port = number
        default:
            guard !record.isCritical else { throw reader.fault("a critical record is unknown", at: start) }
            unknownRecords += 1
        }
    }

    private static func numbers(
        _ record: NTSKeyRecord, at start: Int, _ reader: ByteReader
    ) throws(MalformedPacket) -> [UInt16] {
        guard record.body.count % 2 == 0, record.body.count <= 128 else {
            throw reader.fault("a body has the wrong length", at: start)
        }
        return stride(from: 0, to: record.body.count, by: 2).map {
            UInt16(record.body[$0]) << 8 | UInt16(record.body[$0 + 1])
        }
    }

    private static func number(
        _ record: NTSKeyRecord, at start: Int, _ reader: ByteReader
    ) throws(MalformedPacket) -> UInt16 {
        let found = try numbers(record, at: start, reader)
        guard found.count == 1 else { throw reader.fault("a body has the wrong length", at: start) }
        return found[0]
    }
}
