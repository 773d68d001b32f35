/// What an event is about: a device, or one instance (an interface, a source, a UPS line) on it.
public struct Subject: Hashable, Sendable, Codable {
    /// The configured name of the device, or its address where it has none.
    public var device: String
    /// The part of the device, such as an ifIndex; nil when it is the device as a whole.
    public var instance: String?

    /// Names a device, or one instance on it.
    public init(device: String, instance: String? = nil) {
        self.device = device
        self.instance = instance
    }

    /// `device` or `device/instance`, as it stands in events, journal fields and tables.
    public var text: String {
        guard let instance else { return device }
        return "\(device)/\(instance)"
    }
}
