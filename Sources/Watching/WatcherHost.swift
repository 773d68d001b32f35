import Dispatch
import Glibc
public import Logging
public import Model
public import Reactor

/// Runs one watcher live: an actor on a Dispatch serial queue that owns the watcher's sockets and timers, performs its
/// actions and hands its reports to the pipeline.
public actor WatcherHost {
    /// A UDP socket that systemd handed over.
    public struct InheritedSocket: Sendable {
        /// Its descriptor; the host that adopts it closes it.
        public var descriptor: Int32
        /// What it is bound to.
        public var endpoint: Endpoint

        /// An inherited socket.
        public init(descriptor: Int32, endpoint: Endpoint) {
            self.descriptor = descriptor
            self.endpoint = endpoint
        }
    }

    /// One timer of the host itself.
    private enum Alarm: Hashable { case watcher, drops }

    /// Which watcher it runs.
    public nonisolated let name: WatcherName
    /// The queue that it runs on.
    public nonisolated let executor: QueueExecutor
    /// Runs the actor on its queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    private let runner: WatcherRunner
    private let receiver: any ReportReceiver
    private let facts: FactBoard
    let log: Logger
    private let inherited: [InheritedSocket]
    /// How much of a socket is read at its end: more than any kernel buffer holds, but a flood must not hold up a stop.
    private static let lastReading = 200_000
    private var sockets: [SocketName: DatagramSocket] = [:]
    private var timers: TimerQueue<Alarm>?
    /// Made with the first name that is asked for.
    private var resolver: NameResolver?
    /// Streams under way, by the tokens of their requests.
    var streams: [RequestToken: StreamExchange] = [:]
    /// Captures, interfaces and files; made with the first that is asked for.
    private var desk: CaptureDesk?
    private var isWaiting = false
    private(set) var isStopped = false
    /// Made with the first credentials or SNMP request.
    var snmp: SNMPRequester?

    /// A host that does nothing until `start`. The decoder is made on the host's queue, which then owns it.
    public init(
        name: WatcherName, plan: any WatcherPlan, executor: QueueExecutor,
        decoder: @Sendable () throws -> (any TrapDecoder)?,
        receiver: any ReportReceiver, facts: FactBoard, inherited: [InheritedSocket], log: Logger
    ) throws {
        self.name = name
        self.executor = executor
        self.receiver = receiver
        self.facts = facts
        self.inherited = inherited
        self.log = log
        runner = WatcherRunner(plan.makeWatcher(), decoder: try decoder())
    }

    /// Gives the watcher its first input and opens what it asks for.
    public func start(openAlerts: [Alert], kept: [String: String] = [:], remembered: [Observation] = []) throws {
        timers = try TimerQueue(executor: executor) { [weak self] due in self?.assumeIsolated { $0.alarm(due) } }
        facts.subscribe(name) { [weak self] facts in
            guard let self else { return }
            // Through the queue itself: tasks would not keep the order of the facts.
            self.executor.queue.async { self.assumeIsolated { $0.take(facts) } }
        }
        restoreEngines(kept)
        let own = kept.filter { $0.key != WatcherHost.enginesKey }
        var inputs: [Input] = [.started(openAlerts: openAlerts)]
        if !own.isEmpty { inputs.append(.kept(own)) }
        if !remembered.isEmpty { inputs.append(.remembered(remembered)) }
        feed(inputs)
        adoptRemaining()
        timers?.set(.drops, at: .now + .seconds(1))
    }

    /// Gives the watcher a new configuration; its sockets that stay are not touched.
    public func reconfigure(_ plan: any WatcherPlan) {
        var outcome = WatcherRunner.Outcome()
        runner.reconfigure(plan, at: .now, into: &outcome)
        perform(outcome)
    }

    /// Reads what the kernel still holds, lets the watcher flush, and closes its sockets.
    public func stop() {
        guard !isStopped else { return }
        isStopped = true
        facts.unsubscribe(name)
        for (name, socket) in sockets {
            socket.pause()
            let rest = socket.readRemaining(limit: WatcherHost.lastReading)
            take(rest, from: name)
        }
        desk?.readRemaining()
        feed([.stopping])
        keepEngines(atEnd: true)
        timers = nil
    }

    /// Closes the sockets, after the last acknowledgments have gone out.
    public func close() {
        for socket in sockets.values { socket.close() }
        sockets.removeAll()
        desk?.closeAll()
        desk = nil
        for socket in inherited { Glibc.close(socket.descriptor) }
        for stream in streams.values { stream.cancel() }
        streams.removeAll()
        snmp?.close()
        snmp = nil
        resolver?.close()
        resolver = nil
    }

    /// The watcher's status object as JSON text.
    public func status() -> String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("name", name.rawValue)
        writer.member("state", isStopped ? "stopped" : isWaiting ? "waiting for the store" : "running")
        runner.watcher.writeStatus(into: &writer)
        writer.key("listeners")
        writer.beginArray()
        for (name, socket) in sockets.sorted(by: { $0.key.text < $1.key.text }) {
            writer.beginObject()
            writer.member("name", name.text)
            writer.member("endpoint", socket.localEndpoint.text)
            writer.member("receive_buffer_asked_bytes", socket.receiveBufferAsked)
            writer.member("receive_buffer_granted_bytes", socket.receiveBufferGranted)
            writer.member("kernel_drops", socket.kernelDrops)
            writer.key("inherited")
            writer.boolean(socket.isAdopted)
            let refused = socket.sendTotals.failed.values.reduce(0, +) + socket.sendTotals.overflowed
            writer.member("sent", socket.sendTotals.sent)
            writer.member("send_failures", refused)
            writer.endObject()
        }
        writer.endArray()
        if let snmp {
            writer.key("snmp")
            snmp.writeStatus(into: &writer)
        }
        if let desk {
            writer.key("captures")
            writer.beginArray()
            desk.writeStatus(into: &writer)
            writer.endArray()
        }
        writer.endObject()
        return writer.text
    }

    /// What the watcher answers to a question, as the objects of an array in JSON; nil where it is not its to answer.
    public func answer(_ query: WatcherQuery) -> String? {
        var writer = JSONWriter()
        writer.beginArray()
        guard runner.watcher.answer(query, at: .now, into: &writer) else { return nil }
        writer.endArray()
        return writer.text
    }

    // MARK: Inputs

    func feed(_ inputs: [Input]) {
        let now = Moment.now
        var outcome = WatcherRunner.Outcome()
        for input in inputs { runner.feed(input, at: now, into: &outcome) }
        perform(outcome)
    }

    private func take(_ facts: [Fact]) {
        guard !isStopped else { return }
        feed(facts.map { .fact($0) })
    }

    private func take(_ batch: ReceivedBatch, from socket: SocketName) {
        let now = Moment.now
        var outcome = WatcherRunner.Outcome()
        outcome.reports.reserveCapacity(batch.datagrams.count)
        for datagram in batch.datagrams {
            let input = Input.datagram(
                Datagram(
                    bytes: datagram.bytes, source: datagram.source, destination: datagram.destination,
                    received: datagram.received, socket: socket, isTruncated: datagram.isTruncated))
            runner.feed(input, at: now, into: &outcome)
        }
        if batch.newDrops > 0 {
            runner.feed(.kernelDrops(batch.newDrops, socket: socket), at: now, into: &outcome)
        }
        perform(outcome)
    }

    private func alarm(_ due: [Alarm]) {
        guard !isStopped else { return }
        for alarm in due {
            switch alarm {
            case .watcher:
                var outcome = WatcherRunner.Outcome()
                runner.fire(at: .now, into: &outcome)
                perform(outcome)
            case .drops:
                // A flood that has ended has no later datagram to tell of its drops.
                for (name, socket) in sockets {
                    let drops = socket.pollNewDrops()
                    if drops > 0 { feed([.kernelDrops(drops, socket: name)]) }
                }
                desk?.tick()
                keepEngines()
                timers?.set(.drops, at: .now + .seconds(1))
            }
        }
    }

    private func committed(_ receipts: [Receipt]) {
        feed([.committed(receipts)])
    }

    private func ready() {
        guard isWaiting else { return }
        isWaiting = false
        if !isStopped {
            for socket in sockets.values { socket.resume() }
            desk?.resume()
        }
    }

    // MARK: Outcomes

    private func perform(_ outcome: WatcherRunner.Outcome) {
        // First, since what a closing socket still held is reported while the actions are performed.
        submit(outcome.reports)
        var outgoing: [SocketName: [OutgoingDatagram]] = [:]
        var later: [Input] = []
        var refused: [Input] = []
        var forDesk: [Action] = []
        for action in outcome.actions {
            switch action {
            case .send(let packet, let socket):
                outgoing[socket, default: []].append(
                    OutgoingDatagram(
                        bytes: packet.bytes, destination: packet.destination, source: packet.source,
                        stamp: packet.stamp))
            case .listen(let name, let address, let bytes):
                later.append(open(name, address, receiveBufferBytes: bytes))
            case .close(let name):
                if let datagrams = outgoing.removeValue(forKey: name) { sockets[name]?.send(datagrams) }
                close(name)
                if desk != nil || !forDesk.isEmpty { forDesk.append(action) }
            case .capture, .request(_, .frame), .request(_, .watchInterface), .request(_, .watchFile),
                .request(_, .watchAddresses):
                forDesk.append(action)
            case .request(let token, .addresses(let name, let validated)):
                resolve(name, validated: validated, token: token)
            case .request(let token, .stream(let request)): exchange(request, token: token)
            case .request(let token, .kernelClock): later.append(.answer(token, WatcherHost.kernelClock))
            case .request(let token, .snmp(let request)):
                if let failure = askSNMP(request, token: token) { refused.append(failure) }
            case .useCredentials(let credentials): useCredentials(credentials)
            case .request(let token, _):
                // Kinds of requests come with the watchers that need them; until then the answer is honest.
                refused.append(.answer(token, .failed("this version's host does not perform this kind of request")))
            case .decodeTrap, .acceptUsers, .setTimer, .cancelTimer, .report, .publish: break
            }
        }
        for (name, datagrams) in outgoing { sockets[name]?.send(datagrams) }
        snmp?.flush()
        if !outcome.facts.isEmpty { facts.publish(outcome.facts, by: name) }
        if let next = runner.nextDeadline { timers?.set(.watcher, at: next) }
        if !later.isEmpty { feed(later) }
        // In a turn of their own: a watcher that asks again at once must not keep its queue for ever.
        if !forDesk.isEmpty {
            executor.queue.async { [weak self, forDesk] in self?.assumeIsolated { $0.give(forDesk) } }
        }
        if !refused.isEmpty {
            executor.queue.async { [weak self, refused] in self?.assumeIsolated { $0.feed(refused) } }
        }
    }

    private func resolve(_ name: String, validated: Bool, token: RequestToken) {
        let resolver = self.resolver ?? NameResolver(executor: executor)
        self.resolver = resolver
        resolver.resolve(name, validated: validated) { result in
            guard !self.isStopped else { return }
            switch result {
            case .success(let found):
                self.feed([.answer(token, .addresses(found.addresses, timeToLive: found.timeToLive))])
            case .failure(let fault): self.feed([.answer(token, .failed("\(fault)"))])
            }
        }
    }

    func submit(_ reports: [Report]) {
        guard !reports.isEmpty else { return }
        let batch = ReportBatch(watcher: name, reports: reports) { [weak self] receipts in
            guard let self, !receipts.isEmpty else { return }
            self.executor.queue.async { self.assumeIsolated { $0.committed(receipts) } }
        }
        let pressure = receiver.submit(batch) { [weak self] in
            guard let self else { return }
            self.executor.queue.async { self.assumeIsolated { $0.ready() } }
        }
        // The kernel's buffer takes the rest, and its drops are counted: the stream to the pipeline is bounded.
        if pressure == .wait, !isWaiting {
            isWaiting = true
            for socket in sockets.values { socket.pause() }
            desk?.pause()
        }
    }

    private func give(_ actions: [Action]) {
        guard !isStopped else { return }
        // The desk keeps the host until `close`, as the sockets do.
        let desk = self.desk ?? CaptureDesk(executor: executor, log: log) { inputs in self.feed(inputs) }
        self.desk = desk
        if isWaiting { desk.pause() }
        desk.perform(actions)
    }

    // MARK: Sockets

    private func open(_ name: SocketName, _ address: ListenAddress, receiveBufferBytes: Int) -> Input {
        if sockets[name] != nil { return .socketOpened(name) }
        var options = DatagramSocket.Options()
        options.receiveBufferBytes = receiveBufferBytes
        do {
            let socket: DatagramSocket
            if let known = inherited.first(where: { $0.endpoint == address.endpoint }) {
                // A copy: systemd's own stays, so that a listener that is taken out and put back finds it again.
                socket = try DatagramSocket(
                    adopting: fcntl(known.descriptor, F_DUPFD_CLOEXEC, 3), options: options, executor: executor)
            } else {
                socket = try DatagramSocket(binding: address.endpoint, options: options, executor: executor)
            }
            run(socket, as: name)
            return .socketOpened(name)
        } catch {
            log.error("Listener could not be opened", metadata: ["listener": "\(name.text)", "cause": "\(error)"])
            return .socketFailed(name, "\(error)")
        }
    }

    /// Sockets that systemd handed over come first, also those that the configuration does not name.
    private func adoptRemaining() {
        for socket in inherited where !sockets.values.contains(where: { $0.localEndpoint == socket.endpoint }) {
            let address = ListenAddress(socket.endpoint)
            var options = DatagramSocket.Options()
            options.receiveBufferBytes = nil
            do {
                run(
                    try DatagramSocket(
                        adopting: fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 3), options: options, executor: executor),
                    as: SocketName(address.text))
            } catch {
                log.error(
                    "Inherited socket is unusable", metadata: ["endpoint": "\(address.text)", "cause": "\(error)"])
            }
        }
    }

    private func run(_ socket: DatagramSocket, as name: SocketName) {
        sockets[name] = socket
        listen(to: socket, as: name)
        if isWaiting { socket.pause() }
        log.notice(
            "Listening",
            metadata: [
                "endpoint": "\(socket.localEndpoint.text)", "inherited": "\(socket.isAdopted)",
                "receive_buffer_granted": "\(socket.receiveBufferGranted)",
            ])
    }

    private func listen(to socket: DatagramSocket, as name: SocketName) {
        // The socket keeps the host until `close`; a weak capture would lose the closure its isolation.
        socket.start { batch in self.take(batch, from: name) }
        socket.whenSent = { [weak self] departures in
            guard let self else { return }
            // In a turn of its own: it may come from within a send.
            let inputs = departures.map { Input.sent(name, stamp: $0.stamp, at: $0.time) }
            self.executor.queue.async { self.assumeIsolated { $0.feed(inputs) } }
        }
    }

    private func close(_ name: SocketName) {
        guard let socket = sockets[name] else { return }
        socket.pause()
        take(socket.readRemaining(limit: WatcherHost.lastReading), from: name)
        sockets[name] = nil
        socket.close()
    }
}
