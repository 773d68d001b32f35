public import Model

/// A device of the simulated network.
public struct OfficeDevice: Sendable, Hashable {
    /// Its name in the configuration and in the lab's own lines.
    public let name: String
    /// Its address, within 127.0.1.0/24.
    public let address: IPAddress
    /// What it is, as a tag.
    public let role: String
    /// In which version it speaks.
    public let security: SenderSecurity
    /// Whether the configuration knows it.
    public let isListed: Bool

    /// A device with the last octet of its address.
    init(_ name: String, _ octet: UInt32, role: String, _ security: SenderSecurity, isListed: Bool = true) {
        self.name = name
        address = .v4(127 << 24 | 1 << 8 | octet)
        self.role = role
        self.security = security
        self.isListed = isListed
    }
}
