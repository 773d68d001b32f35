/// A dictionary of bounded size: what was used least recently makes room for what is new. Every operation takes the
/// same time whatever the size.
struct RecencyMap<Key: Hashable & Sendable, Value> {
    fileprivate struct Node {
        var key: Key
        var value: Value
        var older: Int
        var newer: Int
    }

    private var places: [Key: Int] = [:]
    private var nodes: [Node] = []
    private var free: [Int] = []
    private var newest = -1
    private var oldest = -1
    private let capacity: Int

    /// An empty map for so many keys.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// How many keys there are.
    var count: Int { places.count }

    /// The value of a key, which counts as used; nil where there is none.
    mutating func use(_ key: Key) -> Value? {
        guard let place = places[key] else { return nil }
        unlink(place)
        link(place)
        return nodes[place].value
    }

    /// Gives a key a value; it counts as used.
    mutating func set(_ key: Key, _ value: Value) {
        if let place = places[key] {
            nodes[place].value = value
            unlink(place)
            link(place)
            return
        }
        if places.count >= capacity { remove(nodes[oldest].key) }
        let node = Node(key: key, value: value, older: -1, newer: -1)
        let place: Int
        if let spare = free.popLast() {
            place = spare
            nodes[place] = node
        } else {
            place = nodes.count
            nodes.append(node)
        }
        places[key] = place
        link(place)
    }

    /// Takes a key out; whether it was there.
    @discardableResult
    mutating func remove(_ key: Key) -> Bool {
        guard let place = places.removeValue(forKey: key) else { return false }
        unlink(place)
        free.append(place)
        return true
    }

    /// Changes every value where it is.
    mutating func mapValues(_ change: (inout Value) -> Void) {
        for place in places.values { change(&nodes[place].value) }
    }

    /// Calls `body` with each key and its value, the most recently used first, until it answers false.
    func forEachFromNewest(_ body: (Key, Value) -> Bool) {
        var place = newest
        while place >= 0, body(nodes[place].key, nodes[place].value) { place = nodes[place].older }
    }

    private mutating func link(_ place: Int) {
        nodes[place].older = newest
        nodes[place].newer = -1
        if newest >= 0 { nodes[newest].newer = place } else { oldest = place }
        newest = place
    }

    private mutating func unlink(_ place: Int) {
        let (older, newer) = (nodes[place].older, nodes[place].newer)
        if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
        if newer >= 0 { nodes[newer].older = older } else { newest = older }
    }
}

extension RecencyMap.Node: Sendable where Value: Sendable {}
extension RecencyMap: Sendable where Value: Sendable {}
