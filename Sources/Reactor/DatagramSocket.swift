import CLinux
import Dispatch
import Glibc
public import Model

/// A UDP socket that is read and written in batches. It belongs to the actor of its executor and is used on that queue
/// only. `close` before letting go of it is polite; letting go closes it, too.
public final class DatagramSocket {
    /// What is asked of a socket.
    public struct Options: Sendable, Hashable {
        /// The receive buffer in bytes of payload and bookkeeping as SO_RCVBUF counts them; nil leaves the system's.
        public var receiveBufferBytes: Int?
        /// Whether an IPv6 socket leaves IPv4 alone, so that `udp:162` and `udp:[::]:162` can both be bound.
        public var isIPv6Only = true
        /// Whether other sockets may be bound to the same address (SO_REUSEADDR), as for multicast.
        public var reusesAddress = false
        /// Whether broadcasts may be sent.
        public var allowsBroadcast = false
        /// How many datagrams one read gives at most.
        public var batchLimit = 256
        /// How many bytes of a datagram are kept.
        public var packetLimit = 65_535
        /// How many reads are done at one wake-up before timers and pings on the queue have their turn.
        public var batchesPerWakeup = 4
        /// How many datagrams may wait while the kernel's send buffer is full.
        public var backlogLimit = 4_096

        /// Whether it is told which of its datagrams the network could not deliver (IP_RECVERR).
        public var tellsUndelivered = false

        /// The usual options.
        public init() {}
    }

    /// The address and port that it is bound to.
    public let localEndpoint: Endpoint
    /// What `Options` asked for, or nil.
    public let receiveBufferAsked: Int?
    /// What the kernel granted, in the measure of what was asked. The kernel doubles what it is asked, to have room for
    /// its own bookkeeping, and tells the doubled number: this is half of that.
    public let receiveBufferGranted: Int
    /// Whether it was handed over, by systemd or a test, rather than bound here.
    public let isAdopted: Bool
    /// Datagrams that the kernel had dropped before the socket was adopted: of an earlier process, perhaps.
    public let dropsBeforeAdoption: UInt64
    /// Reads that failed, by errno; a remote host's ICMP error is the usual cause.
    public private(set) var receiveErrors: [Int32: Int] = [:]
    /// What became of everything that was given to `send`, in total; `waiting` is what waits now.
    public private(set) var sendTotals = SendOutcome()

    private let options: Options
    private let executor: QueueExecutor
    private let receiver: DatagramReceiver
    private var sender: DatagramSender
    private var drops: DropCounter
    private var descriptor: OwnedDescriptor?
    private var handler: ((ReceivedBatch) -> Void)?
    private var undeliveredHandler: (([UndeliveredDatagram]) -> Void)?
    private var readSource: (any DispatchSourceRead)?
    private var writeSource: (any DispatchSourceWrite)?
    private var isPaused = false

    /// Binds a new socket. Port 0 lets the kernel choose; `localEndpoint` tells which.
    public convenience init(
        binding endpoint: Endpoint, options: Options = Options(), executor: QueueExecutor
    ) throws(SocketFault) {
        let family = endpoint.address.isIPv6 ? AF_INET6 : AF_INET
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let number = socket(family, type, 0)
        guard number >= 0 else {
            throw SocketFault(operation: "open", target: "udp \(endpoint.text)", code: errno)
        }
        let descriptor = OwnedDescriptor(number)
        if family == AF_INET6 {
            descriptor.setOption(Int32(IPPROTO_IPV6), IPV6_V6ONLY, options.isIPv6Only ? 1 : 0)
        }
        if options.reusesAddress { descriptor.setOption(SOL_SOCKET, SO_REUSEADDR, 1) }
        if options.allowsBroadcast { descriptor.setOption(SOL_SOCKET, SO_BROADCAST, 1) }
        var address = clinux_endpoint(endpoint)
        try SocketFault.check(unsafe clinux_bind(number, &address), "bind", "udp \(endpoint.text)")
        try self.init(descriptor, isAdopted: false, options: options, executor: executor)
    }

    /// Takes over a bound UDP socket. The receive buffer is enlarged when the options ask for one, since systemd's unit
    /// may have been written without it.
    public convenience init(
        adopting number: Int32, options: Options = Options(), executor: QueueExecutor
    ) throws(SocketFault) {
        let descriptor = OwnedDescriptor(number)
        descriptor.prepare()
        guard descriptor.option(SOL_SOCKET, SO_TYPE) == Int32(SOCK_DGRAM.rawValue) else {
            throw SocketFault(operation: "adopt", target: "descriptor \(number) as UDP", code: ESOCKTNOSUPPORT)
        }
        try self.init(descriptor, isAdopted: true, options: options, executor: executor)
    }

