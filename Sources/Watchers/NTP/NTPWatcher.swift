public import Model
public import Watching
import Wire

/// An independent judgement of this host's clock and of the network's time servers: a client of NTP (RFC 5905) that steers
/// nothing. It asks the configured servers, says by how much our clock is off and how far that may be wrong, whom it believes
/// and why, and what the local daemon makes of the same.
public struct NTPWatcher: Watcher {
    /// `ntp`, on its events.
    public static let name = WatcherName.ntp
    /// `ntp:`, in the configuration.
    public static let section = "ntp"
    /// What it can raise.
    public static let rules = NTPRules.catalog
    /// A capture holds other hosts' questions, whose clocks are not ours to judge.
    public static var replayConfiguration: NTPConfiguration? { nil }

    var configuration: NTPConfiguration
    var shared: SharedConfiguration
    var counters = NTPCounters()
    var random: NTPRandom
    /// The servers by their numbers.
    var sources: [UInt64: NTPSource] = [:]
    /// The numbers in the order of the configuration.
    var order: [UInt64] = []
    /// The numbers by address and port.
    var numbers: [Endpoint: UInt64] = [:]
    /// Host names of servers, and how their resolution goes.
    var names: [String: NameState] = [:]
    /// Requests that are out, by their tokens.
    var questions: [RequestToken: Question] = [:]
    var nextToken: RequestToken = 0
    private var nextNumber: UInt64 = 0
    var sockets: [SocketName: Bool] = [:]
    var steps = StepDetector()
    private var suspends = SuspendDetector()
    var frequency = FrequencyRecord()
    var problems = NTPProblems()
    var system: NTPSystem?
    /// The view at the last look, against which a shift shows.
    var lastAgreement: (time: Moment, agreement: NTPSelection.Agreement, usual: NTPShift.Usual)?
    /// A shift that was seen once and not yet again.
    var suspectedShift: NTPShift?
    /// Whether the slew that goes on was told of.
    var isSlewTold = false
    var daemon = LocalDaemon()
    /// What the kernel says; nil while it was not asked or did not tell.
    var kernel: KernelClock?
    /// This host's own addresses, as far as they are known.
    var ownAddresses = NTPOwnAddresses()
    /// What servers told of how often they may be asked, over restarts.
    var limits = NTPServerLimits()
    /// Whether the first questions are out: not before it is known what was kept.
    private var hasBegun = false
    var rogues = NTPRogues()
    /// The end of the month for which most servers announce a leap second; it stays until a day after that.
    var announcedLeap: Timestamp?
    /// When this run began.
    private var started = MonotonicTime(nanoseconds: 0)
    /// When this host woke up last; nil while it did not sleep.
    private var awoke: MonotonicTime?
    /// When offsets may be told.
    var settled: MonotonicTime {
        let settled = started + configuration.settlingTime
        return awoke.map { max(settled, $0 + NTPWatcher.settlingAfterSleep) } ?? settled
    }
    /// When our own servers were last asked what an attacker would ask, and when they will be.
    var amplifiersAsked: MonotonicTime?
    var amplifiersDue: MonotonicTime?
    /// Whether what an earlier run left open was reviewed.
    private var hasReviewed = false
    /// When the next look is due; a much later one tells that this host slept.
    private var nextLook: MonotonicTime?
    /// The fact that was published last.
    var publishedClock: (trusted: Bool, boundSeconds: Double)?

    /// The token under which the host tells our own addresses, again and again.
    static let addressesToken: RequestToken = 0

    /// How the resolution of a name goes.
    struct NameState: Sendable {
        /// Failures in a row.
        var failures = 0
        /// Whether an answer is awaited.
        var isWaiting = false
    }

    /// What a request was about.
    enum Question: Sendable {
        case name(String)
        case kernel
        case keys(UInt64)
        case keyServer(UInt64, NTSKeyExchange.Agreement, String)
    }

    /// A watcher that asks nobody until it is started.
    public init(_ configuration: NTPConfiguration, shared: SharedConfiguration) {
        self.configuration = configuration
        self.shared = shared
        random = NTPRandom(seed: configuration.seed)
    }

