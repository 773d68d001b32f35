public import Model
import SNMP
public import Watching

extension SNMPWatcher {
    /// Reads what is the watcher's own of `snmp:`. Credentials, defaults, devices and inventories are read for all
    /// watchers, through the same reader.
    public static func decode(_ section: SectionReader, context: DecodingContext) -> SNMPConfiguration? {
        let (names, warnings) = context.names(section.strings("mibs", allowsSingle: true))
        for warning in warnings { section.warn("mibs", warning) }
        var configuration = SNMPConfiguration(names: names)
        // What shipped profiles bring may be had otherwise by a threshold of the same name.
        let reserved = Set(PollingRules.catalog.map(\.name)).subtracting(ProfileRules.catalog.map(\.name))
        configuration.profiles = ProfileBook.decode(section, context: context, names: names, reserved: reserved)
        checkProfiles(section, context.shared, configuration.profiles)
        if let backoff = section.duration("backoff", in: .seconds(1)...(.seconds(86_400))) {
            configuration.backoff = Backoff(limit: backoff)
        }
        var unique = UniqueNames()
        var metrics = configuration.profiles.metrics
        metrics.add(BuiltInLimits.metrics)
        let thresholds = section.sections("thresholds").compactMap { threshold in
            ThresholdDecoder.decode(threshold, metrics: metrics, unique: &unique, reserved: reserved)
        }
        if let judging = section.section("judging") {
            (configuration.judging.settings, configuration.judging.overrides) = JudgingDecoder.decode(judging)
        }
        configuration.judging.thresholds = thresholds
        configuration.judging.profileThresholds = configuration.profiles.profiles.flatMap {
            configuration.profiles.thresholds(of: $0, replacedBy: thresholds)
        }
        return configuration
    }

    /// Refuses names of profiles that there are not, wherever devices bear them.
    private static func checkProfiles(_ section: SectionReader, _ shared: SharedConfiguration, _ book: ProfileBook) {
        // Without a reader of documents there are no profiles, and nothing can be said of their names.
        guard !book.profiles.isEmpty else { return }
        var written = names(section.node["defaults"]?["profiles"])
        if case .sequence(let devices) = section.node["devices"]?.content {
            written += devices.flatMap { names($0["profiles"]) }
        }
        book.check(written, faults: section.faults)
        var refused = Set(written.map(\.value))
        for name in shared.devices.flatMap(\.profiles) where book[name] == nil && refused.insert(name).inserted {
            section.fault("inventory", "no profile is named \(name.quotedForMessage)")
        }
    }

    private static func names(_ node: ConfigurationNode?) -> [Located<String>] {
        guard case .sequence(let items) = node?.content else { return [] }
        return items.compactMap { item in
            guard case .scalar(let scalar) = item.content else { return nil }
            return Located(scalar.text, location: item.location, path: item.path)
        }
    }
}
