/// Random numbers of a watcher that probes: xids and jitter (splitmix64). A test gives the seed.
struct CaptureRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Numbers from this seed, or from the system's.
    init(seed: UInt64? = nil) {
        var system = SystemRandomNumberGenerator()
        state = seed ?? system.next()
    }

    /// The next number.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// A duration around this one, up to a quarter of it shorter or longer.
    mutating func jitter(_ duration: Duration) -> Duration {
        duration * Double.random(in: 0.75...1.25, using: &self)
    }
}
