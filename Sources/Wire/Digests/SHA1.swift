/// SHA-1 (FIPS 180-4, section 6.1), which older NTP keys need.
public enum SHA1 {
    /// The 20 octets of the digest.
    public static func digest(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        for block in DigestBlocks(message, isBigEndian: true) {
            var schedule = block
            for index in 16..<80 {
                schedule.append(
                    (schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16])
                        .rotated(left: 1))
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for step in 0..<80 {
                let mixed: UInt32
                let constant: UInt32
                switch step / 20 {
                case 0: (mixed, constant) = (b & c ^ ~b & d, 0x5a82_7999)
                case 1: (mixed, constant) = (b ^ c ^ d, 0x6ed9_eba1)
                case 2: (mixed, constant) = (b & c ^ b & d ^ c & d, 0x8f1b_bcdc)
                default: (mixed, constant) = (b ^ c ^ d, 0xca62_c1d6)
                }
                let sum = a.rotated(left: 5) &+ mixed &+ e &+ constant &+ schedule[step]
                (e, d, c, b, a) = (d, c, b.rotated(left: 30), a, sum)
            }
            state = [state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d, state[4] &+ e]
        }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }
}
