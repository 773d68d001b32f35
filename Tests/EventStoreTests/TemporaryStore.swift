import EventStore
import Glibc
import Model

/// A state directory of its own for one test, removed with this object.
final class TemporaryStore {
    let directory: String
    var database: String { directory + "/tocsin.db" }

    init() throws {
        var template = Array("/tmp/tocsin-store-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else { throw Failure(errno) }
        directory = unsafe String(cString: made)
    }

    deinit {
        for name in ["tocsin.db", "tocsin.db-wal", "tocsin.db-shm", "tocsin.db-journal", "tocsin.lock"] {
            unsafe unlink(directory + "/" + name)
        }
        unsafe rmdir(directory)
    }

    func open() throws -> EventStore { try EventStore(stateDirectory: directory) }
    func reader() throws -> EventReader { try EventReader(stateDirectory: directory) }

    /// The bytes of a file of the directory, or nil.
    func bytes(of name: String) -> [UInt8]? {
        guard let file = unsafe fopen(directory + "/" + name, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Int(size(of: name)))
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }

    /// Writes a file of the directory.
    func write(_ bytes: [UInt8], to name: String) {
        guard let file = unsafe fopen(directory + "/" + name, "w") else { return }
        unsafe fwrite(bytes, 1, bytes.count, file)
        unsafe fclose(file)
    }

    /// What stat says about a file of the directory, or nil.
    func status(of name: String) -> stat? {
        var status = stat()
        return unsafe stat(directory + "/" + name, &status) == 0 ? status : nil
    }

    func size(of name: String) -> Int64 { Int64(status(of: name)?.st_size ?? 0) }
}

/// A system call of the test itself that failed.
struct Failure: Error {
    let code: Int32
    init(_ code: Int32) { self.code = code }
}

/// 2026-11-24T00:00:00Z.
let midnight = Timestamp(microseconds: 1_795_478_400_000_000)

/// An event with what the test cares about.
func event(
    _ id: Int64, rule: String = "link-down", severity: Severity = .warning, state: EventState = .occurred,
    device: String = "sw1", instance: String? = nil, address: IPAddress? = nil, tags: [String: String] = [:],
    time: Timestamp? = nil, received: Timestamp? = nil, count: Int = 1, summary: String = "Something happened",
    evidence: Evidence = .none, site: String = "hq", alert: Int64? = nil, suppressed: String? = nil,
    watcher: WatcherName = .traps, isUserRule: Bool = false
) -> Event {
    Event(
        id: id, site: site,
        observation: Observation(
            rule: rule, watcher: watcher, severity: severity, state: state,
            subject: Subject(device: device, instance: instance), address: address, tags: tags,
            time: time ?? midnight + .seconds(id), received: received, count: count, summary: summary,
            evidence: evidence, isUserRule: isUserRule),
        alert: alert, suppressed: suppressed)
}

/// An alert with what the test cares about.
func alert(
    _ id: Int64, rule: String = "link-down", device: String = "sw1", instance: String? = nil,
    severity: Severity = .warning, state: Alert.State = .open, updated: Timestamp = midnight,
    resolved: Timestamp? = nil, tags: [String: String] = [:], summary: String = "Port 1 is down"
) -> Alert {
    Alert(
        id: id, key: AlertKey(rule: rule, subject: Subject(device: device, instance: instance)), watcher: .traps,
        severity: severity, state: state, opened: midnight, updated: updated, resolved: resolved, events: 1,
        summary: summary, tags: tags)
}

extension EventStore {
    /// Commits events as one batch.
    func commit(_ events: [Event], alerts: [Alert] = []) throws {
        var batch = CommitBatch()
        batch.events = events
        batch.alerts = alerts
        try commit(batch)
    }
}
