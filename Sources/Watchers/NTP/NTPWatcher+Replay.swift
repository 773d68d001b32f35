public import Model
public import Watching

/// What of time a capture can show.
extension NTPWatcher {
    /// Only who is no server of ours: that needs no question, though names must have been looked up.
    public static func replayScope(
        of configuration: NTPConfiguration, shared: SharedConfiguration
    ) -> ReplayScope {
        let measured = "a capture answers no question: no server and no clock is measured"
        for server in configuration.servers {
            guard case .name(let name) = server.address else { continue }
            return ReplayScope(
                only: [],
                because: "\(measured), nor is anybody called a stranger, since \(name) is a name and not looked up")
        }
        return ReplayScope(
            only: [NTPRules.rogue.name],
            because: "\(measured); what is told is who is not listed (\(NTPRules.rogue.name))")
    }
}
