import Model
import Watching

/// Whether most of all devices were lost at once. Then what is broken is between them and this host, or is this host's
/// own network: one alert says so, and the devices' own alerts are held back.
///
/// A device counts as lost from the first poll that nothing came back to. The first whose failure is certain then finds
/// all others that were lost with it, since each was asked meanwhile. One that was lost long before is no part of it.
struct MassLoss: Sendable {
    /// How a device stands to this.
    enum Reach: UInt8, Sendable {
        /// It was not asked since the start.
        case unheard
        /// It answered its last poll, with a refusal at least.
        case answering
        /// Nothing came back to its last poll, and it has no alert of its own, or has it only since a short while.
        case lost
        /// It is down by itself, or was at the first look.
        case down
    }

    /// The daemon's own trouble: `snmp-devices-lost` of the subject `snmp`.
    static let subject = Subject(device: "snmp")
    /// So many devices at least are many.
    static let least = 5
    /// A device whose own alert is younger than this may still have been lost with the others.
    static let memory = Duration.seconds(300)
    /// How many devices stand in the evidence.
    static let shown = 50

    /// Since when it is so; nil while it is not.
    private(set) var since: Moment?
    /// What is to be told of it, oldest first.
    private var news: [Observation] = []
    private var reaches: [String: Reach] = [:]
    private var counts = [0, 0, 0, 0]
    /// Devices that are lost and have an alert of their own, and since when they have it.
    private var told: [String: MonotonicTime] = [:]
    private var severity = PollingRules.devicesLost.severity

    /// Takes over the alert that the last run left open.
    mutating func adopt(_ alert: Alert, at moment: Moment) {
        let age = max(.zero, moment.wall - alert.opened)
        since = Moment(wall: alert.opened, monotonic: moment.monotonic - age)
        severity = alert.severity
    }

    /// How many devices there are that are not down by themselves, and how many of them are lost.
    var counted: (lost: Int, all: Int) {
        (count(.lost), count(.lost) + count(.answering) + count(.unheard))
    }

    /// Notes how a device stands.
    mutating func note(_ device: String, _ reach: Reach) {
        if let old = reaches.updateValue(reach, forKey: device) { counts[Int(old.rawValue)] -= 1 }
        counts[Int(reach.rawValue)] += 1
        if reach != .lost { told[device] = nil }
    }

    /// Notes that a device that is lost has an alert of its own.
    mutating func noteTold(_ device: String, at moment: Moment) {
        if reaches[device] == .lost, told[device] == nil { told[device] = moment.monotonic }
    }

    /// A device is no longer polled.
    mutating func forget(_ device: String) {
        if let old = reaches.removeValue(forKey: device) { counts[Int(old.rawValue)] -= 1 }
        told[device] = nil
    }

    /// A device is certain to be lost: why its own alert is held back, or nil where it was lost alone.
    mutating func holds(_ device: String, since start: Moment, severity: Severity, at moment: Moment) -> String? {
        if self.since == nil {
            for (name, time) in told where moment.monotonic - time > MassLoss.memory { note(name, .down) }
            let (lost, all) = counted
            guard lost >= MassLoss.least, lost * 2 > all else { return nil }
            self.since = start
            self.severity = severity
            news.append(observation(.firing, at: moment))
        }
        let (lost, all) = counted
        return "\(lost) of \(all) devices are lost at once"
    }

    /// Ends it where three of four devices answer again, or none is left.
    mutating func endIfOver(at moment: Moment) {
        guard since != nil else { return }
        let (_, all) = counted
        guard count(.answering) * 4 >= all * 3 else { return }
        news.append(observation(.resolved, at: moment))
        since = nil
    }

    /// Takes what is to be told.
    mutating func takeNews() -> [Observation] {
        guard !news.isEmpty else { return [] }
        defer { news = [] }
        return news
    }

    private func count(_ reach: Reach) -> Int { counts[Int(reach.rawValue)] }

    private func observation(_ state: EventState, at moment: Moment) -> Observation {
        let (lost, all) = counted
        let answering = count(.answering)
        let length = DurationGrammar.rounded(since.map { max(.zero, moment.monotonic - $0.monotonic) } ?? .zero)
        var summary: String
        if state == .firing {
            summary = "\(lost) of \(all) devices have stopped answering SNMP at once; look at this host's own network "
            summary += "and the path that they share first. Their own alerts are held back"
        } else {
            summary = "\(answering) of \(all) devices answer SNMP again after \(length)"
            if answering < all { summary += "; those that do not answer their next poll, either, alert by themselves" }
        }
        let names = reaches.filter { $0.value == .lost }.map(\.key).sorted()
        return Observation(
            rule: PollingRules.devicesLost.name, watcher: .snmp, severity: severity, state: state,
            subject: MassLoss.subject, time: moment.wall, summary: summary,
            evidence: Evidence(capacity: 2_048) { writer in
                writer.member("devices", all)
                writer.member("devices_lost", lost)
                writer.member("devices_answering", answering)
                writer.member("devices_down_before", count(.down))
                writer.member("since", since?.wall.rfc3339)
                writer.key("lost")
                writer.beginArray()
                for name in names.prefix(MassLoss.shown) { writer.string(name) }
                writer.endArray()
            })
    }
}
