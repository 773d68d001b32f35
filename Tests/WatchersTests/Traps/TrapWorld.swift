import Model
import SNMP
import Testing
import Watching
import Wire

@testable import Watchers

/// A trap watcher on the manual clock with a real SNMP engine behind it: what the tests of this folder share.
final class TrapWorld {
    /// The world that the watcher lives in.
    let manual: ManualWorld
    private let decoder: EngineDecoder
    private var requestID: Int32 = 0

    /// Starts a watcher.
    init(
        _ configuration: TrapConfiguration = .lab, devices: [DeviceEntry] = [.coreSwitch], openAlerts: [Alert] = []
    ) throws {
        decoder = EngineDecoder(try SNMPEngine(engineID: .receiver, boots: 1, started: MonotonicTime(nanoseconds: 0)))
        let watcher = TrapWatcher(configuration, shared: SharedConfiguration(devices: devices))
        manual = ManualWorld(watcher, decoder: decoder, at: .start, openAlerts: openAlerts)
    }

    /// The observations so far.
    var observations: [Observation] { manual.observations }

    /// The observations of one rule so far.
    func observations(of rule: String) -> [Observation] { observations.filter { $0.rule == rule } }

    /// The datagrams that the watcher wants sent, oldest first.
    var sent: [OutgoingPacket] {
        manual.actions.compactMap { if case .send(let packet, _) = $0 { packet } else { nil } }
    }

    /// The reports by kind, oldest first: `event`, `tally 2`, `end 2`.
    var kinds: [String] {
        manual.reports.map {
            switch $0.content {
            case .observation: "event"
            case .tally(let tally): "tally \(tally.observation.count)"
            case .endedTally(let tally): "end \(tally.observation.count)"
            case .samples: "samples"
            case .memory: "memory"
            }
        }
    }

    /// The trap watcher as it is now.
    var watcher: TrapWatcher {
        get throws { try #require(manual.watcher as? TrapWatcher) }
    }

    /// Gives the watcher a packet.
    func receive(_ bytes: [UInt8], from source: Endpoint = .coreSwitch, isTruncated: Bool = false) {
        manual.feed(
            .datagram(
                Datagram(
                    bytes: bytes, source: source, destination: .listener, received: manual.now.wall,
                    socket: SocketName("udp:0.0.0.0:162"), isTruncated: isTruncated)))
    }

    /// Gives the watcher a v2c trap by the names of its objects.
    func trap(
        _ name: String, _ varBinds: [NamedVarBind] = [], from source: Endpoint = .coreSwitch, sysUpTime: UInt32 = 4_711
    ) throws {
        receive(try packet(name, varBinds, sysUpTime: sysUpTime), from: source)
    }

    /// A v2c notification with a request id of its own.
    func packet(
        _ name: String, _ varBinds: [NamedVarBind] = [], kind: SNMPPDUKind = .trap, requestID: Int32? = nil,
        sysUpTime: UInt32 = 4_711
    ) throws -> [UInt8] {
        self.requestID += 1
        return SNMPEncoder.v2cNotification(
            kind, community: .community, requestID: requestID ?? self.requestID, sysUpTime: sysUpTime,
            trapOID: try .named(name), varBinds: try varBinds.map { try $0.varBind })
    }

    /// A linkDown or linkUp of an interface.
    func link(_ name: String, _ index: Int32, from source: Endpoint = .coreSwitch, sysUpTime: UInt32 = 4_711) throws {
        try trap(name, .interface(index), from: source, sysUpTime: sysUpTime)
    }

    /// Answers the last name that was asked for, and gives it.
    @discardableResult
    func answerNames(_ answer: Answer) -> String? {
        for case .request(let token, .addresses(let name, _)) in manual.actions.reversed() {
            manual.feed(.answer(token, answer))
            return name
        }
        return nil
    }

    /// Gives the watcher another configuration.
    func reconfigure(_ configuration: TrapConfiguration, devices: [DeviceEntry] = [.coreSwitch]) {
        manual.reconfigure(TrapPlan(configuration: configuration, shared: SharedConfiguration(devices: devices)))
    }
}

/// A plan of the trap watcher that no file was read for.
struct TrapPlan: WatcherPlan {
    let configuration: TrapConfiguration
    let shared: SharedConfiguration

    func makeWatcher() -> any Watcher { TrapWatcher(configuration, shared: shared) }

    func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {
        guard var running = watcher as? TrapWatcher else { return }
        running.reconfigure(configuration, shared: shared, at: moment, into: &actions)
        watcher = running
    }
}

/// Decodes by a real engine whose time stands still, so that v3 senders of the tests are in its window.
final class EngineDecoder: TrapDecoder {
    private let engine: SNMPEngine

