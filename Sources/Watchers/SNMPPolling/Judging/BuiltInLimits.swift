import Model

/// The limits that hold without any threshold in the configuration.
enum BuiltInLimits {
    /// The metric that a poll's shortest round trip is judged as, in milliseconds; a threshold may name it, too.
    static let latencyMetric = "latency_ms"
    /// The metric that unanswered questions are judged as, in percent; a threshold may name it, too.
    static let lossMetric = "loss_percent"

    /// Fewer damaged packets a second than this are nobody's concern, whatever part of few packets they are.
    private static let least = 0.2

    /// What these two are, for thresholds on them.
    static let metrics = MetricCatalog(
        scalars: [(latencyMetric, "ms"), (lossMetric, "%")].map { name, unit in
            ProfileMetric(name: name, objects: [], kind: .gauge, unit: unit, scale: 1, states: [:], isKept: false)
        }, ratios: [], tables: [])

    /// The rules of all of them.
    static let rules: Set<String> = [
        PollingRules.deviceSlow.name, PollingRules.deviceLoss.name, PollingRules.inBusy.name,
        PollingRules.outBusy.name, PollingRules.inErrors.name, PollingRules.outErrors.name,
        PollingRules.inDiscards.name, PollingRules.outDiscards.name,
    ]

    /// The built-in limits with the numbers of these settings.
    static func limits(_ settings: JudgingSettings) -> [MetricLimit] {
        var limits: [MetricLimit] = []
        func add(
            _ rule: Rule, _ metric: String, _ band: JudgingSettings.Band?, isForUplinks: Bool = false,
            cause: String? = nil
        ) {
            guard let band else { return }
            limits.append(
                MetricLimit(
                    rule: rule.name, metric: metric, side: .above(band.above, clear: band.clear), polls: band.polls,
                    severity: rule.severity, isUserRule: false,
                    isForUplinks: isForUplinks, cause: cause))
        }
        func addShare(
            _ rule: Rule, _ metric: String, _ band: JudgingSettings.Band?, of packets: [String], _ enough: Double,
            _ cause: String
        ) {
            guard let band else { return }
            add(rule, metric, JudgingSettings.Band(above: least, clear: least, polls: band.polls), cause: cause)
            limits[limits.count - 1].share = MetricLimit.Share(
                packets: packets, above: band.above, clear: band.clear, enough: enough)
        }
        add(PollingRules.deviceSlow, latencyMetric, settings.latency)
        add(PollingRules.deviceLoss, lossMetric, settings.loss)
        let uplinks = settings.interfaceScope != .all
        add(PollingRules.inBusy, InterfaceColumns.inUtilization, settings.utilization, isForUplinks: uplinks)
        add(PollingRules.outBusy, InterfaceColumns.outUtilization, settings.utilization, isForUplinks: uplinks)
        let damage = "a bad cable or transceiver or a duplex mismatch is likely"
        let queue = "the link is too slow for its bursts, or the device is overloaded"
        let (input, output) = (InterfaceColumns.inPackets, InterfaceColumns.outPackets)
        addShare(PollingRules.inErrors, InterfaceColumns.inErrors, settings.errors, of: input, 10, damage)
        addShare(PollingRules.outErrors, InterfaceColumns.outErrors, settings.errors, of: output, 10, damage)
        addShare(PollingRules.inDiscards, InterfaceColumns.inDiscards, settings.discards, of: input, 1_000, queue)
        addShare(PollingRules.outDiscards, InterfaceColumns.outDiscards, settings.discards, of: output, 1_000, queue)
        return limits
    }
}
