import Model

/// Shipped rules: the UPS-MIB.
extension StandardTrapRules {
    /// upsAlarmOnBattery among the well-known alarms (RFC 1628, section 2.2.6.3).
    private static let onBattery = ["1.3.6.1.2.1.33.1.6.3.2"]
    /// upsAlarmLowBattery and upsAlarmDepletedBattery.
    private static let emptyBattery = ["1.3.6.1.2.1.33.1.6.3.3", "1.3.6.1.2.1.33.1.6.3.4"]

    static let power: [ShippedTrapRule] = [
        ShippedTrapRule(
            name: "ups-on-battery", traps: ["upsTrapOnBattery"], severity: .error, isAlert: true,
            summary: "The UPS runs on battery[, {upsEstimatedMinutesRemaining} minutes remain][, "
                + "{upsSecondsOnBattery} s so far]",
            clearedBy: ["upsTrapAlarmEntryRemoved"],
            clearConditions: [ShippedCondition("upsAlarmDescr", Self.onBattery)],
            documentation: ShippedDocumentation(
                meaning: "A UPS feeds its load from the battery (RFC 1628, upsTrapOnBattery; sent again every minute).",
                advice: "Mains power is gone, or the UPS thinks so. Shut servers down before the minutes that remain "
                    + "are over.",
                falsePositives: [
                    "A battery test that the UPS does by itself"
                ],
                messageID: "ab666f2be1c9447db7c553992feb8306")),
        ShippedTrapRule(
            name: "ups-on-battery", traps: ["upsTrapAlarmEntryAdded"], severity: .error, isAlert: true,
            conditions: [ShippedCondition("upsAlarmDescr", Self.onBattery)],
            summary: "The UPS runs on battery",
            clearedBy: ["upsTrapAlarmEntryRemoved"],
            clearConditions: [ShippedCondition("upsAlarmDescr", Self.onBattery)]),
        ShippedTrapRule(
            name: "ups-battery-low", traps: ["upsTrapAlarmEntryAdded"], severity: .critical, isAlert: true,
            instance: .value("upsAlarmId"),
            conditions: [ShippedCondition("upsAlarmDescr", Self.emptyBattery)],
            summary: "The battery of the UPS is nearly empty",
            clearedBy: ["upsTrapAlarmEntryRemoved"],
            clearConditions: [ShippedCondition("upsAlarmDescr", Self.emptyBattery)],
            documentation: ShippedDocumentation(
                meaning: "A UPS reports that its battery is low or depleted (RFC 1628, upsAlarmLowBattery, "
                    + "upsAlarmDepletedBattery).",
                advice: "The load will lose power within minutes.",
                falsePositives: [],
                messageID: "5821319b48284e76985109f2ee39dcd7")),
        ShippedTrapRule(
            name: "ups-alarm", traps: ["upsTrapAlarmEntryAdded"], severity: .warning, isAlert: true,
            instance: .value("upsAlarmId"),
            summary: "UPS alarm {upsAlarmId}: {upsAlarmDescr}",
            clearedBy: ["upsTrapAlarmEntryRemoved"],
            documentation: ShippedDocumentation(
                meaning: "A UPS entered an alarm into its table (RFC 1628, upsTrapAlarmEntryAdded).",
                advice: "The alarm's kind is in the evidence as upsAlarmDescr. The alert ends when the UPS removes "
                    + "the entry.",
                falsePositives: [],
                messageID: "e36d559a10b5486c8d12a9dc493e0d56")),
        ShippedTrapRule(
            name: "ups-alarm-ended", traps: ["upsTrapAlarmEntryRemoved"], severity: .info, isAlert: false,
            instance: .value("upsAlarmId"),
            summary: "UPS alarm {upsAlarmId} has ended: {upsAlarmDescr}",
            documentation: ShippedDocumentation(
                meaning: "A UPS removed an alarm from its table (RFC 1628, upsTrapAlarmEntryRemoved).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "a648880f2291421f965d2adaa352d27b")),
        ShippedTrapRule(
            name: "ups-test-failed", traps: ["upsTrapTestCompleted"], severity: .warning, isAlert: false,
            conditions: [
                ShippedCondition("upsTestResultsSummary", ["2", "3", "4"])
            ],
            summary: "UPS self-test ended badly: {upsTestResultsSummary}[ ({upsTestResultsDetail})]",
            documentation: ShippedDocumentation(
                meaning: "A test of a UPS ended with a warning, an error or was aborted (RFC 1628, "
                    + "upsTrapTestCompleted).",
                advice: "The battery may not carry the load when it must. Replace or service it.",
                falsePositives: [
                    "A test that somebody aborted"
                ],
                messageID: "bec8a0a3bfd848a18564e1ef16c0c63f")),
        ShippedTrapRule(
            name: "ups-test-passed", traps: ["upsTrapTestCompleted"], severity: .info, isAlert: false,
            summary: "UPS self-test completed[: {upsTestResultsSummary}]",
            documentation: ShippedDocumentation(
                meaning: "A test of a UPS is over (RFC 1628, upsTrapTestCompleted).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "0b8c9dc2c74c45cca20c0f03ded08cab")),
    ]
}
