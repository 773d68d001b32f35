import Model

/// What the command takes from the daemon's library. All parsing and printing is elsewhere: here values come in and
/// values go out.
///
/// The control socket speaks one JSON object a line each way: `{"request":"status"}` or `{"request":"reload"}`, and
/// `{"ok":true,"status":{…}}`, `{"ok":true,"warnings":["FILE:LINE:COLUMN: …"]}`, or, whatever was asked,
/// `{"ok":false,"exit":77,"error":"sentence","faults":["FILE:LINE:COLUMN: …"]}`.
enum DaemonBridge {
    /// The version of the project.
    static let version = "0.1.0"

    /// Every rule of every watcher and of the daemon itself.
    static func rules() -> [Rule] { [] }

    /// What is wrong with a configuration and its drop-ins, each a line `FILE:LINE:COLUMN: path: text`.
    static func checkConfiguration(path: String) -> (faults: [String], warnings: [String]) {
        (["\(path):1:1: this build has no configuration reader"], [])
    }

    /// The merged configuration as YAML with secrets hidden. Throws `faultyConfiguration`.
    static func showConfiguration(path: String) throws(CommandFault) -> String {
        throw .faultyConfiguration(checkConfiguration(path: path).faults)
    }

    /// A commented first configuration.
    static func initialConfiguration() -> String { "" }

    /// Sends one line to the daemon and gives the line that it answers. Throws `unreachable` when nobody listens,
    /// `notPermitted` when the socket may not be used; see `CommandFault.init(connectingTo:errno:words:)`.
    static func control(request: String, runtime: String, timeout: Duration) throws(CommandFault) -> String {
        throw .unreachable("the daemon cannot be reached at \(runtime)/control.sock; is tocsind running?")
    }

    /// Runs the watchers over a capture and hands over each event in order; gives the number of frames. Throws `failed` for a capture that cannot
    /// be read and `faultyConfiguration`.
    static func replay(capture: String, configuration: String?, emit: (Event) -> Void) throws(CommandFault) -> Int {
        throw .failed("this build cannot replay \(capture)")
    }
}
