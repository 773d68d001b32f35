import CLinux
public import Model
public import Reactor

/// Gives a farm of agents a network: one UDP socket for all their addresses, whose datagrams tell which of them was
/// asked (IP_PKTINFO) and when (SO_TIMESTAMPNS). It takes a thread of its own and reads and sends in batches, because it
/// is the load of benchmarks.
public struct AgentServer {
    /// The farm.
    public private(set) var farm: AgentFarm
    /// When polls came, where that is asked for.
    public private(set) var recorder: PollRecorder?
    /// Where agent 0 is reached.
    public let endpoint: Endpoint

    private let socket: AgentSocket
    private let begun: MonotonicTime
    private let isIPv6: Bool
    /// The low word of agent 0's address, where the others' follow it; else `places` tells who has which.
    private let firstWord: UInt64
    private let places: [UInt64: Int]?
    private var writer = AgentWriter(capacity: AgentServer.outgoingOctets)
    private var items: [clinux_outgoing] = []
    private var late = DeadlineHeap<Int>()
    private var lateItems: [Int: (octets: [UInt8], item: clinux_outgoing)] = [:]
    private var lateNumber = 0

    /// As many as the shim gives to the kernel in one call.
    private static let batch = 64
    private static let outgoingOctets = 1 << 20
    /// The room that an answer may need: a datagram, and what a variable too many takes before it is cut off.
    private static let largestAnswer = 70_000

    /// Binds the socket; answers begin with `run`. With port 0 the kernel chooses.
    public init(_ plan: AgentPlan, _ farm: AgentFarm, recordingInterval: Duration? = nil) throws(SocketFault) {
        self.farm = farm
        recorder = recordingInterval.map { PollRecorder(agents: plan.agents.count, interval: $0) }
        let first = plan.agents[0].endpoint.address
        isIPv6 = first.isIPv6
        begun = .now
        let words = plan.agents.map { clinux_endpoint(lab: $0.endpoint).low }
        firstWord = words[0]
        let isRow = words.enumerated().allSatisfy { $0.element == words[0] &+ UInt64($0.offset) }
        places = isRow ? nil : Dictionary(zip(words, words.indices), uniquingKeysWith: { first, _ in first })
        // One socket for many addresses is bound to all; whom it does not know it does not answer.
        let bound = words.count == 1 || isIPv6 ? first : IPAddress.v4(0)
        socket = try AgentSocket(binding: Endpoint(address: bound, port: plan.port))
        endpoint = Endpoint(address: first, port: socket.port)
    }

    /// Answers until the flag is raised. Takes the calling thread. `wake` is called some times a second, and between
    /// batches when the flag asks for it.
    public mutating func run(until stop: StopFlag, wake: (inout AgentServer) -> Void = { _ in }) {
        var ticks = 0
        while !stop.isRaised {
            let count = receive()
            ticks &+= 1
            if count <= 0 || ticks & 0xff == 0 { wake(&self) }
            sendLate()
            if count == 0 { waitForDatagrams() }
        }
    }

    /// `127.1.0.1:16100`: where agent 0 is reached.
    public var endpointText: String { endpoint.text }

    /// The time since the start.
    public var elapsed: Duration { MonotonicTime.now - begun }

    private mutating func receive() -> Int {
        let time = (MonotonicTime.now - begun).nanoseconds
        var first: UnsafePointer<clinux_received>?
        let count = unsafe socket.receive(&first)
        guard count > 0, let first = unsafe first else { return 0 }
        for index in 0..<count {
            let one = unsafe first[index]
            guard let agent = unsafe agent(at: one.destination.low) else { continue }
            unsafe recorder?.record(agent, at: one.nanoseconds)
            if writer.room < AgentServer.largestAnswer || items.count == AgentServer.batch { flush() }
            let bytes = unsafe Span(
                _unsafeElements: UnsafeBufferPointer(start: one.bytes, count: Int(one.length)))
            let start = writer.count
            guard let delivery = farm.answer(bytes, to: agent, at: time, into: &writer) else { continue }
            var item = unsafe clinux_outgoing(
                offset: start, length: writer.count - start, interface: 0, pins_source: true, destination: one.source,
                source: one.destination)
            if delivery.isFromOther { item.source.low = AgentServer.other(item.source.low) }
            if delivery.delay > 0 {
                keep(item, until: MonotonicTime.now + .nanoseconds(delivery.delay), copies: delivery.copies)
                writer.cut(to: start)
            } else {
                for _ in 0..<delivery.copies { items.append(item) }
            }
        }
        flush()
        return count
    }

    private func agent(at word: UInt64) -> Int? {
        if let places { return places[word] }
        let offset = word &- firstWord
        return offset < UInt64(farm.agents.count) ? Int(offset) : nil
    }

    /// Another address of the same host: of loopback the last network, of others the next address.
    private static func other(_ word: UInt64) -> UInt64 {
        word >> 24 == 127 ? 127 << 24 | 255 << 16 | word & 0xffff : word &+ 1
    }

    private mutating func flush() {
        var next = 0
        while next < items.count {
            let end = min(next + AgentServer.batch, items.count)
            let sent = unsafe writer.bytes.withUnsafeBufferPointer { octets in
                unsafe items.withUnsafeBufferPointer { items in
                    let chosen = unsafe UnsafeBufferPointer(rebasing: items[next..<end])
                    return unsafe socket.send(octets, chosen)
                }
            }
            // What the kernel does not take is lost, as on a real network.
            next += max(1, sent)
        }
        items.removeAll(keepingCapacity: true)
        writer.cut(to: 0)
    }

    // MARK: Answers that wait

    private mutating func keep(_ item: clinux_outgoing, until due: MonotonicTime, copies: Int) {
        let octets = Array(writer.bytes[item.offset..<item.offset + item.length])
        for _ in 0..<copies {
            lateNumber &+= 1
            late.set(lateNumber, at: due)
            lateItems[lateNumber] = (octets, item)
        }
    }

    private mutating func sendLate() {
        guard !late.isEmpty else { return }
        let now = MonotonicTime.now
        for number in late.takeDue(at: now) {
            guard let (octets, kept) = lateItems.removeValue(forKey: number) else { continue }
            if writer.room < AgentServer.largestAnswer || items.count == AgentServer.batch { flush() }
            var item = kept
            item.offset = writer.count
            writer.put(octets)
            items.append(item)
        }
        flush()
    }

    private func waitForDatagrams() {
        var timeout: Int32 = 100
        if let due = late.earliest {
            timeout = Int32(clamping: min(100, max(0, (due - MonotonicTime.now).nanoseconds / 1_000_000 + 1)))
        }
        socket.wait(milliseconds: timeout)
    }
}
