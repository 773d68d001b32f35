internal import Glibc

/// Random octets of the kernel, fetched by the hundred: a system call an id would cost more than all else. Seeded, it is a sequence that
/// a test or a fuzzer can repeat.
struct RandomPool: ~Copyable {
    private var octets = [UInt64](repeating: 0, count: 32)
    private var next = 32
    /// The state of the repeatable sequence; nil takes the kernel's octets.
    private var state: UInt64?

    /// Takes the kernel's octets, or repeats the sequence of a seed.
    init(seed: UInt64? = nil) { state = seed }

    /// The next 64 bits.
    mutating func word() -> UInt64 {
        if next == octets.count { refill() }
        defer { next += 1 }
        return octets[next]
    }

    private mutating func refill() {
        next = 0
        if var state {
            // SplitMix64, which is good enough to repeat.
            for index in octets.indices {
                state &+= 0x9e37_79b9_7f4a_7c15
                var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
                mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
                octets[index] = mixed ^ mixed >> 31
            }
            self.state = state
            return
        }
        // 256 octets are the most that one call gives.
        if unsafe getentropy(&octets, octets.count * 8) == 0 { return }
        // The call cannot fail on a kernel that runs Swift; should it, the standard library ends the process for us.
        for index in octets.indices { octets[index] = .random(in: .min ... .max) }
    }
}
