import Model

/// Reads `snmp.judging`:
///
/// ```yaml
/// judging:
///   down: { polls: 3, of: 3 }                              # failed polls until a device is down
///   latency: { above: 500ms, clear: 300ms, for: 5 }        # or `off`, as each of the bands
///   loss: { above: 10%, clear: 5%, for: 5 }
///   late_after: 3                                          # skipped polls in a row until that is told
///   interfaces:
///     alert_on: uplinks                                    # `all` or `none`
///     down: { polls: 2, of: 3 }
///     uplink_aliases: "^(UPLINK|core)"                     # a regular expression, or `off`
///     learn_uplinks: true                                  # from LLDP
///     utilization: { above: 90%, clear: 80%, for: 5 }
///     errors: { above: 1%, clear: 0.5%, for: 5 }           # of the packets
///     discards: { above: 2%, clear: 1%, for: 5 }
///   off: [ snmp-no-privacy ]                               # rules of the catalog
///   severities: { device-slow: notice }
///   overrides:
///     - { devices: { role: branch }, down: { polls: 5, of: 5 }, latency: { above: 2s } }
/// ```
enum JudgingDecoder {
    /// Reads the section: the settings of all devices, and those of some.
    static func decode(_ section: SectionReader) -> (settings: JudgingSettings, overrides: [JudgingOverride]) {
        let settings = read(section, from: JudgingSettings())
        let overrides = section.sections("overrides").map { reader in
            let devices = reader.tags("devices")
            if devices.isEmpty { reader.fault("devices", "expected tags of the devices that this is for") }
            return JudgingOverride(devices: devices, settings: read(reader, from: settings))
        }
        return (settings, overrides)
    }

    private static func read(_ section: SectionReader, from base: JudgingSettings) -> JudgingSettings {
        var settings = base
        confirmation("down", &settings.down, section)
        band("latency", &settings.latency, section, expecting: "a duration such as 500ms") { text in
            DurationGrammar.parse(text).map { $0.seconds * 1_000 }
        }
        band("loss", &settings.loss, section, expecting: percent, parse: ScalarGrammar.percent)
        settings.lateAfter = section.integer("late_after", in: 1...1_000) ?? settings.lateAfter
        if let interfaces = section.section("interfaces") { readInterfaces(interfaces, &settings) }
        rules(section, &settings)
        return settings
    }

    private static func readInterfaces(_ section: SectionReader, _ settings: inout JudgingSettings) {
        settings.interfaceScope =
            section.choice("alert_on", of: JudgingSettings.Scope.self) ?? settings.interfaceScope
        confirmation("down", &settings.interfaceDown, section)
        if isOff("uplink_aliases", section) {
            settings.uplinkAliases = nil
        } else if let pattern = section.value(
            "uplink_aliases", expecting: "a regular expression, or off", parse: { try? Pattern($0) })
        {
            settings.uplinkAliases = pattern
        }
        settings.learnsUplinks = section.boolean("learn_uplinks") ?? settings.learnsUplinks
        band("utilization", &settings.utilization, section, expecting: percent, parse: ScalarGrammar.percent)
        band("errors", &settings.errors, section, expecting: percent, parse: ScalarGrammar.percent)
        band("discards", &settings.discards, section, expecting: percent, parse: ScalarGrammar.percent)
    }

    private static let percent = "a percentage such as 90%"

    private static func confirmation(
        _ key: String, _ confirmation: inout JudgingSettings.Confirmation, _ section: SectionReader
    ) {
        guard let reader = section.section(key) else { return }
        let polls = reader.integer("polls", in: 1...16)
        let of = reader.integer("of", in: 1...16)
        // Without `of` it is so many in a row.
        let wanted = polls ?? confirmation.polls
        confirmation = JudgingSettings.Confirmation(polls: wanted, of: of ?? (polls == nil ? confirmation.of : wanted))
        if confirmation.of < confirmation.polls {
            reader.fault("of", "is less than the polls of which it is the number")
        }
    }

    private static func band(
        _ key: String, _ band: inout JudgingSettings.Band?, _ section: SectionReader, expecting: String,
        parse: (String) -> Double?
    ) {
        if isOff(key, section) {
            band = nil
            return
        }
        guard let reader = section.section(key) else { return }
        let above = reader.value("above", expecting: expecting, isRequired: band == nil, parse: parse)
        let clear = reader.value("clear", expecting: expecting, parse: parse)
        let polls = reader.integer("for", in: 1...1_000)
        guard let limit = above ?? band?.above else { return }
        // A limit without its own end keeps the distance of the one before.
        let ratio = band.map { $0.above > 0 ? $0.clear / $0.above : 1 } ?? 1
        let end = clear ?? limit * ratio
        if end > limit { reader.fault("clear", "lies above the limit, so that it would be right and wrong at once") }
        band = JudgingSettings.Band(above: limit, clear: end, polls: polls ?? band?.polls ?? 3)
    }

    private static func rules(_ section: SectionReader, _ settings: inout JudgingSettings) {
        let known = PollingRules.catalog.map(\.name)
        func check(_ name: String, _ location: SourceLocation, _ path: String) -> Bool {
            if PollingRules.rule(named: name) != nil { return true }
            let suggestion = DidYouMean.suffix(name, among: known)
            section.faults.fault(location, path, "no rule is named \(name.quotedForMessage)\(suggestion)")
            return false
        }
        let off = section.values("off", expecting: "the name of a rule", allowsSingle: true) { $0.isEmpty ? nil : $0 }
        for name in off where check(name.value, name.location, name.path) { settings.disabled.insert(name.value) }
        guard let reader = section.section("severities") else { return }
        for entry in reader.node.entries ?? [] {
            let path = reader.node.path(of: entry.key)
            let severity = reader.severity(entry.key)
            guard check(entry.key, entry.keyLocation, path), let severity else { continue }
            settings.severities[entry.key] = severity
        }
    }

    private static func isOff(_ key: String, _ section: SectionReader) -> Bool {
        guard case .scalar(let scalar)? = section.value(of: key)?.content else { return false }
        return ScalarGrammar.boolean(scalar.text) == false
    }
}
