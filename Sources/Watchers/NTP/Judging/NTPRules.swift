public import Model

/// The catalog of the NTP watcher. A MESSAGE_ID never changes once it is published.
public enum NTPRules {
    /// All entries.
    public static let catalog: [Rule] = [
        offset, stepped, falseticker, shifted, unreachable, stratum,
        asymmetric, noMajority, unsynchronised, unauthenticated, amplifier, rogue,
        rateLimited, denied, leap, loop, localDaemon, frequency,
        socket, unresolved, keys, tooFew,
    ]

    /// This host's clock is certainly wrong by more than the threshold: the measured offset exceeds it by more than its
    /// bound.
    public static let offset = Rule(
        name: "ntp-offset", watcher: .ntp, severity: .warning,
        meaning: "This host's clock is certainly wrong by more than the threshold: the measured offset "
            + "exceeds it by more than its bound.",
        advice: "Look at `tocsin servers ntp` and at the local daemon (chronyc tracking, ntpq -c rv): it "
            + "does not run, has no servers, or believes wrong ones. The evidence has the offset, the "
            + "bound, who was believed, and when the critical threshold will be reached.",
        falsePositives: [
            "More than half of the servers are wrong together",
            "A path that delays one direction by more than all servers' root distances admit",
        ],
        messageID: "56e646f0e5904832900efabe2c0872cf", isAlert: true)

    /// The wall clock of this host was set: it jumped against the clock that nobody can set.
    public static let stepped = Rule(
        name: "clock-stepped", watcher: .ntp, severity: .notice,
        meaning: "The wall clock of this host was set: it jumped against the clock that nobody can set.",
        advice: "Times before and after do not compare. Find out who set it: a daemon's makestep after "
            + "the start is normal, later it is not. A leap second is told as one.",
        falsePositives: [
            "The guest agent or hypervisor of a virtual machine that corrects the clock after a pause"
        ],
        messageID: "9c6038857b3a4fd9ae076d5408fd3097", isAlert: false)

    /// A server's time disagrees with that of the majority by more than both can be wrong.
    public static let falseticker = Rule(
        name: "ntp-falseticker", watcher: .ntp, severity: .warning,
        meaning: "A server's time disagrees with that of the majority by more than both can be wrong.",
        advice: "Take the server out, or mend it: whoever follows it is wrong. The evidence says by how "
            + "much and against whom.",
        falsePositives: [
            "A path whose two directions differ by more than the server's root distance",
            "A server that smears a leap second while others do not",
        ],
        messageID: "77958db72eee405ea9e66689912a93e7", isAlert: true)

    /// The offset of all servers changed at once, although this host's clock was not set.
    public static let shifted = Rule(
        name: "ntp-all-sources-shifted", watcher: .ntp, severity: .warning,
        meaning: "The offset of all servers changed at once, although this host's clock was not set.",
        advice: "The summary says what could move so fast: this clock by slewing or a pause of the "
            + "machine, or the servers or the path to them together.",
        falsePositives: [
            "A pause of the virtual machine that neither of its clocks saw",
            "The local daemon slewing a large offset",
        ],
        messageID: "301f5c42aa9347549239262e97f7620e", isAlert: false)

    /// A time server has answered none of the last eight questions.
    public static let unreachable = Rule(
        name: "ntp-server-unreachable", watcher: .ntp, severity: .warning,
        meaning: "A time server has answered none of the last eight questions.",
        advice: "Check that it runs and that UDP port 123 passes both ways. Questions go on, ever more rarely up to "
            + "max_poll.",
        falsePositives: [
            "A server that limits its clients by silence"
        ],
        messageID: "41315e461a24482cb61c097170fea34b", isAlert: true)

    /// A server's stratum is not the one that the configuration demands.
    public static let stratum = Rule(
        name: "ntp-stratum-policy", watcher: .ntp, severity: .warning,
        meaning: "A server's stratum is not the one that the configuration demands.",
        advice: "A stratum-2 server that says 3 or more has lost its own sources and follows a peer, or "
            + "its own clock.",
        falsePositives: [
            "A server that changes to a backup source for a while"
        ],
        messageID: "6ecc7a2e34764b9ebdf48a8952c55344", isAlert: true)

    /// The path to a server is suspected of delaying one direction: the offset goes with the delay.
    public static let asymmetric = Rule(
        name: "ntp-asymmetric-path", watcher: .ntp, severity: .notice,
        meaning: "The path to a server is suspected of delaying one direction: the offset goes with the "
            + "delay.",
        advice: "The offset of this server is wrong by half of the extra delay. Look for a congested link "
            + "in the direction that the summary names.",
        falsePositives: [
            "An oscillator that changes its pace while the delay changes"
        ],
        messageID: "d664f807d402473eb7fdb5bb8bde2986", isAlert: true)

