/// The version of an SNMP message, with the number that stands in its first field.
public enum SNMPVersion: Int, Sendable, Hashable, CaseIterable {
    /// RFC 1157.
    case v1 = 0
    /// Community-based SNMPv2, RFC 1901.
    case v2c = 1
    /// RFC 3412.
    case v3 = 3

    /// `1`, `2c` or `3`, as it stands in configuration and evidence.
    public var text: String {
        switch self {
        case .v1: "1"
        case .v2c: "2c"
        case .v3: "3"
        }
    }
}

/// How a message is protected (RFC 3411, section 3.4.3), from least to most.
public enum SecurityLevel: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Neither authenticated nor encrypted.
    case noAuthNoPriv = 1
    /// Authenticated, in plain text.
    case authNoPriv = 2
    /// Authenticated and encrypted.
    case authPriv = 3

    /// The standard's own word.
    public var text: String {
        switch self {
        case .noAuthNoPriv: "noAuthNoPriv"
        case .authNoPriv: "authNoPriv"
        case .authPriv: "authPriv"
        }
    }

    /// The weaker of two levels is the smaller.
    public static func < (left: SecurityLevel, right: SecurityLevel) -> Bool { left.rawValue < right.rawValue }
}

/// The kind of a PDU by its tag (RFC 3416, section 3; RFC 1157, section 4.1.6).
public enum SNMPPDUKind: UInt8, Sendable, Hashable, CaseIterable {
    case get = 0xa0
    case getNext = 0xa1
    case response = 0xa2
    case set = 0xa3
    /// The trap of SNMPv1, with fields of its own.
    case v1Trap = 0xa4
    case getBulk = 0xa5
    case inform = 0xa6
    /// The trap of SNMPv2c and SNMPv3.
    case trap = 0xa7
    case report = 0xa8

    /// The standard's own word.
    public var text: String {
        switch self {
        case .get: "GetRequest"
        case .getNext: "GetNextRequest"
        case .response: "Response"
        case .set: "SetRequest"
        case .v1Trap: "Trap"
        case .getBulk: "GetBulkRequest"
        case .inform: "InformRequest"
        case .trap: "SNMPv2-Trap"
        case .report: "Report"
        }
    }

    /// Whether it asks for an answer (RFC 3411, section 2.8), so that a fault may be told by a Report.
    public var isConfirmed: Bool {
        switch self {
        case .get, .getNext, .getBulk, .set, .inform: true
        case .response, .v1Trap, .trap, .report: false
        }
    }
}
