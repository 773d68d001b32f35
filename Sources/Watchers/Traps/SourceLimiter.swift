import Model

/// A token bucket for each source, so that one that floods is limited by itself. Bounded: the bucket that was used
/// least recently makes room, which gives its source a full bucket again and nothing worse.
struct SourceLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var updated: MonotonicTime
    }

    /// Tokens a second; nil limits nobody.
    var perSecond: Double?
    /// How many tokens a full bucket holds.
    var burst: Int
    private var buckets: [IPAddress: Bucket] = [:]
    private let capacity: Int

    init(perSecond: Double?, burst: Int, capacity: Int = 65_536) {
        self.perSecond = perSecond
        self.burst = burst
        self.capacity = capacity
    }

    /// How many sources have a bucket now.
    var count: Int { buckets.count }

    /// Takes a token of a source; false when it has none left.
    mutating func take(_ source: IPAddress, at now: MonotonicTime) -> Bool {
        guard let perSecond else { return true }
        let full = Double(burst)
        var bucket = buckets[source] ?? Bucket(tokens: full, updated: now)
        let elapsed = max(0, (now - bucket.updated).seconds)
        bucket.tokens = min(full, bucket.tokens + elapsed * perSecond)
        bucket.updated = now
        let isGranted = bucket.tokens >= 1
        if isGranted { bucket.tokens -= 1 }
        if buckets.count >= capacity, buckets[source] == nil { makeRoom(at: now) }
        buckets[source] = bucket
        return isGranted
    }

    /// Forgets the buckets that are full again; if none is, the least recently used quarter.
    private mutating func makeRoom(at now: MonotonicTime) {
        guard let perSecond else { return }
        let full = Double(burst)
        buckets = buckets.filter { $0.value.tokens + (now - $0.value.updated).seconds * perSecond < full }
        guard buckets.count >= capacity else { return }
        let times = buckets.values.map(\.updated).sorted()
        let cut = times[times.count / 4]
        buckets = buckets.filter { $0.value.updated > cut }
    }
}
