/// Where the instances of an object are: a kind of index. Rows are counted from 0 in the order of their identifiers.
/// Nothing is kept in tables; how many rows there are and what their indices look like is reckoned.
enum AgentRows: Int, Sendable, CaseIterable {
    /// One instance, `.0`.
    case scalar
    /// ifIndex.
    case interfaces
    /// Ports of the bridge, from 1.
    case ports
    /// Stations by MAC address.
    case stations
    /// Stations by VLAN and MAC address.
    case stationsOfVLANs
    case storage
    case processors
    /// Lines of the UPS.
    case lines
    case sensors
    /// Neighbours by time mark, port and number.
    case neighbours
    case disks
    case loads

    /// The most arcs that an index has.
    static let longestIndex = 7

    /// How many rows an agent has.
    func count(at agent: SimulatedAgent) -> Int {
        switch self {
        case .scalar: 1
        case .interfaces, .ports: agent.interfaces
        case .stations, .stationsOfVLANs: min(agent.interfaces, 200)
        case .storage: 4
        case .processors: 4
        case .lines: 3
        case .sensors: 5
        case .neighbours: agent.interfaces > 2 ? 2 : min(1, agent.interfaces)
        case .disks: 2
        case .loads: 3
        }
    }

    /// The arc of row 0 where an index is one arc and rows follow each other without a gap; nil for other kinds.
    func firstArc(_ state: AgentState) -> UInt32? {
        switch self {
        case .scalar: 0
        case .interfaces: state.firstIfIndex
        case .ports, .storage, .lines, .disks, .loads: 1
        // net-snmp's number for the first processor.
        case .processors: 196_608
        case .sensors: 1_001
        case .stations, .stationsOfVLANs, .neighbours: nil
        }
    }

    /// Puts the arcs of a row's index.
    func index(_ row: Int, of agent: SimulatedAgent, _ state: AgentState, _ arcs: inout IndexArcs) {
        arcs.count = 0
        if let first = firstArc(state) { return arcs.append(first &+ UInt32(truncatingIfNeeded: row)) }
        switch self {
        case .stationsOfVLANs:
            arcs.append(10)
            appendStation(row, of: agent, &arcs)
        case .stations: appendStation(row, of: agent, &arcs)
        default:
            arcs.append(100 &+ UInt32(truncatingIfNeeded: row))
            arcs.append(UInt32(truncatingIfNeeded: AgentRows.portOfNeighbour(row, of: agent)))
            arcs.append(1)
        }
    }

    /// The first row whose index is beyond these arcs, or at them where that is wanted; the number of rows when there
    /// is none.
    func row(
        _ wanted: Search, _ rest: ArcSlice, of agent: SimulatedAgent, _ state: AgentState, _ scratch: inout IndexArcs
    ) -> Int {
        let count = count(at: agent)
        if let first = firstArc(state) {
            guard let arc = rest.first else { return wanted == .exact ? count : 0 }
            if wanted == .exact {
                return rest.count == 1 && arc >= first && Int(arc &- first) < count ? Int(arc &- first) : count
            }
            return arc < first ? 0 : min(count, Int(arc &- first) &+ 1)
        }
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) >> 1
            index(middle, of: agent, state, &scratch)
            let order = scratch.compare(with: rest)
            if order == 0, wanted == .exact { return middle }
            if order > 0 { high = middle } else { low = middle &+ 1 }
        }
        return wanted == .exact ? count : low
    }

    /// How a row is looked for.
    enum Search { case exact, following }

    /// The octets of a station's address: locally administered, the agent's number, the row.
    static func station(_ row: Int, of agent: SimulatedAgent) -> (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) {
        let number = UInt32(truncatingIfNeeded: agent.number)
        return (
            0x02, 0x00, UInt8(truncatingIfNeeded: number >> 16), UInt8(truncatingIfNeeded: number >> 8),
            UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: row)
        )
    }

    /// The port that a neighbour is at: the last ones.
    static func portOfNeighbour(_ row: Int, of agent: SimulatedAgent) -> Int {
        agent.interfaces - AgentRows.neighbours.count(at: agent) + row + 1
    }

    private func appendStation(_ row: Int, of agent: SimulatedAgent, _ arcs: inout IndexArcs) {
        let octets = AgentRows.station(row, of: agent)
        arcs.append(UInt32(octets.0))
        arcs.append(UInt32(octets.1))
        arcs.append(UInt32(octets.2))
        arcs.append(UInt32(octets.3))
        arcs.append(UInt32(octets.4))
        arcs.append(UInt32(octets.5))
    }
}

/// The arcs of one index, without an allocation.
struct IndexArcs {
    private var arcs = InlineArray<8, UInt32>(repeating: 0)
    /// How many there are.
    var count = 0

    /// Adds one.
    mutating func append(_ arc: UInt32) {
        arcs[count] = arc
        count &+= 1
    }

    /// One of them.
    subscript(position: Int) -> UInt32 { arcs[position] }

    /// Negative where these come before the others, positive where behind, 0 where equal.
    func compare(with others: ArcSlice) -> Int {
        for position in 0..<min(count, others.count) {
            if arcs[position] != others[position] { return arcs[position] < others[position] ? -1 : 1 }
        }
        return count - others.count
    }
}

/// The last arcs of a name that was asked for, in the array that holds them all.
struct ArcSlice {
    /// The array with them.
    let arcs: [UInt32]
    /// Where they begin.
    let begin: Int
    /// Where they end.
    let end: Int

    /// How many there are.
    var count: Int { end &- begin }
    /// The first.
    var first: UInt32? { begin < end ? arcs[begin] : nil }
    /// One of them, counted from 0.
    subscript(position: Int) -> UInt32 { arcs[begin &+ position] }
}
