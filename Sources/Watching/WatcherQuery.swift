/// What the command may ask a running watcher. A watcher answers with JSON objects in the form that interface.md gives
/// (`devices`, `interfaces`, `samples`, `servers`), each by `beginObject` … `endObject` into the writer's open array.
public enum WatcherQuery: Sendable, Hashable {
    /// The devices that it watches, all or the one of that name.
    case devices(name: String?)
    /// The interfaces of one device.
    case interfaces(device: String)
    /// The latest values of a device, all or those of one metric, or of one metric and instance.
    case samples(device: String, metric: String?, instance: String?)
    /// The servers that it sees.
    case servers
    /// What it has learned, as text for the configuration; answered with one object with the member `yaml`.
    case serversAsConfiguration
}
