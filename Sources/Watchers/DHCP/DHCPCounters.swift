import Model

/// What the watcher has counted since its start.
struct DHCPCounters: Sendable {
    /// More reasons than decoders have.
    private static let reasonLimit = 256

    /// Frames that were looked at.
    var frames: UInt64 = 0
    /// Messages of clients.
    var requests: UInt64 = 0
    /// Messages of servers.
    var replies: UInt64 = 0
    /// DHCPv6 messages of clients and servers.
    var requests6: UInt64 = 0
    var replies6: UInt64 = 0
    /// Messages that passed a relay agent.
    var relayed: UInt64 = 0
    /// Parts of UDP datagrams, which are not put together.
    var fragments: UInt64 = 0
    /// Messages of other hardware than Ethernet, and of types that are not judged.
    var others: UInt64 = 0
    /// Frames of our own.
    var own: UInt64 = 0
    /// Frames of links for which there was no room.
    var linksLeftOut: UInt64 = 0
    /// Questions that were sent, and that could not be sent.
    var probes: UInt64 = 0
    var probeFailures: UInt64 = 0
    /// Answers to questions of ours.
    var probeAnswers: UInt64 = 0
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
        writer.member("requests", requests)
        writer.member("replies", replies)
        writer.member("requests6", requests6)
        writer.member("replies6", replies6)
        writer.member("relayed", relayed)
        writer.member("fragments", fragments)
        writer.member("others", others)
        writer.member("own", own)
        writer.member("links_left_out", linksLeftOut)
        writer.member("probes", probes)
        writer.member("probe_failures", probeFailures)
        writer.member("probe_answers", probeAnswers)
        writer.key("malformed")
        writer.beginObject()
        for (reason, count) in malformed.sorted(by: { $0.key < $1.key }) { writer.member(reason, count) }
        writer.endObject()
    }
}
