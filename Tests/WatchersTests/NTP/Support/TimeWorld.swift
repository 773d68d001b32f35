import Model
import Watching
import Wire

@testable import Watchers

/// A world with a true time, a local clock that is wrong in known ways, and servers at the ends of paths that delay and lose:
/// what the tests of the NTP watcher run in. Everything is by number, so that it runs alike each time.
final class TimeWorld {
    /// An event of the simulation.
    private enum Event {
        case arrival(Datagram)
        case action(@Sendable (TimeWorld) -> Void)
    }

    /// Nanoseconds of true time since the start.
    private(set) var elapsed: Int64 = 0
    /// The true time at the start.
    let epoch: Timestamp
    /// The servers by their endpoints.
    var servers: [Endpoint: SimulatedServer] = [:]
    /// What names resolve to.
    var names: [String: [IPAddress]] = [:]
    /// Names that the resolver does not answer about so far.
    var silentNames: Set<String> = []
    /// The answer of the local chronyd; nil where there is none.
    var tracking: ((inout TrackingFields) -> Void)?
    /// What the local kernel says of its clock; nil where it does not tell.
    var kernel: KernelClock?
    /// What the kernel says of this host's addresses; nil where it does not tell. See `setAddresses`.
    private var addresses: HostAddresses?
    /// Whom it tells; nil while nobody has asked.
    private var addressWatch: RequestToken?
    /// Whether the kernel tells when a question left, and by how much later than the watcher sent it.
    var stampDelay: Double?
    /// All that was reported, oldest first.
    private(set) var observations: [Observation] = []
    /// What the watcher has had kept over restarts, in this run and before.
    private(set) var kept: [String: String] = [:]
    /// The samples that were reported.
    private(set) var samples: [Sample] = []
    /// All facts that were published, oldest first.
    private(set) var facts: [Fact] = []
    /// What was sent, with the true time in seconds.
    private(set) var sent: [(at: Double, packet: OutgoingPacket)] = []
    /// What keys were asked for, with the true time in seconds.
    private(set) var exchanges: [(at: Double, request: StreamRequest)] = []
    /// Sockets and captures that were opened.
    private(set) var opened: [SocketName] = []
    /// Sockets that cannot be opened.
    var brokenSockets: Set<SocketName> = []

    private let runner: WatcherRunner
    private var random: NTPRandom
    private var events: [(at: Int64, order: Int, event: Event)] = []
    private var counter = 0
    /// The local oscillator: since when it runs at its rate, what it showed then.
    private var pace = (since: Int64(0), monotonic: Int64(1_000_000_000_000), ppm: 0.0)
    /// What somebody steers the clocks by: since when at this pace, and by how much they were steered before.
    private var steering = (since: Int64(0), steered: Int64(0), ppm: 0.0)
    /// For how long this host was suspended.
    private var suspended: Int64 = 0
    /// Wall clock minus monotonic clock, in nanoseconds.
    private var wallBase: Int64
    static let ownAddress = IPAddress("10.0.0.99") ?? .v4(0)

    /// Starts a watcher of these servers.
    init(
        _ servers: [SimulatedServer], seed: UInt64 = 1, at epoch: Timestamp = Moment.start.wall, clockError: Double = 0,
        driftPPM: Double = 0, kernel: KernelClock? = nil, addresses: HostAddresses? = nil,
        openAlerts: [Alert] = [], kept: [String: String] = [:],
        configure: (inout NTPConfiguration) -> Void = { _ in }, prepare: (TimeWorld) -> Void = { _ in }
    ) {
        self.epoch = epoch
        random = NTPRandom(seed: seed &* 7_919)
        wallBase = epoch.nanoseconds - pace.monotonic + Int64(clockError * 1e9)
        pace.ppm = driftPPM
        self.kernel = kernel
        self.addresses = addresses
        self.kept = kept
        var configuration = NTPConfiguration(
            servers: servers.map { NTPConfiguration.Server(.ip($0.endpoint.address)) })
        configuration.local = .none
        configuration.seed = seed
        configure(&configuration)
        runner = WatcherRunner(NTPWatcher(configuration, shared: SharedConfiguration()), decoder: nil)
        for server in servers { self.servers[server.endpoint] = server }
        prepare(self)
        feed(.started(openAlerts: openAlerts))
        if !kept.isEmpty { feed(.kept(kept)) }
        run(0)
    }

    // MARK: Clocks

