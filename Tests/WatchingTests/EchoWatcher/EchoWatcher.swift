import Model
import Watching

/// A watcher for the tests of the contract: another kind in its own folder, with its own section, rules, timer, facts,
/// requests and reports. It reports what it hears and echoes it once that is committed.
struct EchoWatcher: Watcher {
    /// The `echo:` section.
    struct Configuration: Sendable {
        var listen: [ListenAddress]
        var beat: Duration
    }

    static let name = WatcherName.posture
    static let section = "echo"
    static let rules = [
        Rule(
            name: "echo-heard", watcher: .posture, severity: .info, meaning: "A datagram came.", advice: "None.",
            falsePositives: [], messageID: "00000000000000000000000000000001", isAlert: false)
    ]
    static let replayConfiguration: Configuration? = nil

    private var configuration: Configuration
    private var nextReceipt: Receipt = 0
    private var waiting: [Receipt: (OutgoingPacket, SocketName)] = [:]
    private(set) var heard = 0
    private(set) var beats = 0

    static func decode(_ section: SectionReader, context: DecodingContext) -> Configuration? {
        let listen = section.values("listen", expecting: "udp:ADDRESS:PORT", isRequired: true) { ListenAddress($0) }
        let beat = section.duration("beat") ?? .seconds(1)
        return listen.isEmpty ? nil : Configuration(listen: listen.map(\.value), beat: beat)
    }

    init(_ configuration: Configuration, shared: SharedConfiguration) { self.configuration = configuration }

    mutating func reconfigure(
        _ configuration: Configuration, shared: SharedConfiguration, at moment: Moment, into actions: inout [Action]
    ) {
        for address in self.configuration.listen where !configuration.listen.contains(address) {
            actions.append(.close(SocketName(address.text)))
        }
        self.configuration = configuration
        listen(into: &actions)
        report("reconfigured", at: moment, into: &actions)
    }

    mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action]) {
        switch input {
        case .started:
            listen(into: &actions)
            actions.append(.setTimer(.beat, at: moment.monotonic + configuration.beat))
        case .datagram(let datagram):
            heard += 1
            nextReceipt += 1
            waiting[nextReceipt] = (
                OutgoingPacket(
                    bytes: datagram.bytes, destination: datagram.source, source: datagram.destination.address),
                datagram.socket
            )
            report(String(decoding: datagram.bytes, as: UTF8.self), receipt: nextReceipt, at: moment, into: &actions)
            if datagram.bytes == Array("ask".utf8) {
                actions.append(.request(7, .watchFile(path: "/nowhere")))
            }
            if datagram.bytes == Array("where".utf8) { actions.append(.request(8, .watchAddresses)) }
        case .committed(let receipts):
            for receipt in receipts {
                guard let (packet, socket) = waiting.removeValue(forKey: receipt) else { continue }
                actions.append(.send(packet, socket: socket))
            }
        case .timer(.beat):
            beats += 1
            actions.append(.publish(.clock(trusted: true, boundSeconds: Double(beats))))
            actions.append(.setTimer(.beat, at: moment.monotonic + configuration.beat))
        case .fact(let fact): report("fact \(fact.key)", at: moment, into: &actions)
        case .answer(let token, .hostAddresses(let all)):
            let isHere = all.addresses.contains(.v4(0x7f00_0001))
            report("answer \(token): \(isHere ? "127.0.0.1 is ours" : "strange")", at: moment, into: &actions)
        case .answer(let token, .failed(let why)): report("answer \(token): \(why)", at: moment, into: &actions)
        case .socketFailed(let socket, _): report("failed \(socket.text)", at: moment, into: &actions)
        case .stopping: report("stopping after \(heard)", at: moment, into: &actions)
        default: break
        }
    }

    func writeStatus(into writer: inout JSONWriter) { writer.member("heard", heard) }

    private func listen(into actions: inout [Action]) {
        for address in configuration.listen {
            actions.append(.listen(SocketName(address.text), address, receiveBufferBytes: 65_536))
        }
    }

    private func report(_ summary: String, receipt: Receipt? = nil, at moment: Moment, into actions: inout [Action]) {
        let observation = Observation(
            rule: Self.rules[0].name, watcher: Self.name, severity: .info, state: .occurred,
            subject: Subject(device: "echo"), time: moment.wall, summary: summary)
        actions.append(.report(Report(.observation(observation), receipt: receipt)))
    }
}

extension TimerName {
    fileprivate static let beat = TimerName("beat")
}

extension WatcherKind {
    /// The one line that a catalog needs for it.
    static let echo = WatcherKind(EchoWatcher.self)
}
