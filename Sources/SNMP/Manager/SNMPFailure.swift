public import Model

/// Why an SNMP request came to nothing.
public struct SNMPFailure: Error, Sendable, Hashable {
    /// The kinds of failure, each told apart because each has another cause and another cure.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// No answer to any attempt.
        case timedOut = "timed-out"
        /// The host answered that nobody listens at that port.
        case portUnreachable = "port-unreachable"
        /// The request could not be sent: no route, no permission.
        case notSent = "not-sent"
        /// v3: usmStatsUnknownUserNames.
        case unknownUser = "unknown-user"
        /// v3: usmStatsWrongDigests, or a reply whose digest is wrong by our key.
        case wrongKey = "wrong-key"
        /// v3: usmStatsNotInTimeWindows, also after the clock was set anew from an authentic message.
        case notInTimeWindow = "not-in-time-window"
        /// v3: usmStatsDecryptionErrors, or a reply that cannot be deciphered.
        case privacy
        /// v3: usmStatsUnsupportedSecLevels.
        case unsupportedSecurityLevel = "unsupported-security-level"
        /// v3: usmStatsUnknownEngineIDs, also after it was discovered anew.
        case unknownEngine = "unknown-engine"
        /// v3: snmpUnknownContexts or snmpUnavailableContexts.
        case unknownContext = "unknown-context"
        /// Only replies came that are no SNMP, or not what was asked.
        case malformedReply = "malformed-reply"
        /// A reply came from another address than was asked, and none from the right one.
        case otherAddress = "other-address"
        /// No credential of that name, or one that cannot be used.
        case unusableCredential = "unusable-credential"
    }

    /// What kind of failure.
    public var reason: Reason
    /// One sentence: operation, target, elapsed time, cause.
    public var text: String
    /// How often the question was sent.
    public var attempts: Int
    /// The address that a reply came from, where it was another than was asked.
    public var otherSource: Endpoint?

    /// A failure.
    public init(reason: Reason, text: String, attempts: Int, otherSource: Endpoint? = nil) {
        self.reason = reason
        self.text = text
        self.attempts = attempts
        self.otherSource = otherSource
    }
}