    /// The true time.
    var truth: Timestamp { epoch + .nanoseconds(elapsed) }
    /// Seconds of true time since the start.
    var seconds: Double { Double(elapsed) / 1e9 }
    /// What the local clocks show.
    var now: Moment { moment(at: elapsed) }
    /// By how much the truth is ahead of the local wall clock, in seconds: what the watcher should find.
    var trueOffset: Double { (truth - now.wall).seconds }
    /// The watcher as it is now.
    var watcher: NTPWatcher {
        (runner.watcher as? NTPWatcher) ?? NTPWatcher(NTPConfiguration(), shared: SharedConfiguration())
    }
    /// What the servers agree on in the watcher's view.
    var agreement: NTPSelection.Agreement? { watcher.system?.agreement }

    private func moment(at time: Int64) -> Moment {
        let monotonic = self.monotonic(at: time)
        return Moment(
            wall: Timestamp(nanoseconds: monotonic + wallBase), monotonic: MonotonicTime(nanoseconds: monotonic),
            suspendedNanoseconds: suspended, steeredNanoseconds: steered(at: time))
    }

    /// By how much the clocks were steered until a time.
    private func steered(at time: Int64) -> Int64 {
        steering.steered + Int64((Double(time - steering.since) * steering.ppm / 1e6).rounded())
    }

    private func monotonic(at time: Int64) -> Int64 {
        let since = time - pace.since
        return pace.monotonic + since + Int64(Double(since) * pace.ppm / 1e6) + steered(at: time)
            - steered(at: pace.since)
    }

    /// When the local monotonic clock will show a time, at the present rate.
    private func time(of monotonic: MonotonicTime) -> Int64 {
        // Steering changes at the present time only, so that from here on all is at one rate.
        let ahead = Double(monotonic.nanoseconds - self.monotonic(at: elapsed))
        return elapsed + Int64((ahead / (1 + (pace.ppm + steering.ppm) / 1e6)).rounded(.up))
    }

    /// The local wall clock is set forward by so many seconds.
    func step(_ seconds: Double) { wallBase += Int64(seconds * 1e9) }

    /// The local oscillator runs at another rate from now on; positive is fast.
    func setDrift(ppm: Double) { pace = (elapsed, monotonic(at: elapsed), ppm) }

    /// Somebody steers the local clocks by so much from now on; positive makes them faster.
    func steer(ppm: Double) {
        pace = (elapsed, monotonic(at: elapsed), pace.ppm)
        steering = (elapsed, steered(at: elapsed), ppm)
    }

    /// This host sleeps: nothing fires and nothing is received. On waking Linux adds what the real-time clock counted to
    /// CLOCK_REALTIME and CLOCK_BOOTTIME alike, so that both are wrong by so much more, and their difference stays.
    func sleep(_ seconds: Double, clockError: Double = 0) {
        let before = monotonic(at: elapsed)
        let slept = before + Int64(seconds * (1 + pace.ppm / 1e6) * 1e9)
        steering = (elapsed + Int64(seconds * 1e9), steered(at: elapsed), steering.ppm)
        elapsed += Int64(seconds * 1e9)
        suspended += slept + Int64(clockError * 1e9) - before
        events.removeAll { if case .arrival = $0.event { $0.at < elapsed } else { false } }
        pace = (elapsed, slept + Int64(clockError * 1e9), pace.ppm)
    }

    /// This host stands still together with both of its clocks, as a machine that is moved to another one does.
    func freeze(_ seconds: Double) {
        let monotonic = monotonic(at: elapsed)
        steering = (elapsed + Int64(seconds * 1e9), steered(at: elapsed), steering.ppm)
        elapsed += Int64(seconds * 1e9)
        pace = (elapsed, monotonic, pace.ppm)
    }

    // MARK: Running

    /// Gives the watcher an input now.
    func feed(_ input: Input) {
        var outcome = WatcherRunner.Outcome()
        runner.feed(input, at: now, into: &outcome)
        perform(outcome)
    }

    /// This host has other addresses from now on; nil where the kernel cannot tell.
    func setAddresses(_ addresses: HostAddresses?) {
        self.addresses = addresses
        if let addressWatch { feed(.answer(addressWatch, addressAnswer)) }
    }

    private var addressAnswer: Answer {
        addresses.map { .hostAddresses($0) } ?? .failed("read addresses of this host: Permission denied")
    }

