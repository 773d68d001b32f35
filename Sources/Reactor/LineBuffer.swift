import Glibc

/// Octets as they come, lines as they are complete: at most `limit` octets of a line and one read beyond it in memory.
struct LineBuffer: Sendable {
    /// How long a line may be, its newline not counted.
    let limit: Int
    /// Whether the line that has begun is longer than allowed, or one before it was.
    private(set) var isTooLong = false
    /// Room for what is to come; only the first `count` octets mean anything.
    private var octets: [UInt8] = []
    private var count = 0
    private var lineStart = 0
    /// Up to here no newline was found.
    private var searched = 0
    private static let readSize = 65_536

    /// An empty buffer.
    init(limit: Int) { self.limit = limit }

    /// Appends what one call of `read` puts into the room that it is given; answers how much that was, or minus errno.
    mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        makeRoom()
        let start = count
        let result = unsafe octets.withUnsafeMutableBytes { bytes in
            let result = unsafe read(UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
            return result < 0 ? -Int(errno) : result
        }
        count += max(0, result)
        return result
    }

    /// The next whole line without its newline; nil when there is none, or when it is too long.
    mutating func takeLine() -> [UInt8]? {
        guard !isTooLong else { return nil }
        guard let end = nextNewline() else {
            searched = count
            isTooLong = count - lineStart > limit
            return nil
        }
        guard end - lineStart <= limit else {
            isTooLong = true
            return nil
        }
        defer {
            lineStart = end + 1
            searched = lineStart
        }
        return Array(octets[lineStart..<end])
    }

    /// memchr, since a line may be megabytes long.
    private func nextNewline() -> Int? {
        unsafe octets.withUnsafeBytes { bytes in
            guard searched < count, let base = bytes.baseAddress else { return nil }
            guard let found = unsafe memchr(base + searched, 10, count - searched) else { return nil }
            return unsafe base.distance(to: UnsafeRawPointer(found))
        }
    }

    /// Moves the line that has begun to the front and grows, by doubling, when a read would not fit behind it.
    private mutating func makeRoom() {
        if lineStart > 0 {
            octets.removeFirst(lineStart)
            count -= lineStart
            searched -= lineStart
            lineStart = 0
        }
        if octets.count < count + Self.readSize {
            let size = max(2 * octets.count, count + Self.readSize)
            octets.append(contentsOf: repeatElement(0, count: size - octets.count))
        }
    }
}
