/// The tree of OIDs while it grows. Node 0 is none, node 1 the root; `keys` holds node and arc, 0 where it is free.
struct NameTree {
    static let root: UInt32 = 1
    static let multiplier: UInt64 = 0x9e37_79b9_7f4a_7c15

    private(set) var keys: [UInt64]
    private(set) var children: [UInt32]
    private(set) var shift: UInt64
    private(set) var described: [ObjectDescription?] = [nil, nil]

    /// A tree with room for so many nodes, as a power of two.
    init(bits: UInt64 = 13) {
        keys = [UInt64](repeating: 0, count: 1 << bits)
        children = [UInt32](repeating: 0, count: 1 << bits)
        shift = 64 - bits
    }

    /// The child of a node, made if there is none.
    mutating func child(of node: UInt32, _ arc: UInt32) -> UInt32 {
        let key = UInt64(node) << 32 | UInt64(arc)
        var slot = slot(key)
        while keys[slot] != 0 {
            if keys[slot] == key { return children[slot] }
            slot = slot + 1 == keys.count ? 0 : slot + 1
        }
        let new = UInt32(described.count)
        described.append(nil)
        keys[slot] = key
        children[slot] = new
        if described.count * 2 > keys.count { grow() }
        return new
    }

    /// The node of an OID, made if there is none.
    mutating func node(_ arcs: some Sequence<UInt32>) -> UInt32 {
        var node = NameTree.root
        for arc in arcs { node = child(of: node, arc) }
        return node
    }

    /// What stands at a node.
    subscript(node: UInt32) -> ObjectDescription? {
        get { described[Int(node)] }
        set { described[Int(node)] = newValue }
    }

    private func slot(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* NameTree.multiplier) >> shift) }

    private mutating func grow() {
        let old = (keys, children)
        shift -= 1
        keys = [UInt64](repeating: 0, count: old.0.count * 2)
        children = [UInt32](repeating: 0, count: old.0.count * 2)
        for (key, child) in zip(old.0, old.1) where key != 0 {
            var slot = slot(key)
            while keys[slot] != 0 { slot = slot + 1 == keys.count ? 0 : slot + 1 }
            keys[slot] = key
            children[slot] = child
        }
    }
}
