import Model
import Watching
import Wire

/// The captures of one watcher: asks for them, keeps what their interfaces are, and reports when a sensor is deaf or the
/// kernel drops frames.
struct CaptureSensor: Sendable {
    /// One interface that is listened on.
    struct Interface: Sendable {
        /// Whether frames come.
        enum State: Sendable, Hashable {
            /// Nothing has been heard of the capture yet.
            case awaited
            /// Frames come.
            case open
            /// None come; the sentence says why.
            case failed(String)
        }

        /// Whether frames come.
        var state = State.awaited
        /// Whether an alert says that none come: told by this run of the daemon or an earlier one.
        var isTold = false
        /// The interface itself, as far as it is known.
        var network: NetworkInterface?
        /// Frames that the kernel dropped in this episode, and when it dropped the last ones.
        var drops: (count: UInt64, last: MonotonicTime)?
        /// Frames that the kernel dropped in all.
        var dropped: UInt64 = 0
    }

    /// What a step of the sensor means for its watcher.
    enum Step: Sendable, Equatable {
        /// Nothing that concerns the sensor: the input is the watcher's.
        case none
        /// It has been worked off.
        case done
        /// Frames come on this interface from now on.
        case opened(String)
        /// No more frames come on this interface.
        case failed(String)
    }

    /// How long the kernel must have dropped nothing for the trouble to be over.
    static let quiet: Duration = .seconds(10)
    /// The timer that ends episodes of drops; the watcher gives its timers to `take` first.
    static let timer = TimerName("capture drops")
    /// Tokens of requests from here on are the sensor's.
    static let firstToken: RequestToken = 1 << 60

    /// The watcher's name, which its captures bear, too.
    let watcher: WatcherName
    /// The rule of a capture that failed.
    let failure: Rule
    /// The rule of frames that the kernel dropped.
    let drops: Rule
    /// What the kernel passes.
    let filter: String
    /// What the watcher cannot see of a deaf interface: "rogue routers on it go unseen".
    let consequence: String
    /// Hears on the same interfaces who has which address.
    var neighbours: NeighbourSensor
    /// The interfaces by name.
    private(set) var interfaces: [String: Interface] = [:]
    private var tokens: [RequestToken: String] = [:]
    private var nextToken = CaptureSensor.firstToken
    /// What was asked last, to tell which captures stay.
    private var isPromiscuous = true

    /// A sensor that hears nothing until it is started.
    init(watcher: WatcherName, failure: Rule, drops: Rule, filter: String, consequence: String) {
        self.watcher = watcher
        self.failure = failure
        self.drops = drops
        self.filter = filter
        self.consequence = consequence
        neighbours = NeighbourSensor(watcher: watcher)
    }

    /// Listens on these interfaces and no others; alerts of an earlier run that are still open are taken over.
    mutating func listen(
        on names: [String], isPromiscuous: Bool = true, openAlerts: [Alert] = [], at moment: Moment,
        into actions: inout [Action]
    ) {
        self.isPromiscuous = isPromiscuous
        for name in interfaces.keys.sorted() where !names.contains(name) {
            let left = interfaces.removeValue(forKey: name)
            if left?.isTold == true { reportState(name, nil, "it is no longer configured", moment, into: &actions) }
            if left?.drops != nil { reportDrops(name, .resolved, 0, moment, into: &actions) }
            actions.append(.close(socket(name)))
        }
        for name in names {
            if interfaces[name] == nil {
                interfaces[name] = Interface()
                nextToken += 1
                tokens[nextToken] = name
                actions.append(.request(nextToken, .watchInterface(name: name)))
            }
            // The host leaves alone what is open with the same request.
            let request = CaptureRequest(interface: name, filter: filter, isPromiscuous: isPromiscuous)
            actions.append(.capture(socket(name), request))
        }
        neighbours.listen(on: names, isPromiscuous: isPromiscuous, into: &actions)
        for alert in openAlerts {
            let name = alert.key.subject.instance ?? ""
            switch alert.key.rule {
            case failure.name where interfaces[name] != nil: interfaces[name]?.isTold = true
            case failure.name: reportState(name, nil, "it is no longer configured", moment, into: &actions)
            case drops.name: reportDrops(name, .resolved, 0, moment, into: &actions)
            default: break
            }
        }
    }

