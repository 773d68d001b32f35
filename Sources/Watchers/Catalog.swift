public import Watching

/// The catalog of watchers: a new one adds its line here and nothing else outside its folder.
public enum Catalog {
    /// The kinds, in the order in which they start.
    public static let kinds: [WatcherKind] = [
        WatcherKind(TrapWatcher.self),
        WatcherKind(SNMPWatcher.self),
        WatcherKind(RouterAdvertisementWatcher.self),
        WatcherKind(NTPWatcher.self),
    ]
}
