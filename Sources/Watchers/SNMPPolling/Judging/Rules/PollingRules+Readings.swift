import Model

/// Rules of the thresholds that the shipped profiles bring.
extension PollingRules {
    /// The rules of this file.
    static let readings: [Rule] = [
        storageFull, memoryLow, diskError, upsOnBypass, upsOverload, sensorFailed,
    ]

    /// A disk of a host is nearly full.
    static let storageFull = Rule(
        name: "storage-full", watcher: .snmp, severity: .warning,
        meaning: "A disk of a host is nearly full.",
        advice: "Delete or move what is not needed, or enlarge it; services stop when nothing is left.",
        falsePositives: [
            "A disk that is meant to be full, such as a read-only image: give it a threshold of your "
                + "own"
        ],
        messageID: "455cd7d59eda4a6b914612c3cee23271", isAlert: true)

    /// A host has hardly any memory left that it could give to a program.
    static let memoryLow = Rule(
        name: "memory-low", watcher: .snmp, severity: .warning,
        meaning: "A host has hardly any memory left that it could give to a program.",
        advice: "See which program grows; the kernel soon ends one of its own choice.",
        falsePositives: [
            "Hosts whose agent counts caches as used"
        ],
        messageID: "9824310738b34c3f846da89c1d2cf807", isAlert: true)

    /// A host's own agent says that a disk it watches is fuller than it was configured to accept.
    static let diskError = Rule(
        name: "disk-error", watcher: .snmp, severity: .warning,
        meaning: "A host's own agent says that a disk it watches is fuller than it was configured to "
            + "accept.",
        advice: "The limit stands in the host's snmpd.conf (`disk`). Delete or move what is not needed.",
        falsePositives: [
            "A limit on the host that nobody chose on purpose"
        ],
        messageID: "8cbc4d4e6b36469194ab302b3234e368", isAlert: true)

    /// An uninterruptible power supply passes the mains through: nothing protects its load.
    static let upsOnBypass = Rule(
        name: "ups-on-bypass", watcher: .snmp, severity: .warning,
        meaning: "An uninterruptible power supply passes the mains through: nothing protects its load.",
        advice: "Expected during maintenance; otherwise look for an overload or a fault of the UPS.",
        falsePositives: [
            "Maintenance"
        ],
        messageID: "773474f5a9554134a01ddfd4c3677689", isAlert: true)

    /// An output of an uninterruptible power supply is loaded nearly to its limit.
    static let upsOverload = Rule(
        name: "ups-overload", watcher: .snmp, severity: .warning,
        meaning: "An output of an uninterruptible power supply is loaded nearly to its limit.",
        advice: "Move load to another; in a power cut it would not last as long as you think.",
        falsePositives: [
            "A short start-up current of a large machine"
        ],
        messageID: "1df5350b553a4f59bda4580a86c45094", isAlert: true)

    /// A sensor of a device says that it does not work: what it measured is unknown.
    static let sensorFailed = Rule(
        name: "sensor-failed", watcher: .snmp, severity: .warning,
        meaning: "A sensor of a device says that it does not work: what it measured is unknown.",
        advice: "Look at the part that it sits in, such as a fan or a power supply.",
        falsePositives: [
            "An empty slot whose sensor stays in the table"
        ],
        messageID: "7bbb55b0f1b649fc8710236a42ab6302", isAlert: true)
}
