import Model

/// Shipped rules: entities, sensors, hosts and their agents.
extension StandardTrapRules {
    static let hosts: [ShippedTrapRule] = [
        ShippedTrapRule(
            name: "entity-configuration-changed", traps: ["entConfigChange"], severity: .notice, isAlert: false,
            summary: "Modules of {device} were added, removed or changed",
            documentation: ShippedDocumentation(
                meaning: "The physical inventory of a device changed (RFC 6933, entConfigChange).",
                advice: "If nobody works on the device a module, power supply or fan has failed or was pulled.",
                falsePositives: [],
                messageID: "4ce93685858443498e7fd4fb58f25484")),
        ShippedTrapRule(
            name: "entity-disabled", traps: ["entStateOperDisabled"], severity: .error, isAlert: true,
            instance: .index("entStateAdmin"),
            summary: "Component {instance} of {device} is out of service",
            clearedBy: ["entStateOperEnabled"],
            documentation: ShippedDocumentation(
                meaning: "A physical component stopped working (RFC 4268, entStateOperDisabled).",
                advice: "Look the component up in the device's inventory by its index.",
                falsePositives: [],
                messageID: "e06992f0b9894aef827fda677d5fee70")),
        ShippedTrapRule(
            name: "entity-enabled", traps: ["entStateOperEnabled"], severity: .info, isAlert: false,
            instance: .index("entStateAdmin"),
            summary: "Component {instance} of {device} is in service",
            documentation: ShippedDocumentation(
                meaning: "A physical component works (RFC 4268, entStateOperEnabled).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "e4461bf67a594cdfa4a5a3792970a7f9")),
        ShippedTrapRule(
            name: "entity-sensor-high", traps: ["mteTriggerRising", "mteTriggerFired"], severity: .warning,
            isAlert: true,
            instance: .index("entPhySensorValue"),
            conditions: [ShippedCondition("entPhySensorValue", [])],
            summary: "Sensor {instance} of {device} reads {entPhySensorValue}, beyond its threshold",
            clearedBy: ["mteTriggerFalling"],
            clearConditions: [ShippedCondition("entPhySensorValue", [])],
            documentation: ShippedDocumentation(
                meaning: "A physical sensor (temperature, voltage, fan) passed a threshold set in its agent. RFC 3433 "
                    + "defines no notification of its own; agents report its sensors by DISMAN-EVENT-MIB (RFC "
                    + "2981).",
                advice: "Look at the sensor's kind in the device's inventory; a temperature wants a look at fans and "
                    + "room first.",
                falsePositives: [
                    "A threshold that is too tight"
                ],
                messageID: "cb07e88a7e1e4a00bfb0ffaa1f5dda00")),
        ShippedTrapRule(
            name: "host-storage-high", traps: ["mteTriggerRising", "mteTriggerFired"], severity: .warning,
            isAlert: true,
            instance: .index("hrStorageUsed"),
            conditions: [ShippedCondition("hrStorageUsed", [])],
            summary: "Storage {instance} of {device} is filling up: {hrStorageUsed} units used",
            clearedBy: ["mteTriggerFalling"],
            clearConditions: [ShippedCondition("hrStorageUsed", [])],
            documentation: ShippedDocumentation(
                meaning: "A file system or memory of a host passed a threshold set in its agent. RFC 2790 defines no "
                    + "notification of its own; agents report its objects by DISMAN-EVENT-MIB (RFC 2981).",
                advice: "Free space or enlarge it. The storage index names an hrStorageEntry of the host.",
                falsePositives: [
                    "A threshold that is too tight"
                ],
                messageID: "9b9d600278a7472585319d938081edc7")),
        ShippedTrapRule(
            name: "host-processor-high", traps: ["mteTriggerRising", "mteTriggerFired"], severity: .warning,
            isAlert: true,
            instance: .index("hrProcessorLoad"),
            conditions: [ShippedCondition("hrProcessorLoad", [])],
            summary: "Processor {instance} of {device} is at {hrProcessorLoad}%",
            clearedBy: ["mteTriggerFalling"],
            clearConditions: [ShippedCondition("hrProcessorLoad", [])],
            documentation: ShippedDocumentation(
                meaning: "The load of a host's processor passed a threshold set in its agent. RFC 2790 defines no "
                    + "notification of its own; agents report its objects by DISMAN-EVENT-MIB (RFC 2981).",
                advice: "Find what runs there.",
                falsePositives: [
                    "Short peaks, where the agent samples seldom"
                ],
                messageID: "2bc403e329924716add2590af69b3070")),
        ShippedTrapRule(
            name: "host-device-error", traps: ["mteTriggerRising", "mteTriggerFired"], severity: .warning,
            isAlert: true,
            instance: .index("hrDeviceErrors"),
            conditions: [ShippedCondition("hrDeviceErrors", [])],
            summary: "Device {instance} of {device} reports {hrDeviceStatus|hrDeviceErrors} as status or errors",
            clearedBy: ["mteTriggerFalling"],
            clearConditions: [ShippedCondition("hrDeviceErrors", [])],
            documentation: ShippedDocumentation(
                meaning: "A disk, interface or other device of a host reports errors to its agent. RFC 2790 defines no "
                    + "notification of its own; agents report its objects by DISMAN-EVENT-MIB (RFC 2981).",
                advice: "Look the index up in the host's hrDeviceTable.",
                falsePositives: [],
                messageID: "631c16695de94b8ba51bbe30fd987d80")),
        ShippedTrapRule(
            name: "event-trigger-high", traps: ["mteTriggerRising", "mteTriggerFired"], severity: .warning,
            isAlert: true,
            instance: .value("mteHotTrigger"),
            summary: "Trigger {mteHotTrigger}: {mteHotOID} is {mteHotValue}",
            clearedBy: ["mteTriggerFalling"],
            documentation: ShippedDocumentation(
                meaning: "A value that an agent watches passed its threshold (RFC 2981, mteTriggerRising, "
                    + "mteTriggerFired).",
                advice: "The trigger was set up in the agent (snmpd: monitor); its name says what it is about.",
                falsePositives: [
                    "A threshold that is too tight"
                ],
                messageID: "a2aa4548d733444582a759aae689d7cc")),
        ShippedTrapRule(
            name: "event-trigger-low", traps: ["mteTriggerFalling"], severity: .notice, isAlert: false,
            instance: .value("mteHotTrigger"),
            summary: "Trigger {mteHotTrigger}: {mteHotOID} is back at {mteHotValue}",
            documentation: ShippedDocumentation(
                meaning: "A value that an agent watches fell to its lower threshold (RFC 2981, mteTriggerFalling).",
                advice: "The end of a rising trigger, or a trouble of its own if the trigger watches for low values.",
                falsePositives: [],
                messageID: "eb148f83da0d4d3397540372cb0fb131")),
        ShippedTrapRule(
            name: "event-trigger-failed", traps: ["mteTriggerFailure"], severity: .notice, isAlert: false,
            instance: .value("mteHotTrigger"),
            summary: "Trigger {mteHotTrigger} could not be evaluated: {mteFailedReason}",
            documentation: ShippedDocumentation(
                meaning: "An agent could not evaluate one of its triggers (RFC 2981, mteTriggerFailure).",
                advice: "What the trigger watches is no longer there. Until that is mended it watches nothing.",
                falsePositives: [],
                messageID: "fad57584b3954cf4bd0af24ab4edb72a")),
        ShippedTrapRule(
            name: "rmon-rising-alarm", traps: ["risingAlarm"], severity: .warning, isAlert: true,
            instance: .value("alarmIndex"),
            summary: "RMON alarm {alarmIndex}: {alarmVariable} rose to {alarmValue}",
            clearedBy: ["fallingAlarm"],
            documentation: ShippedDocumentation(
                meaning: "A variable passed the rising threshold of an RMON alarm (RFC 2819, risingAlarm).",
                advice: "The alarm was set up in the device; its variable is in the evidence.",
                falsePositives: [
                    "A threshold that is too tight"
                ],
                messageID: "364ad4b7bc2e47c489ec340f7677c38c")),
        ShippedTrapRule(
            name: "rmon-falling-alarm", traps: ["fallingAlarm"], severity: .notice, isAlert: false,
            instance: .value("alarmIndex"),
            summary: "RMON alarm {alarmIndex}: {alarmVariable} fell to {alarmValue}",
            documentation: ShippedDocumentation(
                meaning: "A variable passed the falling threshold of an RMON alarm (RFC 2819, fallingAlarm).",
                advice: "The end of a rising alarm, or a trouble of its own if the alarm watches for low values.",
                falsePositives: [],
                messageID: "9a3c36e36fca4c56ae4437f44dfd9517")),
        ShippedTrapRule(
            name: "agent-stopped", traps: ["nsNotifyShutdown"], severity: .notice, isAlert: true,
            summary: "The SNMP agent of {device} was stopped",
            clearedBy: ["nsNotifyRestart", "nsNotifyStart", "coldStart", "warmStart"],
            documentation: ShippedDocumentation(
                meaning: "A net-snmp agent says that it shuts down (NET-SNMP-AGENT-MIB, nsNotifyShutdown).",
                advice: "Expected before a restart; the alert ends when the agent starts again.",
                falsePositives: [
                    "A host that was shut down on purpose"
                ],
                messageID: "63ec0888ea0d4e0ab2debec2acd154ac")),
        ShippedTrapRule(
            name: "agent-restarted", traps: ["nsNotifyRestart", "nsNotifyStart"], severity: .info, isAlert: false,
            summary: "The SNMP agent of {device} has started",
            documentation: ShippedDocumentation(
                meaning: "A net-snmp agent says that it has started (NET-SNMP-AGENT-MIB).",
                advice: "For the record.",
                falsePositives: [],
                messageID: "8a6aa79d1639447eb501ca3911f2da65")),
    ]
}