    private init(
        _ descriptor: OwnedDescriptor, isAdopted: Bool, options: Options, executor: QueueExecutor
    ) throws(SocketFault) {
        let number = descriptor.number
        var local = clinux_endpoint()
        try SocketFault.check(
            unsafe clinux_local_endpoint(number, &local), "read the address of", "descriptor \(number)")
        localEndpoint = local.endpoint
        try SocketFault.check(
            clinux_ask_for_details(number, local.is_v6), "ask for packet details on", "udp \(local.endpoint.text)")
        if options.tellsUndelivered {
            try SocketFault.check(
                clinux_ask_for_errors(number, local.is_v6), "ask for errors on", "udp \(local.endpoint.text)")
        }
        if let bytes = options.receiveBufferBytes {
            DatagramSocket.enlarge(descriptor, to: bytes, isAdopted: isAdopted)
        }
        receiveBufferAsked = options.receiveBufferBytes
        receiveBufferGranted = Int(descriptor.option(SOL_SOCKET, SO_RCVBUF) ?? 0) / 2
        let dropped = max(0, clinux_socket_drops(number))
        dropsBeforeAdoption = isAdopted ? UInt64(dropped) : 0
        drops = DropCounter(from: UInt32(truncatingIfNeeded: dropped))
        self.isAdopted = isAdopted
        self.options = options
        self.executor = executor
        self.descriptor = descriptor
        receiver = DatagramReceiver(batchLimit: options.batchLimit, packetLimit: options.packetLimit)
        sender = DatagramSender(
            backlogLimit: options.backlogLimit, isIPv6: local.is_v6, hasErrorQueue: options.tellsUndelivered)
    }

    deinit { close() }

    /// Asks for a receive buffer. FORCE needs CAP_NET_ADMIN and then passes net.core.rmem_max; without it the kernel cuts
    /// what is asked down to that, which must not shrink the buffer of a socket that systemd had made larger.
    private static func enlarge(_ descriptor: OwnedDescriptor, to bytes: Int, isAdopted: Bool) {
        let before = Int(descriptor.option(SOL_SOCKET, SO_RCVBUF) ?? 0) / 2
        if isAdopted, bytes <= before { return }
        if descriptor.setOption(SOL_SOCKET, SO_RCVBUFFORCE, Int32(clamping: bytes)) == 0 { return }
        if isAdopted, min(bytes, largestUnprivilegedBuffer) <= before { return }
        descriptor.setOption(SOL_SOCKET, SO_RCVBUF, Int32(clamping: bytes))
    }

    /// net.core.rmem_max, or 0 where it cannot be read.
    private static var largestUnprivilegedBuffer: Int {
        guard let file = unsafe fopen("/proc/sys/net/core/rmem_max", "r") else { return 0 }
        defer { unsafe fclose(file) }
        var digits = [CChar](repeating: 0, count: 32)
        guard unsafe fgets(&digits, 31, file) != nil else { return 0 }
        return unsafe Int(strtol(&digits, nil, 10))
    }

    /// Datagrams that the kernel dropped since the socket was opened or adopted, as far as it has told: for want of
    /// buffer, and rarely for a wrong checksum. With later datagrams the number comes by itself; without, by `pollDrops`.
    public var kernelDrops: UInt64 { drops.total }

    /// Calls the handler on the executor's queue with what arrives, until `pause` or `close`. A batch without
    /// datagrams is never given. The handler may close the socket.
    /// With `Options.tellsUndelivered` the second handler hears of datagrams that the network could not deliver.
    public func start(
        _ handler: @escaping (ReceivedBatch) -> Void, undelivered: (([UndeliveredDatagram]) -> Void)? = nil
    ) {
        guard let descriptor, readSource == nil else { return }
        self.handler = handler
        undeliveredHandler = undelivered
        var watched = descriptor
        if options.tellsUndelivered {
            let number = clinux_watch_input_and_errors(descriptor.number)
            if number >= 0 { watched = OwnedDescriptor(number) }
        }
        let source = DispatchSource.makeReadSource(fileDescriptor: watched.number, queue: executor.queue)
        source.setEventHandler { [weak self] in self?.readable() }
        source.setCancelHandler { withExtendedLifetime((descriptor, watched)) {} }
        readSource = source
        source.resume()
    }

    /// Stops reading and leaves what arrives with the kernel.
    public func pause() {
        guard let readSource, !isPaused else { return }
        isPaused = true
        readSource.suspend()
    }

    /// Reads again after `pause`.
    public func resume() {
        guard let readSource, isPaused else { return }
        isPaused = false
        readSource.resume()
    }

