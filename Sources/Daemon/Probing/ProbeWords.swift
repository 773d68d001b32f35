import SNMP

/// What an agent's refusals mean, for a person who has typed a credential.
enum ProbeWords {
    /// A failure as a sentence, with what is likely to be wrong behind what the protocol calls it.
    static func text(_ failure: SNMPFailure) -> String {
        hint(failure.reason).map { "\(failure.text): \($0)" } ?? failure.text
    }

    /// What is likely to be wrong; nil where the failure says it itself.
    static func hint(_ reason: SNMPFailure.Reason) -> String? {
        switch reason {
        case .unknownUser: "it does not know this user"
        case .wrongKey: "its authentication protocol or passphrase for this user is another"
        case .unsupportedSecurityLevel: "it does not offer this user what was asked for, privacy above all"
        case .notInTimeWindow: "its engine's clock or boots do not agree with what it has told"
        case .unknownContext: "it does not know this context"
        case .timedOut, .portUnreachable, .notSent, .unknownEngine, .privacy, .malformedReply, .otherAddress,
            .unusableCredential:
            nil
        }
    }

    /// An error-status by its name (RFC 3416, section 3), `authorizationError (16)`.
    static func errorStatus(_ status: Int64) -> String {
        let names = [
            "noError", "tooBig", "noSuchName", "badValue", "readOnly", "genErr", "noAccess", "wrongType", "wrongLength",
            "wrongEncoding", "wrongValue", "noCreation", "inconsistentValue", "resourceUnavailable", "commitFailed",
            "undoFailed", "authorizationError", "notWritable", "inconsistentName",
        ]
        guard let place = Int(exactly: status), names.indices.contains(place) else { return "error-status \(status)" }
        let hint = place == 16 ? ": what it lets this user or community read is not for this security level" : ""
        return "\(names[place]) (\(status))\(hint)"
    }
}
