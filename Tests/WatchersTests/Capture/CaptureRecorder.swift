import Foundation
import Logging
import Model
import Reactor
import Synchronization
import Watching

/// Records what comes on an interface, by the daemon's own capture, and replays it: what a test saw live must be found in
/// its recording, too.
final class CaptureRecorder: Sendable {
    /// What is recorded, and whether the capture is open.
    private final class Tape: ReportReceiver {
        let frames = Mutex<[CapturedPacket]>([])
        let isOpen = Mutex(false)

        func submit(_ batch: ReportBatch, whenReady: @escaping @Sendable () -> Void) -> Pressure { .none }
    }

    /// A watcher that keeps each frame and says nothing.
    private struct Machine: Watcher {
        static let name = WatcherName.posture
        static let section = "recorder"
        static let rules: [Rule] = []
        static var replayConfiguration: CaptureRequest? { nil }
        let request: CaptureRequest
        var tape: Tape?

        init(_ configuration: CaptureRequest, shared: SharedConfiguration) { request = configuration }

        static func decode(_ section: SectionReader, context: DecodingContext) -> CaptureRequest? { nil }

        mutating func reconfigure(
            _ configuration: CaptureRequest, shared: SharedConfiguration, at moment: Moment,
            into actions: inout [Action]
        ) {}

        mutating func handle(_ input: Input, at moment: Moment, into actions: inout [Action]) {
            switch input {
            case .started: actions.append(.capture(SocketName("tape"), request))
            case .socketOpened: tape?.isOpen.withLock { $0 = true }
            case .frame(let packet): tape?.frames.withLock { $0.append(packet) }
            default: break
            }
        }

        func writeStatus(into writer: inout JSONWriter) {}
    }

    private struct Plan: WatcherPlan {
        let request: CaptureRequest
        let tape: Tape

        func makeWatcher() -> any Watcher {
            var machine = Machine(request, shared: SharedConfiguration())
            machine.tape = tape
            return machine
        }

        func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {}
    }

    private let tape = Tape()
    private let host: WatcherHost

    /// Records from now on.
    init(_ interface: String, filter: String) async throws {
        host = try WatcherHost(
            name: .posture, plan: Plan(request: CaptureRequest(interface: interface, filter: filter), tape: tape),
            executor: QueueExecutor(label: "recorder"), decoder: { nil }, receiver: tape, facts: FactBoard(),
            inherited: [], log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await host.start(openAlerts: [])
        while !tape.isOpen.withLock({ $0 }) { await Task.yield() }
    }

    /// Ends the recording and writes it as a pcap file, little-endian with nanoseconds; how many frames it has.
    func end(into path: String) async throws -> Int {
        await host.stop()
        await host.close()
        let frames = tape.frames.withLock { $0 }
        var bytes: [UInt8] = []
        func put(_ words: [Int64]) {
            for word in words {
                for shift: Int64 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
            }
        }
        put([0xa1b2_3c4d, 0x0004_0002, 0, 0, 65_535, Int64(frames.first?.linkType ?? 1)])
        for frame in frames {
            let (seconds, rest) = frame.time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
            put([seconds, rest, Int64(frame.bytes.count), Int64(frame.bytes.count)])
            bytes += frame.bytes
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return frames.count
    }

    /// What watchers make of a recording.
    static func replay(_ path: String, _ plans: [(name: WatcherName, plan: any WatcherPlan)]) throws -> [Observation] {
        var observations: [Observation] = []
        _ = try ManualWorlds.replay(CaptureReader(file: path), plans, decoder: { nil }) { observations.append($0) }
        return observations
    }
}

/// What must be the same of an observation that was made live and of one of the recording, which does not say where it was
/// made.
struct LiveLikeness: Hashable, CustomStringConvertible {
    let rule: String
    let device: String
    let severity: Severity

    init(_ observation: Observation) {
        rule = observation.rule
        device = observation.subject.device
        severity = observation.severity
    }

    var description: String { "\(rule) \(device) \(severity)" }

    /// What began, each once.
    static func set(_ observations: [Observation]) -> Set<LiveLikeness> {
        Set(observations.filter { $0.state == .firing }.map(LiveLikeness.init))
    }
}
