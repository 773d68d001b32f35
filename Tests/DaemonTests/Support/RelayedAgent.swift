import Dispatch
import Model
import Reactor
import TocsinLab

/// A real agent at the end of a bad way: a UDP relay on a port of its own that passes every question on, and the replies as
/// it is told to.
actor RelayedAgent {
    /// What becomes of the replies.
    enum Fault: Sendable {
        /// They come as they are.
        case none
        /// They come so much later.
        case held(milliseconds: Int)
        /// One of so many is lost.
        case lost(oneOf: Int)
        /// They come from 127.0.0.2.
        case moved
        /// They end too early, anywhere.
        case cut
        /// So many copies of each come, and each has one to three wrong octets.
        case flipped(copies: Int)
    }

    /// Where it is asked.
    nonisolated let endpoint: Endpoint
    /// How many replies of the agent came through here since the fault was set.
    private(set) var replies = 0
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let executor = QueueExecutor(label: "relay")
    private let agent: Endpoint
    private let front: DatagramSocket
    private let back: DatagramSocket
    private var asker: Endpoint?
    private var fault = Fault.none
    private var random = SeededGenerator(seed: 11)

    /// A relay in front of an agent.
    init(_ agent: Endpoint) throws {
        self.agent = agent
        let anywhere = Endpoint(address: .v4(0x7f00_0001), port: 0)
        front = try DatagramSocket(binding: anywhere, executor: executor)
        back = try DatagramSocket(binding: anywhere, executor: executor)
        endpoint = front.localEndpoint
    }

    /// Begins to relay.
    func start() {
        front.start { batch in self.ask(batch.datagrams) }
        back.start { batch in for reply in batch.datagrams { self.answer(reply.bytes) } }
    }

    /// Sets what becomes of the replies from now on.
    func set(_ fault: Fault) {
        self.fault = fault
        replies = 0
    }

    /// Ends it.
    func close() {
        front.close()
        back.close()
    }

    private func ask(_ questions: [ReceivedDatagram]) {
        for question in questions {
            asker = question.source
            back.send([OutgoingDatagram(bytes: question.bytes, destination: agent)])
        }
    }

    private func answer(_ reply: [UInt8]) {
        replies += 1
        switch fault {
        case .none: send([reply])
        case .held(let milliseconds):
            executor.queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                self.assumeIsolated { $0.send([reply]) }
            }
        case .lost(let part): if replies % part != 0 { send([reply]) }
        case .moved: send([reply], from: .v4(0x7f00_0002))
        case .cut: send([Array(reply.prefix(Int.random(in: 0..<reply.count, using: &random)))])
        case .flipped(let copies):
            send(
                (0..<copies).map { _ in
                    var copy = reply
                    for _ in 0..<Int.random(in: 1...3, using: &random) {
                        copy[Int.random(in: copy.indices, using: &random)] ^= .random(in: 1...255, using: &random)
                    }
                    return copy
                })
        }
    }

    private func send(_ replies: [[UInt8]], from source: IPAddress? = nil) {
        guard let asker else { return }
        front.send(replies.map { OutgoingDatagram(bytes: $0, destination: asker, source: source) })
    }
}
