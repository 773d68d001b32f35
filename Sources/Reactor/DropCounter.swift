/// A socket's dropped datagrams as a total that does not wrap. The kernel counts in 32 bits and tells the number by two
/// ways that may overtake each other, so an older number must not look like four thousand million new drops.
struct DropCounter: Sendable {
    /// All drops since the counter began.
    private(set) var total: UInt64 = 0
    private var last: UInt32
    private var told: UInt64 = 0

    /// Counts from the kernel's present number.
    init(from number: UInt32) { last = number }

    /// Takes in the kernel's number, if it is newer (in the sense of RFC 1982) than the last.
    mutating func observe(_ number: UInt32) {
        let step = number &- last
        guard step != 0, step < 1 << 31 else { return }
        total += UInt64(step)
        last = number
    }

    /// What has been added since this was last asked.
    mutating func takeNew() -> UInt64 {
        defer { told = total }
        return total - told
    }
}
