import Model
import Wire

/// This host's own addresses: those that the kernel tells, and where it does not tell all, those that answers were sent to.
struct NTPOwnAddresses: Sendable {
    /// More are not learned of answers.
    static let learningLimit = 64

    /// What the kernel told last; nil while it cannot tell.
    private var told: HostAddresses?
    /// Where answers were sent to.
    private var learned: Set<IPAddress> = []
    /// The identifiers of those addresses that mean this host wherever they are named.
    private var identifiers: Set<NTPReferenceID> = []
    /// The identifiers of addresses of one link, by its number: those may be another host's on any other link.
    private var linkIdentifiers: [UInt32: Set<NTPReferenceID>] = [:]

    /// No address is known.
    init() {}

    /// Takes what the kernel tells in place of what it told before; nil where it cannot tell.
    mutating func take(_ told: HostAddresses?) {
        self.told = told
        identify()
    }

    /// An answer was sent to an address of ours.
    mutating func learn(_ address: IPAddress) {
        guard learned.count < Self.learningLimit, learned.insert(address).inserted, !isComplete else { return }
        identify()
    }

    /// Whether it is an address of this host. A link-local one without its link may be one of any link.
    func contains(_ address: IPAddress) -> Bool {
        if address.isLoopback || isKnown(address) { return true }
        guard address.isIPv6LinkLocal, case .v6(let high, let low, 0) = address else { return false }
        return linkIdentifiers.keys.contains { isKnown(.v6(high: high, low: low, scope: $0)) }
    }

    /// Whether a server at an address that names this as what it takes its time from means this host.
    func isNamed(by identifier: NTPReferenceID, of server: IPAddress) -> Bool {
        if identifiers.contains(identifier) { return true }
        guard case .v6(_, _, let scope) = server, scope != 0 else { return false }
        return linkIdentifiers[scope]?.contains(identifier) ?? false
    }

    /// Whether the kernel tells all of them.
    private var isComplete: Bool { told?.leftOut == 0 }

    private func isKnown(_ address: IPAddress) -> Bool {
        told?.addresses.contains(address) ?? false || !isComplete && learned.contains(address)
    }

    private mutating func identify() {
        identifiers = []
        linkIdentifiers = [:]
        for address in (told?.addresses ?? []).union(isComplete ? [] : learned) {
            // Who names an address of loopback means itself, and ntpd names its reference clocks so.
            guard !address.isLoopback, let identifier = NTPReferenceID(of: address) else { continue }
            if address.isIPv6LinkLocal, case .v6(_, _, let scope) = address {
                linkIdentifiers[scope, default: []].insert(identifier)
            } else {
                identifiers.insert(identifier)
            }
        }
    }
}

extension NTPWatcher {
    /// Takes what the kernel tells of this host's addresses, and judges again by them who takes its time from us. That is told
    /// with the next answers.
    mutating func takeOwnAddresses(_ told: HostAddresses?, at moment: Moment) {
        ownAddresses.take(told)
        var isChanged = false
        for number in order {
            guard let source = sources[number], let packet = source.packet else { continue }
            let loop = loop(of: source, packet: packet)
            isChanged = isChanged || loop != source.loop
            sources[number]?.loop = loop
        }
        if isChanged { updateSystem(at: moment) }
    }
}
