public import Model
import SNMP
public import Watching
import Wire

/// Receives SNMP traps and informs (RFC 3416, sections 4.2.6 and 4.2.7): checks who sends, lets the library decode,
/// judges by rules, folds repeats, limits floods, and acknowledges informs once they are committed.
public struct TrapWatcher: Watcher {
    /// `traps`, on its events.
    public static let name = WatcherName.traps
    /// `traps:`, in the configuration.
    public static let section = "traps"
    /// What it can raise.
    public static let rules = TrapRules.catalog

    /// A replay takes every sender and community, and stores everything.
    public static var replayConfiguration: TrapConfiguration? {
        var configuration = TrapConfiguration(
            allow: [Network(.v4(0), prefixLength: 0), Network(.v6(high: 0, low: 0, scope: 0), prefixLength: 0)],
            limitPerSecond: nil)
        configuration.takesAnyCommunity = true
        return configuration
    }

    var configuration: TrapConfiguration
    var shared: SharedConfiguration
    var counters = TrapCounters()
    var senders: SenderBook
    var refusals = RefusalLog()
    var limiter: SourceLimiter
    var repeats: RepeatTable
    var informs = InformMemory()
    var floods: [Subject: Episode] = [:]
    var drops: [SocketName: Episode] = [:]
    var sockets: [SocketName: Listener] = [:]
    /// Host names of devices, and how their resolution goes.
    var nameStates: [String: NameState] = [:]
    /// Names that were asked for, by token.
    var questions: [RequestToken: String] = [:]
    var nextToken: RequestToken = 0
    /// Of devices that are polled too: the interfaces whose going down matters.
    private(set) var watchedInterfaces: [String: Set<UInt32>] = [:]
    /// How many devices' interfaces are kept.
    private static let watchedLimit = 65_536
    private var nextReceipt: Receipt = 0
    private var armedRepeats: MonotonicTime?

    /// What is known of a listener.
    enum Listener: Sendable {
        /// It is open, or nothing has been heard of it.
        case open
        /// An earlier run of the daemon told that it could not be opened; this one has not heard yet.
        case awaited
        /// It could not be opened, and that was told.
        case failed
    }

    /// The rules that map traps: ours are always there unless the user replaces them by name.
    public static func configuredRules(of configuration: TrapConfiguration) -> Set<String> {
        Set(configuration.rules.rules.map(\.name))
    }

    /// A watcher that listens nowhere until it is started.
    public init(_ configuration: TrapConfiguration, shared: SharedConfiguration) {
        self.configuration = configuration
        self.shared = shared
        senders = SenderBook(configuration: configuration, shared: shared)
        limiter = SourceLimiter(perSecond: configuration.limitPerSecond, burst: configuration.limitBurst)
        repeats = RepeatTable(window: configuration.repeatWindow, prefix: "traps")
    }

    /// Takes a new configuration: sockets that stay are not touched, buckets, repeats and informs are kept.
    public mutating func reconfigure(
        _ configuration: TrapConfiguration, shared: SharedConfiguration, at moment: Moment,
        into actions: inout [Action]
    ) {
        let old = Set(self.configuration.listen)
        let new = Set(configuration.listen)
        for address in self.configuration.listen where !new.contains(address) {
            let socket = SocketName(address.text)
            let before = sockets.removeValue(forKey: socket) ?? .open
            if before != .open {
                reportListener(socket, isOpen: true, why: Self.notConfigured, at: moment, into: &actions)
            }
            actions.append(.close(socket))
        }
        if configuration.repeatWindow != repeats.window {
            // What was counted under the old window is told; the new one starts with nothing.
            for tally in repeats.endAll() { report(.endedTally(tally), into: &actions) }
            repeats.window = configuration.repeatWindow
        }
        self.configuration = configuration
        self.shared = shared
        let before = senders
        senders = SenderBook(configuration: configuration, shared: shared, before: before)
        endNames(of: before, at: moment, into: &actions)
        limiter.perSecond = configuration.limitPerSecond
        limiter.burst = configuration.limitBurst
        actions.append(.acceptUsers(configuration.users))
        for address in configuration.listen {
            // One that is down is tried again at once: the reload may be what mends it.
            let isDown = sockets[SocketName(address.text)] == .failed
            if isDown || !old.contains(address) { listen(at: address, into: &actions) }
        }
        resolveNames(into: &actions)
    }

