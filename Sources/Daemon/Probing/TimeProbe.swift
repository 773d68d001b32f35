public import Model
import Reactor
import Watchers
import Watching

/// Measures one time server now, without a daemon: gives `NTPProbe` a socket and a clock.
public actor TimeProbe {
    /// What was found, in words and as a JSON object.
    public struct Finding: Sendable {
        /// The sentence that a person reads.
        public let text: String
        /// The members by the names of the contract.
        public let json: String
        /// Whether there is a measurement.
        public let isMeasured: Bool
    }

    /// How the server is to prove who it is by NTS.
    public struct NTS: Sendable {
        /// The TCP port that keys are agreed on at.
        public var port: UInt16
        /// A file of trusted certificates in PEM; nil for the system's.
        public var trustedCertificates: String?

        /// Keys from that port.
        public init(port: UInt16 = 4_460, trustedCertificates: String? = nil) {
            self.port = port
            self.trustedCertificates = trustedCertificates
        }
    }

    private let executor = QueueExecutor(label: "probe-ntp")
    /// Runs the actor on its queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var probe: NTPProbe
    private var stream: StreamExchange?
    private var socket: DatagramSocket?
    private var timers: TimerQueue<Int>?
    private var waiting: CheckedContinuation<Void, Never>?

    /// A probe of a host at one of its addresses, by so many questions two seconds apart.
    public init(host: HostAddress, address: IPAddress, port: UInt16, count: Int, nts: NTS? = nil) {
        var server = NTPConfiguration.Server(host)
        server.port = port
        if let nts {
            server.usesNTS = true
            server.keyPort = nts.port
            server.trustedCertificates = nts.trustedCertificates
        }
        probe = NTPProbe(server, at: address, count: count)
    }

    /// Asks, and returns when all is answered or nothing more is to come.
    public func run() async throws(SNMPProbe.Fault) -> Finding {
        await agreeOnKeys()
        do throws(SocketFault) { try open() } catch { throw SNMPProbe.Fault(description: "\(error)") }
        await withCheckedContinuation { continuation in
            waiting = continuation
            turn()
        }
        socket?.close()
        socket = nil
        timers = nil
        let result = probe.result(at: .now)
        var writer = JSONWriter()
        writer.beginObject()
        result.write(into: &writer)
        writer.endObject()
        return Finding(text: result.text, json: writer.text, isMeasured: result.isMeasured)
    }

    /// Where NTS is wanted: keys first.
    private func agreeOnKeys() async {
        guard let request = probe.keyRequest else { return }
        let answer: Answer = await withCheckedContinuation { continuation in
            do throws(StreamFault) {
                stream = try StreamExchange.start(.init(request), executor: executor) { result in
                    switch result {
                    case .success(let found):
                        continuation.resume(
                            returning: .stream(StreamAnswer(bytes: found.bytes, exportedKeys: found.exportedKeys)))
                    case .failure(let fault): continuation.resume(returning: .streamFailed(StreamFailure(fault)))
                    }
                }
            } catch { continuation.resume(returning: .streamFailed(StreamFailure(error))) }
        }
        stream = nil
        guard case .resolve(let name) = probe.take(keys: answer, at: .now) else { return }
        do throws(SNMPProbe.Fault) {
            probe.move(to: try await ProbeAddress().resolve(.name(name)))
        } catch { probe.failServer(name, error.description, at: .now) }
    }

    private func open() throws(SocketFault) {
        let any = probe.endpoint.address.isIPv6 ? IPAddress.v6(high: 0, low: 0, scope: 0) : .v4(0)
        let socket = try DatagramSocket(binding: Endpoint(address: any, port: 0), executor: executor)
        self.socket = socket
        socket.whenSent = { [weak self] departures in
            self?.assumeIsolated { probe in
                for departure in departures { probe.probe.noteSent(departure.stamp, at: departure.time) }
            }
        }
        socket.start { [weak self] batch in self?.assumeIsolated { $0.take(batch) } }
        timers = try TimerQueue(executor: executor) { [weak self] _ in self?.assumeIsolated { $0.turn() } }
    }

    private func take(_ batch: ReceivedBatch) {
        // What others send to this port is none of ours.
        for datagram in batch.datagrams where datagram.source == probe.endpoint && !datagram.isTruncated {
            probe.take(datagram.bytes, received: datagram.received, at: .now)
        }
        turn()
    }

    /// Asks what is due, and ends when there is nothing more to wait for.
    private func turn() {
        guard let continuation = waiting else { return }
        let now = Moment.now
        if let question = probe.question(at: now) {
            _ = socket?.send([
                OutgoingDatagram(bytes: question.bytes, destination: probe.endpoint, stamp: question.stamp)
            ])
        }
        if let next = probe.deadline(at: now) {
            timers?.set(0, at: next)
        } else {
            waiting = nil
            continuation.resume()
        }
    }
}
