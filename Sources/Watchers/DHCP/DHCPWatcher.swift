public import Model
public import Watching
import Wire

/// Watches who answers DHCP and DHCPv6 clients, and what (RFC 2131; RFC 8415): rogue servers, listed ones that say something
/// else or fall silent, and clients that drain the pool. It listens on its interfaces and asks from time to time.
public struct DHCPWatcher: Watcher {
    /// `dhcp`, on its events.
    public static let name = WatcherName.dhcp
    /// `dhcp:`, in the configuration.
    public static let section = "dhcp"
    /// What it can raise.
    public static let rules = DHCPRules.catalog

    /// A replay reports what is wrong by itself, whoever the servers are.
    public static var replayConfiguration: DHCPConfiguration? {
        var configuration = DHCPConfiguration(interfaces: [])
        configuration.isReplay = true
        configuration.probeInterval = nil
        return configuration
    }

    /// One link: an interface, and the VLAN that frames are tagged with.
    struct Link: Sendable {
        /// Where it is.
        var place: LinkPlace
        /// Its clients.
        var clients = ClientBook()
        /// Its DHCPv6 clients.
        var clients6 = ClientBook()
        /// How many requests there were of clients of either family, whether they are judged or not.
        var requests = RequestTally()
        /// When they are next judged.
        var nextVerdict = MonotonicTime(nanoseconds: 0)
        /// What its new clients of the last minute and hour have in common, as far as that was looked at, and when it is looked
        /// at next.
        var profiles = (minute: CrowdProfile(), hour: CrowdProfile())
        var nextProfile = MonotonicTime(nanoseconds: 0)
        var nextHourProfile = MonotonicTime(nanoseconds: 0)
        /// When a server last offered a client an address so that all hosts saw it, and how many clients have asked since for
        /// such an offer.
        var lastOffer: MonotonicTime?
        var unanswered = 0
        /// When it was last heard; nil where it is only remembered.
        var lastHeard: MonotonicTime?

        /// What an alert about it is about.
        var subject: Subject { Subject(device: "link", instance: place.text) }
    }

    /// The server that answered a request, to be compared with the next one that does.
    struct Transaction: Sendable {
        var key: UInt64 = 0
        var server: Int32 = 0
        var time = MonotonicTime(nanoseconds: 0)
    }

    /// What the kernel passes: DHCP and DHCPv6, what may hide DHCPv6 behind an extension header, and all of that behind one
    /// or two tags beyond the one that the kernel takes off.
    static let filter: String = {
        let wanted =
            "(udp and (port 67 or port 68 or port 546 or port 547 or port 4011))"
            + " or (ip6 and (ip6[6] == 0 or ip6[6] == 43 or ip6[6] == 44 or ip6[6] == 60 or ip6[6] == 51))"
        return "(\(wanted)) or (vlan and ((\(wanted)) or (vlan and (\(wanted)))))"
    }()

    /// More links than one trunk has VLANs.
    static let linkLimit = 4_352
    /// How many clients of all links are told apart.
    static let clientLimit = 131_072
    /// How many requests are remembered to compare the answers; a power of two.
    static let transactionLimit = 4_096

