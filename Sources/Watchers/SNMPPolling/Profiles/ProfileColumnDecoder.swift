import Model
import SNMP

/// Reads what stands in one entry of a profile's lists: metrics, labels and ratios, of scalars or of one table.
struct ProfileColumnDecoder {
    /// One object of a list, as it was found.
    typealias Named = (found: ObjectReference.Found, oids: [ObjectIdentifier], scale: Double)

    /// Resolves the names of objects.
    let objects: ObjectReference
    /// Whether they are columns; else each has its instance.
    let isTable: Bool

    /// Reads a metric; nil after a fault that leaves nothing of it.
    func metric(_ section: SectionReader) -> ProfileMetric? {
        let name = section.profileName("name")
        let found = objects(
            section, "object", isRequired: true, allowsScale: true, expecting: "the name or number of an object")
        let known = found.compactMap(\.found.description).first
        let written = section.choice("kind", of: ProfileMetric.Kind.self)
        if written == nil, !section.has("kind"), !found.isEmpty, known?.metricKind == nil {
            let why = known == nil ? "no loaded MIB says what it is" : "\(known?.name ?? "") is no number by its MIB"
            let kinds = ProfileMetric.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            section.fault("kind", "is missing: \(why); expected one of \(kinds)")
        }
        let kind = written ?? known?.metricKind ?? .gauge
        var states: [Int64: String] = [:]
        if section.has("states") {
            states = statesMap(section)
            if kind != .state, written != nil { section.fault("states", "has a meaning with kind: state only") }
        } else if kind == .state {
            for pair in known?.syntax?.labels.pairs ?? [] { states[Int64(pair.number)] = pair.name }
            if states.isEmpty, !found.isEmpty {
                section.fault(nil, "has no names for its states: expected states: { 1: up, 2: down }")
            }
        }
        let unit = section.value("unit", expecting: "a unit", parse: { $0 }) ?? (kind == .timeTicks ? "s" : "")
        let scale = section.number("scale") ?? 1
        let factors = section.sections("factors").compactMap { factor($0) }
        let bound = bound(section, kind: kind)
        let isKept = section.boolean("keep") ?? false
        if kind == .state {
            for key in ["unit", "scale", "factors"] where section.has(key) {
                section.fault(key, "has no meaning for a state")
            }
        }
        guard let name, !found.isEmpty else { return nil }
        return ProfileMetric(
            name: name.value, objects: found.flatMap(\.oids), kind: kind, unit: unit, scale: scale,
            objectScales: found.allSatisfy { $0.scale == 1 }
                ? [] : found.flatMap { found in found.oids.map { _ in found.scale } },
            factors: factors, bound: bound, states: states, isKept: isKept)
    }

    /// Checks what a metric says of its neighbours, once all are known.
    func check(_ metric: ProfileMetric, _ section: SectionReader, among names: [String]) {
        guard let bound = metric.bound, !names.contains(bound.metric) || bound.metric == metric.name else { return }
        let suggestion = DidYouMean.suffix(bound.metric, among: names.filter { $0 != metric.name })
        section.fault("bound", "no other metric here is named \(bound.metric.quotedForMessage)\(suggestion)")
    }

    /// Reads a label of a table, or a text of which there is one.
    func label(_ section: SectionReader) -> ProfileLabel? {
        let name = section.profileName("name")
        let hasIndex = isTable && section.has("index")
        let found = objects(
            section, "object", isRequired: !hasIndex,
            expecting: "the name or number of an object" + (isTable ? ", or index: 1-6 for a part of the index" : ""))
        var index: Range<Int>?
        var through: [ObjectIdentifier] = []
        if isTable {
            index = section.value("index", expecting: "arcs of the index such as 1, 2-7 or 2-", parse: Self.indexRange)
            if hasIndex, !found.isEmpty { section.fault("index", "stands beside object: expected one of them") }
            through = objects(section, "through", isRequired: false, expecting: "a column").flatMap(\.oids)
        }
        let form = section.choice("form", of: ProfileLabel.Form.self) ?? .automatic
        guard let name, !found.isEmpty || index != nil else { return nil }
        return ProfileLabel(
            name: name.value, objects: found.flatMap(\.oids), index: index, through: through, form: form)
    }

    /// Reads a ratio of two metrics.
    func ratio(_ section: SectionReader, among metrics: [String]) -> ProfileRatio? {
        let name = section.profileName("name")
        let numerator = metricName(section, "of", among: metrics)
        let denominator = metricName(section, "to", among: metrics)
        let scale = section.number("scale") ?? 100
        let unit = section.value("unit", expecting: "a unit", parse: { $0 }) ?? (scale == 100 ? "%" : "")
        let isKept = section.boolean("keep") ?? false
        guard let name, let numerator, let denominator else { return nil }
        return ProfileRatio(
            name: name.value, numerator: numerator, denominator: denominator, scale: scale, unit: unit, isKept: isKept)
    }

