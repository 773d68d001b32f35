import Model

/// What is told of one value that is held against a limit.
struct LimitReading {
    /// The limit.
    let limit: MetricLimit
    /// Whose value it is.
    let device: JudgedDevice
    /// The instance in words; nil for the device as a whole.
    let who: String?
    /// The value now, and its unit.
    let value: Double
    let unit: String
    /// The names of a state's numbers.
    let states: [Int64: String]
    /// All packets a second, where the value is a part of them.
    let packets: Double?

    /// The sentence when it begins.
    func begins(_ trouble: Trouble) -> String {
        let time = device.duration(since: trouble.since)
        var text = "\(subject) \(words(isOver: false))"
        if time > .zero { text += " for \(DurationGrammar.rounded(time))" }
        text += " (\(bound))"
        if let cause = limit.cause { text += ": \(cause)" }
        return text
    }

    /// The sentence when it ends.
    func ends(_ trouble: Trouble) -> String {
        let time = DurationGrammar.rounded(device.duration(since: trouble.since))
        return "\(subject) \(words(isOver: true)) after \(time) (\(bound))"
    }

    /// What led to it.
    func evidence(_ trouble: Trouble, _ confidence: PollConfidence? = nil, _ outcome: PollOutcome? = nil) -> Evidence {
        Evidence { writer in
            writer.member("metric", limit.metric)
            writer.member("instance", trouble.missing == 0 ? who : nil)
            writer.key("value")
            writer.number(value)
            writer.member("unit", unit.isEmpty ? nil : unit)
            if let name = stateName { writer.member("value_name", name) }
            switch limit.side {
            case .above(let bound, let clear):
                writer.key("above")
                writer.number(bound)
                writer.key("clear")
                writer.number(clear)
            case .below(let bound, let clear):
                writer.key("below")
                writer.number(bound)
                writer.key("clear")
                writer.number(clear)
            case .states(let names):
                writer.key("is")
                writer.beginArray()
                for name in names { writer.string(name) }
                writer.endArray()
            }
            if let share {
                writer.key("percent_of_packets")
                writer.number(share)
            }
            writer.member("for_polls", limit.polls)
            writer.key("recent")
            writer.beginArray()
            for value in trouble.values { writer.number(Double(value)) }
            writer.endArray()
            writer.member("since", trouble.since.wall.rfc3339)
            outcome?.writeLatency(into: &writer)
            confidence?.write(into: &writer)
            writer.member("credential", outcome?.credential)
        }
    }

    private var share: Double? {
        guard let packets, value + packets > 0 else { return nil }
        return (value / (value + packets) * 10_000).rounded() / 100
    }

    private var stateName: String? { Int64(exactly: value).flatMap { states[$0] } }

    private var shown: String { stateName ?? NumberText.text(value, unit: unit) }

    /// `core-sw1: input of Gi1/0/48 (uplink to dist-2)`.
    private var subject: String {
        let name = device.entry.name
        guard let who else { return "\(name):" }
        switch limit.metric {
        case InterfaceColumns.inUtilization, InterfaceColumns.inErrors, InterfaceColumns.inDiscards:
            return "\(name): input of \(who)"
        case InterfaceColumns.outUtilization, InterfaceColumns.outErrors, InterfaceColumns.outDiscards:
            return "\(name): output of \(who)"
        default: return "\(name): \(who)"
        }
    }

    private func words(isOver: Bool) -> String {
        let part = share.map { ", \(NumberText.text($0, unit: "%")) of its packets," } ?? ""
        switch limit.metric {
        case InterfaceColumns.inUtilization, InterfaceColumns.outUtilization:
            return isOver ? "is \(shown) busy again" : "has been \(shown) busy"
        case InterfaceColumns.inErrors, InterfaceColumns.outErrors:
            return isOver ? "is down to \(shown) damaged" : "has had \(shown) damaged\(part)"
        case InterfaceColumns.inDiscards, InterfaceColumns.outDiscards:
            return isOver ? "is down to \(shown) thrown away" : "has had \(shown) thrown away\(part)"
        case BuiltInLimits.latencyMetric:
            return isOver ? "it answers within \(shown) again" : "it has been answering only after \(shown)"
        case BuiltInLimits.lossMetric:
            return isOver
                ? "only \(shown) of the questions are lost" : "\(shown) of the questions have been without an answer"
        default:
            return isOver ? "\(limit.metric) is \(shown) again" : "\(limit.metric) has been wrong, now \(shown),"
        }
    }

    private var bound: String {
        switch limit.side {
        case .above(let bound, _):
            if let share = limit.share {
                let enough = NumberText.text(share.enough, unit: unit)
                return "the limit is \(NumberText.text(share.above, unit: "%")) of the packets, or \(enough)"
            }
            return "limit \(NumberText.text(bound, unit: unit))"
        case .below(let bound, _): return "it should not be below \(NumberText.text(bound, unit: unit))"
        case .states(let names): return "wrong is \(names.joined(separator: " or "))"
        }
    }
}
