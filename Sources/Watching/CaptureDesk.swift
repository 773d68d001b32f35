import Logging
import Model
import Reactor

/// Performs for a host what a watcher asks of network interfaces and files: captures, frames to send, interfaces, addresses
/// and files to watch. A capture that cannot be opened, or whose interface goes away, is tried again when interfaces change and from
/// time to time. Used on the host's queue only.
final class CaptureDesk {
    /// A capture that the watcher wants.
    private struct Wanted {
        var request: CaptureRequest
        var capture: PacketCapture?
        /// The interface's number when the capture was opened: another one of the same name is not the same.
        var index: UInt32?
        /// What the watcher was told last; nil while it believes the capture open.
        var told: String?
        /// Whether it was told anything yet.
        var isTold = false
    }

    /// An interface that the watcher wants to hear of.
    private struct WatchedInterface {
        var name: String
        var last: NetworkInterface?
    }

    /// Seconds from one try of what failed to the next, and from one look at a file to the next.
    private static let retrySeconds = 5
    private static let lookSeconds = 2

    private let executor: QueueExecutor
    private let log: Logger
    private var deliver: (([Input]) -> Void)?
    private var wanted: [SocketName: Wanted] = [:]
    private var interfaces: [RequestToken: WatchedInterface] = [:]
    /// What was told last of this host's addresses, or why nothing could be, to whom.
    private var addresses: [RequestToken: Result<HostAddresses, SocketFault>] = [:]
    private var files: [RequestToken: FileWatch] = [:]
    private var monitor: InterfaceMonitor?
    private var sender: FrameSender?
    private var seconds = 0
    private var isPaused = false

    /// A desk that gives its host's watcher what comes up.
    init(executor: QueueExecutor, log: Logger, deliver: @escaping ([Input]) -> Void) {
        self.executor = executor
        self.log = log
        self.deliver = deliver
    }

    // MARK: Requests

    /// Performs what of these actions is its own; what came of them comes as inputs, now or later.
    func perform(_ actions: [Action]) {
        for action in actions {
            switch action {
            case .capture(let name, let request): capture(name, request)
            case .close(let name): close(name)
            case .request(let token, .frame(let interface, let bytes)):
                if let fault = send(bytes, on: interface) { deliver?([.answer(token, .failed(fault))]) }
            case .request(let token, .watchInterface(let name)): watchInterface(name, token: token)
            case .request(let token, .watchAddresses): watchAddresses(token: token)
            case .request(let token, .watchFile(let path)): watchFile(path, token: token)
            default: break
            }
        }
    }

    /// Opens a capture, unless it is open.
    private func capture(_ name: SocketName, _ request: CaptureRequest) {
        if wanted[name]?.request == request { return }
        close(name)
        wanted[name] = Wanted(request: request)
        watchInterfaces()
        open(name)
    }

    /// Ends a capture once what the kernel still holds has been read.
    private func close(_ name: SocketName) {
        guard let ended = wanted.removeValue(forKey: name) else { return }
        if let capture = ended.capture {
            capture.pause()
            take(capture.readRemaining(limit: 10_000), from: name, interface: ended.request.interface)
            capture.close()
        }
    }

    /// Sends a frame: nil, or why not.
    private func send(_ frame: [UInt8], on interface: String) -> String? {
        do {
            let sender = try self.sender ?? FrameSender()
            self.sender = sender
            try sender.send(frame, on: interface)
            return nil
        } catch { return "\(error)" }
    }

    /// Tells of an interface now and when it changes.
    private func watchInterface(_ name: String, token: RequestToken) {
        let found = InterfaceTable.interface(named: name)
        interfaces[token] = WatchedInterface(name: name, last: found)
        watchInterfaces()
        deliver?([.answer(token, .interface(found))])
    }

    /// Tells of this host's addresses now and when they change.
    private func watchAddresses(token: RequestToken) {
        addresses[token] = nil
        watchInterfaces()
        tellAddresses(to: [token])
    }

    /// Tells those of this host's addresses who were told something else last.
    private func tellAddresses(to tokens: some Sequence<RequestToken>) {
        let found = Result { () throws(SocketFault) in try InterfaceTable.hostAddresses() }
        for token in tokens where addresses[token] != found {
            addresses[token] = found
            switch found {
            case .success(let all):
                if all.leftOut > 0 {
                    log.error(
                        "This host has more addresses than are told of",
                        metadata: ["told": "\(all.addresses.count)", "left_out": "\(all.leftOut)"])
                }
                deliver?([.answer(token, .hostAddresses(all))])
            case .failure(let fault): deliver?([.answer(token, .failed("\(fault)"))])
            }
        }
    }

    /// Tells of a file now and when it changes.
    private func watchFile(_ path: String, token: RequestToken) {
        files[token] = FileWatch(path: path)
        look()
    }

    // MARK: Life

    /// To be called once a second.
    func tick() {
        seconds += 1
        var inputs: [Input] = []
        for (name, one) in wanted {
            // A flood that has ended has no later frame to tell of its drops.
            let drops = one.capture?.pollNewDrops() ?? 0
            if drops > 0 { inputs.append(.kernelDrops(drops, socket: name)) }
        }
        if !inputs.isEmpty { deliver?(inputs) }
        if seconds.isMultiple(of: Self.lookSeconds) { look() }
        if seconds.isMultiple(of: Self.retrySeconds) {
            // Without the kernel's word of changes they are looked for.
            if monitor == nil { interfacesChanged() } else { retry() }
        }
    }

