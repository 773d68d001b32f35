public import Model
public import Watching
import Wire

/// Watches who says to be an IPv6 router (RFC 4861): rogue routers, listed ones that say something else, and those that
/// fall silent. It listens on its interfaces and asks from time to time.
public struct RouterAdvertisementWatcher: Watcher {
    /// `ra`, on its events.
    public static let name = WatcherName.ra
    /// `router_advertisements:`, in the configuration.
    public static let section = "router_advertisements"
    /// What it can raise.
    public static let rules = RouterRules.catalog

    /// A replay reports what is wrong by itself, whoever the routers are.
    public static var replayConfiguration: RouterAdvertisementConfiguration? {
        var configuration = RouterAdvertisementConfiguration(interfaces: [])
        configuration.isReplay = true
        configuration.probeInterval = nil
        return configuration
    }

    /// What the kernel passes: router solicitations and advertisements, whatever may hide one behind an extension header,
    /// and all of that behind one or two tags beyond the one that the kernel takes off.
    static let filter: String = {
        let wanted =
            "ip6 and (ip6[6] == 0 or ip6[6] == 43 or ip6[6] == 44 or ip6[6] == 60 or ip6[6] == 51"
            + " or (ip6[6] == 58 and (ip6[40] == 133 or ip6[40] == 134)))"
        return "(\(wanted)) or (vlan and ((\(wanted)) or (vlan and \(wanted))))"
    }()

    var configuration: RouterAdvertisementConfiguration
    var sensor = CaptureSensor(
        watcher: .ra, failure: RouterRules.captureFailed, drops: RouterRules.captureDrops, filter: Self.filter,
        consequence: "rogue routers on it go unseen")
    var counters = RouterCounters()
    var book = RouterBook()
    var hosts = HostBook()
    var learned: LearnedRouters
    /// Routers that are listed and have advertised, in this run or an earlier one: only they can fall silent.
    var advertised: Set<IPAddress> = []
    /// Alerts about hosts that are not listed: a stranger can open as many as he likes, but for the bound.
    var rogues = IncidentBook(limit: 32)
    /// Alerts about links and listed routers.
    var troubles = IncidentBook(limit: 1_024)
    /// The alert that there is no room for more.
    var full = IncidentBook(limit: 1)
    /// What each open alert is about, to tell it again when more is known.
    var findings: [AlertKey: RouterFinding] = [:]
    /// Hosts behind open alerts of which another address is known now.
    var identified: Set<MACAddress> = []
    var meters: [LinkPlace: FloodMeter] = [:]
    /// When a reload last brought the list: what was wrong before may be right by it.
    var relisted: MonotonicTime?
    /// The flags M and O that each router said when they were last told or first heard.
    var flagsBefore: [Subject: (Bool, Bool)] = [:]
    /// When a change of them was last told.
    var flagsTold: [Subject: MonotonicTime] = [:]
    /// When routers were last asked, by interface.
    var asked: [String: MonotonicTime] = [:]
    /// When frames began to come, by interface: silence before counts for nothing.
    var hearing: [String: MonotonicTime] = [:]
    var random: CaptureRandom

    static let tick = TimerName("tick")
    static let tickEvery: Duration = .seconds(5)
    static let learnedKey = "learned"
    static let advertisedKey = "advertised"
    private static let vendorsToken: RequestToken = 1
    private static let frameToken: RequestToken = 2

    /// A watcher that listens nowhere until it is started.
    public init(_ configuration: RouterAdvertisementConfiguration, shared: SharedConfiguration) {
        self.configuration = configuration
        learned = LearnedRouters(until: Timestamp(nanoseconds: 0))
        random = CaptureRandom(seed: configuration.seed)
    }

