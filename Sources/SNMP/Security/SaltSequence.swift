/// Salts that never repeat within a run: a counter from a random start. For DES the first half is the engine's boots,
/// as RFC 3414, section 8.1.1.1 says, so that they do not repeat over runs either; AES has boots in its vector anyway.
struct SaltSequence: Sendable {
    private var counter: UInt64

    /// Starts at a number that was random.
    init(random: UInt64) { counter = random }

    /// The next salt.
    mutating func next(boots: UInt32, _ privacy: PrivacyProtocol) -> [UInt8] {
        counter &+= 1
        let word = privacy == .des ? UInt64(boots) << 32 | counter & 0xffff_ffff : counter
        return (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }
}
