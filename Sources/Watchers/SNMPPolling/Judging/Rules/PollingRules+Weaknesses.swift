import Model

/// Rules about SNMP that works and should not. Each is told once and is quiet once it is acknowledged.
extension PollingRules {
    /// The rules of this file.
    static let weaknesses: [Rule] = [
        defaultCommunity, downgraded, noAuthentication, noPrivacy, accessNotRefused,
    ]

    /// A device answers to a community that everybody knows, such as public, or to an empty one.
    static let defaultCommunity = Rule(
        name: "snmp-default-community", watcher: .snmp, severity: .warning,
        meaning: "A device answers to a community that everybody knows, such as public, or to an empty "
            + "one.",
        advice: "Change the community on the device, or better use SNMPv3. Acknowledge the alert where "
            + "this is accepted; it is not told again.",
        falsePositives: [
            "A device that must stay readable by everybody"
        ],
        messageID: "f9fed0262d9940afbc985cc2295c2ad3", isAlert: true)

    /// A device is declared for SNMPv3 first, and answers only to the community that comes after.
    static let downgraded = Rule(
        name: "snmp-downgraded", watcher: .snmp, severity: .warning,
        meaning: "A device is declared for SNMPv3 first, and answers only to the community that comes "
            + "after.",
        advice: "Correct its SNMPv3 user, then remove the community there and here: it travels in the "
            + "clear.",
        falsePositives: [
            "A device that is still to be changed over"
        ],
        messageID: "fcaa25eb66a941f1b34bb383492dee70", isAlert: true)

    /// A device is asked by an SNMPv3 user without authentication: anybody who knows the name may ask alike.
    static let noAuthentication = Rule(
        name: "snmp-no-authentication", watcher: .snmp, severity: .warning,
        meaning: "A device is asked by an SNMPv3 user without authentication: anybody who knows the name "
            + "may ask alike.",
        advice: "Give the user an authentication and a privacy key, here and there.",
        falsePositives: [],
        messageID: "971957f084a446deb6a61f855746b3c2", isAlert: true)

    /// A device is asked by an SNMPv3 user without privacy: what it says can be read on the way.
    static let noPrivacy = Rule(
        name: "snmp-no-privacy", watcher: .snmp, severity: .notice,
        meaning: "A device is asked by an SNMPv3 user without privacy: what it says can be read on the "
            + "way.",
        advice: "Give the user a privacy key, here and there; acknowledge the alert where the path is "
            + "trusted.",
        falsePositives: [
            "A management network that nobody else can listen to"
        ],
        messageID: "4a8e372f95bc4908a533f3ccc6523c48", isAlert: true)

    /// An agent answers this host although it was declared that it should not (`expect: refused`).
    static let accessNotRefused = Rule(
        name: "snmp-access-not-refused", watcher: .snmp, severity: .warning,
        meaning: "An agent answers this host although it was declared that it should not (`expect: "
            + "refused`).",
        advice: "Its access list is missing or too wide: others may read it, too.",
        falsePositives: [
            "A declaration that is out of date"
        ],
        messageID: "ef1a345f626b4385be14a4187c23045f", isAlert: true)
}
