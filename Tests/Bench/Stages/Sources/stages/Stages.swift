import Alerting
import EventStore
import Glibc
import Model
import SNMP
import Watchers
import Watching
import Wire

/// Sends the same traps through each stage of the daemon by itself and prints nanoseconds a trap. Each stage is a
/// function that is never inlined, so that `callgrind_annotate --inclusive=yes` has a line for it.
@main
struct Stages {
    static let count = 8_000

    let packets = Stages.packets()
    let decoder: Decoder
    let store: EventStore
    var book: AlertBook
    let terminal: TerminalSink
    let journal: JournalSink
    var configuration: TrapConfiguration

    /// `stages ROUNDS FOLDER`: the store is made in FOLDER, which must be there and empty.
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let rounds = Int(arguments[1]) else {
            print("stages ROUNDS FOLDER")
            exit(64)
        }
        var stages = try Stages(folder: arguments[2])
        for _ in 0..<rounds { try stages.run() }
    }

    init(folder: String) throws {
        decoder = Decoder(engine: try SNMPEngine(engineID: .make(from: 1), boots: 1))
        store = try EventStore(stateDirectory: folder)
        book = AlertBook(recovered: try store.recover(), site: "bench")
        terminal = TerminalSink(descriptor: unsafe open("/dev/null", O_WRONLY), hasColour: false)
        // Nobody listens there: the cost of making the entry and of one system call.
        journal = try JournalSink(rules: TrapRules.catalog, socketPath: folder + "/nobody")
        configuration = TrapConfiguration(
            listen: [], allow: [Network(.v4(0x7f00_0000), prefixLength: 8)],
            communities: [Secret(bytes: Array("bench".utf8))], repeatWindow: .zero, limitPerSecond: nil)
    }

    mutating func run() throws {
        let datagrams = packets.map {
            Datagram(
                bytes: $0, source: Endpoint(address: .v4(0x7f00_0001), port: 4_711),
                destination: Endpoint(address: .v4(0x7f00_0001), port: 162), received: .now,
                socket: SocketName("udp:162"))
        }
        let envelopes = try Stages.timed("BER check") { try checkStructure() }
        let decoded = Stages.timed("decode") { decode(datagrams, envelopes) }
        Stages.timed("judge, summary, evidence") { judge(decoded, datagrams) }
        let reports = Stages.timed("the whole watcher") { watch(datagrams) }
        let batch = Stages.timed("alert book") { keepBook(reports) }
        try Stages.timed("store") { try commit(batch) }
        Stages.timed("terminal") { for event in batch.events { _ = terminal.deliver(Announcement(event)) } }
        Stages.timed("journal") { tellJournal(batch.events) }
    }

    @inline(never)
    func checkStructure() throws -> [SNMPEnvelope] { try packets.map { try SNMPEnvelope($0) } }

    @inline(never)
    func decode(_ datagrams: [Datagram], _ envelopes: [SNMPEnvelope]) -> [TrapDecoding] {
        zip(datagrams, envelopes).map { decoder.decode($0, envelope: $1) }
    }

    @inline(never)
    func judge(_ decoded: [TrapDecoding], _ datagrams: [Datagram]) {
        var watcher = TrapWatcher(configuration, shared: SharedConfiguration())
        var actions: [Action] = []
        let now = Moment.now
        for (decoding, datagram) in zip(decoded, datagrams) {
            watcher.handle(.trap(decoding, datagram: datagram), at: now, into: &actions)
            actions.removeAll(keepingCapacity: true)
        }
    }

    @inline(never)
    func watch(_ datagrams: [Datagram]) -> [Report] {
        let runner = WatcherRunner(TrapWatcher(configuration, shared: SharedConfiguration()), decoder: decoder)
        var outcome = WatcherRunner.Outcome()
        let now = Moment.now
        for datagram in datagrams { runner.feed(.datagram(datagram), at: now, into: &outcome) }
        return outcome.reports
    }

    @inline(never)
    mutating func keepBook(_ reports: [Report]) -> CommitBatch {
        var batch = CommitBatch()
        for case .observation(let observation) in reports.lazy.map(\.content) {
            book.apply(observation, into: &batch.events)
        }
        batch.alerts = book.takeChanges()
        return batch
    }

    @inline(never)
    func commit(_ batch: CommitBatch) throws { try store.commit(batch) }

    @inline(never)
    func tellJournal(_ events: [Event]) {
        for event in events { _ = journal.deliver(Announcement(event)) }
    }

    private static func timed<Result>(_ stage: String, _ work: () throws -> Result) rethrows -> Result {
        let begun = MonotonicTime.now
        let result = try work()
        print("\((MonotonicTime.now - begun).nanoseconds / Int64(Stages.count)) ns  \(stage)")
        return result
    }

    /// linkDown of 48 ports with a serial, as `tocsin-lab flood --kind linkdown` sends them.
    private static func packets() -> [[UInt8]] {
        (0..<count).map { number in
            let port = UInt32(number % 48 + 1)
            func column(_ arc: UInt32) -> ObjectIdentifier { [1, 3, 6, 1, 2, 1, 2, 2, 1, arc, port] }
            return SNMPEncoder.v2cNotification(
                community: "bench", requestID: Int32(0x100_0000 + number), sysUpTime: 360_000,
                trapOID: [1, 3, 6, 1, 6, 3, 1, 1, 5, 3],
                varBinds: [
                    VarBind(column(1), .integer(Int32(port))), VarBind(column(7), .integer(1)),
                    VarBind(column(8), .integer(2)), VarBind(column(2), .octetString(Array("Gi1/0/\(port)".utf8))),
                    VarBind([1, 3, 6, 1, 4, 1, 8072, 9999, 1, 1, 0], .gauge32(UInt32(0x100_0000 + number))),
                ])
        }
    }
}

/// The SNMP engine as the daemon's host gives it to a watcher.
final class Decoder: TrapDecoder {
    private let engine: SNMPEngine

    init(engine: SNMPEngine) { self.engine = engine }

    func decode(_ datagram: Datagram, envelope: SNMPEnvelope) -> TrapDecoding {
        engine.decode(datagram.bytes, envelope: envelope, source: datagram.source)
    }

    func accept(_ users: [USMUser]) { _ = engine.setUsers(users) }
}
