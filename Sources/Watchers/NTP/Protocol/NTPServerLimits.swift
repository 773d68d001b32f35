import Model
import Wire

/// What servers told of how often they may be asked (RATE), or that they may not be (DENY, RSTR), as it is kept over restarts:
/// a line of text a server. There are at most as many as there are sources.
struct NTPServerLimits: Sendable {
    /// What one server told.
    struct Limit: Sendable, Hashable {
        /// What the server is called in the configuration.
        var name: String
        /// The shortest interval that it allows, as a power of two in seconds; nil while it told none.
        var allowed: Int8?
        /// How it refused to serve us; nil where it does not.
        var refusal: NTPKissCode?
        /// When it told that last, on the clock that nobody sets.
        var told: MonotonicTime
        /// When it was asked last; nil where that is not known.
        var asked: MonotonicTime?

        /// Whether it is too old to be kept to.
        func isOver(at now: MonotonicTime) -> Bool { now - told > NTPServerLimits.lifetime }
    }

    /// What was told longer ago than this does not hold after a restart.
    static let lifetime: Duration = .seconds(7 * 86_400)

    /// What was told, by where the configuration has the server.
    private(set) var limits: [Endpoint: Limit] = [:]

    /// Nobody told anything.
    init() {}

    // MARK: What servers tell

    /// A server told something, or is asked for the first time in this run.
    mutating func note(_ source: NTPSource, at now: MonotonicTime, _ change: (inout Limit) -> Void) {
        var limit = limits[source.origin] ?? Limit(name: source.entry.name, told: now)
        limit.told = now
        limit.asked = source.asked
        change(&limit)
        limits[source.origin] = limit
        limits = limits.filter { !$0.value.isOver(at: now) }
        thin(source.entry)
    }

    /// A server answers that refused; whether it was known to.
    mutating func acquit(_ source: NTPSource) -> Bool {
        guard limits[source.origin]?.refusal != nil else { return false }
        limits[source.origin]?.refusal = nil
        if limits[source.origin]?.allowed == nil { limits[source.origin] = nil }
        return true
    }

    /// Takes over when a server was asked last.
    mutating func noteAsked(_ source: NTPSource) {
        if let asked = source.asked { limits[source.origin]?.asked = asked }
    }

    /// Forgets all servers but these; whether there was one.
    mutating func retain(_ servers: [NTPConfiguration.Server]) -> Bool {
        let ports = Dictionary(servers.map { ($0.name, $0.port) }, uniquingKeysWith: { first, _ in first })
        let before = limits.count
        limits = limits.filter { ports[$0.value.name] == $0.key.port }
        return limits.count != before
    }

    /// Keeps no more of one name than it has sources, and those that told last.
    private mutating func thin(_ server: NTPConfiguration.Server) {
        let own = limits.filter { $0.value.name == server.name }
        for (endpoint, _) in own.sorted(by: { $0.value.told > $1.value.told }).dropFirst(NTPWatcher.addressLimit) {
            limits[endpoint] = nil
        }
    }

    // MARK: A new source

    /// Has a new source keep to what its server told before: how long its first question must wait. What is too old is
    /// forgotten, but as the clock that says so may be wrong it still begins without a burst.
    mutating func apply(to source: inout NTPSource, at now: MonotonicTime) -> Duration {
        guard let limit = limits[source.origin] else { return .zero }
        if limit.isOver(at: now) {
            limits[source.origin] = nil
            source.poll.endBurst()
            return .zero
        }
        if let allowed = limit.allowed { source.poll.keep(to: allowed) }
        if limit.refusal != nil { source.poll.beCautious() }
        // Whom it was too much is asked in its turn; for the other a restart is reason enough to ask once.
        guard limit.allowed != nil else { return .zero }
        let interval = Duration.seconds(Int64(1) << Int64(source.poll.exponent))
        return min(max(interval - (now - (limit.asked ?? limit.told)), .zero), interval)
    }

    // MARK: Text

    /// What is kept, with times of the wall clock; nil where there is nothing to keep.
    func text(at moment: Moment) -> String? {
        if limits.isEmpty { return nil }
        func wall(_ time: MonotonicTime) -> String { (moment.wall - (moment.monotonic - time)).rfc3339 }
        let lines = limits.map { endpoint, limit in
            [
                limit.name, endpoint.address.text, String(endpoint.port), limit.allowed.map { String($0) } ?? "-",
                limit.refusal?.text ?? "-", wall(limit.told), limit.asked.map(wall) ?? "-",
            ].joined(separator: "\t")
        }
        return lines.sorted().joined(separator: "\n")
    }

    /// Takes what was kept, as far as it is of these servers: how many lines could not be read.
    mutating func recall(_ text: String, of servers: [NTPConfiguration.Server], at moment: Moment) -> Int {
        let entries = Dictionary(servers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var unread = 0
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 7, var address = IPAddress(parts[1]), let port = UInt16(parts[2]),
                let limit = Limit(parts, at: moment)
            else {
                unread += 1
                continue
            }
            guard let entry = entries[limit.name], entry.port == port else { continue }
            // The number of a link may have changed.
            if case .ip(let configured) = entry.address { address = configured }
            limits[Endpoint(address: address, port: port)] = limit
            thin(entry)
        }
        return unread
    }
}

extension NTPServerLimits.Limit {
    /// Reads the parts of a line that is not about a place; nil where they say nothing. A time that is yet to come, by a clock
    /// that was set since, is now: nothing holds for longer than it would from now on.
    fileprivate init?(_ parts: [String], at moment: Moment) {
        func time(_ text: String) -> MonotonicTime? {
            Timestamp(rfc3339: text).map { moment.monotonic - max(moment.wall - $0, .zero) }
        }
        guard let told = time(parts[5]), parts[6] == "-" || time(parts[6]) != nil else { return nil }
        self.init(name: parts[0], told: told, asked: time(parts[6]))
        if parts[3] != "-" {
            guard let allowed = Int8(parts[3]), (0...NTPPoll.longest).contains(allowed) else { return nil }
            self.allowed = allowed
        }
        switch parts[4] {
        case "-": if allowed == nil { return nil }
        case NTPKissCode.deny.text: refusal = .deny
        case NTPKissCode.restricted.text: refusal = .restricted
        default: return nil
        }
    }
}
