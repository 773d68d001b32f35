import Daemon
import EventStore
import Foundation
import Model
import Reactor
import Synchronization

/// The built `tocsind` as a child process, in a folder of its own, on loopback and a high port.
final class RunningDaemon: Sendable {
    /// Where everything of it lies.
    let folder: String
    /// The port that it listens on, of both families.
    let port: UInt16
    /// The main file of its configuration.
    var configurationFile: String { folder + "/tocsin.yaml" }
    /// The directory of its store.
    var state: String { folder + "/state" }
    /// The directory of its control socket.
    var runtime: String { folder + "/run" }
    /// Where the test, which is outside of the daemon's mount namespace, sees the state; nil where it is not.
    private let mountedState = Mutex<String?>(nil)
    private let process = Mutex<ChildProcess?>(nil)

    /// Makes the folder and writes a configuration; nothing runs yet. `traps` are further lines of its section, without
    /// indentation, `rest` further sections.
    init(traps: String = RunningDaemon.open, rest: String = "") throws {
        folder = try RunningDaemon.freshFolder()
        port = try RunningDaemon.freePort()
        try configure(traps: traps, rest: rest)
    }

    deinit {
        stopNow()
        if ProcessInfo.processInfo.environment["TOCSIN_KEEP_TESTS"] == nil {
            try? FileManager.default.removeItem(atPath: folder)
        }
    }

    /// Everybody on this host is heard, nothing is folded or limited.
    static let open = """
        allow: [ 127.0.0.0/8, "::1" ]
        communities: [ public ]
        repeats: { window: 0 }
        limit: { per_source: off }
        """

    /// The program: beside the test bundle, or where the environment says.
    static let program: String =
        ProcessInfo.processInfo.environment["TOCSIND"]
        ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("tocsind")
        .path

    /// Writes the configuration anew.
    func configure(listen: [String]? = nil, traps: String = RunningDaemon.open, rest: String = "") throws {
        let addresses = listen ?? ["udp:127.0.0.1:\(port)", "udp:[::1]:\(port)"]
        let list = addresses.map { "\"\($0)\"" }.joined(separator: ", ")
        let section = traps.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
        let text = "site: test\n\(rest)\ntraps:\n  listen: [ \(list) ]\n\(section)\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: configurationFile))
    }

    // MARK: Its life

    /// Starts it and returns when it answers on its control socket; throws when it ends before.
    func start(before wrapper: [String] = [], environment: [String: String] = [:], arguments: [String] = [])
        async throws
    {
        try launch(before: wrapper, environment: environment, arguments: arguments)
        let isReady = try await eventually {
            guard exitCode == nil else { throw Fault(words: "tocsind ended with \(exitCode ?? -1): \(errors)") }
            return (try? request("ping"))?["ok"].isTrue == true
        }
        guard isReady else { throw Fault(words: "tocsind does not answer: \(errors)") }
    }

