import Model

/// Reads one threshold, of a profile or of `snmp.thresholds`.
enum ThresholdDecoder {
    /// Reads an entry; nil after a fault that leaves nothing of it. `reserved` are names of rules that mean something
    /// else.
    static func decode(
        _ section: SectionReader, metrics: MetricCatalog, unique: inout UniqueNames, reserved: Set<String> = []
    ) -> Threshold? {
        let name = section.uniqueName(among: &unique)
        if let name, !isRuleName(name) {
            section.fault("name", "expected letters, digits, hyphens and underscores, at most 64 of them")
        } else if let name, reserved.contains(name) {
            section.fault("name", "\(name.quotedForMessage) is a rule of Tocsin's own; choose another name")
        }
        let metric = section.string("metric", isRequired: true, expecting: "the name of a metric")
        let entry = metric.flatMap { metrics.entries[$0] }
        if let metric, entry == nil {
            let suggestion = DidYouMean.suffix(metric, among: metrics.entries.keys.sorted())
            section.fault("metric", "no profile has a metric named \(metric.quotedForMessage)\(suggestion)")
        }
        let side = side(section, entry)
        let instance = section.string("instance", expecting: "a pattern such as Gi1/0/*")
        let labels = conditions(section, entry)
        let polls = section.integer("for", in: 1...1_000) ?? 1
        let severity = section.severity("severity") ?? .warning
        let devices = section.tags("devices")
        guard let name, let metric, let side else { return nil }
        return Threshold(
            name: name, metric: metric, instancePattern: instance, labels: labels, side: side, polls: polls,
            severity: severity, devices: devices)
    }

    private static func side(_ section: SectionReader, _ entry: MetricCatalog.Entry?) -> Threshold.Side? {
        let keys = ["above", "below", "is"].filter { section.has($0) }
        guard keys.count == 1, let key = keys.first else {
            let found = keys.isEmpty ? "none of them" : keys.joined(separator: " and ")
            section.fault(nil, "expected one of above, below or is, not \(found)")
            _ = section.has("clear")
            return nil
        }
        guard key != "is" else { return states(section, entry) }
        if entry?.states != nil {
            section.fault(key, "the metric is a state: expected is: with names of states")
            _ = section.has("clear")
            return nil
        }
        let unit = entry?.unit ?? ""
        // Without the metric its unit is unknown, and every value may be right: the metric's fault is enough.
        let parse: (String) -> Double? = { entry == nil ? 0 : ThresholdValue.parse($0, unit: unit) }
        let expecting = ThresholdValue.expectation(unit: unit)
        let limit = section.value(key, expecting: expecting, isRequired: true, parse: parse)
        let clear = section.value("clear", expecting: expecting, parse: parse)
        guard let limit else { return nil }
        if let clear, key == "above" ? clear > limit : clear < limit {
            section.fault("clear", "lies on the wrong side of \(key), so that it would be right and wrong at once")
        }
        return key == "above" ? .above(limit, clear: clear ?? limit) : .below(limit, clear: clear ?? limit)
    }

    private static func states(_ section: SectionReader, _ entry: MetricCatalog.Entry?) -> Threshold.Side? {
        if section.has("clear") { section.fault("clear", "has no meaning with is") }
        let written = section.values(
            "is", expecting: "the name of a state", isRequired: true, allowsSingle: true, parse: { $0 })
        guard let entry else { return nil }
        guard let states = entry.states else {
            section.fault("is", "the metric is a number and no state: expected above or below")
            return nil
        }
        for state in written where !states.contains(state.value) {
            let suggestion = DidYouMean.suffix(state.value, among: states)
            let shown = states.joined(separator: ", ")
            let message = "expected one of \(shown), not \(state.value.quotedForMessage)\(suggestion)"
            section.faults.fault(state.location, state.path, message)
        }
        if written.isEmpty, section.value(of: "is")?.isScalar == false {
            section.fault("is", "expected at least one state")
        }
        return written.isEmpty ? nil : .states(written.map(\.value))
    }

    /// `where: { type: hrStorageFixedDisk, name: ["!/snap/*", "!/run/*"] }`: all must hold, a list is or, and `!` before
    /// every value turns it round.
    private static func conditions(_ section: SectionReader, _ entry: MetricCatalog.Entry?) -> [LabelCondition] {
        guard let node = section.value(of: "where") else { return [] }
        guard let entries = node.entries else {
            section.fault("where", "expected a map of labels to patterns")
            return []
        }
        return entries.compactMap { written in
            if let entry, !entry.labels.contains(written.key) {
                let suggestion = DidYouMean.suffix(written.key, among: entry.labels)
                let message = "the metric has no label named \(written.key.quotedForMessage)\(suggestion)"
                section.faults.fault(written.keyLocation, node.path(of: written.key), message)
                return nil
            }
            var patterns: [String] = []
            switch written.value.content {
            case .scalar(let scalar): patterns = [scalar.text]
            case .sequence(let items):
                for case .scalar(let scalar) in items.map(\.content) { patterns.append(scalar.text) }
                if patterns.count != items.count { patterns = [] }
            default: break
            }
            let negated = patterns.filter { $0.hasPrefix("!") }
            guard !patterns.isEmpty, negated.isEmpty || negated.count == patterns.count else {
                let message =
                    patterns.isEmpty
                    ? "expected a pattern or a list of patterns"
                    : "either all patterns of a list begin with '!' or none does"
                section.faults.fault(written.value.location, written.value.path, message)
                return nil
            }
            return LabelCondition(
                label: written.key, patterns: negated.isEmpty ? patterns : negated.map { String($0.dropFirst()) },
                isNegated: !negated.isEmpty)
        }
    }

    private static func isRuleName(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
