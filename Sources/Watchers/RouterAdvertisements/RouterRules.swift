public import Model

/// What the watcher of router advertisements can raise. A MESSAGE_ID never changes once it is published.
public enum RouterRules {
    /// All entries.
    public static let catalog: [Rule] = [
        rogueRouter, wrongPrefix, wrongDNS, flagsChanged, preferenceHigh, routerKilled, hopLimit,
        flood, routerSilent, alertsFull, captureFailed, captureDrops,
    ]

    /// A host that is not listed, or not seen while learning, advertises itself as an IPv6 router.
    public static let rogueRouter = Rule(
        name: "ra-rogue-router", watcher: .ra, severity: .critical,
        meaning: "A host that is not listed, or not seen while learning, advertises itself as an IPv6 router.",
        advice:
            "Hosts that hear it send their traffic through it, and take their DNS servers from it. Find the "
            + "host by its MAC address (the switch port is in the summary where a switch is polled) and cut it "
            + "off; then see who has taken addresses of its prefix. If it is a router of yours, add it to "
            + "router_advertisements.routers. The alert ends ten minutes after its last advertisement; hosts "
            + "may believe it for longer, up to the lifetime in the evidence.",
        falsePositives: [
            "A router or a second address of a router that was added and not listed",
            "A host that shares its connection (Windows, a phone's hotspot, a container bridge)",
            "A virtual router whose addresses moved to a machine with another MAC address",
        ],
        messageID: "3f713f92207a4e588529e02184693314", isAlert: true)

    /// A listed router advertises a prefix that is not in its list.
    public static let wrongPrefix = Rule(
        name: "ra-wrong-prefix", watcher: .ra, severity: .error,
        meaning: "A listed router advertises a prefix that is not in its list.",
        advice:
            "Hosts make addresses of it. Either the router was renumbered and the list is out of date, or its "
            + "configuration was changed by someone else: compare the two.",
        falsePositives: [
            "A prefix that the provider changed (DHCPv6 prefix delegation)",
            "A transition from one prefix to another",
        ],
        messageID: "ca9283c8e3024c1d981bd5818dd53b01", isAlert: true)

    /// A listed router advertises a DNS server that is not in its list.
    public static let wrongDNS = Rule(
        name: "ra-wrong-dns", watcher: .ra, severity: .critical,
        meaning: "A listed router advertises a DNS server that is not in its list.",
        advice:
            "Hosts ask that server for every name. Check who runs the address and who changed the router's "
            + "configuration.",
        falsePositives: [
            "A DNS server that was added and not listed"
        ],
        messageID: "df19dda0cab349a0aaee5ee899437b7d", isAlert: true)

    /// A router's flags M and O, which send hosts to DHCPv6, are not what they should be or were before.
    public static let flagsChanged = Rule(
        name: "ra-flags-changed", watcher: .ra, severity: .warning,
        meaning: "A router's flags M and O, which send hosts to DHCPv6, are not what they should be or were before.",
        advice:
            "With M or O set hosts ask for DHCPv6, which a rogue server may answer; without them they may not "
            + "find the real one. Check the router's configuration. Where the flags are not listed, a change is "
            + "told once.",
        falsePositives: [
            "A change of the router's configuration that was meant"
        ],
        messageID: "49d3b1427abd4afebd1aa63b0d45d4a4", isAlert: true)

    /// A listed router asks to be preferred although it is not listed so.
    public static let preferenceHigh = Rule(
        name: "ra-preference-high", watcher: .ra, severity: .warning,
        meaning: "A listed router asks to be preferred although it is not listed so.",
        advice: "Hosts then leave the other routers alone. Say `preference: high` for the router if that is meant.",
        falsePositives: [
            "A router that is meant to be preferred"
        ],
        messageID: "06716a867f54447fbb1b3c09df515d0e", isAlert: true)

