import CLinux
import Dispatch
import Glibc
import Model

/// One accepted connection of a `LocalListener`: lines in, lines out, nothing that waits. Used on the listener's
/// queue only.
public final class LocalConnection {
    /// What a connection tells its owner.
    public enum Event: Sendable, Hashable {
        /// A line, without its newline.
        case line([UInt8])
        /// The peer will send no more. It may still read (a shell pipe closes its half) or be gone; an owner with nothing
        /// more to say calls `finish`. A last line without newline is not told.
        case inputEnded
        /// The connection is over; the last event.
        case ended(End)
    }

    /// Why a connection is over.
    public enum End: Sendable, Hashable {
        /// `finish` or `close` was called.
        case finished
        /// The peer has gone before everything was written.
        case peerGone
        /// A line was longer than allowed.
        case lineTooLong
        /// Neither side said anything for too long.
        case idle
        /// More waited for the peer than allowed.
        case peerTooSlow
        /// The kernel refused to read or write, by errno.
        case failed(Int32)
    }

    /// The connection's number: 1 for the listener's first.
    public let number: UInt64
    /// Who is at the other end.
    public let peer: PeerCredentials
    /// After how much silence it is ended; nil is never. An owner that follows something sets its own.
    public var idleTimeout: Duration?

    private let lineLimit: Int
    private let writeLimit: Int
    private let queue: DispatchQueue
    private let onRelease: () -> Void
    private var descriptor: OwnedDescriptor?
    private var readSource: (any DispatchSourceRead)?
    private var writeSource: (any DispatchSourceWrite)?
    private var handler: ((Event) -> Void)?
    private var lines: LineBuffer
    private var output: [UInt8] = []
    private var written = 0
    private var isFinishing = false
    private var lastActivity = MonotonicTime.now

    init(
        _ descriptor: OwnedDescriptor, number: UInt64, peer: PeerCredentials, options: LocalListener.Options,
        queue: DispatchQueue, onRelease: @escaping () -> Void
    ) {
        self.descriptor = descriptor
        self.number = number
        self.peer = peer
        idleTimeout = options.idleTimeout
        lineLimit = options.lineLimit
        writeLimit = options.writeLimit
        lines = LineBuffer(limit: options.lineLimit)
        self.queue = queue
        self.onRelease = onRelease
    }

    deinit {
        readSource?.cancel()
        writeSource?.cancel()
    }

    /// Whether it can still be written to.
    public var isOpen: Bool { descriptor != nil }

    /// How many bytes wait for the peer to read.
    public var waitingBytes: Int { output.count - written }

    /// Calls the handler with each event until the end.
    public func start(_ handler: @escaping (Event) -> Void) {
        guard let descriptor, readSource == nil else { return }
        self.handler = handler
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor.number, queue: queue)
        source.setEventHandler { [weak self] in self?.readable() }
        source.setCancelHandler { withExtendedLifetime(descriptor) {} }
        readSource = source
        source.resume()
    }

    /// Sends a line, to which a newline is added. Answers false when the connection is over, also by this line being one
    /// too many for a peer that does not read.
    @discardableResult
    public func send(_ line: some Sequence<UInt8>) -> Bool {
        guard descriptor != nil, !isFinishing else { return false }
        output.append(contentsOf: line)
        output.append(UInt8(ascii: "\n"))
        write()
        if waitingBytes > writeLimit { end(.peerTooSlow) }
        return descriptor != nil
    }

    /// Ends the connection when all that was sent has been written.
    public func finish() {
        guard descriptor != nil else { return }
        isFinishing = true
        if waitingBytes == 0 { end(.finished) }
    }

    /// Ends the connection now.
    public func close() { end(.finished) }

    /// Ends the connection if it was silent for too long. Answers when to look again; nil when it is over. Without a
    /// timeout that is in a minute, because the owner may set one.
    func checkIdle(at now: MonotonicTime) -> MonotonicTime? {
        guard descriptor != nil else { return nil }
        guard let idleTimeout else { return now + .seconds(60) }
        let deadline = lastActivity + idleTimeout
        if deadline > now { return deadline }
        end(.idle)
        return nil
    }

    private func readable() {
        guard let descriptor else { return }
        let count = unsafe lines.fill { room in
            unsafe recv(descriptor.number, room.baseAddress, room.count, Int32(MSG_DONTWAIT))
        }
        if count < 0 {
            let code = Int32(-count)
            if code != EAGAIN, code != EINTR { end(code == ECONNRESET ? .peerGone : .failed(code)) }
            return
        }
        lastActivity = .now
        while self.descriptor != nil, let line = lines.takeLine() { handler?(.line(line)) }
        guard self.descriptor != nil else { return }
        if lines.isTooLong {
            end(.lineTooLong)
        } else if count == 0 {
            readSource?.cancel()
            handler?(.inputEnded)
        }
    }

    private func write() {
        guard let descriptor else { return }
        while written < output.count {
            let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
            let count = unsafe output.withUnsafeBytes { bytes in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
                return unsafe Glibc.send(descriptor.number, rest.baseAddress, rest.count, flags)
            }
            if count < 0 {
                switch errno {
                case EINTR: continue
                case EAGAIN: watchForRoom(descriptor)
                case EPIPE, ECONNRESET: end(.peerGone)
                case let code: end(.failed(code))
                }
                return
            }
            written += count
            lastActivity = .now
        }
        output.removeAll(keepingCapacity: output.capacity <= 65_536)
        written = 0
        writeSource?.cancel()
        writeSource = nil
        if isFinishing { end(.finished) }
    }

    private func watchForRoom(_ descriptor: OwnedDescriptor) {
        // What was written is dropped now and then, so that a steady stream does not grow the buffer without end.
        if written > 65_536 {
            output.removeFirst(written)
            written = 0
        }
        guard writeSource == nil else { return }
        let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor.number, queue: queue)
        source.setEventHandler { [weak self] in self?.write() }
        source.setCancelHandler { withExtendedLifetime(descriptor) {} }
        writeSource = source
        source.resume()
    }

    private func end(_ reason: End) {
        guard descriptor != nil else { return }
        descriptor = nil
        readSource?.cancel()
        writeSource?.cancel()
        readSource = nil
        writeSource = nil
        output = []
        written = 0
        let handler = self.handler
        self.handler = nil
        handler?(.ended(reason))
        onRelease()
    }
}
