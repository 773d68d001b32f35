public import Model
public import Watching

/// A look at one interface without a daemon: asks in every form, twice, and tells who answers. It learns nothing and judges
/// nothing but what is wrong by itself, unless a watcher lends its list of servers.
public struct DHCPProbePlan: WatcherPlan {
    /// How long a look takes: two rounds of questions, and some time for servers that ping an address before they offer it.
    public static let duration: Duration = .seconds(5)
    private var configuration: DHCPConfiguration

    /// A look at an interface with the list of a configured watcher, as `WatcherPlan.makeWatcher` gives one.
    public init(interface: String, list watcher: (any Watcher)? = nil) {
        configuration = (watcher as? DHCPWatcher)?.configuration ?? DHCPConfiguration(interfaces: [])
        configuration.interfaces = [interface]
        // What is listed for another interface is no answer to what is here.
        configuration.servers.removeAll { $0.interface.map { !$0.hasPrefix(interface) } ?? false }
        configuration.isReplay = true
        configuration.probeInterval = .seconds(2)
        configuration.starvation = nil
    }

    /// A watcher that asks as soon as its capture is open.
    public func makeWatcher() -> any Watcher { DHCPWatcher(configuration, shared: SharedConfiguration()) }

    /// A look is not reconfigured.
    public func reconfigure(_ watcher: inout any Watcher, at moment: Moment, into actions: inout [Action]) {}
}