    /// Gives the watcher a datagram from an address now.
    func receive(_ bytes: [UInt8], from source: Endpoint) {
        feed(
            .datagram(
                Datagram(
                    bytes: bytes, source: source, destination: Endpoint(address: Self.ownAddress, port: 40_000),
                    received: now.wall, socket: .ntp4)))
    }

    /// Does something after so many seconds from now.
    func after(_ seconds: Double, _ action: @escaping @Sendable (TimeWorld) -> Void) {
        schedule(elapsed + Int64(seconds * 1e9), .action(action))
    }

    /// Lets so many seconds of true time pass; `each` is called after whatever happens.
    func run(_ seconds: Double, each: (TimeWorld) -> Void = { _ in }) {
        let end = elapsed + Int64(seconds * 1e9)
        while true {
            let timer = runner.nextDeadline.map { max(elapsed, time(of: $0)) } ?? .max
            let event = events.first?.at ?? .max
            guard min(timer, event) <= end else { break }
            if event <= timer {
                elapsed = max(elapsed, event)
                switch events.removeFirst().event {
                case .arrival(let datagram):
                    var datagram = datagram
                    datagram.received = now.wall
                    feed(.datagram(datagram))
                case .action(let action): action(self)
                }
            } else {
                elapsed = timer
                var outcome = WatcherRunner.Outcome()
                runner.fire(at: now, into: &outcome)
                perform(outcome)
            }
            each(self)
        }
        elapsed = max(elapsed, end)
    }

    /// Gives the watcher another configuration.
    func reconfigure(_ change: (inout NTPConfiguration) -> Void) {
        var configuration = watcher.configuration
        change(&configuration)
        var outcome = WatcherRunner.Outcome()
        runner.reconfigure(NTPPlan(configuration: configuration), at: now, into: &outcome)
        perform(outcome)
    }

    /// The observations of one rule.
    func observations(of rule: Rule) -> [Observation] { observations.filter { $0.rule == rule.name } }

    /// The alerts that are open, as `rule subject`.
    var openAlerts: [String] { OpenAlerts(observations).texts }

    private func schedule(_ at: Int64, _ event: Event) {
        counter += 1
        let place = events.firstIndex { ($0.at, $0.order) > (at, counter) } ?? events.endIndex
        events.insert((at, counter, event), at: place)
    }

    private func perform(_ outcome: WatcherRunner.Outcome) {
        for report in outcome.reports {
            switch report.content {
            case .observation(let observation): observations.append(observation)
            case .samples(let more): samples += more
            case .memory(let key, let value): kept[key] = value
            default: break
            }
        }
        facts += outcome.facts
        var later: [Input] = []
        for action in outcome.actions {
            switch action {
            case .send(let packet, _):
                sent.append((seconds, packet))
                transmit(packet)
            case .listen(let name, _, _):
                opened.append(name)
                later.append(brokenSockets.contains(name) ? .socketFailed(name, "it is in use") : .socketOpened(name))
            case .capture(let name, _): opened.append(name)
            case .request(_, .addresses(let name, _)) where silentNames.contains(name): break
            case .request(let token, .addresses(let name, _)):
                let answer = names[name].map { Answer.addresses($0, timeToLive: .seconds(300)) }
                later.append(.answer(token, answer ?? .failed("the name does not exist")))
            case .request(let token, .stream(let request)):
                exchanges.append((seconds, request))
                let place = servers.first { $0.value.nts?.keyEndpoint == request.endpoint }?.key
                let answer = place.flatMap { servers[$0]?.nts?.agree(request) }
                let nobody = Answer.streamFailed(
                    StreamFailure(.connection, "connect tcp \(request.endpoint.text): connection refused"))
                schedule(elapsed + 20_000_000, .action { $0.feed(.answer(token, answer ?? nobody)) })
            case .request(let token, .watchAddresses):
                addressWatch = token
                later.append(.answer(token, addressAnswer))
            case .request(let token, .kernelClock) where kernel != nil:
                later += kernel.map { [.answer(token, .kernelClock($0))] } ?? []
            case .request(let token, _): later.append(.answer(token, .failed("there is no such thing here")))
            default: break
            }
        }
        for input in later { feed(input) }
    }