    /// The servers disagree so that no more than half of them can be right together.
    public static let noMajority = Rule(
        name: "ntp-no-majority", watcher: .ntp, severity: .error,
        meaning: "The servers disagree so that no more than half of them can be right together.",
        advice: "Nobody can say which are right. Compare them with a source of your own; the evidence "
            + "lists who says what. Configure more servers, four at the least.",
        falsePositives: [
            "Two servers only, of which one is wrong"
        ],
        messageID: "8460e156ed5c48d98e05ab98eefca674", isAlert: true)

    /// Several servers are configured, and fewer than two agree, so that nobody is believed that this host's clock is wrong.
    public static let tooFew = Rule(
        name: "ntp-too-few-servers", watcher: .ntp, severity: .warning,
        meaning:
            "Several servers are configured, and fewer than two agree, so that nobody is believed that this host's "
            + "clock is wrong.",
        advice: "`tocsin servers ntp` says what became of the others: most have an alert of their own. Until two agree "
            + "`ntp-offset` does not begin, whatever the one that is left says; the summary has its word.",
        falsePositives: [
            "This host's way to the network is cut",
            "A name with several addresses of which all but one are gone for good",
        ],
        messageID: "994b3e81134e324f35ee993f07cb5be7", isAlert: true)

    /// A server answers but says that it has no time to give: leap indicator 3, stratum 16, or a kiss code that says
    /// so.
    public static let unsynchronised = Rule(
        name: "ntp-unsynchronised-server", watcher: .ntp, severity: .warning,
        meaning: "A server answers but says that it has no time to give: leap indicator 3, stratum 16, or "
            + "a kiss code that says so.",
        advice: "Look at its own sources (chronyc sources, ntpq -p on that host).",
        falsePositives: [
            "A server that has just started"
        ],
        messageID: "c48fc26cd8ce4db3be8b1971b52c1362", isAlert: true)

    /// A server that should prove who it is answers without proof, or with a wrong one.
    public static let unauthenticated = Rule(
        name: "ntp-unauthenticated", watcher: .ntp, severity: .error,
        meaning: "A server that should prove who it is answers without proof, or with a wrong one.",
        advice: "Such answers are not used. Either someone answers in its place, or its keys have "
            + "changed: compare the key's number, type and secret on both sides.",
        falsePositives: [
            "A key that was changed on one side first"
        ],
        messageID: "244a38a274884ec8b74269067a39fe23", isAlert: true)

    /// Keys for authenticated time (NTS) could not be agreed on with a server, or it refuses them.
    public static let keys = Rule(
        name: "ntp-nts-failed", watcher: .ntp, severity: .warning,
        meaning: "Keys for authenticated time (NTS) could not be agreed on with a server, or it refuses them.",
        advice: "The summary says why. A certificate that is refused is checked with `openssl s_client -alpn "
            + "ntske/1 -connect HOST:4460`; one that is said to be not yet valid or expired may be right, and this "
            + "host's clock wrong. It is tried again after 10 seconds, then ever more rarely, every hour at the least. A "
            + "reload tries at once.",
        falsePositives: [
            "A firewall that lets UDP 123 through and TCP 4460 not",
            "A clock of this host that is wrong by years, as after a start without a battery",
        ],
        messageID: "dabf8d79b3dc4fd0b59fa4d92de77b23", isAlert: true)

    /// A server of ours answers questions that attackers use to flood others.
    public static let amplifier = Rule(
        name: "ntp-amplifier", watcher: .ntp, severity: .warning,
        meaning: "A server of ours answers questions that attackers use to flood others.",
        advice: "Switch off monitoring (`disable monitor`) and restrict queries (`restrict default "
            + "noquery`), or replace that ntpd. It is asked once a day, or as ntp.amplifier_probe says, from this host "
            + "only; a server with a public address only where ntp.servers says `own: true`.",
        falsePositives: [
            "A server that answers this host only, as `restrict` allows"
        ],
        messageID: "a38a7ad6e5274a0a9e16c45eb8b33462", isAlert: true)

    /// A time server that is not in the configuration is offered by DHCP or answers on the network.
    public static let rogue = Rule(
        name: "ntp-rogue-server", watcher: .ntp, severity: .warning,
        meaning: "A time server that is not in the configuration is offered by DHCP or answers on the "
            + "network.",
        advice: "Who follows it believes a stranger about the time. Add it to ntp.servers if it is yours, "
            + "else find who offers it; the evidence says where it was seen.",
        falsePositives: [
            "A new server of yours that is not configured here yet",
            "A host that asks public servers directly",
        ],
        messageID: "ca93d5f43c5c4d68ab7592996fc036b9", isAlert: true)

