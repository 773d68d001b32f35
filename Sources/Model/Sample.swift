/// One value of one metric at one time, for the history that the store keeps.
public struct Sample: Hashable, Sendable {
    /// When it was measured.
    public var time: Timestamp
    /// The device.
    public var device: String
    /// The metric's name, e.g. `if_in_bps`.
    public var metric: String
    /// Which of many of the device, such as an interface's name; nil where there is one only.
    public var instance: String?
    /// The value.
    public var value: Double
    /// The unit of the value, e.g. `bit/s`, `%`, `s`; empty for a bare number.
    public var unit: String

    /// A sample.
    public init(time: Timestamp, device: String, metric: String, instance: String? = nil, value: Double, unit: String) {
        self.time = time
        self.device = device
        self.metric = metric
        self.instance = instance
        self.value = value
        self.unit = unit
    }
}
