internal import Wire

/// What a Report says, by the counter that it carries (RFC 3414, section 5; RFC 3412, section 5; RFC 3413, section 4.1.2).
enum ReportKind: String, CaseIterable {
    case unsupportedSecurityLevels = "usmStatsUnsupportedSecLevels"
    case notInTimeWindows = "usmStatsNotInTimeWindows"
    case unknownUserNames = "usmStatsUnknownUserNames"
    case unknownEngineIDs = "usmStatsUnknownEngineIDs"
    case wrongDigests = "usmStatsWrongDigests"
    case decryptionErrors = "usmStatsDecryptionErrors"
    case unknownSecurityModels = "snmpUnknownSecurityModels"
    case invalidMessages = "snmpInvalidMsgs"
    case unknownPDUHandlers = "snmpUnknownPDUHandlers"
    case unavailableContexts = "snmpUnavailableContexts"
    case unknownContexts = "snmpUnknownContexts"
    case other = "other"

    /// The kind by the first variable of a Report.
    init(_ varBinds: VarBindList) {
        var arcs: [UInt32] = []
        varBinds.forEach { element in
            arcs = varBinds.arcs(element)
            return false
        }
        self =
            switch arcs {
            case [1, 3, 6, 1, 6, 3, 15, 1, 1, 1, 0]: .unsupportedSecurityLevels
            case [1, 3, 6, 1, 6, 3, 15, 1, 1, 2, 0]: .notInTimeWindows
            case [1, 3, 6, 1, 6, 3, 15, 1, 1, 3, 0]: .unknownUserNames
            case [1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0]: .unknownEngineIDs
            case [1, 3, 6, 1, 6, 3, 15, 1, 1, 5, 0]: .wrongDigests
            case [1, 3, 6, 1, 6, 3, 15, 1, 1, 6, 0]: .decryptionErrors
            case [1, 3, 6, 1, 6, 3, 11, 2, 1, 1, 0]: .unknownSecurityModels
            case [1, 3, 6, 1, 6, 3, 11, 2, 1, 2, 0]: .invalidMessages
            case [1, 3, 6, 1, 6, 3, 11, 2, 1, 3, 0]: .unknownPDUHandlers
            case [1, 3, 6, 1, 6, 3, 12, 1, 4, 0]: .unavailableContexts
            case [1, 3, 6, 1, 6, 3, 12, 1, 5, 0]: .unknownContexts
            default: .other
            }
    }

    /// The failure that it is the cause of.
    var failure: SNMPFailure.Reason {
        switch self {
        case .unsupportedSecurityLevels: .unsupportedSecurityLevel
        case .notInTimeWindows: .notInTimeWindow
        case .unknownUserNames: .unknownUser
        case .unknownEngineIDs: .unknownEngine
        case .wrongDigests: .wrongKey
        case .decryptionErrors: .privacy
        case .unavailableContexts, .unknownContexts: .unknownContext
        case .unknownSecurityModels, .invalidMessages, .unknownPDUHandlers, .other: .malformedReply
        }
    }
}
