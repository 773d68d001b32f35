import Foundation
public import Model
import Watching

/// The lines that the command and the daemon exchange. A request is `{"request":"status"}`, and a question to the
/// watchers `{"request":"query","query":"devices","name":"core-sw1","watcher":"snmp"}`; an answer has `ok`, and with
/// `ok` false the exit code and the words for the user.
public enum ControlProtocol {
    /// Why a line is no request.
    struct Fault: Error {
        /// One sentence.
        let text: String
    }

    /// Where the socket lies in a runtime directory.
    public static func socketPath(runtimeDirectory: String) -> String { runtimeDirectory + "/control.sock" }

    /// The line that asks for something.
    public static func line(_ request: String) -> String { Evidence { $0.member("request", request) }.json }

    /// The line that acknowledges alerts, or takes that back. `behalf` is for whom root asks.
    public static func line(
        acknowledging alerts: [Int64], isTakenBack: Bool, note: String? = nil, isSticky: Bool = false,
        until: Timestamp? = nil, behalf: String?
    ) -> String {
        Evidence { writer in
            writer.member("request", "acknowledge")
            writer.key("alerts")
            writer.beginArray()
            for alert in alerts { writer.integer(alert) }
            writer.endArray()
            writer.key("take_back")
            writer.boolean(isTakenBack)
            if let note { writer.member("note", note) }
            writer.key("sticky")
            writer.boolean(isSticky)
            if let until { writer.member("until", until.rfc3339) }
            if let behalf { writer.member("behalf", behalf) }
        }.json
    }

    /// The line that asks watchers something: the question's name and its arguments, of which nil ones are left out.
    public static func line(query: String, arguments: [(name: String, value: String?)]) -> String {
        Evidence { writer in
            writer.member("request", "query")
            writer.member("query", query)
            for (name, value) in arguments { if let value { writer.member(name, value) } }
        }.json
    }

    /// What a line asks for. Throws for what is no request that this version knows.
    static func request(in line: String) throws(Fault) -> ControlServer.Request {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let name = object["request"] as? String
        else { throw Fault(text: "this daemon does not know the request") }
        switch name {
        case "status": return .status
        case "reload": return .reload
        case "ping": return .ping
        case "query": return try query(in: object)
        case "acknowledge": return .acknowledge(try acknowledgement(in: object))
        default: throw Fault(text: "this daemon does not know the request")
        }
    }

    /// Bytes that a person may write about an alert.
    static let noteLimit = 1_000
    /// Alerts of one request.
    static let acknowledgementLimit = 100

    /// What is acknowledged.
    private static func acknowledgement(in object: [String: Any]) throws(Fault) -> AcknowledgementRequest {
        guard let alerts = object["alerts"] as? [Int64], !alerts.isEmpty, alerts.count <= acknowledgementLimit else {
            throw Fault(text: "'alerts' is no list of 1 to \(acknowledgementLimit) numbers of alerts")
        }
        var request = AcknowledgementRequest(alerts: alerts)
        request.isTakenBack = object["take_back"] as? Bool ?? false
        request.isSticky = object["sticky"] as? Bool ?? false
        request.note = object["note"] as? String
        request.behalf = object["behalf"] as? String
        if let note = request.note, note.utf8.count > noteLimit {
            throw Fault(text: "the note has \(note.utf8.count) bytes, more than \(noteLimit)")
        }
        if let behalf = request.behalf, behalf.isEmpty || behalf.utf8.count > 256 {
            throw Fault(text: "'behalf' is no name of a user")
        }
        if let text = object["until"] as? String {
            guard let until = try? TimeGrammar.parse(text, now: .now) else {
                throw Fault(text: "'until' is no time: \(text.quotedForMessage)")
            }
            guard until > .now else { throw Fault(text: "the time at which it should end is over: \(text)") }
            request.until = until
        }
        return request
    }

    /// What a question asks, and whom.
    private static func query(in object: [String: Any]) throws(Fault) -> ControlServer.Request {
        func text(_ name: String) throws(Fault) -> String? {
            guard let value = object[name], !(value is NSNull) else { return nil }
            guard let text = value as? String else { throw Fault(text: "'\(name)' of the query is no text") }
            return text
        }
        func required(_ name: String) throws(Fault) -> String {
            guard let text = try text(name) else { throw Fault(text: "the query lacks '\(name)'") }
            return text
        }
        let query: WatcherQuery
        switch try required("query") {
        case "devices": query = .devices(name: try text("name"))
        case "interfaces": query = .interfaces(device: try required("device"))
        case "samples":
            query = .samples(
                device: try required("device"), metric: try text("metric"), instance: try text("instance"))
        case "servers": query = .servers
        case "servers_as_configuration": query = .serversAsConfiguration
        default: throw Fault(text: "this daemon does not know the query")
        }
        guard let name = try text("watcher") else { return .query(query, of: nil) }
        guard let watcher = WatcherName(rawValue: name) else { throw Fault(text: "there is no such watcher") }
        return .query(query, of: watcher)
    }

    /// An answer that something could not be done.
    static func failure(_ exit: Int32, _ error: String, faults: [String] = []) -> String {
        Evidence { writer in
            writer.key("ok")
            writer.boolean(false)
            writer.member("exit", exit)
            writer.member("error", error)
            writer.key("faults")
            writer.beginArray()
            for fault in faults { writer.string(fault) }
            writer.endArray()
        }.json
    }

    /// An answer that something was done.
    static func success(_ members: (inout JSONWriter) -> Void) -> String {
        Evidence { writer in
            writer.key("ok")
            writer.boolean(true)
            members(&writer)
        }.json
    }
}
