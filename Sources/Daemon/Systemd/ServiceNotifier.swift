public import Alerting
public import Model
public import Reactor

/// Tells the service manager how the daemon is (sd_notify(3)): datagrams of `KEY=value` lines to NOTIFY_SOCKET. The
/// manual calls the protocol stable and invites programs to speak it themselves; libsystemd's function would wait
/// when the manager's queue is full, and reads the environment each time.
public struct ServiceNotifier: Sendable {
    private let sender: UnixDatagramSender?

    /// A notifier to the socket that the environment names; without one, as when started by hand, it says nothing.
    public init(environment: [String: String]) throws(SocketFault) {
        guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@") else {
            sender = nil
            return
        }
        sender = try UnixDatagramSender(path: path)
    }

    /// Whether somebody is told anything at all.
    public var isConnected: Bool { sender != nil }

    /// The daemon listens: `systemctl start` returns, or a reload is over.
    @discardableResult
    public func ready(status: String? = nil) -> UnixDatagramSender.Outcome? { send(["READY=1"], status) }

    /// A reload begins; `ready` ends it.
    @discardableResult
    public func reloading(at time: MonotonicTime) -> UnixDatagramSender.Outcome? {
        send(["RELOADING=1", "MONOTONIC_USEC=\(time.nanoseconds / 1_000)"], nil)
    }

    /// The daemon has begun to stop.
    @discardableResult
    public func stopping(status: String? = nil) -> UnixDatagramSender.Outcome? { send(["STOPPING=1"], status) }

    /// One line for `systemctl status`.
    @discardableResult
    public func status(_ text: String) -> UnixDatagramSender.Outcome? { send([], text) }

    /// Every queue has answered: the watchdog need not bite.
    @discardableResult
    public func watchdog() -> UnixDatagramSender.Outcome? { send(["WATCHDOG=1"], nil) }

    /// Asks for more time to start or stop than the unit grants.
    @discardableResult
    public func extendTimeout(by duration: Duration) -> UnixDatagramSender.Outcome? {
        send(["EXTEND_TIMEOUT_USEC=\(duration.nanoseconds / 1_000)"], nil)
    }

    /// How often the manager wants `watchdog` called at the least, for the process that it is meant for; nil for never.
    /// Callers should do it twice as often (sd_watchdog_enabled(3)).
    public static func watchdogInterval(environment: [String: String], process: Int32) -> Duration? {
        if let meant = environment["WATCHDOG_PID"], meant != String(process) { return nil }
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else {
            return nil
        }
        return .microseconds(microseconds)
    }

    private func send(_ assignments: [String], _ status: String?) -> UnixDatagramSender.Outcome? {
        guard let sender else { return nil }
        var lines = assignments
        if let status { lines.append("STATUS=" + PrintableText.escaping(status)) }
        return sender.send(Array(lines.joined(separator: "\n").utf8), mayWait: true)
    }
}
