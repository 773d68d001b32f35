import Model

/// Which addresses hosts say are theirs, by MAC address: so an alert about a host tells under what other addresses it can be
/// found, and whose the addresses are that it hands out. Bounded: what was not heard for longest makes room.
struct NeighbourBook: Sendable {
    /// How a host said so.
    enum Origin: String, Sendable, Hashable {
        /// As the sender of an ARP packet (RFC 826).
        case arp
        /// In neighbor discovery (RFC 4861).
        case nd
    }

    /// An address of a host.
    struct Claim: Sendable, Hashable {
        /// The address.
        var address: IPAddress
        /// How the host said that it is its own.
        var origin: Origin
    }

    /// How many hosts each half has.
    static let half = 4_096
    /// How many addresses of one host are kept: the latest.
    static let addressLimit = 8

    private var current: [MACAddress: [Claim]] = [:]
    private var before: [MACAddress: [Claim]] = [:]
    private var owners: [IPAddress: MACAddress] = [:]
    private var ownersBefore: [IPAddress: MACAddress] = [:]

    /// Nobody yet.
    init() {}

    /// How many hosts are known.
    var count: Int { current.count + before.keys.count { current[$0] == nil } }

    /// Takes note that a host says that an address is its own; whether that is worth telling: not of a host that has told
    /// more addresses than are kept.
    mutating func note(_ mac: MACAddress, _ address: IPAddress, _ origin: Origin) -> Bool {
        // Most of what is heard is known.
        if owners[address] == mac, current[mac]?.contains(where: { $0.address == address }) ?? false { return false }
        if current.count >= Self.half {
            before = current
            current = [:]
        }
        if owners.count >= Self.half {
            ownersBefore = owners
            owners = [:]
        }
        owners[address] = mac
        var claims = current[mac] ?? before[mac] ?? []
        defer { current[mac] = claims }
        guard !claims.contains(where: { $0.address == address }) else { return false }
        let isFull = claims.count >= Self.addressLimit
        if isFull { claims.removeFirst() }
        claims.append(Claim(address: address, origin: origin))
        return !isFull
    }

    /// The addresses of a host, in the order in which they were heard first.
    func addresses(of mac: MACAddress) -> [Claim] { current[mac] ?? before[mac] ?? [] }

    /// The host that last said that an address is its own.
    func owner(of address: IPAddress) -> MACAddress? { owners[address] ?? ownersBefore[address] }
}