    /// Takes a new configuration; servers that stay keep their measurements.
    public mutating func reconfigure(
        _ configuration: NTPConfiguration, shared: SharedConfiguration, at moment: Moment, into actions: inout [Action]
    ) {
        for interface in self.configuration.captureInterfaces
        where !configuration.captureInterfaces.contains(interface) {
            actions.append(.close(.capture(interface)))
        }
        let called = Set(rogues.servers.keys.map(rogueSubject))
        let probed = self.configuration.amplifierInterval
        self.configuration = configuration
        self.shared = shared
        startCaptures(into: &actions)
        let kept = Set(configuration.servers.map(\.name))
        for number in order {
            guard let source = sources[number] else { continue }
            guard let entry = configuration.servers.first(where: { $0.name == source.entry.name }),
                entry.isAsked(as: source.entry)
            else {
                remove(number, because: "The server is no longer configured", at: moment, into: &actions)
                // Where it is configured in another way, its name is resolved anew.
                names[source.entry.name] = nil
                continue
            }
            sources[number]?.adopt(entry)
            // Whom it was too much already is asked in its turn, not once more for each reload.
            if source.denied == nil, source.poll.isSlowed { continue }
            actions.append(.setTimer(.poll(number), at: moment.monotonic))
        }
        names = names.filter { kept.contains($0.key) }
        problems.end(
            where: { $0.rule == NTPRules.unresolved.name && !kept.contains($0.subject.device) },
            because: "The name is no longer configured", at: moment, into: &actions)
        if limits.retain(configuration.servers) { keepLimits(at: moment, into: &actions) }
        if hasBegun { for entry in configuration.servers { take(entry, at: moment, into: &actions) } }
        daemon.choose(configuration.local)
        sortOrder()
        if hasBegun, probed != configuration.amplifierInterval { armAmplifiers(at: moment, into: &actions) }
        if hasBegun { endUnconfigured(at: moment, into: &actions) }
        // A device's name may have changed, which events are about.
        let renamed = called.subtracting(rogues.servers.keys.map(rogueSubject))
        problems.end(
            where: { $0.rule == NTPRules.rogue.name && renamed.contains($0.subject) },
            because: "The device has another name now", at: moment, into: &actions)
        reviewRogues(at: moment, into: &actions)
        armLook(at: moment, into: &actions)
    }

