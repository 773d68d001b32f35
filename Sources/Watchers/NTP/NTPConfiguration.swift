public import Model

/// The `ntp:` section, checked and with its secrets resolved.
public struct NTPConfiguration: Sendable {
    /// One server, or one name behind which there are several.
    public struct Server: Sendable {
        /// Its address or name.
        public var address: HostAddress
        /// Its UDP port.
        public var port: UInt16 = 123
        /// The stratum that it should have; nil where any will do.
        public var stratum: UInt8?
        /// Whether it must prove by NTS who it is.
        public var usesNTS = false
        /// NTS: the TCP port that keys are agreed on at.
        public var keyPort: UInt16 = 4_460
        /// NTS: a file of certificates in PEM that are trusted; nil for the system's.
        public var trustedCertificates: String?
        /// The key that both hold; nil for none.
        public var key: NTPKey?
        /// The shortest poll interval as a power of two, in seconds.
        public var minimumPoll: Int8 = 6
        /// The longest.
        public var maximumPoll: Int8 = 8
        /// Whether the first questions come in a burst of four.
        public var isBurst = true
        /// Whether it is one of our own, which may be asked what an attacker would ask; nil judges by its address.
        public var isOwn: Bool?
        /// Whether the exact transmit time of the server's last answer is asked for.
        public var isInterleaved = false

        /// A server with the usual settings.
        public init(_ address: HostAddress) { self.address = address }

        /// What it is called in events: as it was written.
        public var name: String { address.text }

        /// Whether another one is asked at the same place and proves by the same means who it is.
        func isAsked(as other: Server) -> Bool {
            port == other.port && usesNTS == other.usesNTS && keyPort == other.keyPort
                && trustedCertificates == other.trustedCertificates
        }
    }

    /// Which local daemon is asked.
    public enum LocalDaemon: String, Sendable, Hashable, CaseIterable {
        /// Whichever answers.
        case auto
        /// chronyd, on its command port.
        case chronyd
        /// ntpd, by control messages.
        case ntpd
        /// None.
        case none
    }

    /// The servers, in the order of the configuration.
    public var servers: [Server]
    /// An offset that is certainly larger than this is a warning, in seconds.
    public var warningOffset = 0.010
    /// An offset that is certainly larger than this is critical, in seconds.
    public var criticalOffset = 0.050
    /// How many looks must find a problem before it is told.
    public var confirmations = 3
    /// How long after the start offsets are not yet told.
    public var settlingTime: Duration = .seconds(512)
    /// A drift of our clock beyond this is a problem, in parts per million.
    public var frequencyLimitPPM = 50.0
    /// Which local daemon is asked.
    public var local = LocalDaemon.auto
    /// How often our own servers are asked what an attacker would ask; nil for never.
    public var amplifierInterval: Duration? = .seconds(86_400)
    /// Interfaces on which NTP traffic is listened to.
    public var captureInterfaces: [String] = []
    /// Seeds the random numbers of a test; nil takes the system's.
    var seed: UInt64?

    /// A configuration with the defaults of the contract.
    public init(servers: [Server] = []) { self.servers = servers }
}
