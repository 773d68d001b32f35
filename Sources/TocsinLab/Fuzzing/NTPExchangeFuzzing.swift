public import Watching

import Model
import Wire

/// Lets arbitrary octets play the time servers of a watcher of the time, and the host that it runs on: each input is a list of
/// steps, such as an answer to the last question with some fields changed, a kiss-o'-death, time that goes by, a clock that is
/// set, slewed or put to sleep, a reload, and frames of others. What the watcher makes of it is judged for what must hold
/// whatever comes.
public struct NTPExchangeFuzzing {
    /// An input ends after so many steps.
    private static let mostSteps = 256
    /// Servers of the first configuration and of its names: more are never asked at once.
    private static let mostServers = 6 + 2 * 8
    /// Alerts that may be open at once: of each server and of the clock by each rule, and strangers.
    private static let mostAlerts = (mostServers + 4) * 12 + 64
    /// How long all answer rightly until everything must have ended.
    private static let healing = Duration.seconds(7_200)

    /// What an open alert is known by.
    struct AlertName: Hashable {
        var rule: String
        var subject: String
    }

    var input: ArraySlice<UInt8>
    let plans: [any WatcherPlan]
    var runner: WatcherRunner
    /// What the host's clocks show, and the true time.
    var now = Moment(
        wall: Timestamp(nanoseconds: 1_800_000_000_000_000_000), monotonic: MonotonicTime(nanoseconds: 1_000_000_000))
    var truth = Timestamp(nanoseconds: 1_800_000_000_000_000_000)
    /// By how much somebody steers the clocks, in parts per billion.
    var steering: Int64 = 0
    /// The last question to each, and when it left.
    var questions: [Endpoint: (packet: OutgoingPacket, truth: Timestamp)] = [:]
    /// Whom was asked, in the order of the first question.
    var asked: [Endpoint] = []
    /// Answers on their way.
    var arrivals: [(at: Timestamp, datagram: Datagram)] = []
    /// Who answers rightly by itself: one bit for each of `asked`, the last one for all further ones.
    var willing: UInt8 = 0
    /// How names, keys, addresses and the kernel's clock are answered for: rightly, not at all, or by the octets.
    var manner: UInt8 = 0
    /// When each server was last answered and its answer's receive timestamp, for interleaved mode.
    var answered: [Endpoint: (receive: NTPTimestamp, transmit: NTPTimestamp)] = [:]
    var addressWatch: RequestToken?
    var open: Set<AlertName> = []
    var kept: [String: String] = [:]
    private var sent = 0
    private var allowance = 200
    private var isChecking = true
    var answers = 0

    /// Plays one input against watchers of the configurations, in their order. Traps, as a fuzzer wants it, when something
    /// that must hold does not. How many answers were given to questions of the watcher's.
    @discardableResult
    public static func run(_ bytes: [UInt8], plans: [any WatcherPlan]) -> Int {
        var play = NTPExchangeFuzzing(input: bytes[...], plans: plans)
        play.run()
        return play.answers
    }

    init(input: ArraySlice<UInt8>, plans: [any WatcherPlan]) {
        self.input = input
        self.plans = plans
        runner = WatcherRunner(plans[0].makeWatcher(), decoder: nil)
    }

    private mutating func run() {
        let first = octet()
        willing = octet()
        start()
        var steps = 0
        while !input.isEmpty, steps < NTPExchangeFuzzing.mostSteps {
            steps += 1
            allowance += 3 * NTPExchangeFuzzing.mostServers
            step()
            // It costs more than a step.
            if steps & 7 == 0 { check() }
        }
        check()
        // It takes its time, so that not every input does it.
        if first & 7 == 1 { heal() }
        feed(.stopping)
        check()
    }

    mutating func start() {
        feed(.started(openAlerts: []))
        if !kept.isEmpty { feed(.kept(kept)) }
        advance(.zero)
    }

    // MARK: Steps

    private mutating func step() {
        let mode = octet()
        switch mode & 15 {
        case 0: advance(.milliseconds(Int(octet())))
        case 1: advance(.seconds(Int(octet())))
        case 2: advance(.seconds(Int(octet()) * 16))
        case 3: answer(mode >> 4) { _, _ in }
        case 4:
            answer(mode >> 4) { packet, play in
                for _ in 0...(play.octet() & 3) { play.change(&packet) }
            }
        case 5: answer(mode >> 4, isInterleaved: true) { packet, play in play.change(&packet) }
        case 6:
            let code = ["RATE", "DENY", "RSTR", "NTSN", "CRYP", "X"][Int(octet()) % 6]
            answer(mode >> 4) { packet, play in
                packet.leap = .unsynchronised
                packet.stratum = 0
                packet.referenceID = NTPReferenceID(code: code)
                packet.poll = Int8(bitPattern: play.octet())
            }
        case 7: receive(take(Int(octet())), from: place(mode >> 4))
        case 8:
            set(
                by: Int64(Int16(truncatingIfNeeded: number(2)))
                    * [1_000, 100_000, 10_000_000, 100_000_000_000][Int(mode >> 6)])
        case 9:
            sleep(
                Duration.milliseconds(Int(number(2))), wrongBy: Int64(Int8(bitPattern: octet())) * 100_000_000,
                isKnown: mode >> 7 == 0)
        case 10: steering = max(-500_000, min(500_000, Int64(Int16(truncatingIfNeeded: number(2))) * 16))
        case 11: reload(Int(mode >> 4) & 1)
        case 12: frame(mode >> 4)
        case 13: answerControl(mode >> 4)
        case 14: surroundings(mode >> 4)
        default:
            willing = octet()
            manner = mode >> 4
            advance(.seconds(Int(octet()) * 4))
        }
    }

