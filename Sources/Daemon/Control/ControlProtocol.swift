import Foundation
import Model
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
        default: throw Fault(text: "this daemon does not know the request")
        }
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
