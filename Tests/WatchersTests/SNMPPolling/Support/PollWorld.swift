import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// The SNMP watcher on the manual clock among fabricated agents: what the tests of this folder share.
final class PollWorld {
    /// A request as it was made.
    struct Asked {
        let time: MonotonicTime
        let request: SNMPRequest
    }

    /// The world that the watcher lives in.
    let manual: ManualWorld
    /// The agents by where they are.
    var agents: [Endpoint: FabricatedAgent] = [:]
    /// Every request so far, oldest first; the owner may empty it.
    var asked: [Asked] = []
    /// Names that were asked for, oldest first.
    var names: [String] = []
    /// What names resolve to.
    var addresses: [String: (addresses: [IPAddress], timeToLive: Duration)] = [:]
    /// How many polls of one device were under way at once, at most.
    private var pending: [(time: MonotonicTime, token: RequestToken, answer: Answer)] = []

    /// Starts a watcher that polls these devices.
    init(
        _ devices: [DeviceEntry], credentials: [SNMPCredential] = [.byV2c], configuration: SNMPConfiguration = .lab,
        kept: [String: String] = [:], agents: [Endpoint: FabricatedAgent] = [:],
        addresses: [String: (addresses: [IPAddress], timeToLive: Duration)] = [:], at start: Moment = .start
    ) {
        self.agents = agents
        self.addresses = addresses
        let shared = SharedConfiguration(site: "hq", credentials: credentials, devices: devices)
        manual = ManualWorld(SNMPWatcher(configuration, shared: shared), decoder: nil, at: start)
        if !kept.isEmpty { manual.feed(.kept(kept)) }
        advance(by: .zero)
    }

    /// One device and its agent.
    convenience init(_ agent: FabricatedAgent, _ device: DeviceEntry = .device(1)) {
        self.init([device], agents: [.device(1): agent])
    }

    /// The watcher as it is now.
    var watcher: SNMPWatcher {
        get throws { try #require(manual.watcher as? SNMPWatcher) }
    }

    /// What is known of a device.
    func device(_ name: String = "d1") throws -> PolledDevice {
        let watcher = try watcher
        let slot = try #require(watcher.slots[name])
        return watcher.devices[slot]
    }

    /// What was last read of a table.
    func reading(_ table: String = "interfaces", of name: String = "d1") throws -> TableReading {
        try #require(try device(name).tables.lazy.compactMap(\.reading).first { $0.table.name == table })
    }

    /// One value of a table's last reading.
    func value(_ metric: String, _ instance: String, of name: String = "d1") throws -> Double {
        let reading = try reading(of: name)
        let row = try #require(reading.instances.firstIndex(of: instance), "no row is called \(instance)")
        return try #require(reading.column(metric))[row]
    }

    /// The observations of one rule so far.
    func observations(of rule: String) -> [Observation] { manual.observations.filter { $0.rule == rule } }

    /// The texts to be kept, the latest of each key.
    var kept: [String: String] {
        var kept: [String: String] = [:]
        for report in manual.reports {
            if case .memory(let key, let value) = report.content { kept[key] = value }
        }
        return kept
    }

    /// The requests to an agent so far.
    func requests(to endpoint: Endpoint = .device(1)) -> [SNMPRequest] {
        asked.map(\.request).filter { $0.endpoint == endpoint }
    }

    /// When each poll of a device began: its requests for sysUpTime.
    func polls(of endpoint: Endpoint = .device(1)) -> [MonotonicTime] {
        asked.filter { $0.request.endpoint == endpoint && $0.request.variables.first == .uptime }.map(\.time)
    }

    /// Moves the clock; agents answer in their time, and every timer fires at its own.
    func advance(by duration: Duration) {
        let target = manual.now + duration
        serve()
        while true {
            let next = [manual.nextDeadline, pending.first?.time].compactMap { $0 }.min()
            guard let next, next <= target.monotonic else { break }
            manual.advance(by: max(.zero, next - manual.now.monotonic))
            serve()
            while let first = pending.first, first.time <= manual.now.monotonic {
                pending.removeFirst()
                manual.feed(.answer(first.token, first.answer))
                serve()
            }
        }
        manual.advance(to: target)
    }

    /// Moves the clock until the device has been polled once more.
    func pollOnce(_ name: String = "d1") throws {
        let interval = try device(name).entry.interval
        let before = try device(name).polls
        for _ in 0..<2_000 where try device(name).polls == before { advance(by: interval / 100) }
        for _ in 0..<2_000 where try device(name).poll != nil { advance(by: interval / 100) }
        let after = try device(name).polls
        #expect(after == before + 1)
    }

    /// Gives the watcher another configuration.
    func reconfigure(
        _ devices: [DeviceEntry], credentials: [SNMPCredential] = [.byV2c], configuration: SNMPConfiguration = .lab
    ) {
        let shared = SharedConfiguration(site: "hq", credentials: credentials, devices: devices)
        manual.reconfigure(PollPlanOfTests(configuration: configuration, shared: shared))
    }

    /// Takes the requests that were made and has their answers come when they are due.
    private func serve() {
        guard !manual.actions.isEmpty else { return }
        let now = manual.now.monotonic
        for action in manual.actions {
            guard case .request(let token, let request) = action else { continue }
            switch request {
            case .snmp(let request):
                asked.append(Asked(time: now, request: request))
                guard let agent = agents[request.endpoint] else {
                    wait(now + request.timeout * (request.retries + 1), token, .timeOut(request))
                    continue
                }
                let answer = agent.answer(request, at: now)
                var delay = agent.latency
                if case .snmpFailed(let failure) = answer, failure.reason == .timedOut {
                    delay = request.timeout * (request.retries + 1)
                }
                // What was lost is asked again when its time is over.
                if case .snmp(let reply) = answer { delay += request.timeout * (reply.attempts - 1) }
                wait(now + delay, token, answer)
            case .addresses(let name, _):
                names.append(name)
                if let found = addresses[name] {
                    wait(now, token, .addresses(found.addresses, timeToLive: found.timeToLive))
                } else {
                    wait(now, token, .failed("no such name"))
                }
            default: Issue.record("the watcher asked for something else")
            }
        }
        manual.actions.removeAll()
    }

    private func wait(_ time: MonotonicTime, _ token: RequestToken, _ answer: Answer) {
        let place = pending.firstIndex { $0.time > time } ?? pending.count
        pending.insert((time, token, answer), at: place)
    }
}

/// A plan of the SNMP watcher that no file was read for.
struct PollPlanOfTests: WatcherPlan {
    let configuration: SNMPConfiguration
    let shared: SharedConfiguration

