import CLinux
import CPcap
import Dispatch
import Glibc

/// A live capture that could not be opened, or that ended by itself.
public struct PacketCaptureFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Why, as far as someone can do something about it.
    public enum Cause: Hashable, Sendable {
        /// No interface of that name, or no longer.
        case missing
        /// The interface is down.
        case down
        /// The process may not capture.
        case forbidden
        /// The filter is no filter.
        case badFilter
        /// Anything else.
        case other
    }

    /// The interface.
    public let interface: String
    /// Why.
    public let cause: Cause
    /// What libpcap says.
    public let reason: String

    /// One sentence for the administrator.
    public var description: String {
        switch cause {
        case .missing: "there is no interface \(interface)"
        case .down: "the interface \(interface) is down"
        case .forbidden:
            "the daemon may not capture on \(interface): it needs CAP_NET_RAW and packet sockets (AF_PACKET)"
        case .badFilter: "the capture filter for \(interface) is refused: \(reason)"
        case .other: "the capture on \(interface) failed: \(reason)"
        }
    }
}

/// Frames that were read at one go.
public struct CapturedBatch: Sendable {
    /// The frames, oldest first.
    public var frames: [CapturedFrame]
    /// How many frames the kernel had no room for since the last batch or poll.
    public var newDrops: UInt64
}

/// A live capture on one interface through libpcap: filtered in the kernel, given without delay and in batches. It belongs
/// to the actor of its executor and is used on that queue only.
@safe public final class PacketCapture {
    /// What is asked of a capture.
    public struct Options: Sendable, Hashable {
        /// What the kernel passes, in the language of pcap-filter(7); empty for everything.
        public var filter = ""
        /// Whether frames for others are wanted, too.
        public var isPromiscuous = true
        /// How much the kernel may hold. Each frame takes a place of the interface's MTU.
        public var bufferBytes = 4 << 20
        /// How many frames one batch has at most.
        public var batchLimit = 256
        /// How many batches are read at one wake-up before timers and pings on the queue have their turn.
        public var batchesPerWakeup = 4

        /// The usual options.
        public init() {}
    }

