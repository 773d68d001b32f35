public import Model

/// Distinct addresses of this host to send from, so that one process looks like many devices. All of 127.0.0.0/8 is
/// this host's on Linux without any set-up.
public struct SourceAddresses: Sendable, Hashable {
    /// The addresses, in order.
    public let addresses: [IPAddress]

    /// The most that one run may use.
    public static let maximum = 100_000

    /// So many addresses from the first on: 127.1.0.1, 127.1.0.2 and on, those ending in .0 and .255 included. None for
    /// a count of 1 without a first, which leaves the choice to the kernel.
    public init(count: Int, first: IPAddress? = nil, to destination: LabDestination) throws(SourceFault) {
        guard count >= 1, count <= SourceAddresses.maximum else { throw .count(count) }
        if count == 1, first == nil {
            addresses = []
            return
        }
        let start = first ?? .v4(127 << 24 | 1 << 16 | 1)
        guard start.isIPv6 == destination.endpoint.address.isIPv6 else { throw .otherFamily(start) }
        if count == 1 {
            addresses = [start]
            return
        }
        guard case .v4(let word) = start, word >> 24 == 127, (word + UInt32(count - 1)) >> 24 == 127 else {
            throw .notLoopback(start)
        }
        addresses = (0..<UInt32(count)).map { .v4(word + $0) }
    }
}

/// Why the lab cannot send from addresses.
public enum SourceFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The number is out of range.
    case count(Int)
    /// IPv4 cannot be sent from IPv6 or the other way round.
    case otherFamily(IPAddress)
    /// Many addresses are there in 127.0.0.0/8 only.
    case notLoopback(IPAddress)

    /// A sentence with the reason.
    public var description: String {
        switch self {
        case .count(let count): "\(count) sources are not between 1 and \(SourceAddresses.maximum)"
        case .otherFamily(let address): "\(address.text) is of another family than the destination"
        case .notLoopback(let address):
            "many sources need a loopback destination and addresses within 127.0.0.0/8; \(address.text) does not start such a range"
        }
    }
}
