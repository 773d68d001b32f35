/// Where random numbers come from: the system, or a row that a test can repeat.
struct NTPRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64?

    /// The system's random numbers; with a seed, always the same ones (SplitMix64).
    init(seed: UInt64? = nil) { state = seed }

    mutating func next() -> UInt64 {
        guard let before = state else {
            var system = SystemRandomNumberGenerator()
            return system.next()
        }
        let now = before &+ 0x9e37_79b9_7f4a_7c15
        state = now
        var mixed = (now ^ now >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// So many random octets.
    mutating func octets(_ count: Int) -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count {
            let word = next()
            octets += (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
        }
        return Array(octets.prefix(count))
    }
}
