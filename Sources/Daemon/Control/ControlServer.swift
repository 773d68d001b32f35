import Glibc
import Logging
import Model
import Reactor
import Watching

/// Answers the command on `control.sock`: one request a line, one answer a line, both JSON objects. Who may ask what is
/// decided by the peer's credentials, which the kernel vouches for, so the socket itself is open to all.
actor ControlServer {
    /// What may be asked.
    enum Request: Sendable, Hashable {
        case status, reload, ping
        /// A question to one watcher, or to all that have an answer.
        case query(WatcherQuery, of: WatcherName?)
        case acknowledge(AcknowledgementRequest)

        /// What the line calls it.
        var name: String {
            switch self {
            case .status: "status"
            case .reload: "reload"
            case .ping: "ping"
            case .query: "query"
            case .acknowledge(let request): request.isTakenBack ? "unack" : "ack"
            }
        }

        /// Whether it changes something.
        var needsAdministrator: Bool {
            switch self {
            case .reload, .acknowledge: true
            case .status, .ping, .query: false
            }
        }

        /// The request with the name of who asks, as the kernel knows the peer.
        func asked(by peer: PeerCredentials) -> Request {
            guard case .acknowledge(var request) = self else { return self }
            request.by = (peer.user == 0 ? request.behalf : nil) ?? peer.userName
            return .acknowledge(request)
        }
    }

    nonisolated let executor = QueueExecutor(label: "tocsin.control")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let log: Logger
    private let answer: @Sendable (Request) async -> String
    private var listener: LocalListener?
    private var connections: [UInt64: LocalConnection] = [:]
    /// Connections whose answer is being made: one request at a time each.
    private var answering: Set<UInt64> = []
    /// Those among them whose peer has said all that it will.
    private var closing: Set<UInt64> = []
    /// Connections of those who may ask nothing.
    private var strangers: Set<UInt64> = []
    /// How many of those may be open: they must not take the places of those who may ask.
    private static let strangerLimit = 8
    /// How large an answer may be, and all together that wait for those who do not read.
    private let answerLimit: Int

    /// A server that hands permitted requests on; the answer is one JSON object.
    init(log: Logger, answerLimit: Int = 32 << 20, answer: @escaping @Sendable (Request) async -> String) {
        self.log = log
        self.answerLimit = answerLimit
        self.answer = answer
    }

    /// Makes the socket and answers.
    func start(path: String) throws {
        var options = LocalListener.Options()
        options.mode = 0o666
        options.lineLimit = 64 << 10
        options.writeLimit = answerLimit
        let listener = try LocalListener(path: path, options: options, executor: executor)
        self.listener = listener
        // The listener keeps the server until `stop`; a weak capture would lose the closure its isolation.
        listener.start { connection in self.serve(connection) }
    }

    /// Closes the socket and removes its file.
    func stop() {
        listener?.close()
        listener = nil
        connections.removeAll()
    }

    /// How many bytes wait for those who do not read.
    var waitingBytes: Int { connections.values.reduce(0) { $0 + $1.waitingBytes } }

    private func serve(_ connection: LocalConnection) {
        let number = connection.number
        if refusal(of: .ping, by: connection.peer) != nil {
            guard strangers.count < ControlServer.strangerLimit else { return connection.close() }
            strangers.insert(number)
            connection.idleTimeout = .seconds(2)
        }
        connections[number] = connection
        connection.start { event in self.take(event, of: number) }
    }

    private func take(_ event: LocalConnection.Event, of number: UInt64) {
        guard let connection = connections[number] else { return }
        switch event {
        case .line(let line): take(line, from: connection)
        case .inputEnded:
            // The peer has said all; it gets the answer that is still being made, and then the end.
            if answering.contains(number) { closing.insert(number) } else { connection.finish() }
        case .ended:
            connections[number] = nil
            strangers.remove(number)
            answering.remove(number)
            closing.remove(number)
        }
    }

    private func take(_ line: [UInt8], from connection: LocalConnection) {
        let text = String(decoding: line, as: UTF8.self)
        let request: Request
        do throws(ControlProtocol.Fault) { request = try ControlProtocol.request(in: text) } catch {
            connection.send(ControlProtocol.failure(64, error.text).utf8)
            return
        }
        if let refusal = refusal(of: request, by: connection.peer) {
            log.notice(
                "Request refused", metadata: ["request": "\(request.name)", "uid": "\(connection.peer.user)"])
            connection.send(ControlProtocol.failure(77, refusal).utf8)
            return
        }
        let number = connection.number
        guard answering.insert(number).inserted else {
            connection.send(ControlProtocol.failure(64, "one request at a time: the last is still being answered").utf8)
            return
        }
        connection.idleTimeout = nil
        let peer = connection.peer
        Task {
            let text = await answer(request.asked(by: peer))
            self.finish(number, text)
        }
    }

    private func finish(_ number: UInt64, _ text: String) {
        guard answering.remove(number) != nil, let connection = connections[number] else { return }
        let waiting = waitingBytes
        if waiting + text.utf8.count < answerLimit {
            connection.send(text.utf8)
        } else {
            connection.send(
                ControlProtocol.failure(
                    1,
                    waiting > 0
                        ? "the daemon is still sending to others who read slowly: try again"
                        : "the answer is larger than \(answerLimit >> 20) MiB: ask for less, such as one "
                            + "device"
                ).utf8)
        }
        connection.idleTimeout = .seconds(60)
        if closing.remove(number) != nil { connection.finish() }
    }

    /// Why a peer may not ask this; nil when it may.
    private func refusal(of request: Request, by peer: PeerCredentials) -> String? {
        if peer.user == 0 || peer.user == geteuid() || isMember(peer, of: "tocsin-admin") { return nil }
        if !request.needsAdministrator, isMember(peer, of: "tocsin-view") { return nil }
        return request.needsAdministrator
            ? "'\(request.name)' is for root, the daemon's own user and members of the group tocsin-admin"
            : "'\(request.name)' is for root and members of the groups tocsin-view and tocsin-admin"
    }

    private func isMember(_ peer: PeerCredentials, of group: String) -> Bool {
        var entry = unsafe Glibc.group()
        var result: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard unsafe getgrnam_r(group, &entry, &buffer, buffer.count, &result) == 0, unsafe result != nil else {
            return false
        }
        return unsafe peer.isMember(of: entry.gr_gid)
    }
}
