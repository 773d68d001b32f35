import Model
import SNMP

/// Reads one profile from a YAML document. The format is described in docs/PROFILES.md.
struct ProfileDecoder {
    /// A profile with its place, for the faults that only a whole book of them shows.
    struct Decoded {
        /// What was read.
        var profile: Profile
        /// Whether it may take the place of a built-in one.
        var replaces: Bool
        /// Where its name stands.
        var name: Located<String>
        /// Where each metric's name stands.
        var metricPlaces: [String: Located<String>]
    }

    private let reader: SectionReader
    private let objects: ObjectReference
    private var unique = UniqueNames()
    private var metricPlaces: [String: Located<String>] = [:]

    private init(_ reader: SectionReader, names: ObjectNames) {
        self.reader = reader
        objects = ObjectReference(names: names, faults: reader.faults)
    }

    /// Reads a document; nil where it cannot be a profile at all. Faults go to the collector, unknown keys among them.
    static func decode(
        _ document: ConfigurationNode, names: ObjectNames, faults: ConfigurationFaults, reserved: Set<String> = []
    ) -> Decoded? {
        let reader = SectionReader(document, faults: faults)
        var decoder = ProfileDecoder(reader, names: names)
        let decoded = decoder.decode(reserved: reserved)
        reader.finish()
        return decoded
    }

    private mutating func decode(reserved: Set<String>) -> Decoded? {
        guard reader.node.entries != nil else { return nil }
        let name = reader.profileName(
            "profile", expecting: "a profile's name: letters, digits, - and _", isSnake: false)
        let summary = reader.string("summary", isRequired: true, expecting: "one sentence that says what it is for")
        let replaces = reader.boolean("replaces") ?? false
        let appliesTo = reader.values(
            "applies_to", expecting: "the beginning of a sysObjectID", allowsSingle: true, parse: { $0 }
        ).compactMap { objects.find($0)?.oid }

        let columns = ProfileColumnDecoder(objects: objects, isTable: false)
        let sections = reader.sections("scalars")
        let scalars = metrics(sections, columns)
        let texts = reader.sections("texts").compactMap { section -> ProfileLabel? in
            claim(section)
            return columns.label(section)
        }
        let ratios = reader.sections("ratios").compactMap { section -> ProfileRatio? in
            claim(section)
            return columns.ratio(section, among: scalars.map(\.name))
        }
        var tableNames = UniqueNames()
        let tables = reader.sections("tables").compactMap { table($0, unique: &tableNames) }
        let catalog = MetricCatalog(scalars: scalars, ratios: ratios, tables: tables)
        var thresholdNames = UniqueNames()
        let thresholds = reader.sections("thresholds").compactMap { section in
            ThresholdDecoder.decode(section, metrics: catalog, unique: &thresholdNames, reserved: reserved)
        }
        if scalars.isEmpty, texts.isEmpty, tables.isEmpty, !reader.has("scalars"), !reader.has("tables") {
            reader.fault(nil, "asks for nothing: expected scalars, texts or tables")
        }
        guard let name, let summary else { return nil }
        let profile = Profile(
            name: name.value, summary: summary, appliesTo: appliesTo, scalars: scalars, texts: texts, ratios: ratios,
            tables: tables, thresholds: thresholds)
        return Decoded(profile: profile, replaces: replaces, name: name, metricPlaces: metricPlaces)
    }

    private mutating func table(_ section: SectionReader, unique tableNames: inout UniqueNames) -> ProfileTable? {
        let name = section.profileName("name")
        if let name {
            _ = tableNames.claim(name.value, at: name.location, path: name.path, faults: section.faults)
        }
        let columns = ProfileColumnDecoder(objects: objects, isTable: true)
        var labelNames = UniqueNames()
        let labels = section.sections("labels").compactMap { section -> ProfileLabel? in
            if let name = section.profileName("name") {
                _ = labelNames.claim(name.value, at: name.location, path: name.path, faults: section.faults)
            }
            return columns.label(section)
        }
        let identity = section.values("identity", expecting: "the name of a label", allowsSingle: true, parse: { $0 })
        for written in identity where !labels.contains(where: { $0.name == written.value }) {
            let suggestion = DidYouMean.suffix(written.value, among: labels.map(\.name))
            let message = "no label is named \(written.value.quotedForMessage)\(suggestion)"
            section.faults.fault(written.location, written.path, message)
        }
        let sections = section.sections("metrics")
        let metrics = metrics(sections, columns)
        let ratios = section.sections("ratios").compactMap { section -> ProfileRatio? in
            claim(section)
            return columns.ratio(section, among: metrics.map(\.name))
        }
        let discontinuity = columns.objects(section, "discontinuity", isRequired: false, expecting: "a column").first
        let every = section.integer("every", in: 1...10_000) ?? 1
        if sections.isEmpty, labels.isEmpty {
            section.fault(nil, "asks for nothing: expected labels or metrics")
        }
        guard let name else { return nil }
        return ProfileTable(
            name: name.value, labels: labels, identity: identity.map(\.value), metrics: metrics, ratios: ratios,
            discontinuity: discontinuity?.oids.first, everyPolls: every)
    }

    private mutating func metrics(_ sections: [SectionReader], _ columns: ProfileColumnDecoder) -> [ProfileMetric] {
        var read: [(metric: ProfileMetric, section: SectionReader)] = []
        for section in sections {
            claim(section)
            if let metric = columns.metric(section) { read.append((metric, section)) }
        }
        let metrics = read.map(\.metric)
        for (metric, section) in read { columns.check(metric, section, among: metrics.map(\.name)) }
        return metrics
    }

    /// Takes the name of a metric, which no other of the profile may have.
    private mutating func claim(_ section: SectionReader) {
        guard let name = section.profileName("name") else { return }
        if unique.claim(name.value, at: name.location, path: name.path, faults: section.faults) {
            metricPlaces[name.value] = name
        }
    }
}

extension SectionReader {
    /// A name of lower-case letters, digits and underscores; a profile's own may have capitals and hyphens.
    func profileName(
        _ key: String, expecting: String = "a name of lower-case letters, digits and _", isSnake: Bool = true
    ) -> Located<String>? {
        let name = value(key, expecting: expecting, isRequired: true) { text -> String? in
            let isName = text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"): !isSnake
                default: false
                }
            }
            return isName && (1...64).contains(text.utf8.count) ? text : nil
        }
        guard let name, let node = value(of: key) else { return nil }
        return Located(name, location: node.location, path: node.path)
    }
}
