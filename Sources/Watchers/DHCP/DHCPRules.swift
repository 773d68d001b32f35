public import Model

/// What the watcher of DHCP can raise. A MESSAGE_ID never changes once it is published.
public enum DHCPRules {
    /// All entries.
    public static let catalog: [Rule] = [
        rogueServer, serverMACChanged, conflictingServers, wrongOptions, serverSilent, starvation, poolExhausted,
        spoofedClient, rogueServer6, wrongOptions6, alertsFull, sensorDeaf, captureDrops,
    ]

    /// A host that is not listed, or did not answer while servers were learned, answers DHCP clients.
    public static let rogueServer = Rule(
        name: "dhcp-rogue-server", watcher: .dhcp, severity: .critical,
        meaning: "A host that is not listed, or did not answer while servers were learned, answers DHCP clients.",
        advice:
            "Clients that believe it send their traffic through its router and ask its DNS server. Find the host by "
            + "its MAC address (the switch port is in the summary where a switch is polled) and cut it off; then let "
            + "clients renew that took an address of it. If it is a server of yours, add it to dhcp.servers, or to "
            + "dhcp.pxe_servers if it only tells PXE clients what to boot. An offer within our own subnet is critical, "
            + "one outside an error. The alert ends when the host has not been heard for dhcp.quiet although it was "
            + "asked.",
        falsePositives: [
            "A server or a second address of a server that was added and not listed",
            "A home router, a hypervisor's NAT network or shared Internet connection that was plugged in by mistake",
            "A relay agent whose answers bear no giaddr: list it in dhcp.relays",
            "Clients that move in from another network and still name its server in their requests",
        ],
        messageID: "fa21f925f787407a976137a95c1f3802", isAlert: true)

    /// The address of a listed server answers from a MAC address that is not listed for it.
    public static let serverMACChanged = Rule(
        name: "dhcp-server-mac-changed", watcher: .dhcp, severity: .error,
        meaning: "The address of a listed server answers from a MAC address that is not listed for it.",
        advice:
            "Either the server's network card or machine was changed, or another host answers in its name. Compare "
            + "the MAC addresses and the switch port; if the change was meant, list the new one (`mac` takes several).",
        falsePositives: [
            "A failover of a virtual machine or a cluster whose second MAC address is not listed",
            "A server on another link whose answers come through a router, on an interface without an address",
        ],
        messageID: "9d7fa4b5c9334f5d902baf2d18fdeb10", isAlert: true)

    /// Two servers that are no failover pair answer one request.
    public static let conflictingServers = Rule(
        name: "dhcp-conflicting-servers", watcher: .dhcp, severity: .warning,
        meaning: "Two servers that are no failover pair answer one request.",
        advice:
            "Which of them a client takes is chance, and their addresses may collide. Decide which server is "
            + "responsible; where both are meant, name each as the other's `failover` in dhcp.servers. Servers that "
            + "only tell PXE clients what to boot do not count.",
        falsePositives: [
            "Two listed servers that share the work with split ranges and are not listed as `failover`",
            "A failover pair that was learned: only a list can say that it is one",
            "A capture of several links that were merged into one file",
        ],
        messageID: "1e6a71998b5d4dc2b5b35720b60e7c0d", isAlert: true)

    /// A listed server tells clients something that is not in its list, or that it did not tell before.
    public static let wrongOptions = Rule(
        name: "dhcp-wrong-options", watcher: .dhcp, severity: .critical,
        meaning: "A listed server tells clients something that is not in its list, or that it did not tell before.",
        advice:
            "A wrong router, DNS server, route or proxy puts the clients' traffic into other hands (critical); a wrong "
            + "domain, NTP server, lease time or subnet is an error, and a change of what is not listed a warning. "
            + "See who changed the server's configuration; if it was meant, correct the list.",
        falsePositives: [
            "A server that was reconfigured and whose list is out of date",
            "Classes of clients that are told something of their own (phones, guests)",
        ],
        messageID: "6b103b92a1c64e46891b4f8e1135e23d", isAlert: true)

    /// A listed server that answered before answers neither our probes nor clients any more.
    public static let serverSilent = Rule(
        name: "dhcp-server-silent", watcher: .dhcp, severity: .error,
        meaning: "A listed server that answered before answers neither our probes nor clients any more.",
        advice:
            "Clients keep their addresses until their leases end, and new ones get none. Check that the server runs "
            + "and can be reached from this link, and the relay agent between.",
        falsePositives: [
            "A standby of a failover pair that took over once and is silent again",
            "A server that answers known clients only, on a port that sees no traffic of others",
        ],
        messageID: "9ca35c99775e4659884bb4f9d840a8c3", isAlert: true)

    /// Far more clients ask than this network has, as an attack does that drains the pool of addresses.
    public static let starvation = Rule(
        name: "dhcp-starvation", watcher: .dhcp, severity: .critical,
        meaning: "Far more clients ask than this network has, as an attack does that drains the pool of addresses.",
        advice:
            "When the pool is empty no client gets an address, and a rogue server may take over. Find the port by the "
            + "Ethernet source in the evidence, or by the switch's counters, and shut it; switch on DHCP snooping "
            + "with a rate limit and port security. The slow form (an error) takes hours. `reasons` in the evidence says what "
            + "gave it away; where that is only how alike the clients are, it is an error, too.",
        falsePositives: [
            "Many clients that start while no server answers, and give up at once",
            "A Wi-Fi bridge that rewrites Ethernet sources, in front of many clients",
            "A test of a DHCP server (perfdhcp)",
            "Dozens of virtual machines or containers that start at once with made-up addresses of one prefix",
            "Dozens of like devices that come for the first time, behind what keeps their ARP from this link",
        ],
        messageID: "ebb24351dffa4ba98f512c80fd790ab1", isAlert: true)

