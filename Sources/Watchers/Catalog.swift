public import Watching

/// Every kind of watcher there is: a new one is one line here.
public enum Catalog {
    /// The kinds, in the order in which they start.
    public static let kinds: [WatcherKind] = [
        WatcherKind(TrapWatcher.self),
        WatcherKind(SNMPWatcher.self),
        WatcherKind(DHCPWatcher.self),
        WatcherKind(RouterAdvertisementWatcher.self),
        WatcherKind(NTPWatcher.self),
    ]
}
