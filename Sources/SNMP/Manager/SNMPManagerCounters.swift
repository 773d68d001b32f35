public import Model

/// What an SNMP manager has counted since it was made.
public struct SNMPManagerCounters: Sendable, Hashable {
    /// Requests that were made.
    public var requests: UInt64 = 0
    /// Messages that were given to the socket, repetitions and discoveries included.
    public var sent: UInt64 = 0
    /// Requests that a reply answered, also one that tells an error.
    public var answered: UInt64 = 0
    /// Requests that were sent again because no answer had come in time.
    public var retried: UInt64 = 0
    /// Requests that came to nothing, by reason.
    public var failed: [SNMPFailure.Reason: UInt64] = [:]
    /// Replies to a message that is no longer waited for: late or repeated ones.
    public var lateReplies: UInt64 = 0
    /// Replies whose id no message of ours had.
    public var unknownReplies: UInt64 = 0
    /// Datagrams that are no SNMP message, or none that may be a reply, by reason.
    public var malformed: [String: UInt64] = [:]
    /// Replies from another address than was asked.
    public var otherAddress: UInt64 = 0
    /// v3: replies whose digest is wrong by our key.
    public var wrongDigests: UInt64 = 0
    /// v3: replies that are less protected than the request was.
    public var wrongLevels: UInt64 = 0
    /// v3: authentic replies that could not be deciphered.
    public var undecipherable: UInt64 = 0
    /// v3: Reports by what they say, authentic or not.
    public var reports: [String: UInt64] = [:]
    /// v3: questions for an engine's id.
    public var discoveries: UInt64 = 0
    /// v3: engines whose boots changed, or whose time went back.
    public var restarts: UInt64 = 0
    /// v3: addresses where another engine was found than before.
    public var changedEngines: UInt64 = 0
    /// ICMP errors that belonged to a request.
    public var networkErrors: UInt64 = 0

    /// Nothing yet.
    public init() {}

    /// Writes them as members of the object that is open.
    public func write(into writer: inout JSONWriter) {
        writer.member("requests", requests)
        writer.member("sent", sent)
        writer.member("answered", answered)
        writer.member("retried", retried)
        writer.key("failed")
        writer.beginObject()
        for reason in SNMPFailure.Reason.allCases { writer.member(reason.rawValue, failed[reason]) }
        writer.endObject()
        writer.member("late_replies", lateReplies)
        writer.member("unknown_replies", unknownReplies)
        SNMPManagerCounters.write("malformed", malformed, into: &writer)
        writer.member("other_address", otherAddress)
        writer.member("wrong_digests", wrongDigests)
        writer.member("wrong_levels", wrongLevels)
        writer.member("undecipherable", undecipherable)
        SNMPManagerCounters.write("reports", reports, into: &writer)
        writer.member("discoveries", discoveries)
        writer.member("engine_restarts", restarts)
        writer.member("changed_engines", changedEngines)
        writer.member("network_errors", networkErrors)
    }

    private static func write(_ name: String, _ counts: [String: UInt64], into writer: inout JSONWriter) {
        writer.key(name)
        writer.beginObject()
        for (reason, count) in counts.sorted(by: { $0.key < $1.key }) { writer.member(reason, count) }
        writer.endObject()
    }
}
