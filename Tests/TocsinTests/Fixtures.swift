import EventStore
import Foundation
import Model
@testable import tocsin

/// 2026-11-24T00:00:00Z.
let midnight = Timestamp(microseconds: 1_795_478_400_000_000)

/// Times as the golden texts have them: UTC, an hour after midnight.
let times = TimeText(isUTC: true, now: midnight + .seconds(3_600))

/// What a sender who means harm puts into a string: colour, a title, C1's CSI, a bidirectional override, a line end.
let hostile = "\u{1b}[31mred\u{1b}]0;title\u{07} \u{9b}2J \u{202e}gnihtemos\u{2066}\r\nnext\u{0}\u{7f}\u{2028}\u{e0041}"

/// An event with what the test cares about.
func event(
    _ id: Int64, rule: String = "link-down", severity: Severity = .warning, state: EventState = .occurred,
    device: String = "core-sw1", instance: String? = nil, address: IPAddress? = nil, tags: [String: String] = [:],
    time: Timestamp? = nil, received: Timestamp? = nil, count: Int = 1, summary: String = "Something happened",
    evidence: Evidence = .none, alert: Int64? = nil, suppressed: String? = nil
) -> Event {
    Event(
        id: id, site: "hq",
        observation: Observation(
            rule: rule, watcher: .traps, severity: severity, state: state,
            subject: Subject(device: device, instance: instance), address: address, tags: tags,
            time: time ?? midnight + .seconds(id), received: received, count: count, summary: summary,
            evidence: evidence),
        alert: alert, suppressed: suppressed)
}

/// An alert with what the test cares about.
func alert(
    _ id: Int64, severity: Severity = .warning, state: Alert.State = .open, device: String = "core-sw1",
    instance: String? = "7", summary: String = "Port 7 went down"
) -> Alert {
    Alert(
        id: id, key: AlertKey(rule: "link-down", subject: Subject(device: device, instance: instance)), watcher: .traps,
        severity: severity, state: state, opened: midnight, updated: midnight + .seconds(60),
        resolved: state == .resolved ? midnight + .seconds(60) : nil, events: 2, summary: summary)
}

/// An event whose every field says something, strange things among them.
let oddEvent = event(
    17, severity: .critical, state: .firing, device: "core, \"sw1\"", instance: "Gi1/0/1",
    address: IPAddress("fe80::1"),
    tags: ["role": "core", "a b": "ü"], time: midnight + .microseconds(1_500_000), received: midnight + .seconds(2),
    count: 3, summary: "Port \"7\", the uplink,\nwent down – 端口",
    evidence: Evidence(json: #"{"trap":"linkDown","n":1.50}"#),
    alert: 4, suppressed: "silenced")

/// What a body writes to an output that leads to such a terminal.
func printed(on terminal: Terminal, _ body: (Output) throws -> Void) throws -> String {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-output-\(UUID().uuidString)").path
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    let output = Output(descriptor: file.fileDescriptor, terminal: terminal)
    try body(output)
    try output.flush()
    try file.seek(toOffset: 0)
    return String(decoding: file.readDataToEndOfFile(), as: UTF8.self)
}

/// Events in one format.
func printed(_ events: [Event], _ format: OutputFormat, on terminal: Terminal = .none) throws -> String {
    try printed(on: terminal) { output in
        var printer = try EventPrinter(format: format, times: times, output: output)
        try printer.print(events)
    }
}

/// A state directory of its own for one test, removed with this object.
final class TemporaryState {
    /// Its path.
    let directory: String

    /// Makes it, with these events and alerts in its store.
    init(events: [Event] = [], alerts: [Alert] = [], samples: [Sample] = []) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        let store = try EventStore(stateDirectory: directory)
        try commit(events, alerts, to: store)
        var batch = CommitBatch()
        batch.samples = samples
        try store.commit(batch)
        try store.close()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }
}

/// Writes one batch.
func commit(_ events: [Event], _ alerts: [Alert] = [], to store: EventStore) throws {
    var batch = CommitBatch()
    batch.events = events
    batch.alerts = alerts
    try store.commit(batch)
}
