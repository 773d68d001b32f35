import CLinux
import Dispatch
import Glibc
public import Model

/// One exchange over TCP or TLS: connect, send, read to the end. It never blocks, belongs to its executor's queue, and
/// keeps itself alive until it has answered or was cancelled.
public final class StreamExchange {
    /// One key to export from the TLS session (RFC 8446, section 7.5).
    public struct KeyExport: Sendable, Hashable {
        /// The exporter's label.
        public var label: String
        /// The context value.
        public var context: [UInt8]
        /// How many octets, at most 1,024.
        public var length: Int

        /// A key to export.
        public init(label: String, context: [UInt8], length: Int) {
            self.label = label
            self.context = context
            self.length = length
        }
    }

    /// What the exchange is to be.
    public struct Plan: Sendable, Hashable {
        /// Where to.
        public var endpoint: Endpoint
        /// TLS: the name that the certificate must hold for; nil for plain TCP.
        public var serverName: String?
        /// TLS: the application protocol that the server must choose.
        public var applicationProtocol: String
        /// TLS: a file of trusted certificates in PEM; nil for the system's.
        public var trustedCertificates: String?
        /// TLS: what to export once the handshake is done.
        public var exports: [KeyExport]
        /// What to send.
        public var bytes: [UInt8]
        /// How many octets of the answer are read at most.
        public var answerLimit: Int
        /// How long it may take in all.
        public var timeout: Duration

        /// A plan.
        public init(
            endpoint: Endpoint, serverName: String? = nil, applicationProtocol: String = "",
            trustedCertificates: String? = nil, exports: [KeyExport] = [],
            bytes: [UInt8], answerLimit: Int = 65_536, timeout: Duration
        ) {
            self.endpoint = endpoint
            self.serverName = serverName
            self.applicationProtocol = applicationProtocol
            self.trustedCertificates = trustedCertificates
            self.exports = exports
            self.bytes = bytes
            self.answerLimit = answerLimit
            self.timeout = timeout
        }
    }

    /// What came of it.
    public struct Result: Sendable, Hashable {
        /// The octets of the other end.
        public var bytes: [UInt8]
        /// The exported keys in order.
        public var exportedKeys: [[UInt8]]
    }

    /// How far it is; the words stand in a timeout's sentence.
    private enum Stage: String {
        case connecting = "it was being connected"
        case handshake = "TLS was being agreed"
        case writing = "the question was being sent"
        case reading = "the answer was awaited"
    }

    private let plan: Plan
    private let descriptor: OwnedDescriptor
    private let executor: QueueExecutor
    private var handler: ((Swift.Result<Result, StreamFault>) -> Void)?
    private var readSource: (any DispatchSourceRead)?
    private var writeSource: (any DispatchSourceWrite)?
    private var isWatchingForRoom = false
    private var timer: TimerQueue<Bool>?
    private var stage = Stage.connecting
    private var session: TLSSession?
    private var written = 0
    private var answer: [UInt8] = []
    private var keys: [[UInt8]] = []
    private var buffer = [UInt8](repeating: 0, count: 16_384)

    /// Begins an exchange; the handler is called once, on the executor's queue and never from within this call.
    public static func start(
        _ plan: Plan, executor: QueueExecutor,
        handler: @escaping (Swift.Result<Result, StreamFault>) -> Void
    ) throws(StreamFault) -> StreamExchange {
        let exchange: StreamExchange
        do throws(SocketFault) {
            exchange = try StreamExchange(plan, executor: executor, handler: handler)
            try exchange.begin()
        } catch {
            throw .socket(error)
        }
        return exchange
    }

    private init(
        _ plan: Plan, executor: QueueExecutor, handler: @escaping (Swift.Result<Result, StreamFault>) -> Void
    ) throws(SocketFault) {
        let family = plan.endpoint.address.isIPv6 ? AF_INET6 : AF_INET
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(family, type, 0)
        guard number >= 0 else {
            throw SocketFault(operation: "open", target: "tcp \(plan.endpoint.text)", code: errno)
        }
        self.plan = plan
        self.executor = executor
        self.handler = handler
        descriptor = OwnedDescriptor(number)
    }

    /// Forgets the exchange: its handler is not called any more.
    public func cancel() {
        handler = nil
        end()
    }

    private func begin() throws(SocketFault) {
        var address = clinux_endpoint(plan.endpoint)
        let result = unsafe clinux_connect(descriptor.number, &address)
        guard result == 0 || result == -EINPROGRESS else {
            throw SocketFault(operation: "connect", target: "tcp \(plan.endpoint.text)", code: -result)
        }
        let timer = try TimerQueue<Bool>(executor: executor) { [weak self] _ in self?.timeOut() }
        timer.set(true, at: .now + plan.timeout)
        self.timer = timer
        let descriptor = self.descriptor
        let read = DispatchSource.makeReadSource(fileDescriptor: descriptor.number, queue: executor.queue)
        read.setEventHandler { self.advance() }
        read.setCancelHandler { withExtendedLifetime(descriptor) {} }
        let write = DispatchSource.makeWriteSource(fileDescriptor: descriptor.number, queue: executor.queue)
        write.setEventHandler { self.advance() }
        write.setCancelHandler { withExtendedLifetime(descriptor) {} }
        readSource = read
        writeSource = write
        read.resume()
        write.resume()
        isWatchingForRoom = true
    }

