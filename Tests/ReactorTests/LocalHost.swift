import Glibc

@testable import Reactor

/// An actor with a listener that answers each line with the same line, and keeps what it was told.
actor LocalHost {
    private let executor: QueueExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private let listener: LocalListener
    private var events: [LocalConnection.Event] = []
    private var latest: LocalConnection?
    private let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    init(path: String, options: LocalListener.Options = .init()) throws {
        executor = QueueExecutor(label: "local")
        listener = try LocalListener(path: path, options: options, executor: executor)
    }

    init(adopting descriptor: Int32) throws {
        executor = QueueExecutor(label: "local")
        listener = try LocalListener(adopting: descriptor, executor: executor)
    }

    /// Accepts, and answers each line with the same one `times` times; `finishes` when the peer sends no more.
    func start(times: Int = 1, finishes: Bool = true) {
        listener.start { connection in
            self.latest = connection
            connection.start { event in
                self.events.append(event)
                self.arrival.yield()
                switch event {
                case .line(let line): for _ in 0..<times where !connection.send(line) { break }
                case .inputEnded: if finishes { connection.finish() }
                case .ended: self.latest = nil
                }
            }
        }
    }

    /// Runs a test's steps on the queue, with the listener.
    func withListener<Value: Sendable>(_ body: (LocalListener) throws -> Value) rethrows -> Value { try body(listener) }

    /// What the kernel said of the latest peer.
    var peer: PeerCredentials? { latest?.peer }

    /// Returns when a connection has ended: everything that was told.
    func waitForEnd() async -> [LocalConnection.Event] {
        func hasEnded() -> Bool { events.contains { if case .ended = $0 { true } else { false } } }
        if !hasEnded() { for await _ in arrivals where hasEnded() { break } }
        return events
    }
}

/// A folder that is removed when its test lets go of it.
final class ScratchFolder {
    let path: String

    init() {
        var template = Array("/tmp/reactor-test-XXXXXX".utf8CString)
        unsafe mkdtemp(&template)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in made { unsafe unlink("\(path)/\(name)") }
        unsafe rmdir(path)
    }

    private var made: Set<String> = []

    /// The path of a file in the folder.
    func file(_ name: String) -> String {
        made.insert(name)
        return "\(path)/\(name)"
    }

    /// Writes a file in the folder; its path.
    func write(_ octets: [UInt8], as name: String) throws -> String {
        let path = file(name)
        let number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(number) }
        var written = 0
        while written < octets.count {
            let count = unsafe octets.withUnsafeBytes { bytes in
                unsafe Glibc.write(number, bytes.baseAddress.map { unsafe $0 + written }, octets.count - written)
            }
            guard count > 0 else { throw SocketFault(operation: "write", target: path, code: errno) }
            written += count
        }
        return path
    }
}
