internal import Wire

/// Writes requests forwards, with every length known before: what is sent thousands of times a second must not be
/// written twice.
struct RequestEncoding {
    private let kind: SNMPPDUKind
    private let second: Int32
    private let third: Int32
    private let variables: [ObjectIdentifier]
    private let listLength: Int
    private let pduLength: Int

    /// The PDU of an operation. SNMPv1 has no GetBulkRequest: GETNEXT asks its agents for the first step.
    init(_ operation: SNMPRequest.Operation, _ variables: [ObjectIdentifier], version: SNMPVersion) {
        self.variables = variables
        switch operation {
        case .get: (kind, second, third) = (.get, 0, 0)
        case .getNext: (kind, second, third) = (.getNext, 0, 0)
        case .getBulk(let nonRepeaters, let maxRepetitions):
            if version == .v1 {
                (kind, second, third) = (.getNext, 0, 0)
            } else {
                (kind, second, third) = (
                    .getBulk, Int32(clamping: max(0, nonRepeaters)), Int32(clamping: max(0, maxRepetitions))
                )
            }
        }
        var length = 0
        for variable in variables {
            let name = RequestEncoding.nameLength(variable.arcs)
            let inside = 1 + RequestEncoding.lengthOctets(name) + name + 2
            length += 1 + RequestEncoding.lengthOctets(inside) + inside
        }
        listLength = length
        pduLength =
            6 + RequestEncoding.integerLength(second) + RequestEncoding.integerLength(third) + 1
            + RequestEncoding.lengthOctets(length) + length
    }

    /// How long the PDU is.
    var length: Int { pduLength }

    /// The whole message of a community-based version. The id takes four octets.
    func message(version: SNMPVersion, community: [UInt8], id: Int32) -> [UInt8] {
        let whole =
            3 + 1 + RequestEncoding.lengthOctets(community.count) + community.count + 1
            + RequestEncoding.lengthOctets(pduLength) + pduLength
        var bytes: [UInt8] = []
        bytes.reserveCapacity(whole + 6)
        RequestEncoding.put(BERTag.sequence, whole, &bytes)
        RequestEncoding.put(Int32(version.rawValue), &bytes)
        RequestEncoding.put(BERTag.octetString, community.count, &bytes)
        bytes.append(contentsOf: community)
        put(id: id, &bytes)
        return bytes
    }

    /// The PDU alone, for a v3 message. The id takes four octets.
    func pdu(id: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pduLength + 6)
        put(id: id, &bytes)
        return bytes
    }

    private func put(id: Int32, _ bytes: inout [UInt8]) {
        RequestEncoding.put(kind.rawValue, pduLength, &bytes)
        bytes.append(BERTag.integer)
        bytes.append(4)
        for shift in [Int32(24), 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: id >> shift)) }
        RequestEncoding.put(second, &bytes)
        RequestEncoding.put(third, &bytes)
        RequestEncoding.put(BERTag.sequence, listLength, &bytes)
        for variable in variables {
            let arcs = variable.arcs
            let name = RequestEncoding.nameLength(arcs)
            RequestEncoding.put(BERTag.sequence, 1 + RequestEncoding.lengthOctets(name) + name + 2, &bytes)
            RequestEncoding.put(BERTag.objectIdentifier, name, &bytes)
            RequestEncoding.put(arc: RequestEncoding.head(arcs), &bytes)
            var index = 2
            while index < arcs.count {
                RequestEncoding.put(arc: UInt64(arcs[index]), &bytes)
                index += 1
            }
            bytes.append(BERTag.null)
            bytes.append(0)
        }
    }

    // MARK: Octets

    /// The number that the first two arcs share (X.690, section 8.19.4).
    private static func head(_ arcs: [UInt32]) -> UInt64 {
        UInt64(arcs.first ?? 0) * 40 + UInt64(arcs.count > 1 ? arcs[1] : 0)
    }

    private static func nameLength(_ arcs: [UInt32]) -> Int {
        var length = arcLength(head(arcs))
        var index = 2
        while index < arcs.count {
            length += arcs[index] < 0x80 ? 1 : arcLength(UInt64(arcs[index]))
            index += 1
        }
        return length
    }

    private static func arcLength(_ arc: UInt64) -> Int { arc == 0 ? 1 : (70 - arc.leadingZeroBitCount) / 7 }

    private static func put(arc: UInt64, _ bytes: inout [UInt8]) {
        if arc < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: arc))
            return
        }
        var shift = (arcLength(arc) - 1) * 7
        while shift > 0 {
            bytes.append(UInt8(truncatingIfNeeded: arc >> UInt64(shift)) | 0x80)
            shift -= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: arc & 0x7f))
    }

    /// How many octets the length field of so many octets takes.
    private static func lengthOctets(_ length: Int) -> Int { length < 0x80 ? 1 : length < 0x100 ? 2 : 3 }

    private static func put(_ tag: UInt8, _ length: Int, _ bytes: inout [UInt8]) {
        bytes.append(tag)
        if length < 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: length))
        } else if length < 0x100 {
            bytes.append(0x81)
            bytes.append(UInt8(truncatingIfNeeded: length))
        } else {
            bytes.append(0x82)
            bytes.append(UInt8(truncatingIfNeeded: length >> 8))
            bytes.append(UInt8(truncatingIfNeeded: length))
        }
    }

    /// How many octets a number that is not negative takes, its tag and length included.
    private static func integerLength(_ number: Int32) -> Int {
        number < 0x80 ? 3 : number < 0x8000 ? 4 : number < 0x80_0000 ? 5 : 6
    }

    private static func put(_ number: Int32, _ bytes: inout [UInt8]) {
        let octets = integerLength(number) - 2
        bytes.append(BERTag.integer)
        bytes.append(UInt8(truncatingIfNeeded: octets))
        var shift = Int32(octets * 8)
        while shift > 0 {
            shift -= 8
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }
}
