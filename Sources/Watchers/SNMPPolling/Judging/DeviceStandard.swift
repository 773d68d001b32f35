import Model

/// What a device is held against. Devices that are judged alike share one.
final class DeviceStandard: Sendable {
    /// When something is a problem.
    let settings: JudgingSettings
    /// The limits on its metrics.
    let limits: [MetricLimit]
    /// The rules that its alerts may have besides those of the limits.
    private let byRule: [String: Int]

    /// A standard of settings and the thresholds that apply.
    init(settings: JudgingSettings, thresholds: [CompiledThreshold]) {
        self.settings = settings
        let users = thresholds.filter(\.isUsers)
        var limits = users.map(\.limit)
        // A profile's threshold of the name of a built-in limit is what others may read of it: `errors: off` is off.
        let ofProfiles = thresholds.filter { !$0.isUsers && !BuiltInLimits.rules.contains($0.limit.rule) }
        let shipped = BuiltInLimits.limits(settings) + ofProfiles.map(\.limit)
        for var limit in shipped {
            if settings.disabled.contains(limit.rule) || limits.contains(where: { $0.rule == limit.rule }) { continue }
            // A threshold of the user's on the same metric is judged in place of one that is shipped.
            let own = users.filter { $0.limit.metric == limit.metric }.compactMap(\.limit.threshold)
            if own.contains(where: { $0.instancePattern == nil && $0.labels.isEmpty }) { continue }
            limit.exceptions = own
            limit.severity = settings.severities[limit.rule] ?? limit.severity
            limits.append(limit)
        }
        self.limits = limits
        byRule = Dictionary(limits.enumerated().map { ($1.rule, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The limit of a rule.
    func limit(of rule: String) -> MetricLimit? { byRule[rule].map { limits[$0] } }

    /// How much a rule of the catalog matters here; nil where it is off.
    func severity(of rule: Rule) -> Severity? {
        settings.disabled.contains(rule.name) ? nil : settings.severities[rule.name] ?? rule.severity
    }
}

/// A threshold as it was configured, ready to be judged by.
struct CompiledThreshold: Sendable, Hashable {
    /// Its limit.
    var limit: MetricLimit
    /// Only devices with these tags, or with this name under the key `name`; empty for all.
    var devices: [String: String]
    /// Whether the user wrote it, and not a profile.
    var isUsers: Bool

    /// A threshold of the user's, or one that a profile brings.
    init(_ threshold: Threshold, isUsers: Bool) {
        limit = MetricLimit(
            rule: threshold.name, metric: threshold.metric, side: threshold.side,
            polls: min(max(threshold.polls, 1), 1_000),
            severity: threshold.severity, isUserRule: !PollingRules.isShipped(threshold.name),
            threshold: threshold)
        devices = threshold.devices
        self.isUsers = isUsers
    }
}

/// Which devices something is for: by tags, and by name under the key `name`.
enum DeviceMatch {
    /// Whether a device has all of these.
    static func holds(_ wanted: [String: String], of device: DeviceEntry) -> Bool {
        wanted.allSatisfy { key, value in
            device.tags[key] == value || (key == "name" && device.tags[key] == nil && device.name == value)
        }
    }
}