    /// Reads what the kernel still holds, at most `limit` datagrams, without waiting: for the end, after `pause`.
    public func readRemaining(limit: Int) -> ReceivedBatch {
        var datagrams: [ReceivedDatagram] = []
        while datagrams.count < limit, read(limit: limit - datagrams.count, into: &datagrams) > 0 {}
        _ = pollDrops()
        return ReceivedBatch(datagrams: datagrams, newDrops: drops.takeNew())
    }

    /// Asks the kernel for its drop count and answers how many drops no batch and no earlier poll has told of: a flood
    /// that ended has no later datagram to tell.
    public func pollNewDrops() -> UInt64 {
        _ = pollDrops()
        return drops.takeNew()
    }

    /// Asks the kernel for its drop count and answers `kernelDrops`; the next batch still tells of what is new.
    @discardableResult
    public func pollDrops() -> UInt64 {
        guard let descriptor else { return drops.total }
        let number = clinux_socket_drops(descriptor.number)
        if number >= 0 { drops.observe(UInt32(truncatingIfNeeded: number)) }
        return drops.total
    }

    /// Sends datagrams in order. What the kernel has no room for waits in a bounded backlog; what it refuses (no route,
    /// too long, nobody there) is counted and never fatal.
    @discardableResult
    public func send(_ datagrams: [OutgoingDatagram]) -> SendOutcome {
        var outcome = SendOutcome()
        guard let descriptor else {
            outcome.failed[EBADF] = datagrams.count
            return outcome
        }
        outcome = sender.send(datagrams, on: descriptor.number)
        count(outcome)
        if !sender.backlog.isEmpty { watchForRoom(descriptor) }
        return outcome
    }

    /// What the latest calls of `send` met of earlier datagrams that the network could not deliver. The handler of `start`
    /// hears of the others, and of these only with them.
    public func takeUndelivered() -> [UndeliveredDatagram] {
        sender.undelivered.isEmpty ? [] : sender.takeUndelivered()
    }

    /// Stops for good. The descriptor is closed when Dispatch has let go of it; the backlog is forgotten.
    public func close() {
        if isPaused { readSource?.resume() }
        isPaused = false
        readSource?.cancel()
        writeSource?.cancel()
        readSource = nil
        writeSource = nil
        handler = nil
        undeliveredHandler = nil
        descriptor = nil
    }

    /// The descriptor's number, for tests that hand it over.
    var descriptorNumber: Int32 { descriptor?.number ?? -1 }

    private func readable() {
        for _ in 0..<options.batchesPerWakeup {
            guard let handler, !isPaused else { return }
            var datagrams: [ReceivedDatagram] = []
            let count = read(limit: options.batchLimit, into: &datagrams)
            if count <= 0, options.tellsUndelivered { tellUndelivered() }
            if count > 0 { handler(ReceivedBatch(datagrams: datagrams, newDrops: drops.takeNew())) }
            if count < options.batchLimit { return }
        }
    }

    /// An error wakes the source as a datagram does, and keeps it awake until it is taken out.
    private func tellUndelivered() {
        guard let descriptor else { return }
        let undelivered = sender.takeUndelivered() + UndeliveredDatagram.take(descriptor.number)
        if !undelivered.isEmpty { undeliveredHandler?(undelivered) }
    }

    private func read(limit: Int, into datagrams: inout [ReceivedDatagram]) -> Int {
        guard let descriptor else { return 0 }
        let count = receiver.read(
            descriptor.number, limit: limit, port: localEndpoint.port, into: &datagrams, drops: &drops)
        if count < 0, -count != Int(EAGAIN) { receiveErrors[Int32(-count), default: 0] += 1 }
        return count
    }

    private func watchForRoom(_ descriptor: OwnedDescriptor) {
        guard writeSource == nil else { return }
        let source = DispatchSource.makeWriteSource(fileDescriptor: descriptor.number, queue: executor.queue)
        source.setEventHandler { [weak self] in self?.writable() }
        source.setCancelHandler { withExtendedLifetime(descriptor) {} }
        writeSource = source
        source.resume()
    }

    private func writable() {
        guard let descriptor else { return }
        count(sender.drain(on: descriptor.number))
        if sender.backlog.isEmpty {
            writeSource?.cancel()
            writeSource = nil
        }
    }

    private func count(_ outcome: SendOutcome) {
        sendTotals.sent += outcome.sent
        sendTotals.overflowed += outcome.overflowed
        sendTotals.failed.merge(outcome.failed, uniquingKeysWith: +)
        sendTotals.waiting = sender.backlog.count
    }
}
