/// Lists of names that many devices have alike, such as the interfaces of one model of switch: kept once for all of
/// them.
struct NamePool: Sendable {
    /// How many lists are remembered; beyond it is begun anew, which costs room and nothing else.
    static let most = 8_192

    private var lists: Set<[String]> = []

    /// An empty pool.
    init() {}

    /// The list that is equal to this one and was there first.
    mutating func shared(_ list: [String]) -> [String] {
        if lists.count >= Self.most { lists.removeAll() }
        return lists.insert(list).memberAfterInsert
    }

    /// The same of several lists.
    mutating func shared(_ lists: [[String]]) -> [[String]] {
        var result: [[String]] = []
        result.reserveCapacity(lists.count)
        for list in lists { result.append(shared(list)) }
        return result
    }
}
