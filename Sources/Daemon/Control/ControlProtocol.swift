import Foundation
import Model

/// The lines that the command and the daemon exchange. A request is `{"request":"status"}`; an answer has `ok`, and
/// with `ok` false the exit code and the words for the user.
public enum ControlProtocol {
    /// Where the socket lies in a runtime directory.
    public static func socketPath(runtimeDirectory: String) -> String { runtimeDirectory + "/control.sock" }

    /// The line that asks for something.
    public static func line(_ request: String) -> String { Evidence { $0.member("request", request) }.json }

    /// What a line asks for; nil for what is no request that this version knows.
    static func request(in line: String) -> ControlServer.Request? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
            let name = object["request"] as? String
        else { return nil }
        return ControlServer.Request(rawValue: name)
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
