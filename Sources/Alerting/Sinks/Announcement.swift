public import Model

/// An event on its way to those who must know.
public struct Announcement: Sendable, Hashable {
    /// What is told.
    public var event: Event { content.event }
    /// Whether the event is in the store. When the store failed it is told all the same, and its number, which the
    /// store will give to another event, is not.
    public var isStored: Bool { content.isStored }

    /// On its way through queues it is copied often, and an event is a large value: so they pass one reference on.
    private let content: Content

    private final class Content: Sendable {
        let event: Event
        let isStored: Bool

        init(_ event: Event, _ isStored: Bool) {
            self.event = event
            self.isStored = isStored
        }
    }

    /// An event to tell.
    public init(_ event: Event, isStored: Bool = true) { content = Content(event, isStored) }

    /// Equal when they tell the same.
    public static func == (left: Announcement, right: Announcement) -> Bool {
        left.content === right.content || left.isStored == right.isStored && left.event == right.event
    }

    /// Hashes what is told.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(isStored)
        hasher.combine(event)
    }

    /// How loud it is told: the event's severity, or `info` when the pipeline suppressed it.
    public var priority: Severity { event.suppressed == nil ? event.observation.severity : .info }

    /// The event in one line that a person understands who sees no field beside it, whatever a stranger has sent:
    /// `core-sw1/7: Link down (A17)`, `core-sw1/7: Link up (A17 resolved)`, `ups1: On battery (12 times)`.
    public var message: String {
        let observation = event.observation
        let subject = observation.subject.text
        var line = observation.summary.hasPrefix(subject) ? "" : subject + ": "
        line += observation.summary
        var notes = ""
        func note(_ text: String) { notes += notes.isEmpty ? text : ", " + text }
        let resolved = observation.state == .resolved
        if let alert = event.alert, isStored {
            note(resolved ? "A\(alert) resolved" : "A\(alert)")
        } else if resolved {
            note("resolved")
        }
        if observation.count > 1 { note("\(observation.count) times") }
        if let suppressed = event.suppressed { note("suppressed: " + suppressed) }
        if !isStored { note("not stored") }
        if !notes.isEmpty { line += " (\(notes))" }
        return PrintableText.escaping(line)
    }
}
