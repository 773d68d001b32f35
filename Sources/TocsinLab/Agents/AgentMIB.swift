import SNMP
import Synchronization

/// The columns of one make of agent, in the order of their identifiers. Shared by all agents of that make.
final class AgentMIB: Sendable {
    /// One object with its identifier, as arcs and as the octets that stand on the wire.
    struct Column: Sendable {
        let object: AgentObject
        let rows: AgentRows
        let octets: [UInt8]
        let isCounter64: Bool
        let isNeverMissing: Bool
    }

    /// The columns, sorted.
    let columns: [Column]
    /// The arcs of all columns, one after the other, for the search.
    private let arcs: [UInt32]
    /// Where each column's arcs begin, and the end of the last.
    private let places: [Int]

    /// The columns of these features.
    private init(features: AgentFeatures, hasOnly32Bit: Bool) {
        let chosen = AgentObject.allCases.filter { object in
            object.feature.map { features.contains($0) } ?? true && !(hasOnly32Bit && object.isCounter64)
        }
        let sorted = chosen.map { ($0, $0.identifier) }.sorted { $0.1 < $1.1 }
        columns = sorted.map { object, identifier in
            var writer = AgentWriter(capacity: 64)
            writer.subidentifiers(of: identifier.arcs)
            return Column(
                object: object, rows: object.rows, octets: Array(writer.bytes[..<writer.count]),
                isCounter64: object.isCounter64, isNeverMissing: object.isNeverMissing)
        }
        arcs = sorted.flatMap(\.1.arcs)
        places = sorted.reduce(into: [0]) { places, column in places.append((places.last ?? 0) + column.1.arcs.count) }
    }

    /// Where a name belongs among the columns.
    enum Place: Equatable {
        /// Within a column; the index begins at that arc.
        case within(column: Int, index: Int)
        /// Before a column, which may be the one behind the last.
        case before(column: Int)
    }

    /// Finds the place of a name.
    func place(of name: [UInt32], count: Int) -> Place {
        var low = 0
        var high = columns.count
        // The last column that does not come behind the name.
        while low < high {
            let middle = (low &+ high) >> 1
            if comesBehind(middle, name, count) { high = middle } else { low = middle &+ 1 }
        }
        guard low > 0 else { return .before(column: 0) }
        let length = places[low] &- places[low &- 1]
        let begin = places[low &- 1]
        guard count >= length else { return .before(column: low) }
        for offset in 0..<length where arcs[begin &+ offset] != name[offset] { return .before(column: low) }
        return .within(column: low &- 1, index: length)
    }

    /// Whether a column comes behind a name.
    private func comesBehind(_ column: Int, _ name: [UInt32], _ count: Int) -> Bool {
        let begin = places[column]
        let length = places[column &+ 1] &- begin
        for offset in 0..<min(length, count) {
            let arc = arcs[begin &+ offset]
            if arc != name[offset] { return arc > name[offset] }
        }
        return length > count
    }

    private struct Make: Hashable {
        let features: AgentFeatures
        let hasOnly32Bit: Bool
    }

    private static let made = Mutex<[Make: AgentMIB]>([:])

    /// The columns of a make, made once.
    static func shared(features: AgentFeatures, hasOnly32Bit: Bool) -> AgentMIB {
        made.withLock { made in
            let make = Make(features: features, hasOnly32Bit: hasOnly32Bit)
            if let known = made[make] { return known }
            let mib = AgentMIB(features: features, hasOnly32Bit: hasOnly32Bit)
            made[make] = mib
            return mib
        }
    }
}