    var configuration: DHCPConfiguration
    var sensor = CaptureSensor(
        watcher: .dhcp, failure: DHCPRules.sensorDeaf, drops: DHCPRules.captureDrops, filter: Self.filter,
        consequence: "rogue DHCP servers on it go unseen")
    var counters = DHCPCounters()
    var hosts = HostBook()
    var links: [Link] = []
    var linkIndices: [LinkPlace: Int] = [:]
    var lastLink = 0
    /// Places of links that were forgotten.
    var freeLinks: [Int] = []
    var book = DHCPServerBook()
    var known = KnownClients()
    var clientRoom = Self.clientLimit
    var transactions = [Transaction](repeating: Transaction(), count: Self.transactionLimit)
    var learned: LearnedDHCPServers
    /// Names of listed servers that have answered, in this run or an earlier one, and whether they have answered questions of
    /// ours: only they can fall silent.
    var answered: [String: Bool] = [:]
    /// What they have said in this run, by name.
    var spoke: [String: SpokenServer] = [:]
    /// What each listed server first answered to our own question, by its subject.
    var firstOffers: [Subject: DHCPOffer] = [:]
    /// What is wrong with what listed servers say, and when it was last heard.
    var wrongBySubject: [Subject: [DHCPDeviation.Option: HeardDeviation]] = [:]
    /// When a reload last brought the list: what was wrong before may be right by it.
    var relisted: MonotonicTime?
    /// The time servers that each listed server last told clients.
    var offeredClocks: [IPAddress: [IPAddress]] = [:]
    /// Alerts about hosts that are not listed: a stranger can open as many as he likes, but for the bound.
    var rogues = IncidentBook(limit: 32)
    /// Alerts about links and listed servers.
    var troubles = IncidentBook(limit: 1_024)
    /// The alert that there is no room for more.
    var full = IncidentBook(limit: 1)
    /// How many messages found no room for their server at the last look.
    var leftOutBefore: UInt64 = 0
    /// What each open alert is about, to tell it again when more is known.
    var findings: [AlertKey: DHCPFinding] = [:]
    /// Hosts behind open alerts of which another address is known now.
    var identified: Set<MACAddress> = []
    /// What has changed too soon after it was told.
    var late: [AlertKey: Late] = [:]
    /// Links that had starvation in this hour of the day.
    var wasCrowded: Set<Int> = []
    /// The hour of the day at the last look.
    var lastHour: Int?
    /// Relay agents that were seen, and when.
    var relaysSeen: [IPAddress: MonotonicTime] = [:]
    var questions: [DHCPQuestion] = []
    /// When servers were last asked, by interface.
    var asked: [String: MonotonicTime] = [:]
    /// The clients that this host plays, by interface.
    var probeClients: [String: ProbeClient] = [:]
    /// Their addresses, to know our own frames.
    var ownClients: [UInt64] = []
    /// When frames began to come, by interface: silence before counts for nothing.
    var hearing: [String: MonotonicTime] = [:]
    /// Whether the place of an address within a network matters.
    var judgesRanges = false
    var random: CaptureRandom
    /// What signatures begin with.
    let salt: UInt64

    static let tick = TimerName("tick")
    static let tickEvery: Duration = .seconds(5)
    static let learnedKey = "learned"
    static let answeredKey = "answered"
    static let usualKey = "usual"
    static let vendorsToken: RequestToken = 1
    static let frameToken: RequestToken = 2

    /// What is known of a listed server's speech.
    struct SpokenServer: Sendable {
        /// When it last spoke, to anyone.
        var last: MonotonicTime
        /// Whether it has answered questions of ours.
        var answersProbes = false
        /// When it last offered an address to us, and last answered any question of ours.
        var offered: MonotonicTime?
        var answered: MonotonicTime?
        /// When it last offered or granted an address to anyone, and offered one to another than us.
        var gave: MonotonicTime?
        var gaveOthers: MonotonicTime?
        /// Whether it has nothing left for others, whatever it holds for us.
        var isEmptyForOthers = false
        /// Where it speaks.
        var interfaces: Set<String> = []

        /// Takes note of what it said.
        mutating func note(_ sighting: DHCPSighting, at now: MonotonicTime) {
            last = now
            if !interfaces.contains(sighting.place.interface) { interfaces.insert(sighting.place.interface) }
            switch sighting.kind {
            case .offer, .ack, .advertise, .reply, .bootp:
                guard sighting.offer.address != nil else { break }
                gave = now
                if sighting.kind == .offer, sighting.way == .broadcast || sighting.way == .unicast {
                    gaveOthers = now
                    isEmptyForOthers = false
                }
            default: break
            }
            guard case .probe(let form) = sighting.way else { return }
            answersProbes = true
            answered = now
            if form == .discover, sighting.kind == .offer { offered = now }
        }
    }

    /// What a listed server says and should not, and when it was last heard.
    struct HeardDeviation: Sendable {
        var deviation: DHCPDeviation
        var time: MonotonicTime
    }

    /// A finding that waits to be told.
    struct Late: Sendable {
        var finding: DHCPFinding
        /// Whether it is about a host that is not listed.
        var isRogue: Bool
        var signature: Int
        var quiet: Duration?
    }

    /// A watcher that listens nowhere until it is started.
    public init(_ configuration: DHCPConfiguration, shared: SharedConfiguration) {
        self.configuration = configuration
        learned = LearnedDHCPServers(until: Timestamp(nanoseconds: 0))
        random = CaptureRandom(seed: configuration.seed)
        salt = random.next() | 1
        judgesRanges = configuration.servers.contains { $0.expected.ranges != nil }
    }