    /// libpcap's handle; closed when its last holder lets go. Dispatch's cancel handler is one.
    @safe private final class Handle {
        let pointer: OpaquePointer
        init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }
        deinit { unsafe pcap_close(pointer) }
    }

    /// The interface.
    public let interface: String
    /// libpcap's number of its link type.
    public let linkType: Int32
    /// Whether frames for others are seen, as far as the interface lets us.
    public let isPromiscuous: Bool
    /// How many octets of a frame are kept.
    public let snapLength: Int
    /// How many frames were read.
    public private(set) var frames: UInt64 = 0

    /// How often the kernel had something to tell: frames, or that the interface went down.
    public private(set) var wakeups: UInt64 = 0

    private let options: Options
    private let executor: QueueExecutor
    private var handle: Handle?
    private var drops = DropCounter(from: 0)
    private var source: (any DispatchSourceRead)?
    private var handler: ((CapturedBatch) -> Void)?
    private var failed: ((PacketCaptureFault) -> Void)?
    private var isPaused = false

    /// Opens a capture that gives nothing until `start`.
    public init(
        interface: String, options: Options = Options(), executor: QueueExecutor
    ) throws(PacketCaptureFault) {
        self.interface = interface
        self.options = options
        self.executor = executor
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        guard let pointer = unsafe pcap_create(interface, &message) else {
            throw PacketCaptureFault(interface: interface, cause: .other, reason: Self.text(message))
        }
        let handle = unsafe Handle(pointer)
        // The link header, two tags that the kernel puts back, and a margin. A frame beyond the MTU has no business here.
        snapLength = min(65_535, max(2_048, (InterfaceTable.mtu(of: interface) ?? 0) + 64))
        unsafe pcap_set_snaplen(pointer, Int32(snapLength))
        unsafe pcap_set_promisc(pointer, options.isPromiscuous ? 1 : 0)
        unsafe pcap_set_immediate_mode(pointer, 1)
        unsafe pcap_set_buffer_size(pointer, Int32(clamping: options.bufferBytes))
        _ = unsafe pcap_set_tstamp_precision(pointer, Int32(PCAP_TSTAMP_PRECISION_NANO))
        let status = unsafe pcap_activate(pointer)
        guard status >= 0 else {
            throw PacketCaptureFault(
                interface: interface, cause: Self.cause(of: status), reason: Self.reason(handle, status))
        }
        isPromiscuous = options.isPromiscuous && status != PCAP_WARNING_PROMISC_NOTSUP
        linkType = unsafe pcap_datalink(pointer)
        try Self.setFilter(options.filter, of: handle, interface: interface)
        guard unsafe pcap_setnonblock(pointer, 1, &message) == 0 else {
            throw PacketCaptureFault(interface: interface, cause: .other, reason: Self.text(message))
        }
        self.handle = handle
    }

    deinit { close() }

    /// Frames that the kernel dropped for want of room since the capture was opened.
    public var kernelDrops: UInt64 { drops.total }

    /// Calls the handler on the executor's queue with what is captured, until `pause` or `close`; the other handler once if
    /// the capture ends by itself. libpcap does not always say that the interface has gone: who needs to know asks an
    /// `InterfaceMonitor`.
    public func start(
        _ handler: @escaping (CapturedBatch) -> Void, failed: @escaping (PacketCaptureFault) -> Void
    ) {
        guard let handle, source == nil else { return }
        self.handler = handler
        self.failed = failed
        let number = unsafe pcap_get_selectable_fd(handle.pointer)
        // An interface that goes down is an error and no input: Dispatch would turn without end and tell nobody. libpcap
        // takes the error and goes on when the interface is up again.
        let watch = clinux_watch_input_and_errors(number)
        let watched = watch >= 0 ? OwnedDescriptor(watch) : nil
        let source = DispatchSource.makeReadSource(
            fileDescriptor: watched?.number ?? number, queue: executor.queue)
        source.setEventHandler { [weak self] in self?.readable() }
        source.setCancelHandler { withExtendedLifetime((handle, watched)) {} }
        self.source = source
        source.resume()
    }

    /// Stops reading and leaves what comes with the kernel.
    public func pause() {
        guard let source, !isPaused else { return }
        isPaused = true
        source.suspend()
    }

    /// Reads again after `pause`.
    public func resume() {
        guard let source, isPaused else { return }
        isPaused = false
        source.resume()
    }

    /// Reads what the kernel still holds, at most `limit` frames, without waiting: for the end, after `pause`.
    public func readRemaining(limit: Int) -> CapturedBatch {
        var found: [CapturedFrame] = []
        _ = read(limit: limit, into: &found)
        return CapturedBatch(frames: found, newDrops: pollNewDrops())
    }

    /// Asks the kernel for its drop count and answers how many drops no batch and no earlier poll has told of.
    public func pollNewDrops() -> UInt64 {
        guard let handle else { return 0 }
        var statistics = pcap_stat()
        if unsafe pcap_stats(handle.pointer, &statistics) == 0 { drops.observe(statistics.ps_drop) }
        return drops.takeNew()
    }

    /// Stops for good.
    public func close() {
        if isPaused { source?.resume() }
        isPaused = false
        source?.cancel()
        source = nil
        handler = nil
        failed = nil
        handle = nil
    }

    private func readable() {
        wakeups &+= 1
        for _ in 0..<options.batchesPerWakeup {
            guard let handler, !isPaused else { return }
            var found: [CapturedFrame] = []
            let fault = read(limit: options.batchLimit, into: &found)
            let isFull = found.count == options.batchLimit
            if !found.isEmpty { handler(CapturedBatch(frames: found, newDrops: isFull ? pollNewDrops() : 0)) }
            if let fault {
                let failed = failed
                close()
                failed?(fault)
                return
            }
            if !isFull { return }
        }
    }

    private func read(limit: Int, into found: inout [CapturedFrame]) -> PacketCaptureFault? {
        while found.count < limit {
            guard let handle else { return nil }
            var header: UnsafeMutablePointer<pcap_pkthdr>?
            var data: UnsafePointer<UInt8>?
            let status = unsafe pcap_next_ex(handle.pointer, &header, &data)
            if status == 0 { return nil }
            guard status == 1, let header = unsafe header?.pointee, let data = unsafe data else {
                let isMissing = InterfaceTable.interface(named: interface) == nil && interface != "any"
                return PacketCaptureFault(
                    interface: interface, cause: isMissing ? .missing : Self.cause(of: status),
                    reason: Self.reason(handle, status))
            }
            frames &+= 1
            found.append(
                CapturedFrame(
                    bytes: unsafe Array(UnsafeBufferPointer(start: data, count: Int(header.caplen))),
                    time: CaptureReader.time(header.ts), originalLength: Int(header.len), linkType: linkType))
        }
        return nil
    }

    private static func setFilter(
        _ filter: String, of handle: Handle, interface: String
    ) throws(PacketCaptureFault) {
        guard !filter.isEmpty else { return }
        var program = unsafe bpf_program()
        guard unsafe pcap_compile(handle.pointer, &program, filter, 1, UInt32(PCAP_NETMASK_UNKNOWN)) == 0 else {
            throw PacketCaptureFault(interface: interface, cause: .badFilter, reason: reason(handle, PCAP_ERROR))
        }
        defer { unsafe pcap_freecode(&program) }
        guard unsafe pcap_setfilter(handle.pointer, &program) == 0 else {
            throw PacketCaptureFault(interface: interface, cause: .other, reason: reason(handle, PCAP_ERROR))
        }
    }

    private static func cause(of status: Int32) -> PacketCaptureFault.Cause {
        switch status {
        case PCAP_ERROR_NO_SUCH_DEVICE: .missing
        case PCAP_ERROR_IFACE_NOT_UP: .down
        case PCAP_ERROR_PERM_DENIED, PCAP_ERROR_PROMISC_PERM_DENIED: .forbidden
        default: .other
        }
    }

    private static func reason(_ handle: Handle, _ status: Int32) -> String {
        let said = unsafe pcap_geterr(handle.pointer).map { unsafe String(cString: $0) } ?? ""
        return said.isEmpty ? unsafe String(cString: pcap_statustostr(status)) : said
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
