import Model

/// Rules about interfaces.
extension PollingRules {
    /// The rules of this file.
    static let interfaces: [Rule] = [
        interfaceDown, interfaceState, inBusy, outBusy, inErrors, outErrors, inDiscards, outDiscards,
    ]

    /// An interface that leads to the rest of the network is down, and no administrator switched it off.
    static let interfaceDown = Rule(
        name: "interface-down", watcher: .snmp, severity: .error,
        meaning: "An interface that leads to the rest of the network is down, and no administrator "
            + "switched it off.",
        advice: "Look at the cable, the transceiver and the other end, which the summary names where it "
            + "is known. If a linkDown trap came first, the alert is that of the trap (link-down).",
        falsePositives: [
            "The device at the other end was switched off on purpose",
            "An alias that matches uplink_aliases on an interface that is not in use",
        ],
        messageID: "c6d3d2ded0fe4b9bbdecb58eaf7ac420", isAlert: true)

    /// An interface changed its state, and is none whose state is an alert.
    static let interfaceState = Rule(
        name: "interface-state", watcher: .snmp, severity: .info,
        meaning: "An interface changed its state, and is none whose state is an alert.",
        advice: "For the record: a computer was switched on or off, or a port was configured. Declare it "
            + "in `uplinks` if its state matters.",
        falsePositives: [],
        messageID: "0e017bf9a0544c52a515ec6a16af683d", isAlert: false)

    /// What an interface receives has filled it nearly to its speed, poll after poll.
    static let inBusy = Rule(
        name: "interface-in-busy", watcher: .snmp, severity: .warning,
        meaning: "What an interface receives has filled it nearly to its speed, poll after poll.",
        advice: "See what the traffic is: a backup, a loop, an attack, or growth that needs a faster "
            + "link.",
        falsePositives: [
            "A speed that the device states wrongly, as on some aggregated or wireless links"
        ],
        messageID: "2d116d1cef95440b8bc8e4f3eec913e9", isAlert: true)

    /// What an interface sends has filled it nearly to its speed, poll after poll.
    static let outBusy = Rule(
        name: "interface-out-busy", watcher: .snmp, severity: .warning,
        meaning: "What an interface sends has filled it nearly to its speed, poll after poll.",
        advice: "See what the traffic is: a backup, a loop, an attack, or growth that needs a faster "
            + "link. Packets are discarded soon.",
        falsePositives: [
            "A speed that the device states wrongly, as on some aggregated or wireless links"
        ],
        messageID: "fe957e0f292648f4845889fb7e4f7ea9", isAlert: true)

    /// An interface receives damaged packets, poll after poll.
    static let inErrors = Rule(
        name: "interface-in-errors", watcher: .snmp, severity: .warning,
        meaning: "An interface receives damaged packets, poll after poll.",
        advice: "A bad cable or transceiver, or two ends with a different duplex: replace or clean the "
            + "one, correct the other.",
        falsePositives: [
            "Drivers that count packets of unknown protocols as errors"
        ],
        messageID: "da050fb479034e259957a3cad538ba98", isAlert: true)

    /// An interface fails to send packets, poll after poll.
    static let outErrors = Rule(
        name: "interface-out-errors", watcher: .snmp, severity: .warning,
        meaning: "An interface fails to send packets, poll after poll.",
        advice: "Collisions of a duplex mismatch, or failing hardware: compare the settings of both ends.",
        falsePositives: [
            "Half-duplex links, where some collisions are normal"
        ],
        messageID: "cf25307f80cb49669cc3e23587cd3a7b", isAlert: true)

    /// An interface throws away sound packets that it received, poll after poll.
    static let inDiscards = Rule(
        name: "interface-in-discards", watcher: .snmp, severity: .notice,
        meaning: "An interface throws away sound packets that it received, poll after poll.",
        advice: "The device cannot keep up, or drops what it should drop: compare with its filters and "
            + "its load.",
        falsePositives: [
            "Switches that count what spanning tree or a VLAN filter drops"
        ],
        messageID: "5595222c13774a7aaef74cb3077c41bb", isAlert: true)

    /// An interface throws away packets that it should send, because its queue is full, poll after poll.
    static let outDiscards = Rule(
        name: "interface-out-discards", watcher: .snmp, severity: .notice,
        meaning: "An interface throws away packets that it should send, because its queue is full, poll "
            + "after poll.",
        advice: "The link is too slow for its bursts: look at its utilization, its queues and the speed "
            + "of what feeds it.",
        falsePositives: [
            "Traffic shaping that drops on purpose"
        ],
        messageID: "e60a16b560f84dd1b6bcf31088fb405b", isAlert: true)
}