    /// A router is withdrawn by an advertisement with lifetime 0: by another host (critical), or by itself (a notice).
    public static let routerKilled = Rule(
        name: "ra-router-killed", watcher: .ra, severity: .critical,
        meaning:
            "A router is withdrawn by an advertisement with lifetime 0: by another host (critical), or by "
            + "itself (a notice).",
        advice:
            "Hosts lose their default route until the router advertises again. From another MAC address it is "
            + "an attack: find that host. From the router itself it is a shutdown or a change of its "
            + "configuration.",
        falsePositives: [
            "A virtual router that moves to another machine whose MAC address is not listed"
        ],
        messageID: "546badcab70146a59becdcd195aca3a0", isAlert: true)

    /// A router advertisement came with a hop limit that is not 255, so it was sent from another link or is forged.
    public static let hopLimit = Rule(
        name: "ra-hop-limit", watcher: .ra, severity: .warning,
        meaning:
            "A router advertisement came with a hop limit that is not 255, so it was sent from another link "
            + "or is forged.",
        advice:
            "Hosts ignore it (RFC 4861, section 6.1.2). Someone tries to reach this link from outside, or a "
            + "tool sends what it should not.",
        falsePositives: [
            "A tunnel or a bridge that routes link-local traffic"
        ],
        messageID: "26a1302707e142dc950d87f141b58cec", isAlert: true)

    /// Router advertisements come far more often than any router sends them.
    public static let flood = Rule(
        name: "ra-flood", watcher: .ra, severity: .error,
        meaning: "Router advertisements come far more often than any router sends them.",
        advice:
            "Such floods freeze hosts and fill their routing tables. Find the source by its MAC address or, "
            + "where it changes with each packet, by the switch's counters of each port; switch RA Guard on.",
        falsePositives: [
            "Many routers that are restarted together on one link"
        ],
        messageID: "51beeb0eea874e18a827e4b6857a5cff", isAlert: true)

    /// A listed router that advertised itself no longer does.
    public static let routerSilent = Rule(
        name: "ra-router-silent", watcher: .ra, severity: .error,
        meaning: "A listed router that advertised itself no longer does.",
        advice:
            "Hosts lose their default route when the lifetime of what it last said ends. Check that the "
            + "router is up, and that advertising is on.",
        falsePositives: [
            "A switch that filters multicast to this port (MLD snooping without a querier)"
        ],
        messageID: "b1eecb0fb9f0452ead62acf7494e9114", isAlert: true)

    /// More is wrong than alerts are kept open: further hosts are only counted.
    public static let alertsFull = Rule(
        name: "ra-alerts-full", watcher: .ra, severity: .error,
        meaning: "More hosts are wrong than alerts are kept open (32 rogue routers): further ones are only counted.",
        advice:
            "The summary names the first host that was left out. So many are the work of one tool that makes routers "
            + "up: see ra-flood, find the port by the switch's counters, switch RA Guard on. The alert ends when for "
            + "ten minutes nothing was left out.",
        falsePositives: [
            "A link with more than 32 routers that are not listed"
        ],
        messageID: "b81b5e2be9f045f99e032e857f7b1881", isAlert: true)

    /// Nothing is captured on an interface: rogue routers on it go unseen.
    public static let captureFailed = Rule(
        name: "ra-capture-failed", watcher: .ra, severity: .error,
        meaning: "Nothing is captured on an interface: rogue routers on it go unseen.",
        advice:
            "The summary says why: no such interface, no carrier, or no right to capture (CAP_NET_RAW). It is "
            + "tried again by itself.",
        falsePositives: [
            "An interface that is down on purpose"
        ],
        messageID: "47ef4019cc704b959404692115503fb5", isAlert: true)

    /// The kernel drops captured frames because they come faster than they are read.
    public static let captureDrops = Rule(
        name: "ra-capture-drops", watcher: .ra, severity: .warning,
        meaning: "The kernel drops captured frames because they come faster than they are read.",
        advice:
            "What is dropped is not judged. Look for a flood on the link; the alert ends ten seconds after "
            + "the last drop.",
        falsePositives: [
            "A pause of this host, such as a snapshot of a virtual machine"
        ],
        messageID: "5e0fbea139f048159a171539e569dec0", isAlert: true)

}