    /// Leaves what is captured with the kernel.
    func pause() {
        isPaused = true
        for one in wanted.values { one.capture?.pause() }
    }

    /// Reads again.
    func resume() {
        isPaused = false
        for one in wanted.values { one.capture?.resume() }
    }

    /// Reads what the kernel still holds, for the end.
    func readRemaining() {
        monitor?.cancel()
        for (name, one) in wanted {
            guard let capture = one.capture else { continue }
            capture.pause()
            take(capture.readRemaining(limit: 10_000), from: name, interface: one.request.interface)
        }
    }

    /// Ends everything.
    func closeAll() {
        deliver = nil
        for one in wanted.values { one.capture?.close() }
        wanted = [:]
        interfaces = [:]
        addresses = [:]
        files = [:]
        monitor?.cancel()
        monitor = nil
        sender = nil
    }

    /// The objects of the captures for a status object's open array.
    func writeStatus(into writer: inout JSONWriter) {
        for (name, one) in wanted.sorted(by: { $0.key.text < $1.key.text }) {
            writer.beginObject()
            writer.member("name", name.text)
            writer.member("interface", one.request.interface)
            writer.member("state", one.told ?? "capturing")
            if let capture = one.capture {
                writer.member("frames", capture.frames)
                writer.member("kernel_drops", capture.kernelDrops)
                writer.key("promiscuous")
                writer.boolean(capture.isPromiscuous)
            }
            writer.endObject()
        }
    }

    // MARK: Captures

    private func open(_ name: SocketName) {
        guard var one = wanted[name], one.capture == nil else { return }
        var options = PacketCapture.Options()
        options.filter = one.request.filter
        options.isPromiscuous = one.request.isPromiscuous
        if let bytes = one.request.bufferBytes { options.bufferBytes = bytes }
        let interface = one.request.interface
        do {
            let capture = try PacketCapture(interface: interface, options: options, executor: executor)
            one.capture = capture
            one.index = InterfaceTable.interface(named: interface)?.index
            wanted[name] = one
            // The capture keeps this desk and its host until it is closed.
            capture.start(
                { self.take($0, from: name, interface: interface) },
                failed: { fault in
                    self.wanted[name]?.capture = nil
                    self.tell(name, "\(fault)")
                })
            if isPaused { capture.pause() }
            tell(name, trouble(of: interface))
        } catch {
            tell(name, "\(error)")
        }
    }

    /// Why nothing can be captured on an interface whose capture is open: nil where all is well.
    private func trouble(of interface: String) -> String? {
        guard interface != "any" else { return nil }
        guard let found = InterfaceTable.interface(named: interface) else {
            return "there is no interface \(interface)"
        }
        return found.isUp ? nil : "the interface \(interface) is down or has no carrier"
    }

    /// Tells the watcher what has become of a capture, if it does not know.
    private func tell(_ name: SocketName, _ sentence: String?) {
        guard let one = wanted[name], !one.isTold || one.told != sentence else { return }
        wanted[name]?.told = sentence
        wanted[name]?.isTold = true
        if let sentence {
            log.error("Nothing is captured", metadata: ["capture": "\(name.text)", "cause": "\(sentence)"])
            deliver?([.socketFailed(name, sentence)])
        } else {
            log.notice("Capturing", metadata: ["capture": "\(name.text)", "interface": "\(one.request.interface)"])
            deliver?([.socketOpened(name)])
        }
    }

    private func take(_ batch: CapturedBatch, from name: SocketName, interface: String) {
        var inputs: [Input] = []
        inputs.reserveCapacity(batch.frames.count + 1)
        for frame in batch.frames {
            inputs.append(
                .frame(
                    CapturedPacket(
                        bytes: frame.bytes, linkType: frame.linkType, time: frame.time, interface: interface)))
        }
        if batch.newDrops > 0 { inputs.append(.kernelDrops(batch.newDrops, socket: name)) }
        if !inputs.isEmpty { deliver?(inputs) }
    }

    // MARK: Changes

    private func watchInterfaces() {
        guard monitor == nil else { return }
        do {
            monitor = try InterfaceMonitor(executor: executor) { self.interfacesChanged() }
        } catch {
            // The regular tries do without it, only later.
            log.error("Changes of interfaces are not heard of at once", metadata: ["cause": "\(error)"])
        }
    }

    private func interfacesChanged() {
        retry()
        if !addresses.isEmpty { tellAddresses(to: addresses.keys.sorted()) }
        for (token, watched) in interfaces {
            let found = InterfaceTable.interface(named: watched.name)
            guard found != watched.last else { continue }
            interfaces[token]?.last = found
            deliver?([.answer(token, .interface(found))])
        }
    }

    /// Opens what failed, gives up what has lost its interface, and tells of interfaces that went down or came up.
    private func retry() {
        for (name, one) in wanted {
            let interface = one.request.interface
            if let capture = one.capture {
                if interface != "any", InterfaceTable.interface(named: interface)?.index != one.index {
                    capture.close()
                    wanted[name]?.capture = nil
                    open(name)
                } else {
                    tell(name, trouble(of: interface))
                }
            } else {
                open(name)
            }
        }
    }

    private func look() {
        for token in files.keys.sorted() {
            switch files[token]?.look() {
            case .octets(let octets): deliver?([.answer(token, .file(octets))])
            case .unreadable(let sentence): deliver?([.answer(token, .failed(sentence))])
            case nil: break
            }
        }
    }
}
