import Model

/// What the watcher has counted since its start.
struct RouterCounters: Sendable {
    /// More reasons than decoders have.
    private static let reasonLimit = 256

    /// Frames that were looked at.
    var frames: UInt64 = 0
    /// Router advertisements.
    var advertisements: UInt64 = 0
    /// Router solicitations of others.
    var solicitations: UInt64 = 0
    /// Parts of ICMPv6 messages, which no host takes (RFC 6980).
    var fragments: UInt64 = 0
    /// Advertisements that hosts ignore, by their hop limit or source.
    var ignored: UInt64 = 0
    /// Solicitations that were sent.
    var probes: UInt64 = 0
    /// Solicitations that could not be sent.
    var probeFailures: UInt64 = 0
    /// Malformed packets by protocol and reason.
    private(set) var malformed: [String: UInt64] = [:]

    /// Counts a malformed packet.
    mutating func countMalformed(_ layer: String, _ reason: String) {
        let key = "\(layer): \(reason)"
        guard malformed[key] != nil || malformed.count < Self.reasonLimit else { return }
        malformed[key, default: 0] &+= 1
    }

    /// Writes the members of the status object.
    func write(into writer: inout JSONWriter) {
        writer.member("frames", frames)
        writer.member("advertisements", advertisements)
        writer.member("solicitations", solicitations)
        writer.member("fragments", fragments)
        writer.member("ignored", ignored)
        writer.member("probes", probes)
        writer.member("probe_failures", probeFailures)
        writer.key("malformed")
        writer.beginObject()
        for (reason, count) in malformed.sorted(by: { $0.key < $1.key }) { writer.member(reason, count) }
        writer.endObject()
    }
}
