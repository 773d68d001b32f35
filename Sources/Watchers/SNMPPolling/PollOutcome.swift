import Model
import SNMP
import Watching

/// What one poll of one device came to: all that is judged.
struct PollOutcome: Sendable {
    /// Whether the device answered.
    enum Result: Sendable, Hashable {
        /// It did, at least in part.
        case answered
        /// It did not; of several credentials that were tried this is the failure of the one that came furthest.
        case failed(SNMPFailure)
        /// It was not asked: its poll was skipped because the last one had not ended.
        case skipped
    }

    /// When the poll began and ended.
    var started: Moment
    var ended: Moment
    /// Whether the device answered.
    var result: Result
    /// The credential that was used last.
    var credential: String
    /// Questions that were sent, every attempt counted, and those that were answered.
    var questions: Int
    var answers: Int
    /// The shortest round trip of the poll; nil without an answer.
    var latency: Duration?
    /// What the device says of itself; nil without an answer.
    var system: SystemReading?
    /// What its profiles read, scalars and tables.
    var scalars: [ScalarReading]
    var tables: [TableReading]
    /// What was wrong with the answers: walks that ended early and the like.
    var faults: [WalkFault]
    /// Replies that came from another address than was asked.
    var otherSource: Endpoint?
}

/// What a device says of itself with every poll.
struct SystemReading: Sendable, Hashable {
    /// sysUpTime; nil where the agent has none.
    var uptime: Duration?
    /// sysName, sysDescr and sysObjectID.
    var name: String
    var description: String
    var objectID: ObjectIdentifier?
    /// Why the device must have been restarted since the last poll, in words for a person; nil when it was not.
    var restart: String?
    /// Whether only the agent was restarted (snmpEngineBoots or sysUpTime), and not the host under it (hrSystemUptime).
    var isAgentOnly: Bool
}

/// One scalar metric's value.
struct ScalarReading: Sendable, Hashable {
    /// The metric.
    var metric: ProfileMetric
    /// Its value as it is told; nil where there is none (yet).
    var value: Double?
}

/// The rows of one table, by columns.
struct TableReading: Sendable {
    /// The table.
    var table: ProfileTable
    /// The index of each row, as its last arcs in text: `17`.
    var indices: [String]
    /// The identity of each row: what events call it.
    var instances: [String]
    /// One array for each label, as long as `instances`.
    var labels: [[String]]
    /// One array for each metric and then for each ratio, as long as `instances`; NaN where there is no value (yet).
    var values: [[Double]]

    /// The values of a metric or ratio; nil where the table has none of that name.
    func column(_ name: String) -> [Double]? {
        if let index = table.metrics.firstIndex(where: { $0.name == name }) { return values[index] }
        guard let index = table.ratios.firstIndex(where: { $0.name == name }) else { return nil }
        return values[table.metrics.count + index]
    }

    /// The texts of a label; nil where the table has none of that name.
    func label(_ name: String) -> [String]? { table.labels.firstIndex { $0.name == name }.map { labels[$0] } }
}

/// A walk that did not end as it should.
struct WalkFault: Sendable, Hashable {
    /// What was wrong.
    enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A name was not greater than the one before it (RFC 3416, section 4.2.2).
        case notIncreasing = "oid-not-increasing"
        /// A name came back that had been passed long before.
        case loop = "oid-loop"
        /// Even one row does not fit into a reply.
        case tooBig = "too-big"
        /// The device's time for a poll was over.
        case deadline
        /// A question in the middle was not answered any more.
        case cutShort = "cut-short"
        /// More rows than are taken.
        case tooManyRows = "too-many-rows"
        /// The agent answered with another error-status.
        case errorStatus = "error-status"
    }

    /// What was wrong.
    var kind: Kind
    /// Where: the column or scalar.
    var object: ObjectIdentifier
    /// How many rows had been read.
    var rows: Int
    /// More of it for a person: the names in question.
    var detail: String
}