    /// Lets time go by; timers fire and answers come at their own times.
    mutating func advance(_ duration: Duration) {
        let end = truth + duration
        allowance += NTPExchangeFuzzing.mostServers * (Int(duration.seconds) / 2 + 1)
        var turns = 0
        while true {
            let wait = runner.nextDeadline.map { max(.zero, $0 - now.monotonic) }
            let timer = wait.map { truth + $0 }
            let arrival = arrivals.first?.at
            guard let next = [timer, arrival].compactMap({ $0 }).min(), next <= end else { break }
            move(max(.zero, next - truth))
            turns += 1
            precondition(turns < 100_000, "the watcher never lets time go by")
            if let arrival, arrival <= next {
                var datagram = arrivals.removeFirst().datagram
                datagram.received = now.wall
                feed(.datagram(datagram))
            } else {
                // With steering the clocks are a little before or behind what was reckoned.
                if let deadline = runner.nextDeadline, deadline > now.monotonic { move(deadline - now.monotonic) }
                var outcome = WatcherRunner.Outcome()
                runner.fire(at: now, into: &outcome)
                perform(outcome)
            }
        }
        move(max(.zero, end - truth))
    }

    private mutating func move(_ duration: Duration) {
        let steered = Int64((Double(duration.nanoseconds) * Double(steering) / 1e9).rounded())
        truth = truth + duration
        now = now + (duration + .nanoseconds(steered))
        now.steeredNanoseconds += steered
    }

    /// The clock is set, within the years that Linux lets it be.
    private mutating func set(by nanoseconds: Int64) {
        let wall = now.wall + .nanoseconds(nanoseconds)
        if (0...4_000_000_000_000_000_000).contains(wall.nanoseconds) { now.wall = wall }
    }

    /// The host sleeps, and its clocks are wrong by so much afterwards; or it stands still with all of its clocks.
    private mutating func sleep(_ duration: Duration, wrongBy nanoseconds: Int64, isKnown: Bool) {
        truth = truth + duration
        arrivals.removeAll { $0.at < truth }
        guard isKnown else { return }
        let counted = max(.zero, duration + .nanoseconds(nanoseconds))
        now = now + counted
        now.suspendedNanoseconds += counted.nanoseconds
        advance(.zero)
    }

    private mutating func reload(_ plan: Int) {
        var outcome = WatcherRunner.Outcome()
        runner.reconfigure(plans[plan], at: now, into: &outcome)
        perform(outcome)
        advance(.zero)
    }

    /// Everything is right from now on: of other servers, whatever was known of those before is at its end.
    private mutating func heal() {
        input = []
        willing = 0xff
        manner = 0
        steering = 0
        allowance += 200
        isChecking = false
        set(by: (truth - now.wall).nanoseconds)
        for socket in ["ntp:ipv4", "ntp:ipv6"] { feed(.socketOpened(SocketName(socket))) }
        reload(2)
        advance(NTPExchangeFuzzing.healing)
        isChecking = true
        check()
        // A stranger is remembered for a day.
        let left = open.filter { $0.rule != "ntp-rogue-server" }
        precondition(left.isEmpty, "an alert does not end though all is right: \(left)")
    }

    // MARK: The watcher

    mutating func feed(_ input: Input) {
        var outcome = WatcherRunner.Outcome()
        runner.feed(input, at: now, into: &outcome)
        perform(outcome)
    }

    private mutating func perform(_ outcome: WatcherRunner.Outcome) {
        for report in outcome.reports { note(report) }
        var later: [Input] = []
        for action in outcome.actions {
            switch action {
            case .send(let packet, _): send(packet)
            case .listen(let socket, _, _): later.append(.socketOpened(socket))
            case .request(let token, let request):
                if case .watchAddresses = request { addressWatch = token }
                if let answer = reply(to: request) { later.append(.answer(token, answer)) }
            default: break
            }
        }
        for input in later { feed(input) }
    }