    init(_ engine: SNMPEngine) { self.engine = engine }

    func decode(_ datagram: Datagram, envelope: SNMPEnvelope) -> TrapDecoding {
        engine.decode(datagram.bytes, envelope: envelope, source: datagram.source, now: Moment.start.monotonic)
    }

    func accept(_ users: [USMUser]) { #expect(engine.setUsers(users) == []) }
}

/// A varbind by the name of its object.
struct NamedVarBind: Sendable {
    let name: String
    let value: VarBindValue

    init(_ name: String, _ value: VarBindValue) {
        self.name = name
        self.value = value
    }

    var varBind: VarBind { get throws { VarBind(try .named(name), value) } }
}

extension [NamedVarBind] {
    /// What a linkDown or linkUp says (RFC 2863, section 6).
    static func interface(_ index: Int32, admin: Int32 = 1, oper: Int32 = 2) -> [NamedVarBind] {
        [
            NamedVarBind("ifIndex.\(index)", .integer(index)), NamedVarBind("ifAdminStatus.\(index)", .integer(admin)),
            NamedVarBind("ifOperStatus.\(index)", .integer(oper)),
        ]
    }
}

extension VarBindValue {
    /// Text as octets.
    static func text(_ text: String) -> VarBindValue { .octetString(Array(text.utf8)) }

    /// The OID of a name as a value.
    static func object(_ name: String) -> VarBindValue {
        ObjectNames.standard.oid(named: name).map { .objectIdentifier($0) } ?? .null
    }

    /// An IpAddress.
    static func address(_ text: String) -> VarBindValue { IPAddress(text).map { .ipAddress($0) } ?? .null }
}

extension ObjectIdentifier {
    /// The OID of a name of our own table.
    static func named(_ name: String) throws -> ObjectIdentifier {
        try #require(ObjectNames.standard.oid(named: name), "our table has no \(name)")
    }
}

extension String {
    /// The community of every sender here; unlike any other text, so that a search for it means something.
    static let community = "c0mmun1ty-7Q"
}

extension Moment {
    /// When every scenario starts: 2026-11-23T10:00:00Z, 1000 s after boot.
    static let start = Moment(
        wall: Timestamp(microseconds: 1_795_428_000_000_000), monotonic: MonotonicTime(nanoseconds: 1_000_000_000_000))
}

extension EngineID {
    static let receiver = EngineID.make(from: 0x0102_0304_0506_0708)
    static let sender = EngineID.make(from: 0x1122_3344_5566_7788)
}

extension Endpoint {
    /// The configured device, 192.0.2.7.
    static let coreSwitch = Endpoint(address: .v4(0xc000_0207), port: 40_000)
    /// An allowed address that is no device, 192.0.2.9.
    static let stranger = Endpoint(address: .v4(0xc000_0209), port: 40_000)
    /// Where the traps are sent to.
    static let listener = Endpoint(address: .v4(0xc000_0201), port: 162)
}

extension DeviceEntry {
    static let coreSwitch = DeviceEntry(
        name: "core-sw1", address: .ip(Endpoint.coreSwitch.address), tags: ["role": "core"])
}

extension DeviceEntry {
    /// A device that is configured by its host name.
    static let byName = DeviceEntry(name: "ups1", address: .name("ups1.example"), tags: ["role": "power"])
}

extension TrapConfiguration {
    /// Takes 192.0.2.0/24 and 2001:db8::/32 with the tests' community, folds no repeats and limits nobody.
    static let lab = TrapConfiguration(
        allow: [
            Network(.v4(0xc000_0200), prefixLength: 24),
            Network(.v6(high: 0x2001_0db8_0000_0000, low: 0, scope: 0), prefixLength: 32),
        ],
        communities: [Secret(.community)], repeatWindow: .zero, limitPerSecond: nil)

    /// The tests' configuration with changes.
    static func lab(_ change: (inout TrapConfiguration) throws -> Void) rethrows -> TrapConfiguration {
        var configuration = TrapConfiguration.lab
        try change(&configuration)
        return configuration
    }
}

/// Which alerts are open after a row of observations, by the same reading as the pipeline's book.
struct OpenAlerts {
    private(set) var keys: Set<AlertKey> = []

    init(_ observations: [Observation]) {
        for observation in observations {
            for key in observation.clears { keys.remove(key) }
            switch observation.state {
            case .firing: keys.insert(observation.key)
            case .resolved: keys.remove(observation.key)
            case .occurred: break
            }
        }
    }

    /// `link-down core-sw1/3`, sorted.
    var texts: [String] { keys.map { "\($0.rule) \($0.subject.text)" }.sorted() }
}