    /// Takes one input.
    public mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action]) {
        switch input {
        case .datagram(let datagram): receive(datagram, at: moment, into: &actions)
        case .trap(let decoding, let datagram): take(decoding, datagram, at: moment, into: &actions)
        case .committed(let receipts): acknowledge(receipts, into: &actions)
        case .timer(let timer): wake(timer, at: moment, into: &actions)
        case .kernelDrops(let count, let socket): noteDrops(count, on: socket, at: moment, into: &actions)
        case .started(let alerts): start(alerts, at: moment, into: &actions)
        case .remembered(let observations): informs.recall(observations, at: moment)
        case .socketOpened(let socket): noteOpened(socket, at: moment, into: &actions)
        case .socketFailed(let socket, let why): noteFailed(socket, why, at: moment, into: &actions)
        case .frame(let packet): replay(packet, at: moment, into: &actions)
        case .stopping: stop(at: moment, into: &actions)
        case .answer(let token, let answer): take(answer, to: token, at: moment, into: &actions)
        case .fact(.watchedInterfaces(let device, let indices)):
            if watchedInterfaces[device] != nil || watchedInterfaces.count < Self.watchedLimit {
                watchedInterfaces[device] = indices
            }
        case .fact, .sent, .kept: break
        }
    }

    /// Writes the counters and what is going on now.
    public func writeStatus(into writer: inout JSONWriter) {
        counters.write(into: &writer)
        writer.key("refused")
        writer.beginObject()
        for (reason, count) in refusals.totals.sorted(by: { $0.key < $1.key }) { writer.member(reason, count) }
        writer.endObject()
        writer.member("floods_now", floods.count)
        writer.member("informs_remembered", informs.count)
        if !nameStates.isEmpty { writer.member("names_unresolved", nameStates.values.count { $0.failures > 0 }) }
    }

    /// Reports an observation and gives its receipt.
    @discardableResult
    mutating func report(_ content: Report.Content, wantsReceipt: Bool = false, into actions: inout [Action])
        -> Receipt?
    {
        guard wantsReceipt else {
            actions.append(.report(Report(content)))
            return nil
        }
        nextReceipt += 1
        actions.append(.report(Report(content, receipt: nextReceipt)))
        return nextReceipt
    }

    // MARK: Start, stop, timers

    private mutating func start(_ alerts: [Alert], at moment: Moment, into actions: inout [Action]) {
        actions.append(.acceptUsers(configuration.users))
        for address in configuration.listen { listen(at: address, into: &actions) }
        resolveNames(into: &actions)
        // Episodes that the last run left open: each ends by itself unless it goes on.
        for alert in alerts {
            switch alert.key.rule {
            case TrapRules.flood.name:
                floods[alert.key.subject] = Episode(at: moment, isInherited: true)
            case TrapRules.drops.name:
                drops[SocketName(alert.key.subject.instance ?? "")] = Episode(at: moment, isInherited: true)
            case TrapRules.unresolved.name: inherit(alert, at: moment, into: &actions)
            case TrapRules.listener.name:
                let socket = SocketName(alert.key.subject.instance ?? "")
                if configuration.listen.contains(where: { $0.text == socket.text }) {
                    sockets[socket] = .awaited
                } else {
                    reportListener(socket, isOpen: true, why: Self.notConfigured, at: moment, into: &actions)
                }
            default: endIfUnknown(alert, at: moment, into: &actions)
            }
        }
        repeats = RepeatTable(window: configuration.repeatWindow, prefix: "traps/\(moment.wall.microseconds)")
        actions.append(.setTimer(.refusals, at: moment.monotonic + RefusalLog.tick))
        armEpisodes(into: &actions)
    }

    private mutating func wake(_ timer: TimerName, at moment: Moment, into actions: inout [Action]) {
        switch timer {
        case .repeats:
            armedRepeats = nil
            for tally in repeats.endWindows(at: moment.monotonic) { report(.endedTally(tally), into: &actions) }
            armRepeats(into: &actions)
        case .refusals:
            for (key, count) in refusals.due(at: moment.monotonic) {
                reportRefusals(key, count: count, at: moment, into: &actions)
            }
            actions.append(.setTimer(.refusals, at: moment.monotonic + RefusalLog.tick))
        case .episodes: checkEpisodes(at: moment, into: &actions)
        case .listeners:
            for address in configuration.listen where sockets[SocketName(address.text)] == .failed {
                listen(at: address, into: &actions)
            }
        case let timer where timer.purpose.hasPrefix(TrapWatcher.nameTimer):
            renew(String(timer.purpose.dropFirst(TrapWatcher.nameTimer.count)), into: &actions)
        default: break
        }
    }

    private mutating func stop(at moment: Moment, into actions: inout [Action]) {
        for tally in repeats.endAll() { report(.endedTally(tally), into: &actions) }
        for (key, count) in refusals.remaining() { reportRefusals(key, count: count, at: moment, into: &actions) }
    }

    mutating func armRepeats(into actions: inout [Action]) {
        // Nearly every trap comes through here, and the first end is nearly always armed already.
        guard let end = repeats.nextEnd, armedRepeats.map({ end < $0 }) ?? true else { return }
        armedRepeats = end
        actions.append(.setTimer(.repeats, at: end))
    }

    private static let notConfigured = "it is no longer configured"

    /// Ends an alert of a rule that is no longer there: nothing would ever renew or end it.
    private mutating func endIfUnknown(_ alert: Alert, at moment: Moment, into actions: inout [Action]) {
        guard !configuration.rules.rules.contains(where: { $0.name == alert.key.rule }) else { return }
        let observation = Observation(
            rule: alert.key.rule, watcher: .traps, severity: alert.severity, state: .resolved,
            subject: alert.key.subject, address: alert.address, tags: alert.tags, time: moment.wall,
            summary: "The rule \(alert.key.rule) is no longer configured", isUserRule: true)
        report(.observation(observation), into: &actions)
    }

    private func listen(at address: ListenAddress, into actions: inout [Action]) {
        actions.append(
            .listen(SocketName(address.text), address, receiveBufferBytes: configuration.receiveBufferBytes))
    }
}

extension TimerName {
    static let repeats = TimerName("repeats")
    static let refusals = TimerName("refusals")
    static let episodes = TimerName("episodes")
    static let listeners = TimerName("listeners")
}