    private func transmit(_ packet: OutgoingPacket) {
        if packet.destination == LocalDaemon.chronydEndpoint, let tracking {
            var fields = TrackingFields()
            tracking(&fields)
            let answer = fields.bytes(to: packet.bytes)
            arrive(answer, from: packet.destination, to: IPAddress("127.0.0.1") ?? .v4(0), at: elapsed + 50_000)
        }
        if let stamp = packet.stamp, let stampDelay {
            let at = elapsed + Int64(stampDelay * 1e9)
            let moment = moment(at: at)
            schedule(at + 1_000, .action { $0.feed(.sent(.ntp4, stamp: stamp, at: moment.wall)) })
        }
        guard var server = servers[packet.destination], server.isUp else { return }
        let path = server.path
        let lost = uniform() < path.loss || uniform() < path.loss
        let arrival = elapsed + Int64((path.out + noise(path.jitter) + (stampDelay ?? 0)) * 1e9)
        let departure = arrival + 20_000
        let error = Int64(server.error(Double(arrival) / 1e9) * 1e9)
        let received = epoch + .nanoseconds(arrival + error)
        let leaving = epoch + .nanoseconds(departure + error)
        let answers = server.answers(to: packet.bytes, received: NTPTimestamp(received), leaving: leaving)
        servers[packet.destination] = server
        guard !lost else { return }
        for answer in answers {
            let back = departure + Int64((server.sendDelay + path.back + noise(path.jitter)) * 1e9)
            arrive(answer, from: packet.destination, to: Self.ownAddress, at: back)
        }
    }

    private func arrive(_ bytes: [UInt8], from source: Endpoint, to address: IPAddress, at time: Int64) {
        schedule(
            time,
            .arrival(
                Datagram(
                    bytes: bytes, source: source, destination: Endpoint(address: address, port: 40_000),
                    received: epoch, socket: .ntp4)))
    }

    private func uniform() -> Double { Double(random.next() >> 11) / 9_007_199_254_740_992 }

    private func noise(_ mean: Double) -> Double { mean > 0 ? -mean * logarithm(1 - uniform()) : 0 }
}

/// The natural logarithm of a number in (0, 1], by halving and a series: Foundation is not needed for that.
func logarithm(_ value: Double) -> Double {
    guard value > 0 else { return -745 }
    let mantissa = value.significand
    let part = (mantissa - 1) / (mantissa + 1)
    var term = part
    var sum = 0.0
    var divisor = 1.0
    while divisor < 60 {
        sum += term / divisor
        term *= part * part
        divisor += 2
    }
    return 2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3
}

/// A plan of the NTP watcher that no file was read for.
struct NTPPlan: WatcherPlan {
    let configuration: NTPConfiguration

    func makeWatcher() -> any Watcher { NTPWatcher(configuration, shared: SharedConfiguration()) }

    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {
        guard var running = watcher as? NTPWatcher else { return }
        running.reconfigure(configuration, shared: SharedConfiguration(), at: moment, into: &actions)
        watcher = running
    }
}

/// What a chronyd of the simulation says; written as chronyd 4.3 does.
struct TrackingFields {
    var stratum: UInt16 = 3
    var leap: UInt16 = 0
    var correction = 0.0
    var frequencyPPM = 0.0
    var rootDelay = 0.002
    var rootDispersion = 0.001

    func bytes(to request: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [6, 2, 0, 0, 0, 33, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]
        bytes += request[8..<12]
        bytes += [UInt8](repeating: 0, count: 8)
        bytes += [10, 0, 0, 1, 10, 0, 0, 1] + [UInt8](repeating: 0, count: 12) + [0, 1, 0, 0]
        bytes += [UInt8(stratum >> 8), UInt8(stratum & 255), UInt8(leap >> 8), UInt8(leap & 255)]
        bytes += [0, 0, 0, 0, 0x6b, 0x06, 0xba, 0x49, 0, 0, 0, 0]
        for value in [correction, 0, 0, frequencyPPM, 0, 0, rootDelay, rootDispersion, 64] {
            bytes += Self.float(value)
        }
        return bytes
    }

    /// coefficient · 2^(exponent − 25) in 25 and 7 bits.
    static func float(_ value: Double) -> [UInt8] {
        guard value != 0 else { return [0, 0, 0, 0] }
        let exponent = Int(value.exponent) + 2
        let coefficient = Int((value * Double(sign: .plus, exponent: 25 - exponent, significand: 1)).rounded())
        let word =
            UInt32(truncatingIfNeeded: exponent & 0x7f) << 25 | UInt32(truncatingIfNeeded: coefficient & 0x1ff_ffff)
        return (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
}
