import Model

/// What an NTP watcher counts, from its start.
struct NTPCounters: Sendable {
    /// Questions that were sent.
    var sent = 0
    /// Measurements that came of them.
    var samples = 0
    /// Packets that were no measurements, by the reason.
    var refused: [NTPRefusal: Int] = [:]
    /// Packets from addresses that were not asked.
    var strangers = 0
    /// Answers of the local daemon that could not be read.
    var malformedLocal = 0
    /// Lines of what an earlier run kept that could not be read.
    var malformedKept = 0
    /// Servers seen on the network that were not kept, because there are too many already.
    var rogueOverflow = 0
    /// Questions for NTS keys.
    var keyExchanges = 0
    /// Those of them that gave keys.
    var keysAgreed = 0
    /// Why keys came to nothing, and how often, by the cause.
    var keyFaults: [String: Int] = [:]
    /// Steps of our clock.
    var steps = 0
    /// Times that this host slept or stood still.
    var pauses = 0
    /// Datagrams that the kernel dropped because its buffer was full.
    var kernelDrops: UInt64 = 0

    func write(into writer: inout JSONWriter) {
        writer.member("sent", sent)
        writer.member("samples", samples)
        writer.member("strangers", strangers)
        writer.member("malformed_local", malformedLocal)
        if malformedKept > 0 { writer.member("malformed_kept", malformedKept) }
        writer.member("rogue_overflow", rogueOverflow)
        if keyExchanges > 0 {
            writer.member("nts_exchanges", keyExchanges)
            writer.member("nts_agreed", keysAgreed)
            writer.key("nts_faults")
            writer.beginObject()
            for (cause, count) in keyFaults.sorted(by: { $0.key < $1.key }) { writer.member(cause, count) }
            writer.endObject()
        }
        writer.member("steps", steps)
        writer.member("pauses", pauses)
        writer.member("kernel_drops", kernelDrops)
        writer.key("refused")
        writer.beginObject()
        for (refusal, count) in refused.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            writer.member(refusal.rawValue, count)
        }
        writer.endObject()
    }
}