    /// Starts it and does not wait. A shell as the wrapper gets the command as its arguments.
    func launch(before wrapper: [String] = [], environment: [String: String] = [:], arguments: [String] = []) throws {
        var variables = ProcessInfo.processInfo.environment
        for name in ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID"] {
            variables[name] = nil
        }
        variables.merge(environment) { _, new in new }
        let child = try ChildProcess(
            wrapper + [
                RunningDaemon.program, "--config", configurationFile, "--state", state, "--runtime", runtime,
            ] + arguments, environment: variables, output: folder + "/out", errors: folder + "/err")
        process.withLock { $0 = child }
    }

    /// The process.
    var child: ChildProcess? { process.withLock { $0 } }
    /// Its id.
    var id: Int32 { child?.id ?? 0 }
    /// Its exit code; nil while it runs.
    var exitCode: Int32? { child?.exitCode }
    /// What it printed, of all its runs.
    var output: String { RunningDaemon.read(folder + "/out") }
    /// What it wrote to standard error, of all its runs.
    var errors: String { RunningDaemon.read(folder + "/err") }

    /// Sends a signal and waits for the end.
    func end(by signal: Int32 = SIGTERM) async -> Int32 {
        guard let child else { return -1 }
        child.signal(signal)
        return await child.wait()
    }

    /// Waits for an end that something else brings about.
    func wait() async -> Int32 { await child?.wait() ?? -1 }

    /// Says where the test finds the state of a daemon that has mounted something of its own over it.
    func findState(at path: String) { mountedState.withLock { $0 = path } }

    private func stopNow() { child?.signal(SIGKILL) }

    // MARK: What it says

    /// The answer to a request.
    func request(_ name: String) throws -> JSON { try exchange([ControlProtocol.line(name)])[0] }

    /// What the watchers answer to a question, all of them together.
    func query(_ name: String, _ arguments: (name: String, value: String?)...) throws -> [JSON] {
        try exchange([ControlProtocol.line(query: name, arguments: arguments)])[0]["answers"].items.flatMap {
            $0["objects"].items
        }
    }

    /// The answers to lines, one each, on one connection.
    func exchange(_ lines: [String]) throws -> [JSON] {
        let client = try LocalClient(path: ControlProtocol.socketPath(runtimeDirectory: runtime))
        var answers: [JSON] = []
        for line in lines {
            try client.send(line.utf8)
            let answer = try client.receiveLine()
            answers.append(JSON(text: String(decoding: answer ?? [], as: UTF8.self)))
        }
        return answers
    }

    /// The status object.
    func status() throws -> JSON { try request("status")["status"] }

    /// The status of the trap watcher.
    func trapStatus() throws -> JSON {
        try status()["watchers"].items.first { $0["name"].text == "traps" } ?? .null
    }

    /// A reader of its store.
    func reader() throws -> EventReader {
        guard let mounted = mountedState.withLock({ $0 }) else { return try EventReader(stateDirectory: state) }
        // SQLite resolves the links of /proc and then does not find the file, so it reads a copy: of a log that grows
        // meanwhile it takes the whole frames.
        let copy = folder + "/copy"
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: false)
        for file in ["tocsin.db", "tocsin.db-wal"] {
            try FileManager.default.copyItem(atPath: "\(mounted)/\(file)", toPath: "\(copy)/\(file)")
        }
        return try EventReader(stateDirectory: copy)
    }

    /// The events that match, such as `rule=link-down`, oldest first.
    func events(_ matches: String...) throws -> [Event] {
        let parsed = try matches.map { try FieldMatch(parsing: $0) }
        let reader = try reader()
        var query = EventQuery(matches: parsed)
        var found: [Event] = []
        while true {
            let page = try reader.events(query)
            if page.isEmpty { return found }
            found += page
            query.advance(past: page)
        }
    }

    /// Waits until so many events match; the events that do then.
    func events(_ matches: String, reach count: Int, within limit: Duration = .seconds(30)) async throws -> [Event] {
        var found: [Event] = []
        _ = try await eventually(within: limit) {
            found = try events(matches)
            return found.count >= count
        }
        return found
    }

    // MARK: Surroundings

    /// A fault of the surroundings, in words.
    struct Fault: Error, CustomStringConvertible {
        let words: String
        var description: String { words }
    }

    /// A port below those that the kernel gives to senders, free in both families.
    static func freePort() throws -> UInt16 {
        let wildcards = [IPAddress.v4(0), .v6(high: 0, low: 0, scope: 0)]
        for _ in 0..<1_000 {
            let port = UInt16.random(in: 20_000..<32_000)
            let sockets = wildcards.compactMap { address in
                try? DatagramSocket(
                    binding: Endpoint(address: address, port: port), executor: QueueExecutor(label: "probe"))
            }
            if sockets.count == wildcards.count { return port }
        }
        throw Fault(words: "no free port between 20000 and 32000")
    }

    private static func freshFolder() throws -> String {
        var template = Array("/tmp/tocsin-daemon-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else { throw Fault(words: "no folder could be made in /tmp") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        for path in [folder, folder + "/state", folder + "/run"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            // Another user's client must get to the control socket.
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        }
        return folder
    }

    static func read(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}

extension Event {
    /// The varbinds of a trap's evidence.
    var varBinds: [JSON] { evidence["varbinds"].items }
    /// The evidence.
    var evidence: JSON { JSON(text: observation.evidence.json) }
    /// The text of the lab's marker among the varbinds.
    var marker: String? {
        varBinds.first { $0["oid"].text == "1.3.6.1.4.1.8072.9999.9999.2.0" }?["value"].text
    }
}