    private func advance() {
        do throws(StreamFault) {
            while handler != nil {
                guard try step() else { return }
            }
        } catch {
            finish(.failure(error))
        }
    }

    /// One step; false when the descriptor must be waited for.
    private func step() throws(StreamFault) -> Bool {
        switch stage {
        case .connecting:
            let code = descriptor.option(SOL_SOCKET, SO_ERROR) ?? EBADF
            if code != 0 {
                throw .socket(SocketFault(operation: "connect", target: "tcp \(plan.endpoint.text)", code: code))
            }
            guard clinux_is_connected(descriptor.number) else { return wait(forRoom: true) }
            guard let name = plan.serverName else {
                stage = .writing
                return true
            }
            session = try TLSSession(
                descriptor: descriptor.number, serverName: name, protocolName: plan.applicationProtocol,
                trustedCertificates: plan.trustedCertificates)
            stage = .handshake
            return true
        case .handshake: return try shakeHands()
        case .writing: return try write()
        case .reading: return try read()
        }
    }

    private func shakeHands() throws(StreamFault) -> Bool {
        guard let session else { return false }
        switch session.handshake() {
        case .wantsRead: return wait(forRoom: false)
        case .wantsWrite: return wait(forRoom: true)
        case .done: break
        case .ended, .cutOff: throw .handshake(plan.endpoint, "the other end broke off")
        case .failed(let why):
            if let (problem, detail) = session.certificateProblem {
                throw .certificate(plan.endpoint, name: plan.serverName ?? "", problem, detail: detail)
            }
            if why.contains("no application protocol") {
                throw .applicationProtocol(plan.endpoint, asked: plan.applicationProtocol)
            }
            throw .handshake(plan.endpoint, why)
        }
        guard session.chosenProtocol == plan.applicationProtocol else {
            throw .applicationProtocol(plan.endpoint, asked: plan.applicationProtocol)
        }
        for export in plan.exports {
            guard let key = session.export(label: export.label, context: export.context, length: export.length) else {
                throw .handshake(plan.endpoint, "no key could be exported for \(export.label)")
            }
            keys.append(key)
        }
        stage = .writing
        return true
    }

    private func write() throws(StreamFault) -> Bool {
        let rest = Array(plan.bytes[written...])
        if rest.isEmpty {
            stage = .reading
            return true
        }
        if let session {
            switch session.write(rest) {
            case .done(let count): written += count
            case .wantsRead: return wait(forRoom: false)
            case .wantsWrite: return wait(forRoom: true)
            case .ended, .cutOff: throw .cutOff(plan.endpoint)
            case .failed(let why): throw .handshake(plan.endpoint, why)
            }
            return true
        }
        let count = unsafe send(descriptor.number, rest, rest.count, Int32(MSG_NOSIGNAL))
        if count > 0 {
            written += count
            return true
        }
        if errno == EAGAIN { return wait(forRoom: true) }
        throw .socket(SocketFault(operation: "write to", target: "tcp \(plan.endpoint.text)", code: errno))
    }

    private func read() throws(StreamFault) -> Bool {
        let count: Int
        if let session {
            switch session.read(into: &buffer) {
            case .done(let octets): count = octets
            case .wantsRead: return wait(forRoom: false)
            case .wantsWrite: return wait(forRoom: true)
            case .ended: count = 0
            // Many end without saying so. What was read is authentic as far as it goes; whether it is whole is for the
            // protocol above to see, and an empty answer never is.
            case .cutOff:
                guard !answer.isEmpty else { throw .cutOff(plan.endpoint) }
                count = 0
            // With TLS 1.3 a server that refuses us says so only now.
            case .failed(let why): throw .handshake(plan.endpoint, why)
            }
        } else {
            let octets = unsafe recv(descriptor.number, &buffer, buffer.count, 0)
            if octets < 0 {
                if errno == EAGAIN { return wait(forRoom: false) }
                throw .socket(SocketFault(operation: "read from", target: "tcp \(plan.endpoint.text)", code: errno))
            }
            count = octets
        }
        guard count > 0 else {
            finish(.success(Result(bytes: answer, exportedKeys: keys)))
            return false
        }
        answer.append(contentsOf: buffer[..<count])
        if answer.count > plan.answerLimit { throw .tooLong(plan.endpoint, limit: plan.answerLimit) }
        return true
    }

    /// Lets the write source sleep unless room is waited for: it would fire without end.
    private func wait(forRoom isForRoom: Bool) -> Bool {
        if isForRoom != isWatchingForRoom {
            isWatchingForRoom = isForRoom
            if isForRoom { writeSource?.resume() } else { writeSource?.suspend() }
        }
        return false
    }

    private func timeOut() {
        finish(.failure(.timedOut(plan.endpoint, after: plan.timeout, stage: stage.rawValue)))
    }

    private func finish(_ result: Swift.Result<Result, StreamFault>) {
        guard let handler else { return }
        self.handler = nil
        session?.close()
        end()
        handler(result)
    }

    private func end() {
        timer = nil
        session = nil
        if !isWatchingForRoom { writeSource?.resume() }
        isWatchingForRoom = true
        readSource?.cancel()
        writeSource?.cancel()
        readSource = nil
        writeSource = nil
    }
}