    /// A listed server has no address left to give.
    public static let poolExhausted = Rule(
        name: "dhcp-pool-exhausted", watcher: .dhcp, severity: .error,
        meaning: "A listed server has no address left to give.",
        advice:
            "It answers other questions but offers nothing, refuses one client after the other, or says so (DHCPv6). "
            + "Look for dhcp-starvation; else enlarge the pool or shorten the lease time.",
        falsePositives: [
            "A server that was told to ignore unknown clients while it ran",
            "A move to another subnet, where the server refuses everyone's old address once",
        ],
        messageID: "2cde941475cd4becbc699aede008ef41", isAlert: true)

    /// One host sends requests in the name of many client addresses, and is no relay agent.
    public static let spoofedClient = Rule(
        name: "dhcp-spoofed-client", watcher: .dhcp, severity: .warning,
        meaning: "One host sends requests in the name of many client addresses, and is no relay agent.",
        advice:
            "This is how tools drain a pool from one port. Find the host by its MAC address. When the requests become "
            + "many, dhcp-starvation is told in its place.",
        falsePositives: [
            "A Wi-Fi repeater or client bridge that rewrites Ethernet sources",
            "A hypervisor or container host that asks for its guests",
        ],
        messageID: "2d73c9bc442f4ffdbaae2939832d1905", isAlert: true)

    /// A host whose DUID is not listed, or did not answer while servers were learned, answers DHCPv6 clients.
    public static let rogueServer6 = Rule(
        name: "dhcp6-rogue-server", watcher: .dhcp, severity: .critical,
        meaning:
            "A host whose DUID is not listed, or did not answer while servers were learned, answers DHCPv6 clients.",
        advice:
            "Windows and others ask DHCPv6 even where no router tells them to, and take their DNS server from it: "
            + "mitm6 needs no more. Find the host by its MAC address and cut it off. If it is a server of yours, add "
            + "its `duid` to dhcp.servers.",
        falsePositives: [
            "A server that was reinstalled and made itself a new DUID",
            "A router of a provider or a home router that was plugged in by mistake",
        ],
        messageID: "9a3719bdf0a942dcbf34c424a76e947c", isAlert: true)

    /// A listed DHCPv6 server tells clients something that is not in its list.
    public static let wrongOptions6 = Rule(
        name: "dhcp6-wrong-options", watcher: .dhcp, severity: .critical,
        meaning: "A listed DHCPv6 server tells clients something that is not in its list.",
        advice:
            "A wrong DNS server puts the clients' traffic into other hands. See who changed the server's "
            + "configuration; if it was meant, correct the list.",
        falsePositives: [
            "A server that was reconfigured and whose list is out of date",
            "A prefix that the provider changed",
        ],
        messageID: "e1751c90686540e8a43b2ab1747001c7", isAlert: true)

    /// More is wrong than alerts are kept open: further hosts are only counted.
    public static let alertsFull = Rule(
        name: "dhcp-alerts-full", watcher: .dhcp, severity: .error,
        meaning: "More hosts are wrong than alerts are kept open (32 rogue servers): further ones are only counted.",
        advice:
            "The summary names the first host that was left out. So many are the work of one tool that makes servers up, "
            + "or of a loop between networks: find the port by the MAC addresses, or by the switch's counters. The "
            + "alert ends when for dhcp.quiet nothing was left out.",
        falsePositives: [
            "A network of more than 32 servers that are not listed",
            "Two networks that were joined by mistake",
        ],
        messageID: "7dcf62a85ad447dd98a801c913eaa3ef", isAlert: true)

    /// Nothing is captured on an interface: rogue servers on it go unseen.
    public static let sensorDeaf = Rule(
        name: "dhcp-sensor-deaf", watcher: .dhcp, severity: .error,
        meaning: "Nothing is captured on an interface: rogue servers on it go unseen.",
        advice:
            "The summary says why: no such interface, no carrier, or no right to capture (CAP_NET_RAW). It is tried "
            + "again by itself.",
        falsePositives: [
            "An interface that is down on purpose"
        ],
        messageID: "e935008c9eb84733a875a25cacf22dda", isAlert: true)

    /// The kernel drops captured frames because they come faster than they are read.
    public static let captureDrops = Rule(
        name: "dhcp-capture-drops", watcher: .dhcp, severity: .warning,
        meaning: "The kernel drops captured frames because they come faster than they are read.",
        advice:
            "What is dropped is not judged. Look for a flood on the link; the alert ends ten seconds after the last "
            + "drop.",
        falsePositives: [
            "A pause of this host, such as a snapshot of a virtual machine"
        ],
        messageID: "c5c094186e4e4ce0801b8b279fcd8742", isAlert: true)
}
