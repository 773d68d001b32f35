public import Model

/// The catalog of the trap watcher: what it says about its own work, and one entry for each shipped rule of
/// `StandardTrapRules`. A MESSAGE_ID never changes once it is published.
public enum TrapRules {
    /// All entries.
    public static let catalog: [Rule] = own + StandardTrapRules.catalog

    /// What the watcher says about its own work, and of traps that no rule knows.
    static let own = [refused, malformed, flood, drops, listener, unresolved, unknown]

    /// A sender's packets are refused: its address, community, user, key or clock is not accepted.
    public static let refused = Rule(
        name: "trap-refused", watcher: .traps, severity: .notice,
        meaning: "A sender's packets are refused: its address, community, user, key or clock is not accepted.",
        advice: "Check that the sender should be there. If it should, add it to traps.allow, "
            + "traps.communities or traps.users; the reason is in the evidence. Told once for each sender "
            + "and reason, then at most once an hour with the count.",
        falsePositives: [
            "A device that was configured with another community or passphrase than this daemon",
            "A scanner of your own",
        ],
        messageID: "92f7734ed6114caa8f3bbb501130f89d", isAlert: false)

    /// A packet on a trap port is not a well-formed SNMP message.
    public static let malformed = Rule(
        name: "trap-malformed", watcher: .traps, severity: .notice,
        meaning: "A packet on a trap port is not a well-formed SNMP message.",
        advice: "One sender with many of these is a broken agent or someone who probes. The evidence says "
            + "where in the packet the fault lies.",
        falsePositives: [
            "Another protocol that was sent to the trap port by mistake",
            "A packet damaged on its way where UDP checksums are off",
        ],
        messageID: "0e7f8e767fd64eefbe1cb4417cada615", isAlert: false)

    /// One sender sends more traps than traps.limit allows; what is above the limit is counted and not stored.
    public static let flood = Rule(
        name: "trap-flood", watcher: .traps, severity: .warning,
        meaning: "One sender sends more traps than traps.limit allows; what is above the limit is counted and "
            + "not stored.",
        advice: "Look at what the sender repeats (tocsin events device=NAME). The alert ends ten seconds "
            + "after the flood and says how many traps were not stored. Raise traps.limit if this is the "
            + "sender's normal load.",
        falsePositives: [
            "A large switch that restarts reports all its links at once"
        ],
        messageID: "6ca6d72b88d64bbd895282e2ad61b4b4", isAlert: true)

    /// The kernel drops packets of a trap listener because they come faster than they are read.
    public static let drops = Rule(
        name: "trap-drops", watcher: .traps, severity: .warning,
        meaning: "The kernel drops packets of a trap listener because they come faster than they are read.",
        advice: "Raise net.core.rmem_max so that the receive buffer that is asked for is granted (tocsin "
            + "status shows both), and look for who floods.",
        falsePositives: [
            "A pause of this host, such as a snapshot of a virtual machine"
        ],
        messageID: "c408840f52df44538821f8e34320547e", isAlert: true)

    /// A trap listener could not be opened: what is sent to it is lost.
    public static let listener = Rule(
        name: "trap-listener-down", watcher: .traps, severity: .error,
        meaning: "A trap listener could not be opened: what is sent to it is lost.",
        advice: "Another program (snmptrapd?) may hold the port, or the address is not on this host, or the "
            + "port is privileged. The daemon tries again every 30 seconds.",
        falsePositives: [],
        messageID: "75e7a196342c4123a28432a7219a9577", isAlert: true)

    /// The host name of a device does not resolve.
    public static let unresolved = Rule(
        name: "device-name-unresolved", watcher: .traps, severity: .warning,
        meaning: "The host name of a configured device does not resolve, so that its traps cannot be told from a "
            + "stranger's.",
        advice:
            "Check the name and the host's resolver, or configure the device by its address. It is tried again every "
            + "minute; addresses that it had are kept.",
        falsePositives: ["The name servers are away for more than a minute"],
        messageID: "3cda3ebe697341bd8cc6d36ff2759d93", isAlert: true)

    /// A trap came in that no rule knows. It is stored with all its varbinds.
    public static let unknown = Rule(
        name: "trap", watcher: .traps, severity: .notice,
        meaning: "A trap came in that no rule knows. It is stored with all its varbinds.",
        advice: "Write a rule under traps.rules if it matters to you, or load the vendor's MIB under "
            + "traps.mibs to see names instead of numbers.",
        falsePositives: [],
        messageID: "b501d79b195b4a499b362499bdfb6a74", isAlert: false)
}