    private mutating func send(_ packet: OutgoingPacket) {
        sent += 1
        precondition(packet.bytes.count <= 1_232, "a question is longer than a packet may be")
        precondition(sent <= allowance, "the watcher asks too often")
        if questions.updateValue((packet, truth), forKey: packet.destination) == nil {
            precondition(asked.count < 4 * NTPExchangeFuzzing.mostServers, "the watcher asks whoever there is")
            asked.append(packet.destination)
        }
        if packet.destination.port == 323, willing >> 7 == 1 {
            let place = arrivals.firstIndex { $0.at > truth } ?? arrivals.count
            return arrivals.insert((truth, datagram(tracking(packet.bytes), from: packet.destination)), at: place)
        }
        guard let index = asked.firstIndex(of: packet.destination), willing >> UInt8(min(index, 7)) & 1 == 1,
            let request = try? NTPPacket(packet.bytes)
        else { return }
        answers += 1
        let answer = right(request, of: packet.destination, isInterleaved: false)
        // A little late each way, else the clocks' precision is all that there is.
        let at = truth + .microseconds(400 + 20 * index)
        let place = arrivals.firstIndex { $0.at > at } ?? arrivals.count
        arrivals.insert((at, datagram(answer.bytes, from: packet.destination)), at: place)
    }

    private mutating func note(_ report: Report) {
        switch report.content {
        case .samples(let samples):
            for sample in samples { precondition(sample.value.isFinite && !sample.metric.isEmpty, "a value is none") }
        case .memory(let key, let value):
            precondition(!key.isEmpty && (value?.utf8.count ?? 0) < 1 << 16, "what is kept grows without bound")
            kept[key] = value
        case .observation(let observation):
            let summary = observation.summary
            precondition(!summary.isEmpty && summary.utf8.count < 4_096, "no summary, or a long one")
            precondition(
                !summary.split(separator: " ").contains { ["nan", "inf", "-inf", "-nan"].contains($0) },
                "a sentence has a number that is none: \(summary)")
            let name = AlertName(rule: observation.rule, subject: observation.subject.text)
            switch observation.state {
            case .firing: open.insert(name)
            case .resolved: precondition(open.remove(name) != nil, "\(name) ends and was not open")
            case .occurred: break
            }
            precondition(open.count <= NTPExchangeFuzzing.mostAlerts, "alerts are opened without bound")
        default: break
        }
    }

    /// What must hold whatever came.
    private func check() {
        guard isChecking else { return }
        var writer = JSONWriter(capacity: 4_096)
        writer.beginObject()
        runner.watcher.writeStatus(into: &writer)
        writer.key("answers")
        writer.beginArray()
        _ = runner.watcher.answer(.servers, at: now, into: &writer)
        _ = runner.watcher.answer(.serversAsConfiguration, at: now, into: &writer)
        writer.endArray()
        writer.endObject()
        let text = writer.text
        precondition(text.utf8.count < 1 << 18, "the status grows without bound")
        // The local daemon's own word is told as it came.
        let octets = Array(text.utf8)
        var places = NTPExchangeFuzzing.places(of: "local_daemon", in: octets[...])
        let word = places.popLast().map { $0..<(octets[$0...].firstIndex(of: 0x7d) ?? octets.endIndex) } ?? 0..<0
        let parts = [octets[..<word.lowerBound], octets[word.upperBound...]]
        for member in ["offset_seconds", "bound_seconds", "jitter_seconds", "delay_seconds"] {
            for number in parts.flatMap({ NTPExchangeFuzzing.numbers(member, in: $0) }) {
                precondition(number.isFinite && abs(number) < 1e10, "\(member) is \(number) in \(text)")
                precondition(member == "offset_seconds" || number >= 0, "\(member) is \(number) in \(text)")
            }
        }
        for servers in NTPExchangeFuzzing.numbers("servers", in: octets[...]) {
            precondition(servers <= Double(NTPExchangeFuzzing.mostServers), "servers are taken up without bound")
        }
    }

    /// Where the values of all members of a name begin.
    private static func places(of member: String, in octets: ArraySlice<UInt8>) -> [Int] {
        let mark = Array("\"\(member)\":".utf8)
        return octets.indices.dropLast(mark.count).filter {
            octets[$0] == mark[0] && octets[$0..<($0 + mark.count)].elementsEqual(mark)
        }.map { $0 + mark.count }
    }

    /// The numbers of all members of a name; NaN where there is null.
    private static func numbers(_ member: String, in octets: ArraySlice<UInt8>) -> [Double] {
        places(of: member, in: octets).map { start in
            let rest = octets[start...].prefix { !($0 == 0x2c || $0 == 0x7d || $0 == 0x5d) }
            return Double(String(decoding: rest, as: UTF8.self)) ?? .nan
        }
    }

    // MARK: What the octets say

    mutating func octet() -> UInt8 { input.popFirst() ?? 0 }

    mutating func number(_ octets: Int) -> UInt64 {
        (0..<octets).reduce(UInt64(0)) { value, _ in value << 8 | UInt64(octet()) }
    }

    mutating func take(_ count: Int) -> [UInt8] { (0..<count).map { _ in octet() } }
}