    /// A server asks to be questioned less often (kiss-o'-death RATE).
    public static let rateLimited = Rule(
        name: "ntp-rate-limited", watcher: .ntp, severity: .notice,
        meaning: "A server asks to be questioned less often (kiss-o'-death RATE).",
        advice:
            "It is asked half as often from now on, or as rarely as its answer says, without bursts, until it is taken "
            + "out of ntp.servers; min_poll and max_poll change nothing about that. If it is yours, raise its limit "
            + "(`ratelimit` of chronyd, `restrict ... limited` of ntpd); if not, ask fewer of its kind, or one of your own.",
        falsePositives: [
            "Many clients behind one address translator"
        ],
        messageID: "3f606ca6768246e2b0b9c76201c2c9e8", isAlert: true)

    /// A server refuses to serve this host (kiss-o'-death DENY or RSTR).
    public static let denied = Rule(
        name: "ntp-server-denied", watcher: .ntp, severity: .warning,
        meaning: "A server refuses to serve this host (kiss-o'-death DENY or RSTR).",
        advice:
            "It is not asked again until a reload. After a restart it is asked once and, if nothing comes, at max_poll "
            + "until it serves this host. Ask its operator, or take it out of ntp.servers.",
        falsePositives: [],
        messageID: "d8c5cfe1ab11405f80db32a10b8d573d", isAlert: true)

    /// Servers disagree about a leap second, or one side seems to smear it.
    public static let leap = Rule(
        name: "ntp-leap", watcher: .ntp, severity: .warning,
        meaning: "Servers disagree about a leap second, or one side seems to smear it.",
        advice: "All that serve one network must announce and treat a leap second alike: a smeared clock "
            + "is up to half a second from the others. The evidence lists who announces what.",
        falsePositives: [
            "A server that learns of the leap second later than the others"
        ],
        messageID: "6ed71d419cbe4b5199690b7a06ee47ba", isAlert: true)

    /// A server takes its time from this host, is this host, or servers take it from each other.
    public static let loop = Rule(
        name: "ntp-loop", watcher: .ntp, severity: .warning,
        meaning: "A server takes its time from this host, is this host, or servers take it from each other.",
        advice: "Such a server proves nothing about this clock. It is shown and not believed; configure "
            + "independent ones.",
        falsePositives: [
            "A reference identifier that by chance equals the digest of one of our IPv6 addresses",
            "An address that other hosts have, too, such as that of a bridge for containers or virtual machines",
        ],
        messageID: "316258a7879b469a824df5c83f3b8635", isAlert: true)

    /// The local time daemon, or the kernel where none answers, says that the clock is not synchronised, or says that it is
    /// while the clock is wrong by our own measurement.
    public static let localDaemon = Rule(
        name: "ntp-local-daemon", watcher: .ntp, severity: .warning,
        meaning:
            "The local time daemon, or the kernel where none answers, says that the clock is not synchronised, or says "
            + "that it is while the clock is wrong by our own measurement.",
        advice: "Look at its sources: it has none, believes other ones than those configured here, or is "
            + "still correcting the clock. Its own words are in the evidence. Where no daemon is meant to run, `ntp.local: "
            + "none` asks nobody.",
        falsePositives: [
            "A daemon that has just started",
            "A virtual machine without a daemon, whose clock its host keeps",
            "Servers of its own that this watcher does not measure",
        ],
        messageID: "0c8024c5ceb140d199655c155d97fe4d", isAlert: true)

    /// This host's clock runs too fast or too slow, or the correction that it needs is near what the kernel can give
    /// (500 ppm).
    public static let frequency = Rule(
        name: "ntp-frequency", watcher: .ntp, severity: .warning,
        meaning: "This host's clock runs too fast or too slow, or the correction that it needs is near "
            + "what the kernel can give (500 ppm).",
        advice: "Nothing corrects it, or its oscillator fails. The summary says when the offset will pass "
            + "the threshold if that goes on.",
        falsePositives: [
            "A daemon that corrects a large offset by slewing"
        ],
        messageID: "67967e74c477487fabfee16a89020db7", isAlert: true)

    /// The socket that questions leave from could not be opened: the servers of that address family are not measured.
    public static let socket = Rule(
        name: "ntp-socket-down", watcher: .ntp, severity: .error,
        meaning: "The socket that questions leave from could not be opened: the servers of that address "
            + "family are not measured.",
        advice: "The cause is in the summary. It is tried again every 30 seconds.",
        falsePositives: [
            "IPv6 is switched off on this host and servers were configured by names that have IPv6 "
                + "addresses"
        ],
        messageID: "a726b78f62884da6a58d684209ea07e5", isAlert: true)

    /// The host name of a time server does not resolve.
    public static let unresolved = Rule(
        name: "ntp-name-unresolved", watcher: .ntp, severity: .warning,
        meaning: "The host name of a time server does not resolve.",
        advice: "Check the name and the host's resolver. It is tried again every minute; addresses that "
            + "it had are kept.",
        falsePositives: [
            "The name servers are away for more than a minute"
        ],
        messageID: "dfe3f1b25e2d49c5a311e492626d5cd9", isAlert: true)
}
