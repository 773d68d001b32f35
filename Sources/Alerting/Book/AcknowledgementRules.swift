public import Model

/// What is told when a person takes note of an alert. A MESSAGE_ID never changes once published.
public enum AcknowledgementRules {
    /// A person has taken note of an alert.
    public static let acknowledged = Rule(
        name: "alert-acknowledged", watcher: .tocsin, severity: .info,
        meaning:
            "A person has taken note of an alert by 'tocsin ack'. While that stands, further events of the alert are "
            + "marked as suppressed, unless it gets worse.",
        advice: "For the record: who, why and until when are in the evidence. 'tocsin unack' takes it back.",
        falsePositives: [], messageID: "128a5fe6be154af4a310984f941b26f2", isAlert: false)

    /// That ends before the alert does.
    public static let unacknowledged = Rule(
        name: "alert-unacknowledged", watcher: .tocsin, severity: .info,
        meaning:
            "An alert counts as new again: its acknowledgement was taken back, or its time is over. The event then has "
            + "the severity of the alert, for the problem is still there.",
        advice: "Look at the alert again; 'tocsin why' shows its whole life.", falsePositives: [],
        messageID: "3ededa5a8ed64b32a556b88dc11be7da", isAlert: false)
}
