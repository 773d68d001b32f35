import Model

/// Rules about devices as a whole, and about the polling itself.
extension PollingRules {
    /// The rules of this file.
    static let devices: [Rule] = [
        deviceDown, deviceUnreachable, devicesLost, deviceRestarted, agentRestarted, deviceSlow, deviceLoss,
        pollingLate, firstLook,
    ]

    /// A device has stopped answering SNMP: nothing came back to several polls in a row.
    static let deviceDown = Rule(
        name: "device-down", watcher: .snmp, severity: .error,
        meaning: "A device has stopped answering SNMP: nothing came back to several polls in a row.",
        advice: "Ping it. If it answers, look at its agent and at what filters UDP port 161 between here "
            + "and there; if it never answered SNMP, its community may be another than ours, which an "
            + "agent tells by silence. The alerts of its interfaces stand still meanwhile.",
        falsePositives: [
            "The path between this host and the device is down, and not the device",
            "The agent is busy or was stopped while the device works on",
        ],
        messageID: "75244437d19f4f09906cfbbd185f6dfe", isAlert: true)

    /// A device cannot be asked: there is no way to it from here, or its host answers that nobody listens at the SNMP
    /// port.
    static let deviceUnreachable = Rule(
        name: "device-unreachable", watcher: .snmp, severity: .error,
        meaning: "A device cannot be asked: there is no way to it from here, or its host answers that "
            + "nobody listens at the SNMP port.",
        advice: "The evidence says which of the two. Without a route look at this host's own network "
            + "first; with a closed port start the agent or correct `port`.",
        falsePositives: [
            "The network of this host is down, and not the device"
        ],
        messageID: "d2b460f0224a4e958df5e2221858b0f9", isAlert: true)

    /// Most of all devices have stopped answering at once: more than half of those that answered before, and five at least.
    static let devicesLost = Rule(
        name: "snmp-devices-lost", watcher: .snmp, severity: .critical,
        meaning: "Most of all devices have stopped answering at once: more than half of those that "
            + "answered before, and five at least. The alerts of each (device-down, device-unreachable) "
            + "are held back meanwhile and stand as events of the severity info; it ends when three of "
            + "four answer again, and who then does not answer the next poll alerts by itself.",
        advice: "Look at this host's own network, its cable, address, routes and firewall, and at what "
            + "all the devices share: the core switch, a tunnel, an access list.",
        falsePositives: [
            "Maintenance of the core: silence it for that time",
            "A site with few devices of which most are switched off together",
        ],
        messageID: "f7c8a77bb7f24690af3ad166a4459813", isAlert: true)

    /// A device was restarted: its uptime went back, or its engine counts one more start.
    static let deviceRestarted = Rule(
        name: "device-restarted", watcher: .snmp, severity: .warning,
        meaning: "A device was restarted: its uptime went back, or its engine counts one more start.",
        advice: "Expected after maintenance; otherwise ask why it lost power or crashed. The event says "
            + "how long it had been up before.",
        falsePositives: [
            "Only the agent was restarted, on a device that does not tell the two apart"
        ],
        messageID: "bf28ecbfdc1c412ba1bc94f081ccfd3f", isAlert: false)

    /// The SNMP agent of a device was restarted, while the host under it went on.
    static let agentRestarted = Rule(
        name: "snmp-agent-restarted", watcher: .snmp, severity: .notice,
        meaning: "The SNMP agent of a device was restarted, while the host under it went on.",
        advice: "Expected after a change of its configuration or an upgrade. Counters begin anew.",
        falsePositives: [
            "A cluster or stack that handed its agent over to another member"
        ],
        messageID: "b3fa2e53d6af4260ad9029cc3b2aeb38", isAlert: false)

    /// A device answers SNMP much later than it should, poll after poll.
    static let deviceSlow = Rule(
        name: "device-slow", watcher: .snmp, severity: .warning,
        meaning: "A device answers SNMP much later than it should, poll after poll.",
        advice: "Look at its processor load and at the path to it. Ask it less often or for less if that "
            + "is its usual speed, or raise snmp.judging.latency.",
        falsePositives: [
            "A device behind a slow or distant line: give it a limit of its own"
        ],
        messageID: "f8ea16ec42794c4f94367632916786c7", isAlert: true)

    /// Many of the questions to a device stay without an answer, though it is not down.
    static let deviceLoss = Rule(
        name: "device-loss", watcher: .snmp, severity: .warning,
        meaning: "Many of the questions to a device stay without an answer, though it is not down.",
        advice: "Look for errors and discards on the interfaces of the path; an agent that limits its "
            + "answers looks alike.",
        falsePositives: [
            "An agent that answers after the timeout: raise `timeout` for it"
        ],
        messageID: "b89856f372b84db4b3b722c28abe95c0", isAlert: true)

    /// A device is not polled as often as configured: its polls take longer than its interval, or the daemon is behind.
    static let pollingLate = Rule(
        name: "snmp-polling-late", watcher: .snmp, severity: .warning,
        meaning: "A device is not polled as often as configured: its polls take longer than its interval, "
            + "or the daemon is behind.",
        advice: "Ask it for less (`profiles`), less often (`interval`), or look at why it answers slowly. "
            + "If all devices are late, this host has too little processor time.",
        falsePositives: [
            "This host was suspended or overloaded for a while"
        ],
        messageID: "b20c41d0e1de40f1940741c607bc5848", isAlert: true)

    /// What was already down or weak when the devices were first looked at, in one summary and not as an alert each.
    static let firstLook = Rule(
        name: "snmp-first-look", watcher: .snmp, severity: .warning,
        meaning: "What was already down or weak when the devices were first looked at, in one summary and "
            + "not as an alert each.",
        advice: "Go through the list once. Whatever of it recovers and fails again is alerted as usual; "
            + "`tocsin devices` shows what is down now.",
        falsePositives: [],
        messageID: "62a2154c250c41508928bc3c4ee78713", isAlert: false)
}
