public import Model

/// A DHCPv6 message (RFC 8415, section 8), out of the relay agents' messages around it (section 9). Everything is checked
/// once; values are read when they are asked for.
public struct DHCPv6Message: Sendable {
    /// One relay agent on the way.
    public struct Relay: Sendable, Hashable {
        /// How many relay agents came before it.
        public var hopCount: UInt8
        /// An address of the client's link.
        public var linkAddress: IPAddress
        /// Where it had the message from, or gives it to.
        public var peerAddress: IPAddress
        /// Its name for the interface, as it is; nil where it gave none.
        public var interfaceIdentifier: ArraySlice<UInt8>?
        /// The client's MAC address, where it told it (RFC 6939).
        public var clientMAC: MACAddress?
    }

    /// More relay agents than any message passes (HOP_COUNT_LIMIT is 8; RFC 3315 had 32).
    private static let relayLimit = 32

    /// What it is for; nil for a number that no standard gives.
    public let type: DHCPv6MessageType?
    /// The number of the type.
    public let typeNumber: UInt8
    /// The transaction id: 24 bits.
    public let transactionID: UInt32
    /// The relay agents, the outermost first.
    public let relays: [Relay]
    /// The options.
    public let options: DHCPv6Options

    /// Decodes a UDP payload.
    public init(_ bytes: ArraySlice<UInt8>) throws(MalformedPacket) {
        var reader = ByteReader(bytes, layer: "DHCPv6")
        var relays: [Relay] = []
        var number = try reader.uint8()
        while number == DHCPv6MessageType.relayForward.rawValue || number == DHCPv6MessageType.relayReply.rawValue {
            guard relays.count < Self.relayLimit else { throw reader.fault("too many relay agents") }
            var relay = Relay(
                hopCount: try reader.uint8(), linkAddress: try Self.address(&reader),
                peerAddress: try Self.address(&reader))
            let start = reader.position
            var inner: ByteReader?
            while !reader.isAtEnd {
                let code = try reader.uint16()
                var value = try reader.part(Int(try reader.uint16()))
                switch code {
                case 9: inner = inner ?? value
                case 18: relay.interfaceIdentifier = value.rest
                case 79:
                    if value.remaining == 8, try value.uint16() == 1 {
                        relay.clientMAC = MACAddress(value: try value.integer(6))
                    }
                default: break
                }
            }
            guard let inner else { throw reader.fault("relay agent's message is missing", at: start) }
            relays.append(relay)
            reader = inner
            number = try reader.uint8()
        }
        self.relays = relays
        typeNumber = number
        type = DHCPv6MessageType(rawValue: number)
        transactionID = try reader.uint24()
        options = DHCPv6Options(reader.rest)
        try Self.check(reader, isInside: false)
    }

    /// Checks the lengths of options, and of those within identity associations. A list of addresses that is cut is no fault of
    /// the message: there are clients that take the whole ones, and a server may not hide behind it.
    private static func check(_ options: ByteReader, isInside: Bool) throws(MalformedPacket) {
        var reader = options
        while !reader.isAtEnd {
            let start = reader.position
            guard reader.remaining >= 4 else { throw reader.fault("option overruns", at: start) }
            let code = try reader.uint16()
            let length = Int(try reader.uint16())
            guard length <= reader.remaining else { throw reader.fault("option overruns", at: start) }
            var value = try reader.part(length)
            let isLengthRight: Bool
            var header = 0
            switch code {
            case 1, 2: isLengthRight = (3...130).contains(length)
            case 3, 25: (isLengthRight, header) = (length >= 12, 12)
            case 4: (isLengthRight, header) = (length >= 4, 4)
            case 5: isLengthRight = length >= 24
            case 26: isLengthRight = length >= 25 && (value.rest.dropFirst(8).first ?? 0) <= 128
            case 7: isLengthRight = length == 1
            case 8: isLengthRight = length == 2
            case 13: isLengthRight = length >= 2
            case 14: isLengthRight = length == 0
            case 32: isLengthRight = length == 4
            default: isLengthRight = true
            }
            guard isLengthRight else { throw reader.fault("bad option length", at: start) }
            if header > 0, !isInside {
                try value.skip(header)
                try check(value, isInside: true)
            }
        }
    }

    /// An address as it stands; a mapped one is no DHCPv6 server's or relay's, but may stand in a field.
    static func address(_ reader: inout ByteReader) throws(MalformedPacket) -> IPAddress {
        .v6(high: try reader.uint64(), low: try reader.uint64(), scope: 0)
    }
}