    /// Takes one input.
    public mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action]) {
        observeClock(at: moment, into: &actions)
        switch input {
        case .started(let alerts): start(alerts, at: moment, into: &actions)
        case .datagram(let datagram): receive(datagram, at: moment, into: &actions)
        case .sent(_, let stamp, let time): noteSent(stamp, at: time)
        case .timer(let timer): wake(timer, at: moment, into: &actions)
        case .answer(let token, let answer): take(answer, to: token, at: moment, into: &actions)
        case .socketOpened(let socket): noteOpened(socket, at: moment, into: &actions)
        case .socketFailed(let socket, let why): noteFailed(socket, why, at: moment, into: &actions)
        case .kernelDrops(let count, _): counters.kernelDrops &+= count
        case .fact(.offeredTimeServers(let server, let addresses)):
            takeOffer(addresses, of: server, at: moment, into: &actions)
        case .frame(let packet): inspect(packet, at: moment, into: &actions)
        case .kept(let texts): recall(texts, at: moment)
        case .stopping: if !limits.limits.isEmpty { keepLimits(at: moment, into: &actions) }
        case .fact, .remembered, .committed, .trap: break
        }
    }

    // MARK: Start and timers

    private mutating func start(_ alerts: [Alert], at moment: Moment, into actions: inout [Action]) {
        started = moment.monotonic
        problems.inherit(alerts)
        daemon.choose(configuration.local)
        startCaptures(into: &actions)
        actions.append(.request(NTPWatcher.addressesToken, .watchAddresses))
        armLook(at: moment, into: &actions)
        // What was kept comes right after, and must be known before anyone is asked.
        actions.append(.setTimer(.begin, at: moment.monotonic))
    }

    /// Asks everyone for the first time.
    private mutating func begin(at moment: Moment, into actions: inout [Action]) {
        hasBegun = true
        for entry in configuration.servers { take(entry, at: moment, into: &actions) }
        if configuration.local != .none { open(.ntp4, into: &actions) }
        armAmplifiers(at: moment, into: &actions)
        askLocal(at: moment, into: &actions)
    }

    private mutating func wake(_ timer: TimerName, at moment: Moment, into actions: inout [Action]) {
        switch timer.purpose {
        case TimerName.pollPurpose: ask(timer.number, at: moment, into: &actions)
        case TimerName.begin.purpose: begin(at: moment, into: &actions)
        case TimerName.look.purpose: look(at: moment, into: &actions)
        case TimerName.sockets.purpose:
            for (socket, isOpen) in sockets where !isOpen { open(socket, into: &actions) }
        case TimerName.amplifiers.purpose: askAmplifiers(at: moment, into: &actions)
        case TimerName.amplifierEnd.purpose: judgeAmplifiers(at: moment, into: &actions)
        case let purpose where purpose.hasPrefix(TimerName.namePrefix):
            resolve(String(purpose.dropFirst(TimerName.namePrefix.count)), into: &actions)
        default: break
        }
    }

    /// How often the whole is looked at: as often as the servers are asked at the most.
    var lookInterval: Duration {
        let shortest = configuration.servers.map(\.minimumPoll).min() ?? 6
        return .seconds(Int64(1) << Int64(max(0, min(shortest, 10))))
    }

    private mutating func armLook(at moment: Moment, into actions: inout [Action]) {
        let next = moment.monotonic + lookInterval
        nextLook = next
        actions.append(.setTimer(.look, at: next))
    }

    private mutating func look(at moment: Moment, into actions: inout [Action]) {
        if steps.isSettled { judgeAll(at: moment, into: &actions) }
        askLocal(at: moment, into: &actions)
        if !hasReviewed, moment.monotonic >= settled {
            hasReviewed = true
            endUnjudged(at: moment, into: &actions)
        }
        armLook(at: moment, into: &actions)
    }

    // MARK: Our own clock

    /// Compares our clocks, before anything is made of their readings.
    private mutating func observeClock(at moment: Moment, into actions: inout [Action]) {
        let slept = suspends.observe(moment) != nil
        let isLate = nextLook.map { moment.monotonic - $0 > NTPWatcher.longestDelay } ?? false
        frequency.observe(moment)
        if slept || isLate { noteSleep(at: moment, into: &actions) }
        switch steps.observe(moment) {
        case .settled: break
        case .unsettled: actions.append(.setTimer(.confirm, at: moment.monotonic + StepDetector.interval))
        case .stepped(let seconds): noteStep(seconds, at: moment, into: &actions)
        }
    }

    /// A timer that comes later than this was not late: this host stood still, whatever its clocks say.
    static let longestDelay: Duration = .seconds(30)
    /// How long offsets are not told after a sleep.
    static let settlingAfterSleep: Duration = .seconds(64)

    private mutating func noteSleep(at moment: Moment, into actions: inout [Action]) {
        counters.pauses += 1
        nextLook = nil
        // The clock was set from the real-time clock's whole seconds: what was measured before says nothing now.
        for number in order {
            sources[number]?.wakeUp()
            // Whom it was too much already is asked in its turn, and so is who refused before the start.
            if let poll = sources[number]?.poll, poll.isSlowed || poll.isCautious { continue }
            actions.append(.setTimer(.poll(number), at: moment.monotonic))
        }
        frequency.reset()
        system = nil
        lastAgreement = nil
        suspectedShift = nil
        awoke = moment.monotonic
        armLook(at: moment, into: &actions)
    }

    private mutating func noteStep(_ seconds: Double, at moment: Moment, into actions: inout [Action]) {
        counters.steps += 1
        // At a leap second the servers' clocks step as ours does: what was measured stays as it is.
        if !isAnnouncedLeap(seconds, at: moment) {
            for number in order {
                sources[number]?.history.shift(by: seconds)
                sources[number]?.association.shift(by: seconds)
            }
            lastAgreement?.agreement.offset -= seconds
        }
        updateSystem(at: moment)
        reportStep(seconds, at: moment, into: &actions)
    }

    // MARK: Servers

    /// Takes up a server of the configuration: asks at once, or once its name is resolved.
    private mutating func take(
        _ entry: NTPConfiguration.Server, at moment: Moment, into actions: inout [Action]
    ) {
        switch entry.address {
        case .ip(let address): add(entry, at: address, moment, into: &actions)
        case .name(let name):
            guard names[name] == nil else { return }
            names[name] = NameState()
            resolve(name, into: &actions)
        }
    }

    /// Adds a source unless it is there.
    mutating func add(
        _ entry: NTPConfiguration.Server, at address: IPAddress, _ moment: Moment, into actions: inout [Action]
    ) {
        let endpoint = Endpoint(address: address, port: entry.port)
        guard numbers[endpoint] == nil, !sources.values.contains(where: { $0.origin == endpoint }) else { return }
        nextNumber += 1
        var source = NTPSource(number: nextNumber, entry: entry, address: address)
        let wait = limits.apply(to: &source, at: moment.monotonic)
        sources[nextNumber] = source
        numbers[endpoint] = nextNumber
        order.append(nextNumber)
        open(address.isIPv6 ? .ntp6 : .ntp4, into: &actions)
        if wait > .zero {
            actions.append(.setTimer(.poll(nextNumber), at: moment.monotonic + wait))
        } else {
            ask(nextNumber, at: moment, into: &actions)
        }
    }

    /// Removes a source and ends what was told of it.
    mutating func remove(_ number: UInt64, because reason: String, at moment: Moment, into actions: inout [Action]) {
        guard let source = sources.removeValue(forKey: number) else { return }
        limits.noteAsked(source)
        if numbers[source.endpoint] == number { numbers[source.endpoint] = nil }
        order.removeAll { $0 == number }
        actions.append(.cancelTimer(.poll(number)))
        problems.end(where: { $0.subject == source.subject }, because: reason, at: moment, into: &actions)
    }

    /// Puts the sources into the order of the configuration, those of one name by address.
    mutating func sortOrder() {
        let places = Dictionary(
            configuration.servers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        order.sort { left, right in
            guard let a = sources[left], let b = sources[right] else { return left < right }
            let (x, y) = (places[a.entry.name] ?? .max, places[b.entry.name] ?? .max)
            return x != y ? x < y : a.origin.text < b.origin.text
        }
    }

    func startCaptures(into actions: inout [Action]) {
        for interface in configuration.captureInterfaces {
            actions.append(.capture(.capture(interface), CaptureRequest(interface: interface, filter: "udp port 123")))
        }
    }
}

