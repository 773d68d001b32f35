import CLinux
import Dispatch
import Glibc
import Model

/// A unix stream socket that others connect to: the daemon's control socket. Used on its executor's queue only.
public final class LocalListener {
    /// What is asked of a listener and of its connections.
    public struct Options: Sendable, Hashable {
        /// The mode of the socket's file.
        public var mode: UInt32 = 0o660
        /// The group of the socket's file; nil leaves that of the process.
        public var group: UInt32?
        /// How many connections may be open; one more is closed at once and counted.
        public var connectionLimit = 64
        /// How long a line may be, its newline not counted.
        public var lineLimit = 1 << 20
        /// How many bytes may wait for a peer that does not read.
        public var writeLimit = 16 << 20
        /// After how much silence in both directions a connection is ended; nil is never.
        public var idleTimeout: Duration? = .seconds(60)

        /// The usual options.
        public init() {}
    }

    /// The socket's path; nil for one that was handed over.
    public let path: String?
    /// How many connections were refused because too many were open.
    public private(set) var refused = 0
    /// How many connections could not be accepted, by errno.
    public private(set) var failures: [Int32: Int] = [:]

    private let options: Options
    private let executor: QueueExecutor
    private var descriptor: OwnedDescriptor?
    private var source: (any DispatchSourceRead)?
    private var timers: TimerQueue<UInt64>?
    private var connections: [UInt64: LocalConnection] = [:]
    private var lastNumber: UInt64 = 0
    private var isResting = false
    private var handler: ((LocalConnection) -> Void)?
    /// The file that was made here, so that another's is not removed at the end.
    private var file: (device: UInt, inode: UInt)?

    /// The token of the rest after a failed accept; connections count from 1.
    private static let rest: UInt64 = 0

    /// Makes the socket's file and listens. A file that a dead process left is removed; one that somebody answers on, or
    /// that is no socket, is a fault.
    public convenience init(
        path: String, options: Options = Options(), executor: QueueExecutor
    ) throws(SocketFault) {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(AF_UNIX, type, 0)
        guard number >= 0 else { throw SocketFault(operation: "open", target: path, code: errno) }
        let descriptor = OwnedDescriptor(number)
        // The file is made with the socket's own mode: nobody can connect before its group and mode are as asked.
        _ = fchmod(number, 0o600)
        var result = unsafe clinux_local_bind(number, path)
        if result == -EADDRINUSE, Self.isStale(path) {
            unsafe unlink(path)
            result = unsafe clinux_local_bind(number, path)
        }
        try SocketFault.check(result, "bind", path)
        if let group = options.group, unsafe chown(path, uid_t.max, group) != 0 {
            throw SocketFault(operation: "set the group of", target: path, code: errno)
        }
        guard unsafe chmod(path, options.mode) == 0 else {
            throw SocketFault(operation: "set the mode of", target: path, code: errno)
        }
        guard listen(number, 128) == 0 else { throw SocketFault(operation: "listen on", target: path, code: errno) }
        try self.init(descriptor, path: path, options: options, executor: executor)
        file = Self.identity(of: path)
    }

    /// Takes over a listening unix stream socket, whose file is somebody else's care.
    public convenience init(
        adopting number: Int32, options: Options = Options(), executor: QueueExecutor
    ) throws(SocketFault) {
        let descriptor = OwnedDescriptor(number)
        descriptor.prepare()
        guard descriptor.option(SOL_SOCKET, SO_DOMAIN) == AF_UNIX, descriptor.option(SOL_SOCKET, SO_ACCEPTCONN) == 1,
            descriptor.option(SOL_SOCKET, SO_TYPE) == Int32(SOCK_STREAM.rawValue)
        else {
            throw SocketFault(
                operation: "adopt", target: "descriptor \(number) as a listening unix stream", code: ESOCKTNOSUPPORT)
        }
        try self.init(descriptor, path: nil, options: options, executor: executor)
    }

    private init(
        _ descriptor: OwnedDescriptor, path: String?, options: Options, executor: QueueExecutor
    ) throws(SocketFault) {
        self.descriptor = descriptor
        self.path = path
        self.options = options
        self.executor = executor
        timers = try TimerQueue(executor: executor) { [weak self] in self?.due($0) }
    }

    deinit { close() }

    /// How many connections are open.
    public var connectionCount: Int { connections.count }

    /// Calls the handler with each new connection, which it starts or lets go. The listener keeps it until its end.
    public func start(_ handler: @escaping (LocalConnection) -> Void) {
        guard let descriptor, source == nil else { return }
        self.handler = handler
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor.number, queue: executor.queue)
        source.setEventHandler { [weak self] in self?.acceptable() }
        source.setCancelHandler { withExtendedLifetime(descriptor) {} }
        self.source = source
        source.resume()
    }

    /// Accepts no more, ends all connections after what was written could be sent without waiting, and removes the
    /// file that was made here.
    public func close() {
        if isResting { source?.resume() }
        isResting = false
        source?.cancel()
        source = nil
        handler = nil
        descriptor = nil
        for connection in connections.values { connection.close() }
        connections = [:]
        timers = nil
        if let path, let file, let now = Self.identity(of: path), now == file { unsafe unlink(path) }
        file = nil
    }

    /// The descriptor's number, for tests that hand it over.
    var descriptorNumber: Int32 { descriptor?.number ?? -1 }

    private func acceptable() {
        // A bounded number at a wake-up, so that others on the queue have their turn.
        for _ in 0..<16 {
            guard let descriptor, let handler else { return }
            let number = clinux_accept(descriptor.number)
            guard number >= 0 else {
                failed(-number)
                return
            }
            let accepted = OwnedDescriptor(number)
            guard connections.count < options.connectionLimit else {
                refused += 1
                continue
            }
            guard let peer = try? PeerCredentials(ofPeer: number) else {
                failures[errno, default: 0] += 1
                continue
            }
            lastNumber += 1
            let token = lastNumber
            let connection = LocalConnection(
                accepted, number: token, peer: peer, options: options, queue: executor.queue
            ) { [weak self] in self?.ended(token) }
            connections[token] = connection
            if let timeout = options.idleTimeout { timers?.set(token, at: .now + timeout) }
            handler(connection)
        }
    }

    /// Without descriptors or memory an accept fails at once, again and again: it rests for a second instead.
    private func failed(_ code: Int32) {
        guard code != EAGAIN, code != ECONNABORTED, code != EINTR else { return }
        failures[code, default: 0] += 1
        guard let source, !isResting else { return }
        isResting = true
        source.suspend()
        timers?.set(Self.rest, at: .now + .seconds(1))
    }

    private func due(_ tokens: [UInt64]) {
        for token in tokens {
            if token == Self.rest {
                if isResting { source?.resume() }
                isResting = false
            } else if let connection = connections[token], let next = connection.checkIdle(at: .now) {
                timers?.set(token, at: next)
            }
        }
    }

    private func ended(_ token: UInt64) {
        connections[token] = nil
        timers?.cancel(token)
    }

    /// Whether the path is a socket that nobody listens on.
    private static func isStale(_ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return false }
        let probe = OwnedDescriptor(socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0))
        return unsafe clinux_local_connect(probe.number, path) == -ECONNREFUSED
    }

    private static func identity(of path: String) -> (device: UInt, inode: UInt)? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? (UInt(status.st_dev), UInt(status.st_ino)) : nil
    }
}