    /// Takes a new configuration and keeps what it knows.
    public mutating func reconfigure(
        _ configuration: DHCPConfiguration, shared: SharedConfiguration, at moment: Moment,
        into actions: inout [Action]
    ) {
        let before = self.configuration
        self.configuration = configuration
        judgesRanges = configuration.servers.contains { $0.expected.ranges != nil }
        book.forgetJudgements()
        firstOffers = [:]
        wrongBySubject = [:]
        relisted = moment.monotonic
        sensor.listen(
            on: configuration.interfaces, isPromiscuous: configuration.isPromiscuous, at: moment, into: &actions)
        if configuration.vendorsPath != before.vendorsPath { readVendors(into: &actions) }
        for name in configuration.interfaces where configuration.probeInterval != before.probeInterval {
            if configuration.probeInterval == nil {
                actions.append(.cancelTimer(Self.probeTimer(name)))
            } else {
                actions.append(.setTimer(Self.probeTimer(name), at: moment.monotonic + .seconds(1)))
            }
        }
        endUnconfigured(at: moment, into: &actions)
    }

    /// Takes one input.
    public mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action]) {
        // First, since a flood consists of them.
        if case .frame(let packet) = input {
            receive(packet, at: moment, into: &actions)
            return
        }
        switch sensor.take(input, at: moment, into: &actions) {
        case .done: return
        case .opened(let name):
            hearing[name] = moment.monotonic
            guard configuration.probeInterval != nil else { return }
            let wait = Duration.milliseconds(Int.random(in: 50...500, using: &random))
            actions.append(.setTimer(Self.probeTimer(name), at: moment.monotonic + wait))
            return
        case .failed(let name):
            hearing[name] = nil
            actions.append(.cancelTimer(Self.probeTimer(name)))
            return
        case .none: break
        }
        switch input {
        case .timer(Self.tick):
            lookAround(at: moment, into: &actions)
            actions.append(.setTimer(Self.tick, at: moment.monotonic + Self.tickEvery))
        case .timer(let timer): probe(timer, at: moment, into: &actions)
        case .started(let alerts): start(alerts, at: moment, into: &actions)
        case .kept(let texts): recall(texts)
        case .fact(let fact):
            for mac in hosts.take(fact, among: findings.values.lazy.compactMap(\.mac)) {
                tellAgain(mac, at: moment, into: &actions)
            }
        case .answer(Self.vendorsToken, .file(let octets)): hosts.vendors = MACVendors(list: octets)
        case .answer(Self.frameToken, .failed): counters.probeFailures &+= 1
        default: break
        }
    }

    /// Writes the counters and what is seen now.
    public func writeStatus(into writer: inout JSONWriter) {
        counters.write(into: &writer)
        writer.member("servers", book.count)
        writer.member("servers_left_out", book.leftOut)
        writer.member("rogue_alerts_left_out", rogues.leftOut)
        writer.member("clients", links.reduce(0) { $0 + $1.clients.count + $1.clients6.count })
        writer.member("clients_known", known.count)
        writer.member("clients_left_out", links.reduce(UInt64(0)) { $0 &+ $1.clients.leftOut &+ $1.clients6.leftOut })
        writer.member("relays", relaysSeen.count)
        writer.member("vendors", hosts.vendors.count)
        writer.member("listed", configuration.servers.count)
        if configuration.servers.isEmpty, !configuration.isReplay {
            writer.member("learned", learned.servers.count)
            writer.member("learning_until", learned.until.rfc3339)
        }
        sensor.writeStatus(into: &writer)
        sensor.neighbours.writeStatus(hosts.neighbours, into: &writer)
    }

    // MARK: Start

    private mutating func start(_ alerts: [Alert], at moment: Moment, into actions: inout [Action]) {
        learned.until = moment.wall + configuration.learningPeriod
        sensor.listen(
            on: configuration.interfaces, isPromiscuous: configuration.isPromiscuous,
            openAlerts: alerts.filter {
                [DHCPRules.sensorDeaf.name, DHCPRules.captureDrops.name].contains($0.key.rule)
            },
            at: moment, into: &actions)
        for alert in alerts { inherit(alert, at: moment, into: &actions) }
        endUnconfigured(at: moment, into: &actions)
        readVendors(into: &actions)
        actions.append(.setTimer(Self.tick, at: moment.monotonic + Self.tickEvery))
    }

    private func readVendors(into actions: inout [Action]) {
        guard let path = configuration.vendorsPath else { return }
        actions.append(.request(Self.vendorsToken, .watchFile(path: path)))
    }

    private mutating func recall(_ texts: [String: String]) {
        if let text = texts[Self.learnedKey], let kept = LearnedDHCPServers(text: text) { learned = kept }
        if let text = texts[Self.answeredKey] {
            for line in text.split(separator: "\n").prefix(1_024) {
                let fields = line.split(separator: "\t")
                if fields.count == 2 { answered[String(fields[0])] = fields[1] == "probe" }
            }
        }
        if let text = texts[Self.usualKey] { recallUsual(text) }
    }
}
