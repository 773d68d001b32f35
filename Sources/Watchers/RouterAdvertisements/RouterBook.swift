import Model
import Wire

/// The routers that have been seen. Bounded: what is left out is counted, and what no longer speaks makes room.
struct RouterBook: Sendable {
    /// One of them.
    struct Router: Sendable {
        /// Its MAC addresses, the latest last.
        var macs: [MACAddress] = []
        /// What it last said.
        var advertisement: RouterAdvertisement
        /// Whether it is listed, or was learned.
        var isListed: Bool
        /// When it was last seen.
        var lastSeen: Moment
        /// Whether that was an answer to a question of ours.
        var wasAsked: Bool
        /// How many advertisements it has sent.
        var count: UInt64 = 0
    }

    /// What tells one from another.
    struct Key: Hashable, Sendable {
        /// The link-local address.
        var address: IPAddress
        /// Where.
        var place: LinkPlace
    }

    /// How many are kept.
    static let limit = 1_024
    /// How many MAC addresses of one are kept.
    static let macLimit = 8
    /// How long one that is not listed is kept.
    static let memory: Duration = .seconds(1_800)

    /// How many found no room.
    private(set) var leftOut: UInt64 = 0
    private(set) var routers: [Key: Router] = [:]

    /// Takes note of an advertisement; what was known of the router before.
    @discardableResult
    mutating func note(
        _ sighting: RouterSighting, isListed: Bool, wasAsked: Bool, at moment: Moment
    ) -> Router? {
        let key = Key(address: sighting.source, place: sighting.place)
        let before = routers[key]
        guard before != nil || routers.count < Self.limit || isListed else {
            leftOut &+= 1
            return nil
        }
        var router =
            before
            ?? Router(advertisement: sighting.advertisement, isListed: isListed, lastSeen: moment, wasAsked: wasAsked)
        if let mac = sighting.mac, router.macs.last != mac {
            router.macs.removeAll { $0 == mac }
            router.macs.append(mac)
            if router.macs.count > Self.macLimit { router.macs.removeFirst() }
        }
        router.advertisement = sighting.advertisement
        router.isListed = isListed
        router.lastSeen = moment
        router.wasAsked = wasAsked
        router.count &+= 1
        routers[key] = router
        return before
    }

    /// Forgets those that are not listed and no longer speak.
    mutating func purge(at now: MonotonicTime) {
        for (key, router) in routers where !router.isListed && now >= router.lastSeen.monotonic + Self.memory {
            routers[key] = nil
        }
    }

    /// In the order of their addresses.
    var sorted: [(key: Key, router: Router)] {
        routers.sorted {
            ($0.key.place.text ?? "", $0.key.address.text) < ($1.key.place.text ?? "", $1.key.address.text)
        }
        .map { (key: $0.key, router: $0.value) }
    }
}