extension NTPSource {
    /// Takes other settings; what was measured stays.
    mutating func adopt(_ entry: NTPConfiguration.Server) {
        self.entry = entry
        denied = nil
        keeper?.retry()
        association.isInterleaved = entry.isInterleaved
        if case .nts(.some) = association.authentication, entry.usesNTS {
            // Established keys and cookies stay good.
        } else {
            association.authentication = NTPSource.authentication(of: entry)
        }
        poll.adopt(minimum: entry.minimumPoll, maximum: entry.maximumPoll, allowsBurst: entry.isBurst)
    }

    /// Forgets what was measured before a sleep, and begins anew.
    mutating func wakeUp() {
        history.removeAll()
        association.forget()
        poll.startBurst()
        unanswered = 0
        fresh = 0
        mark = .unusable
    }
}

extension SocketName {
    /// Where questions to IPv4 servers leave from: a port that the kernel chooses.
    static let ntp4 = SocketName("ntp:ipv4")
    /// The same for IPv6.
    static let ntp6 = SocketName("ntp:ipv6")
    /// The capture on an interface.
    static func capture(_ interface: String) -> SocketName { SocketName("ntp:capture:\(interface)") }
}

extension TimerName {
    static let pollPurpose = "poll"
    static let namePrefix = "name/"
    static let begin = TimerName("begin")
    static let look = TimerName("look")
    static let confirm = TimerName("confirm")
    static let sockets = TimerName("sockets")
    static let amplifiers = TimerName("amplifiers")
    static let amplifierEnd = TimerName("amplifier-end")
    /// When a source is asked again.
    static func poll(_ number: UInt64) -> TimerName { TimerName(pollPurpose, number: number) }
    /// When a name is resolved again.
    static func name(_ name: String) -> TimerName { TimerName(namePrefix + name) }
}
