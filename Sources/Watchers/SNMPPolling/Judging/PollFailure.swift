import Model
import SNMP
import Watching

/// What stops a device from answering.
struct PollFailure: Sendable {
    /// The latest failure.
    var latest: SNMPFailure
    /// The rule that the alert has, or will have.
    var rule: Rule
    /// How sure it is.
    var phase = Trouble.Phase.soft
    /// When the first of the failed polls was.
    var since: Moment
    /// How many polls failed.
    var polls = 0
    /// How many polls in a row failed for another reason than the alert's.
    var others = 0

    /// What it is in words: `it does not answer`.
    var words: String { PollFailure.words(latest.reason) }

    /// The rule of a reason.
    static func rule(_ reason: SNMPFailure.Reason) -> Rule {
        switch reason {
        case .timedOut: PollingRules.deviceDown
        case .portUnreachable, .notSent: PollingRules.deviceUnreachable
        case .unknownUser: PollingRules.unknownUser
        case .wrongKey: PollingRules.wrongKey
        case .notInTimeWindow: PollingRules.clockWindow
        case .privacy: PollingRules.privacyFailure
        case .unsupportedSecurityLevel: PollingRules.unsupportedLevel
        case .unknownEngine: PollingRules.unknownEngine
        case .unknownContext: PollingRules.unknownContext
        case .malformedReply: PollingRules.malformedReply
        case .otherAddress: PollingRules.otherAddress
        case .unusableCredential: PollingRules.unusableCredential
        }
    }

    /// How a device is that fails like this.
    static func condition(_ reason: SNMPFailure.Reason) -> DeviceCondition {
        switch reason {
        case .timedOut: .down
        case .unusableCredential: .unknown
        default: .unreachable
        }
    }

    /// A reason as a clause about the device.
    static func words(_ reason: SNMPFailure.Reason) -> String {
        switch reason {
        case .timedOut: "it does not answer"
        case .portUnreachable: "its host answers, but nobody listens at the SNMP port"
        case .notSent: "there is no way to it from this host"
        case .unknownUser: "it answers, but does not know our SNMPv3 user"
        case .wrongKey: "it answers, but our authentication key is not the one it has"
        case .notInTimeWindow: "it answers, but refuses our messages as outside its time window"
        case .privacy: "it answers, but its privacy key is another than ours"
        case .unsupportedSecurityLevel: "it answers, but does not support our security level"
        case .unknownEngine: "it answers, but does not accept its own engine id"
        case .unknownContext: "it answers, but does not know the context that we ask in"
        case .malformedReply: "what it answers is no SNMP"
        case .otherAddress: "only another address answers in its place"
        case .unusableCredential: "our credential for it cannot be used"
        }
    }
}