    /// The objects behind a key: one or several, the best first.
    func objects(
        _ section: SectionReader, _ key: String, isRequired: Bool, allowsScale: Bool = false, expecting: String
    ) -> [Named] {
        guard let node = section.value(of: key, isRequired: isRequired, expecting: expecting) else { return [] }
        let items: [ConfigurationNode] =
            switch node.content {
            case .sequence(let items): items
            default: [node]
            }
        if items.isEmpty { section.fault(key, "expected \(expecting)") }
        return items.compactMap { item -> Named? in
            switch item.content {
            case .scalar(let scalar):
                return named(Located(scalar.text, location: item.location, path: item.path), scale: 1)
            case .mapping where allowsScale:
                let reader = SectionReader(item, faults: section.faults)
                defer { reader.finish() }
                let scale = reader.number("scale") ?? 1
                guard let text = reader.string("object", isRequired: true, expecting: expecting),
                    let place = reader.value(of: "object")
                else { return nil }
                return named(Located(text, location: place.location, path: place.path), scale: scale)
            default:
                section.faults.fault(item.location, item.path, "expected \(expecting), not \(item.kind)")
                return nil
            }
        }
    }

    private func named(_ written: Located<String>, scale: Double) -> Named? {
        if isTable { return objects.column(written).map { ($0, [$0.oid], scale) } }
        return objects.scalar(written).map { ($0.found, $0.instances, scale) }
    }

    private func factor(_ section: SectionReader) -> ProfileFactor? {
        let found = objects(section, "object", isRequired: true, expecting: "the name or number of an object")
        if found.count > 1 { section.fault("object", "expected one object") }
        var form = ProfileFactor.Form.number
        if section.has("exponents") {
            form = .exponents(exponentsMap(section))
        } else if let times = section.integer("exponent", in: -30...30) {
            form = .exponent(times: times)
        }
        return found.first?.oids.first.map { ProfileFactor(object: $0, form: form) }
    }

    private func bound(_ section: SectionReader, kind: ProfileMetric.Kind) -> ProfileBound? {
        guard section.has("bound"), let node = section.value(of: "bound") else { return nil }
        if kind != .counter { section.fault("bound", "has a meaning for counters only") }
        if node.isScalar {
            return section.string("bound", expecting: "the name of a metric").map { ProfileBound(metric: $0, scale: 1) }
        }
        guard let bound = section.section("bound") else { return nil }
        let metric = bound.string("metric", isRequired: true, expecting: "the name of a metric")
        let scale = bound.number("scale") ?? 1
        if scale <= 0 { bound.fault("scale", "expected a number above 0") }
        return metric.map { ProfileBound(metric: $0, scale: scale) }
    }

    private func metricName(_ section: SectionReader, _ key: String, among metrics: [String]) -> String? {
        guard let name = section.string(key, isRequired: true, expecting: "the name of a metric") else { return nil }
        guard !metrics.contains(name) else { return name }
        let suggestion = DidYouMean.suffix(name, among: metrics)
        section.fault(key, "no metric here is named \(name.quotedForMessage)\(suggestion)")
        return nil
    }

    private func statesMap(_ section: SectionReader) -> [Int64: String] {
        var states: [Int64: String] = [:]
        section.numberedEntries("states", expecting: "a map of numbers to names such as { 1: up, 2: down }") {
            number, text in
            guard !text.isEmpty else { return false }
            states[number] = text
            return true
        }
        return states
    }

    private func exponentsMap(_ section: SectionReader) -> [Int64: Int] {
        var exponents: [Int64: Int] = [:]
        section.numberedEntries("exponents", expecting: "a map of numbers to powers of ten such as { 8: -3, 9: 0 }") {
            number, text in
            guard let power = ScalarGrammar.integer(text), (-30...30).contains(power) else { return false }
            exponents[number] = power
            return true
        }
        return exponents
    }

    /// `3`, `2-7` or `2-` to the end, counted from 1.
    private static func indexRange(_ text: String) -> Range<Int>? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let first = ScalarGrammar.integer(parts[0]), (1...128).contains(first)
        else {
            return nil
        }
        if parts.count == 1 { return first - 1..<first }
        if parts[1].isEmpty { return first - 1..<128 }
        guard let last = ScalarGrammar.integer(parts[1]), (first...128).contains(last) else { return nil }
        return first - 1..<last
    }
}

extension ConfigurationNode {
    /// Whether it is a single text.
    var isScalar: Bool { if case .scalar = content { true } else { false } }
}

extension SectionReader {
    /// A number with a sign and a point where it has them.
    func number(_ key: String) -> Double? {
        value(key, expecting: "a number such as 8 or 0.01", parse: ThresholdValue.number)
    }

    /// A map whose keys are numbers; `take` says whether it understood a value.
    func numberedEntries(_ key: String, expecting: String, take: (Int64, String) -> Bool) {
        guard let node = value(of: key) else { return }
        guard let entries = node.entries, !entries.isEmpty else {
            fault(key, "expected \(expecting)")
            return
        }
        for entry in entries {
            guard let number = ScalarGrammar.integer(entry.key), case .scalar(let scalar) = entry.value.content,
                take(Int64(number), scalar.text)
            else {
                faults.fault(entry.keyLocation, node.path(of: entry.key), "expected \(expecting)")
                continue
            }
        }
    }
}
