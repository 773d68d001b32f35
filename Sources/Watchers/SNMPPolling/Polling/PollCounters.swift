import Model

/// What the watcher has done, for `tocsin status`.
struct PollCounters: Sendable {
    /// Polls that were begun, that were answered and that failed.
    var polls: UInt64 = 0
    var answered: UInt64 = 0
    var failed: UInt64 = 0
    /// Polls that were due while the last one of their device was under way.
    var skipped: UInt64 = 0
    /// Polls that began more than a second after they were due.
    var late: UInt64 = 0
    /// Polls that were ended because their time was over.
    var overtime: UInt64 = 0
    /// Polls whose tables were read anew, because the device did not go on while they were read.
    var reread: UInt64 = 0
    /// Tables that were left out of a poll, because it could not be found out whether the device went on.
    var leftOut: UInt64 = 0
    /// Requests that were made, and answers to requests that were no longer waited for.
    var requests: UInt64 = 0
    var strayAnswers: UInt64 = 0
    /// Values that were read.
    var values: UInt64 = 0
    /// Variables of replies that were not those that were asked.
    var mismatched: UInt64 = 0
    /// Rates that were reckoned, and why others were not.
    var rates = RateTally()
    /// Interfaces that were asked because a trap spoke of them, and those that were left out because there were too many.
    var looks: UInt64 = 0
    var looksDropped: UInt64 = 0
    /// Facts of ports that were left out because there were too many.
    var portsDropped: UInt64 = 0
    /// Walks that did not end as they should, by kind.
    var walkFaults: [WalkFault.Kind: UInt64] = [:]
    /// Requests that came to nothing, by reason.
    var failures: [String: UInt64] = [:]

    /// Writes them as members of the status object.
    func write(into writer: inout JSONWriter) {
        writer.member("polls", polls)
        writer.member("polls_answered", answered)
        writer.member("polls_failed", failed)
        writer.member("polls_skipped", skipped)
        writer.member("polls_late", late)
        writer.member("polls_overtime", overtime)
        writer.member("polls_reread", reread)
        writer.member("tables_left_out", leftOut)
        writer.member("requests", requests)
        writer.member("stray_answers", strayAnswers)
        writer.member("values", values)
        writer.member("mismatched_variables", mismatched)
        writer.member("interface_looks", looks)
        writer.member("interface_looks_dropped", looksDropped)
        writer.member("port_facts_dropped", portsDropped)
        writer.member("rates", rates.rates)
        writer.key("rates_missing")
        writer.beginObject()
        for gap in RateGap.allCases where rates[gap] > 0 { writer.member("\(gap)", rates[gap]) }
        writer.endObject()
        writer.key("walk_faults")
        writer.beginObject()
        for (kind, count) in walkFaults.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            writer.member(kind.rawValue, count)
        }
        writer.endObject()
        writer.key("failures")
        writer.beginObject()
        for (reason, count) in failures.sorted(by: { $0.key < $1.key }) { writer.member(reason, count) }
        writer.endObject()
    }
}