    func makeWatcher() -> any Watcher { SNMPWatcher(configuration, shared: shared) }

    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {
        guard var running = watcher as? SNMPWatcher else { return }
        running.reconfigure(configuration, shared: shared, at: moment, into: &actions)
        watcher = running
    }
}

extension Answer {
    /// What comes of a request that no one answers.
    static func timeOut(_ request: SNMPRequest) -> Answer {
        .snmpFailed(SNMPFailure(reason: .timedOut, text: "SNMP request timed out", attempts: request.retries + 1))
    }
}

extension Endpoint {
    /// The agent of the device of that number: 192.0.2.N, or beyond 198.18.0.0.
    static func device(_ number: Int) -> Endpoint {
        Endpoint(address: .v4(number < 256 ? 0xc000_0200 + UInt32(number) : 0xc612_0000 + UInt32(number)), port: 161)
    }
}

extension DeviceEntry {
    /// The device of a number, with the credential `lan` and the profiles that every device has.
    static func device(_ number: Int, _ change: (inout DeviceEntry) -> Void = { _ in }) -> DeviceEntry {
        var entry = DeviceEntry(
            name: "d\(number)", address: .ip(Endpoint.device(number).address), credentials: ["lan"],
            profiles: ["system", "interfaces"])
        change(&entry)
        return entry
    }
}

extension SNMPCredential {
    /// A community of v2c, v1 and a user of v3.
    static let byV2c = SNMPCredential(name: "lan", version: .v2c, community: Secret("c0mmun1ty-7Q"))
    static let byV1 = SNMPCredential(name: "old", version: .v1, community: Secret("c0mmun1ty-7Q"))
    static let byV3 = SNMPCredential(name: "core", version: .v3, user: "monitor")
}

extension SNMPConfiguration {
    /// The shipped profiles, and what the defaults are.
    static let lab: SNMPConfiguration = {
        var configuration = SNMPConfiguration()
        let faults = ConfigurationFaults()
        let reader = SectionReader(
            ConfigurationNode(.null, location: SourceLocation(file: "t"), path: ""), faults: faults)
        let context = DecodingContext(shared: SharedConfiguration(), documents: BriefYAML.documents()) { _ in
            (.standard, [])
        }
        configuration.profiles = ProfileBook.decode(reader, context: context, names: .standard)
        return configuration
    }()
}

extension ObjectIdentifier {
    /// sysUpTime.0.
    static let uptime: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 1, 3, 0]
}
