import Model

/// The rules of the thresholds that the shipped profiles bring. A MESSAGE_ID never changes once it is published.
enum ProfileRules {
    /// All entries, for the catalog.
    static let catalog = [
        inErrors, outErrors, storageFull, memoryLow, diskError, upsOnBattery,
        upsBatteryLow, upsOnBypass, upsOverload, sensorFailed,
    ]

    /// The rule of a threshold's name; nil for a user's own.
    static func rule(named name: String) -> Rule? { catalog.first { $0.name == name } }

    /// An interface receives damaged packets: more than ten a second over five polls.
    static let inErrors = Rule(
        name: "interface-in-errors", watcher: .snmp, severity: .warning,
        meaning: "An interface receives damaged packets: more than ten a second over five polls.",
        advice: "Look at the cable, the transceiver and the duplex setting of both ends; errors that grow with "
            + "the traffic point to duplex.",
        falsePositives: ["An interface that counts packets of an unknown VLAN or protocol as errors"],
        messageID: "883bbcc6823149378c65fed8dbe8d794", isAlert: true)

    /// An interface cannot send packets: more than ten a second over five polls.
    static let outErrors = Rule(
        name: "interface-out-errors", watcher: .snmp, severity: .warning,
        meaning: "An interface cannot send packets: more than ten a second over five polls.",
        advice: "Look at the transceiver, the driver and the duplex setting of both ends.",
        falsePositives: ["A tunnel that counts packets without a route as errors"],
        messageID: "8e7f96417a6c4eabaff3313fc23a20d1", isAlert: true)

    /// A disk of a host is nearly full.
    static let storageFull = Rule(
        name: "storage-full", watcher: .snmp, severity: .warning,
        meaning: "A disk of a host is nearly full.",
        advice: "Find what grows and make room, or make the disk larger, before programs fail to write.",
        falsePositives: [
            "A disk that is full by design, such as a partition for images or recordings: exclude it by a "
                + "threshold of the same name with where:"
        ],
        messageID: "7ca0c29c124e43ba92a6ee845cc29023", isAlert: true)

    /// A host has hardly any memory left for programs, caches already counted as free.
    static let memoryLow = Rule(
        name: "memory-low", watcher: .snmp, severity: .warning,
        meaning: "A host has hardly any memory left for programs, caches already counted as free.",
        advice: "See which program has grown; the kernel will soon end one to save the rest.",
        falsePositives: ["A host whose memory is one program's on purpose, such as a database's fixed pool"],
        messageID: "6e103b32a8b94d4babfa631ab3b3c2c3", isAlert: true)

    /// net-snmp's agent says that a disk which it was told to watch is too full.
    static let diskError = Rule(
        name: "disk-error", watcher: .snmp, severity: .warning,
        meaning: "net-snmp's agent says that a disk which it was told to watch is too full.",
        advice: "The limit is the agent's own (disk and includeAllDisks in its snmpd.conf). Make room, or change "
            + "it there.",
        falsePositives: ["A read-only image, which is always full, among all disks of the agent"],
        messageID: "c59581ffe66f4fd5ac94da5ccdd51089", isAlert: true)

    /// A power supply runs on its battery.
    static let upsOnBattery = Rule(
        name: "ups-on-battery", watcher: .snmp, severity: .error,
        meaning: "A power supply runs on its battery.",
        advice: "Find out why the mains are gone, and shut down in good order what must not lose power before "
            + "the time that remains is over.",
        falsePositives: ["A self-test of the battery that lasts longer than two polls"],
        messageID: "4755ee818f7442828d19653cf229b49d", isAlert: true)

    /// A power supply's battery is low or depleted.
    static let upsBatteryLow = Rule(
        name: "ups-battery-low", watcher: .snmp, severity: .critical,
        meaning: "A power supply's battery is low or depleted.",
        advice: "If it runs on battery, shut down now. If not, the battery is worn or still charging after an "
            + "outage.",
        falsePositives: ["A battery that charges again after an outage, at some makers"],
        messageID: "e5554e8997374625b8551cc4865c53ed", isAlert: true)

    /// A power supply passes the mains through: what it feeds is not protected.
    static let upsOnBypass = Rule(
        name: "ups-on-bypass", watcher: .snmp, severity: .warning,
        meaning: "A power supply passes the mains through: what it feeds is not protected.",
        advice: "Somebody works on it, or it has a fault or is overloaded: look at its own display.",
        falsePositives: ["Maintenance that was planned", "A supply in an economy mode that counts as bypass"],
        messageID: "b7da072bfbea4f62aeaec7042c978296", isAlert: true)

    /// A power supply carries nearly all that it can.
    static let upsOverload = Rule(
        name: "ups-overload", watcher: .snmp, severity: .warning,
        meaning: "A power supply carries nearly all that it can.",
        advice: "Move load to another one: at an outage it would not last, and one more machine would trip it.",
        falsePositives: [],
        messageID: "583e8e9da8a348a1b0a8e357086b4d61", isAlert: true)

    /// A device reports one of its sensors as broken.
    static let sensorFailed = Rule(
        name: "sensor-failed", watcher: .snmp, severity: .warning,
        meaning: "A device reports one of its sensors as broken.",
        advice: "What the sensor watches is unwatched. See whether the part that it belongs to works.",
        falsePositives: ["An empty slot or a transceiver without diagnostics, at some makers"],
        messageID: "f78288ca2eb5479aa27848121229e7cc", isAlert: true)
}
