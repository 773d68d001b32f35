/// What is wrong with a packet and where: a value to count and to show, never a reason to stop.
public struct MalformedPacket: Error, Hashable, Sendable, CustomStringConvertible {
    /// The protocol that could not be decoded, by its usual name: `UDP`, `IPv6`, `BER`.
    public var layer: String
    /// Octets from the start of the packet that the decoder was given to what is wrong.
    public var offset: Int
    /// A constant phrase without values, so that it can be a counter's name: `length is beyond the end`.
    public var reason: String

    /// Names a fault by its protocol, place and reason.
    public init(layer: String, offset: Int, reason: String) {
        self.layer = layer
        self.offset = offset
        self.reason = reason
    }

    /// `UDP: length is beyond the end, at offset 38`.
    public var description: String { "\(layer): \(reason), at offset \(offset)" }
}
