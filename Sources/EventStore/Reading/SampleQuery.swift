public import Model

/// Which samples are asked for. What is nil asks nothing.
public struct SampleQuery: Sendable, Hashable {
    /// The device.
    public var device: String
    /// Only this metric.
    public var metric: String?
    /// Only this instance of it; empty for what belongs to the device as a whole.
    public var instance: String?
    /// Only what was measured at or after this time.
    public var since: Timestamp?
    /// Only what was measured at or before this time.
    public var until: Timestamp?

    /// All samples of a device unless told otherwise.
    public init(
        device: String, metric: String? = nil, instance: String? = nil, since: Timestamp? = nil,
        until: Timestamp? = nil
    ) {
        self.device = device
        self.metric = metric
        self.instance = instance
        self.since = since
        self.until = until
    }
}
