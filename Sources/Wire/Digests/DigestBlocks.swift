/// The blocks of sixteen words that MD5, SHA-1 and SHA-256 work on: the message, a one bit, zeros and the length.
struct DigestBlocks: Sequence, IteratorProtocol {
    private let padded: [UInt8]
    private let isBigEndian: Bool
    private var index = 0

    init(_ message: [UInt8], isBigEndian: Bool) {
        var padded = message
        padded.append(0x80)
        padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
        let bits = UInt64(message.count) &* 8
        padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64(isBigEndian ? 7 - $0 : $0))) }
        self.padded = padded
        self.isBigEndian = isBigEndian
    }

    mutating func next() -> [UInt32]? {
        guard index < padded.count else { return nil }
        defer { index += 64 }
        return (0..<16).map { word in
            (0..<4).reduce(0) { sum, octet in
                let shift = UInt32(8 * (isBigEndian ? 3 - octet : octet))
                return sum | UInt32(padded[index + 4 * word + octet]) << shift
            }
        }
    }
}

extension UInt32 {
    /// The word with its bits moved to the left, those that fall out coming in on the right.
    func rotated(left count: UInt32) -> UInt32 { self << count | self >> (32 - count) }
}
