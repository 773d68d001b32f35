public import Model
public import Reactor
import Synchronization

/// Several watchers on one clock that only moves when told, as the daemon runs them over a capture: what one publishes the
/// others hear, the files that they watch are read once, and what a capture cannot bear out is not told.
public final class ManualWorlds {
    /// What others have published and one watcher has yet to hear.
    private final class Inbox: Sendable {
        let facts = Mutex<[Fact]>([])
    }

    /// The watchers' worlds, in the order in which they were given.
    public let worlds: [ManualWorld]
    private var clock: Moment
    /// When the next timer of any of them is due; nil when none is set.
    private var nextDeadline: MonotonicTime?
    /// Whether what came of the start is not told yet.
    private var isFresh = true
    private let names: [WatcherName]
    private let scopes: [ReplayScope]
    private let inboxes: [Inbox]
    private let board = FactBoard()

    /// Starts watchers at a time; what comes of that is told with the first step.
    public init(
        _ plans: [(name: WatcherName, plan: any WatcherPlan)], decoder: () -> (any TrapDecoder)?, at start: Moment
    ) {
        clock = start
        names = plans.map(\.name)
        scopes = plans.map(\.plan.replayScope)
        worlds = plans.map { ManualWorld($0.plan.makeWatcher(), decoder: decoder(), at: start) }
        inboxes = plans.map { _ in Inbox() }
        for (name, inbox) in zip(names, inboxes) {
            board.subscribe(name) { news in inbox.facts.withLock { $0 += news } }
        }
        nextDeadline = earliestDeadline
    }

    /// The time.
    public var now: Moment { clock }

    /// Runs watchers over a capture file, on its own clock, and for a day after its end; what they observe is told in order.
    /// Gives the status object of each watcher after the last frame. A fault of the file ends the run; what came before it
    /// has been told.
    public static func replay(
        _ capture: CaptureReader, _ plans: [(name: WatcherName, plan: any WatcherPlan)],
        decoder: () -> (any TrapDecoder)?, tell: (Observation) -> Void
    ) throws(CaptureFault) -> [String] {
        var frame = CapturedFrame(bytes: [], time: Timestamp(nanoseconds: 0), originalLength: 0, linkType: 0)
        guard try capture.next(into: &frame) else { return [] }
        let worlds = ManualWorlds(
            plans, decoder: decoder,
            at: Moment(wall: frame.time, monotonic: MonotonicTime(nanoseconds: frame.time.nanoseconds)))
        do {
            repeat {
                worlds.feed(
                    CapturedPacket(bytes: frame.bytes, linkType: frame.linkType, time: frame.time), tell: tell)
            } while try capture.next(into: &frame)
        } catch {
            worlds.end(after: .zero, tell: tell)
            throw error
        }
        let statuses = worlds.statuses
        worlds.end(after: .seconds(86_400), tell: tell)
        return statuses
    }

    /// Moves the clock to the time of a frame and gives it to each watcher; what they observe is told in order.
    public func feed(_ packet: CapturedPacket, tell: (Observation) -> Void) {
        advance(
            to: Moment(wall: packet.time, monotonic: MonotonicTime(nanoseconds: packet.time.nanoseconds)), tell: tell)
        let input = Input.frame(packet)
        var isQuiet = true
        for world in worlds where world.feed(input) { isQuiet = false }
        // Most frames come to nothing: neither news nor timers.
        if !isQuiet { settle(tell) }
    }

    /// Moves the clock by so much, then has each watcher flush what it holds back.
    public func end(after duration: Duration, tell: (Observation) -> Void) {
        advance(to: clock + duration, tell: tell)
        for world in worlds { world.feed(.stopping) }
        settle(tell)
    }

    /// Moves the clock to a time. Timers fire on the way, each at its own time, and what comes of one is heard by all
    /// before the clock goes on. A time in the past moves only the wall clock.
    public func advance(to target: Moment, tell: (Observation) -> Void) {
        if isFresh { settle(tell) }
        while let due = nextDeadline, due <= target.monotonic {
            clock = clock + (due > clock.monotonic ? due - clock.monotonic : .zero)
            for world in worlds { world.advance(to: clock) }
            settle(tell)
        }
        clock = Moment(wall: target.wall, monotonic: max(clock.monotonic, target.monotonic))
        for world in worlds { world.clock = clock }
    }

    /// The status object of each watcher as it is now.
    public var statuses: [String] {
        zip(names, worlds).map { name, world in
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("name", name.rawValue)
            world.watcher.writeStatus(into: &writer)
            writer.endObject()
            return writer.text
        }
    }

    private var earliestDeadline: MonotonicTime? { worlds.compactMap(\.nextDeadline).min() }

    /// Works off what the worlds have come up with, until nobody has anything left to hear.
    private func settle(_ tell: (Observation) -> Void) {
        isFresh = false
        while worlds.contains(where: \.hasNews) {
            for (index, world) in worlds.enumerated() where world.hasNews {
                let news = world.takeNews()
                for observation in news.observations where scopes[index].tells(observation.rule) { tell(observation) }
                if !news.facts.isEmpty { board.publish(news.facts, by: names[index]) }
                for case .request(let token, let request) in news.actions {
                    switch request {
                    case .watchFile(let path): world.feed(.answer(token, Self.read(path)))
                    case .watchAddresses:
                        world.feed(.answer(token, .failed("a capture does not tell the addresses of a host")))
                    default: break
                    }
                }
            }
            for (world, inbox) in zip(worlds, inboxes) {
                let facts = inbox.facts.withLock { facts in
                    defer { facts = [] }
                    return facts
                }
                for fact in facts { world.feed(.fact(fact)) }
            }
        }
        nextDeadline = earliestDeadline
    }

    private static func read(_ path: String) -> Answer {
        var file = FileWatch(path: path)
        switch file.look() {
        case .octets(let octets): return .file(octets)
        case .unreadable(let sentence): return .failed(sentence)
        case nil: return .failed("\(path): nothing was read")
        }
    }
}