    /// Takes a new configuration and keeps what it knows.
    public mutating func reconfigure(
        _ configuration: RouterAdvertisementConfiguration, shared: SharedConfiguration, at moment: Moment,
        into actions: inout [Action]
    ) {
        let before = self.configuration
        self.configuration = configuration
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
        switch sensor.take(input, at: moment, into: &actions) {
        case .done: return
        case .opened(let name):
            hearing[name] = moment.monotonic
            guard configuration.probeInterval != nil else { return }
            let wait = Duration.milliseconds(Int.random(in: 100...1_000, using: &random))
            actions.append(.setTimer(Self.probeTimer(name), at: moment.monotonic + wait))
            return
        case .failed(let name):
            hearing[name] = nil
            actions.append(.cancelTimer(Self.probeTimer(name)))
            return
        case .none: break
        }
        switch input {
        case .frame(let packet): receive(packet, at: moment, into: &actions)
        case .timer(Self.tick):
            lookAround(at: moment, into: &actions)
            actions.append(.setTimer(Self.tick, at: moment.monotonic + Self.tickEvery))
        case .timer(let timer): probe(timer, at: moment, into: &actions)
        case .started(let alerts): start(alerts, at: moment, into: &actions)
        case .kept(let texts): recall(texts)
        case .fact(let fact):
            if let mac = hosts.take(fact) { tellAgain(mac, at: moment, into: &actions) }
        case .answer(Self.vendorsToken, .file(let octets)): hosts.vendors = MACVendors(list: octets)
        case .answer(Self.frameToken, .failed): counters.probeFailures &+= 1
        default: break
        }
    }

    /// Writes the counters and what is seen now.
    public func writeStatus(into writer: inout JSONWriter) {
        counters.write(into: &writer)
        writer.member("routers", book.routers.count)
        writer.member("routers_left_out", book.leftOut)
        writer.member("rogue_alerts_left_out", rogues.leftOut)
        writer.member("vendors", hosts.vendors.count)
        writer.member("listed", configuration.routers.count)
        if configuration.routers.isEmpty, !configuration.isReplay {
            writer.member("learned", learned.routers.count)
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
                [RouterRules.captureFailed.name, RouterRules.captureDrops.name].contains($0.key.rule)
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
        if let text = texts[Self.learnedKey], let kept = LearnedRouters(text: text) { learned = kept }
        if let text = texts[Self.advertisedKey] {
            advertised = Set(text.split(separator: "\n").prefix(1_024).compactMap { IPAddress($0) })
        }
    }

    // MARK: Probes

    static func probeTimer(_ interface: String) -> TimerName { TimerName("probe \(interface)") }

    /// Asks all routers of a link to advertise (RFC 4861, section 6.3.7).
    private mutating func probe(_ timer: TimerName, at moment: Moment, into actions: inout [Action]) {
        guard let interval = configuration.probeInterval, timer.purpose.hasPrefix("probe ") else { return }
        let interface = String(timer.purpose.dropFirst(6))
        guard sensor.isOpen(interface) else { return }
        actions.append(.setTimer(timer, at: moment.monotonic + random.jitter(interval)))
        guard let network = sensor.interfaces[interface]?.network, let mac = network.mac,
            let destinationMAC = FrameWriter.multicastMAC(NeighborDiscoveryMessage.allRouters)
        else { return }
        // From our own address, or from none: then an answer goes to all hosts, and no address is told.
        let own = network.addresses.lazy.map(\.address).first { $0.isIPv6LinkLocal }
        let frame = FrameWriter.icmpv6(
            sourceMAC: mac, destinationMAC: destinationMAC, source: own ?? .v6(high: 0, low: 0, scope: 0),
            destination: NeighborDiscoveryMessage.allRouters,
            type: NeighborDiscoveryMessage.routerSolicitationType,
            body: NeighborDiscoveryMessage.routerSolicitationBody(sourceMAC: own == nil ? nil : mac))
        guard let frame else { return }
        counters.probes &+= 1
        asked[interface] = moment.monotonic
        actions.append(.request(Self.frameToken, .frame(interface: interface, bytes: frame)))
    }
}
