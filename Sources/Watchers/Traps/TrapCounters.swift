import Model

/// What a trap watcher counts, from its start.
struct TrapCounters: Sendable {
    /// Datagrams that came in.
    var received = 0
    /// Traps that became events of their own.
    var events = 0
    /// Traps that were folded into a count.
    var repeats = 0
    /// Traps that were not stored because their source was over its limit.
    var limited = 0
    /// Informs acknowledged, retransmissions included.
    var acknowledged = 0
    /// Informs that were seen before.
    var retransmissions = 0
    /// Questions for our engine id, which precede a v3 inform.
    var discoveries = 0
    /// Datagrams that the kernel dropped because its buffer was full.
    var kernelDrops: UInt64 = 0

    func write(into writer: inout JSONWriter) {
        writer.member("received", received)
        writer.member("events", events)
        writer.member("repeats", repeats)
        writer.member("limited", limited)
        writer.member("acknowledged", acknowledged)
        writer.member("retransmissions", retransmissions)
        writer.member("discoveries", discoveries)
        writer.member("kernel_drops", kernelDrops)
    }
}
