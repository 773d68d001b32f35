/// A text that a watcher keeps over restarts, or one that it forgets.
public struct MemoryChange: Hashable, Sendable {
    /// Whose text it is.
    public var watcher: WatcherName
    /// The watcher's own name for it.
    public var key: String
    /// The text, or nil to forget it.
    public var value: String?

    /// A text to keep or to forget.
    public init(watcher: WatcherName, key: String, value: String?) {
        self.watcher = watcher
        self.key = key
        self.value = value
    }
}
