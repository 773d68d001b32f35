public import Model
public import Reactor

/// Tells events to the journal, with the fields that the contract names, in the journal's native protocol.
///
/// Not through `sd_journal_sendv`, for three reasons, each tried with 252: where no journald listens it answers
/// success, so events would be lost in silence; when journald hangs it blocks without end; and no test can point it
/// at a socket of its own.
public final class JournalSink: Sink {
    /// Where journald listens.
    public static let socketPath = "/run/systemd/journal/socket"
    /// `journalctl -t tocsind`.
    public static let identifier = "tocsind"
    /// The page that `DOCUMENTATION` names unless told otherwise.
    public static let documentation = "man:tocsin-rules(7)"

    /// `journal`.
    public let name = "journal"
    private let sender: UnixDatagramSender
    private let messageIDs: [String: String]
    private let documentation: String
    private var record = JournalRecord()

    /// A sink that knows the MESSAGE_IDs of these rules; every other rule is a user's own.
    public init(
        rules: [Rule], socketPath: String = JournalSink.socketPath, documentation: String = JournalSink.documentation
    ) throws(SocketFault) {
        sender = try UnixDatagramSender(path: socketPath)
        messageIDs = Dictionary(rules.map { ($0.name, $0.messageID) }, uniquingKeysWith: { first, _ in first })
        self.documentation = documentation
    }

    /// Sends one entry. Where journald is away or has taken nothing for a while, the event stays with the caller.
    public func deliver(_ announcement: Announcement) -> Delivery {
        fill(announcement)
        switch sender.send(record.bytes, mayWait: true) {
        case .sent: return .delivered
        case .full: return .later(after: .milliseconds(20), reason: "journald does not keep up")
        case .absent: return .later(after: .seconds(1), reason: "Nobody listens at \(sender.path)")
        case .refused(let code):
            let fault = SocketFault(operation: "send to", target: sender.path, code: code)
            return .refused(reason: fault.description)
        }
    }

    private func fill(_ announcement: Announcement) {
        let event = announcement.event
        let observation = event.observation
        record.removeAll()
        record.add("MESSAGE", announcement.message, limit: 8_192)
        record.add("PRIORITY", String(announcement.priority.rawValue))
        record.add("SYSLOG_IDENTIFIER", JournalSink.identifier)
        record.add("MESSAGE_ID", messageID(of: observation))
        if announcement.isStored {
            record.add("TOCSIN_EVENT", String(event.id))
            if let alert = event.alert { record.add("TOCSIN_ALERT", "A\(alert)") }
        } else {
            record.add("TOCSIN_STORED", "no")
        }
        record.add("TOCSIN_RULE", observation.rule)
        record.add("TOCSIN_WATCHER", observation.watcher.rawValue)
        record.add("TOCSIN_SUBJECT", observation.subject.text)
        record.add("TOCSIN_DEVICE", observation.subject.device)
        record.add("TOCSIN_STATE", observation.state.rawValue)
        record.add("TOCSIN_SEVERITY", observation.severity.name)
        record.add("TOCSIN_SITE", event.site)
        record.add("TOCSIN_TIME", observation.time.rfc3339)
        if observation.count > 1 { record.add("TOCSIN_COUNT", String(observation.count)) }
        if let suppressed = event.suppressed { record.add("TOCSIN_SUPPRESSED", suppressed) }
        record.add("DOCUMENTATION", documentation)
    }

    private func messageID(of observation: Observation) -> String {
        if observation.isUserRule { return Rule.userMessageID }
        return messageIDs[observation.rule] ?? Rule.userMessageID
    }
}