    /// Takes an input if it is about the captures.
    mutating func take(_ input: Input, at moment: Moment, into actions: inout [Action]) -> Step {
        if neighbours.take(input, at: moment, into: &actions) { return .done }
        switch input {
        case .socketOpened(let socket):
            guard let name = name(of: socket), interfaces[name] != nil else { return .none }
            let wasTold = interfaces[name]?.isTold ?? false
            interfaces[name]?.state = .open
            interfaces[name]?.isTold = false
            if wasTold { reportState(name, nil, "frames come again", moment, into: &actions) }
            return .opened(name)
        case .socketFailed(let socket, let why):
            guard let name = name(of: socket), interfaces[name] != nil else { return .none }
            let before = interfaces[name]?.state
            interfaces[name]?.state = .failed(why)
            interfaces[name]?.isTold = true
            if before != .failed(why) { reportState(name, why, consequence, moment, into: &actions) }
            return .failed(name)
        case .kernelDrops(let count, let socket):
            guard let name = name(of: socket), interfaces[name] != nil else { return .none }
            noteDrops(name, count, moment, into: &actions)
            return .done
        case .answer(let token, let answer):
            guard let name = tokens[token] else { return token >= Self.firstToken ? .done : .none }
            if case .interface(let network) = answer { interfaces[name]?.network = network }
            return .done
        case .timer(Self.timer):
            endDrops(moment, into: &actions)
            return .done
        default: return .none
        }
    }

    /// Whether frames come on an interface, by what the sensor has heard.
    func isOpen(_ name: String) -> Bool { interfaces[name]?.state == .open }

    /// Whether a MAC address is that of one of the interfaces themselves.
    func isOwn(_ mac: MACAddress) -> Bool { interfaces.values.contains { $0.network?.mac == mac } }

    /// The subject of what concerns one interface of this host.
    func subject(_ name: String) -> Subject { Subject(device: "tocsin", instance: name) }

    /// Writes the member `interfaces`.
    func writeStatus(into writer: inout JSONWriter) {
        writer.key("interfaces")
        writer.beginArray()
        for (name, one) in interfaces.sorted(by: { $0.key < $1.key }) {
            writer.beginObject()
            writer.member("name", name)
            switch one.state {
            case .awaited: writer.member("state", "opening")
            case .open: writer.member("state", "open")
            case .failed(let why): writer.member("state", why)
            }
            writer.member("dropped_by_kernel", one.dropped)
            writer.endObject()
        }
        writer.endArray()
    }

    // MARK: Reports

    private func socket(_ name: String) -> SocketName { SocketName("\(watcher.rawValue) \(name)") }

    private func name(of socket: SocketName) -> String? {
        let prefix = "\(watcher.rawValue) "
        return socket.text.hasPrefix(prefix) ? String(socket.text.dropFirst(prefix.count)) : nil
    }

    private func reportState(
        _ name: String, _ why: String?, _ rest: String, _ moment: Moment, into actions: inout [Action]
    ) {
        let summary =
            why.map { "Nothing is captured on \(name): \($0); \(rest)" }
            ?? "The capture on \(name) is well again: \(rest)"
        let observation = Observation(
            rule: failure.name, watcher: watcher, severity: failure.severity, state: why == nil ? .resolved : .firing,
            subject: subject(name), time: moment.wall, summary: summary,
            evidence: Evidence { writer in
                writer.member("interface", name)
                if let why { writer.member("cause", why) }
            })
        actions.append(.report(Report(.observation(observation))))
    }

    private mutating func noteDrops(_ name: String, _ count: UInt64, _ moment: Moment, into actions: inout [Action]) {
        guard count > 0 else { return }
        interfaces[name]?.dropped &+= count
        let before = interfaces[name]?.drops
        interfaces[name]?.drops = ((before?.count ?? 0) &+ count, moment.monotonic)
        if before == nil { reportDrops(name, .firing, count, moment, into: &actions) }
        actions.append(.setTimer(Self.timer, at: moment.monotonic + Self.quiet))
    }

    private mutating func endDrops(_ moment: Moment, into actions: inout [Action]) {
        for name in interfaces.keys.sorted() {
            guard let episode = interfaces[name]?.drops else { continue }
            if moment.monotonic >= episode.last + Self.quiet {
                interfaces[name]?.drops = nil
                reportDrops(name, .resolved, episode.count, moment, into: &actions)
            } else {
                actions.append(.setTimer(Self.timer, at: episode.last + Self.quiet))
            }
        }
    }

    private func reportDrops(
        _ name: String, _ state: EventState, _ count: UInt64, _ moment: Moment, into actions: inout [Action]
    ) {
        let observation = Observation(
            rule: drops.name, watcher: watcher, severity: drops.severity, state: state, subject: subject(name),
            time: moment.wall, count: max(1, Int(clamping: count)),
            summary: state == .firing
                ? "The kernel drops frames captured on \(name) because they come faster than they are read: \(count) so far"
                : "The kernel drops no more frames on \(name); it dropped \(count) in all",
            evidence: Evidence { writer in
                writer.member("interface", name)
                writer.member("dropped", count)
            })
        actions.append(.report(Report(.observation(observation))))
    }
}
