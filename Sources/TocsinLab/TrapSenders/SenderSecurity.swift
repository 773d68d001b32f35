public import SNMP
public import Wire

/// In which version, and as whom, a simulated device speaks.
public enum SenderSecurity: Sendable, Hashable {
    /// SNMPv1 with a community.
    case v1(community: String)
    /// SNMPv2c with a community.
    case v2c(community: String)
    /// SNMPv3 as a user. The engine is the device's own, with its boots count; informs use the receiver's instead.
    case v3(USMUser, engineID: EngineID, boots: UInt32 = 1)

    /// The version.
    public var version: SNMPVersion {
        switch self {
        case .v1: .v1
        case .v2c: .v2c
        case .v3: .v3
        }
    }
}

/// Why a message cannot be written as it was asked for.
public enum SenderFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// v1 has no informs (RFC 3584, section 2).
    case noInformInV1
    /// The user of a v3 message is not sound.
    case user(USMUserFault)
    /// The level needs keys that the user has not.
    case noKeys(level: SecurityLevel, user: String)

    /// A sentence with the reason.
    public var description: String {
        switch self {
        case .noInformInV1: "SNMPv1 has no informs; use version 2c or 3"
        case .user(let fault): fault.description
        case .noKeys(let level, let user): "the user \(user) has not the keys that the level \(level.text) needs"
        }
    }
}
