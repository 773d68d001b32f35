/// A network interface of this host.
public struct NetworkInterface: Hashable, Sendable {
    /// An address with the length of its network's prefix.
    public struct Address: Hashable, Sendable {
        /// The address.
        public var address: IPAddress
        /// How many leading bits name the network.
        public var prefixLength: Int

        /// An address.
        public init(address: IPAddress, prefixLength: Int) {
            self.address = address
            self.prefixLength = prefixLength
        }
    }

    /// Its name, e.g. `eth0`.
    public var name: String
    /// Its number in the kernel.
    public var index: UInt32
    /// Its link-layer address; nil where it has none of 48 bits.
    public var mac: MACAddress?
    /// Whether it is up and has a carrier (IFF_UP and IFF_RUNNING).
    public var isUp: Bool
    /// Its addresses, in the kernel's order.
    public var addresses: [Address]

    /// An interface.
    public init(name: String, index: UInt32, mac: MACAddress?, isUp: Bool, addresses: [Address]) {
        self.name = name
        self.index = index
        self.mac = mac
        self.isUp = isUp
        self.addresses = addresses
    }
}

/// The addresses of this host, of all its interfaces: those of loopback, too, and those of interfaces that are down.
/// IPv6 addresses of a link have the interface's number as their scope.
public struct HostAddresses: Hashable, Sendable {
    /// More are not told.
    public static let limit = 4_096

    /// The addresses, at most `limit` of them.
    public var addresses: Set<IPAddress>
    /// How many more there are, which are not told.
    public var leftOut: Int

    /// The addresses of a host.
    public init(_ addresses: Set<IPAddress>, leftOut: Int = 0) {
        self.addresses = addresses
        self.leftOut = leftOut
    }
}

/// What the kernel says of its own clock (adjtimex(2)).
public struct KernelClock: Hashable, Sendable {
    /// Whether some daemon says that it keeps the clock synchronised (STA_UNSYNC is not set).
    public var isSynchronised: Bool
    /// The largest error that the daemon admits, in seconds.
    public var maximumErrorSeconds: Double
    /// The error that the daemon estimates, in seconds.
    public var estimatedErrorSeconds: Double
    /// The correction of the frequency in parts per million.
    public var frequencyPPM: Double
    /// The leap second that is announced: 1, -1 or 0.
    public var leap: Int
    /// TAI − UTC in seconds; 0 where the kernel was not told.
    public var taiOffsetSeconds: Int

    /// A clock as the kernel describes it.
    public init(
        isSynchronised: Bool, maximumErrorSeconds: Double, estimatedErrorSeconds: Double, frequencyPPM: Double,
        leap: Int, taiOffsetSeconds: Int
    ) {
        self.isSynchronised = isSynchronised
        self.maximumErrorSeconds = maximumErrorSeconds
        self.estimatedErrorSeconds = estimatedErrorSeconds
        self.frequencyPPM = frequencyPPM
        self.leap = leap
        self.taiOffsetSeconds = taiOffsetSeconds
    }
}
