/// One entry of the catalog that `tocsin rules` prints: what a rule means, how severe it is, and when it errs.
public struct Rule: Hashable, Sendable {
    /// The name that stands on events, e.g. `dhcp-rogue-server`. Lower case, digits and hyphens.
    public let name: String
    /// The watcher that raises it.
    public let watcher: WatcherName
    /// The severity unless the configuration says otherwise.
    public let severity: Severity
    /// What has happened when it fires, in one sentence.
    public let meaning: String
    /// Why that matters and what to do, for a tired administrator.
    public let advice: String
    /// What can make it fire although nothing is wrong; empty only where nothing can.
    public let falsePositives: [String]
    /// The journal's MESSAGE_ID: 32 lower-case hexadecimal digits, one for each rule, the same for ever.
    public let messageID: String
    /// Whether its events have an end (an alert) or merely occur.
    public let isAlert: Bool

    /// Describes a rule.
    public init(
        name: String, watcher: WatcherName, severity: Severity, meaning: String, advice: String,
        falsePositives: [String], messageID: String, isAlert: Bool
    ) {
        self.name = name
        self.watcher = watcher
        self.severity = severity
        self.meaning = meaning
        self.advice = advice
        self.falsePositives = falsePositives
        self.messageID = messageID
        self.isAlert = isAlert
    }

    /// The MESSAGE_ID that every rule of a user's own bears.
    public static let userMessageID = "6a4ee34cf8ee4f6fb4e21ac9cb32d9a4"
}

/// Who saw it: the `watcher` field of an event.
public enum WatcherName: String, Sendable, Hashable, CaseIterable, Codable {
    case snmp, traps, dhcp, ra, dns, ntp, posture, tocsin
}
