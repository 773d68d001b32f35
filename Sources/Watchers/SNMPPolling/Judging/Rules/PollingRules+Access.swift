import Model

/// Rules about agents that answer, but not with what was asked: each cause has a rule, since each has another cure.
extension PollingRules {
    /// The rules of this file.
    static let access: [Rule] = [
        unknownUser, wrongKey, clockWindow, privacyFailure, unsupportedLevel, unknownEngine, unknownContext,
        malformedReply, unusableCredential, otherAddress, walkFault,
    ]

    /// A device answers that it does not know our SNMPv3 user.
    static let unknownUser = Rule(
        name: "snmp-unknown-user", watcher: .snmp, severity: .error,
        meaning: "A device answers that it does not know our SNMPv3 user.",
        advice: "Create the user on the device, or correct `user` of the credential that the evidence "
            + "names.",
        falsePositives: [
            "An agent that was restarted without its users",
            "A forged report, which anyone who can spoof the device's address can send",
        ],
        messageID: "02b36f61edf44c06b523cade9aecd5f5", isAlert: true)

    /// A device knows our SNMPv3 user, but its authentication key or protocol is another than ours.
    static let wrongKey = Rule(
        name: "snmp-wrong-key", watcher: .snmp, severity: .error,
        meaning: "A device knows our SNMPv3 user, but its authentication key or protocol is another than "
            + "ours.",
        advice: "Compare the authentication protocol and passphrase of the credential with those on the "
            + "device.",
        falsePositives: [
            "An engine id that changed, with keys that were localized for the old one",
            "A forged report",
        ],
        messageID: "78bcd9ec5ec84ba1b3e44de203c12aca", isAlert: true)

    /// A device refuses our SNMPv3 messages as too old or too new, also after its clock was read anew.
    static let clockWindow = Rule(
        name: "snmp-clock-window", watcher: .snmp, severity: .error,
        meaning: "A device refuses our SNMPv3 messages as too old or too new, also after its clock was "
            + "read anew.",
        advice: "Its engine's boots or time go back or stand still: see whether it keeps snmpEngineBoots "
            + "over restarts, and whether two devices share one engine id.",
        falsePositives: [
            "Two devices with the same engine id, such as cloned virtual machines",
            "A forged report",
        ],
        messageID: "10f01d2df1f14cf7b525e59264b256b7", isAlert: true)

    /// A device and we cannot decipher each other's SNMPv3 messages: privacy key or protocol differ.
    static let privacyFailure = Rule(
        name: "snmp-privacy-failure", watcher: .snmp, severity: .error,
        meaning: "A device and we cannot decipher each other's SNMPv3 messages: privacy key or protocol "
            + "differ.",
        advice: "Compare the privacy protocol and passphrase of the credential with those on the device. "
            + "AES-192 and AES-256 exist in two forms that do not understand each other.",
        falsePositives: [
            "A forged report"
        ],
        messageID: "25da3fe7c42b4422860d8b6a45ce49f9", isAlert: true)

    /// A device does not support the SNMPv3 security level that we ask with.
    static let unsupportedLevel = Rule(
        name: "snmp-unsupported-level", watcher: .snmp, severity: .error,
        meaning: "A device does not support the SNMPv3 security level that we ask with, or lets our user see "
            + "nothing at that level (authorizationError).",
        advice: "Give the user on the device authentication and privacy, or use a credential of the level "
            + "that it has.",
        falsePositives: [
            "A forged report"
        ],
        messageID: "ae4bad045c284a0694edd4f3008a96a5", isAlert: true)

    /// A device does not accept the engine id that it told itself.
    static let unknownEngine = Rule(
        name: "snmp-unknown-engine", watcher: .snmp, severity: .error,
        meaning: "A device does not accept the engine id that it told itself.",
        advice: "See whether several agents answer at this address, such as a cluster, or whether "
            + "`engine_id` is given wrongly.",
        falsePositives: [
            "An agent that is being restarted"
        ],
        messageID: "d2121a4d6b9841fcbe9d855357189fd8", isAlert: true)

    /// A device does not know the SNMPv3 context that we ask in.
    static let unknownContext = Rule(
        name: "snmp-unknown-context", watcher: .snmp, severity: .error,
        meaning: "A device does not know the SNMPv3 context that we ask in.",
        advice: "Correct `context` of the device or of its credential.",
        falsePositives: [
            "A virtual router that was removed"
        ],
        messageID: "68505de00ce6466995ca0befd381ef08", isAlert: true)

    /// What a device answers is not SNMP, or not what was asked.
    static let malformedReply = Rule(
        name: "snmp-malformed-reply", watcher: .snmp, severity: .error,
        meaning: "What a device answers is not SNMP, or not what was asked.",
        advice: "See what listens at that port; an agent with this fault needs an upgrade.",
        falsePositives: [
            "Another service at the SNMP port"
        ],
        messageID: "e74767b7ac32402a8e7f2d35b6a00dfe", isAlert: true)

    /// A device cannot be asked because its credential cannot be used.
    static let unusableCredential = Rule(
        name: "snmp-unusable-credential", watcher: .snmp, severity: .error,
        meaning: "A device cannot be asked because its credential cannot be used.",
        advice: "Correct the credential that the evidence names: its secret is missing, or its protocols "
            + "are not supported here.",
        falsePositives: [],
        messageID: "46f23a5fd9b54398aff83a347a848f93", isAlert: true)

    /// A device's answers come from another address than was asked.
    static let otherAddress = Rule(
        name: "snmp-other-address", watcher: .snmp, severity: .warning,
        meaning: "A device's answers come from another address than was asked.",
        advice: "A host with several addresses answers from the nearest: ask it at that one, or let the "
            + "agent listen at the one that is asked. If you do not know the address, somebody answers "
            + "in its place.",
        falsePositives: [
            "Devices with several addresses, and address translation in the path"
        ],
        messageID: "25c3edbbfd4542f88b3c658809ae372c", isAlert: true)

    /// An agent answers a walk through a table wrongly: its names go round in a loop or do not increase, or its answers
    /// cannot be made small enough.
    static let walkFault = Rule(
        name: "snmp-walk-fault", watcher: .snmp, severity: .warning,
        meaning: "An agent answers a walk through a table wrongly: its names go round in a loop or do not "
            + "increase, or its answers cannot be made small enough.",
        advice: "What was read up to there is used. The agent needs an upgrade; until then leave the "
            + "table out of its profiles.",
        falsePositives: [
            "A table that changes while it is read"
        ],
        messageID: "846ccc98f3ba48788448e0376e91a228", isAlert: true)
}
