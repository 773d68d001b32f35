/// Collects descriptions and makes `ObjectNames` of them.
struct ObjectNamesBuilder {
    var tree = NameTree()
    private var byName: [String: ObjectDescription] = [:]
    private var homonyms: [String: [ObjectDescription]] = [:]

    /// An empty collection.
    init() { byName.reserveCapacity(4_096) }

    /// A collection that begins with all that another one has.
    init(_ names: ObjectNames) {
        self.init()
        for description in names.all { add(description) }
    }

    /// Adds a description at a node that is known already, in place of what stands there. A name that another OID has
    /// goes on meaning that one, unless it is written with its module.
    mutating func add(_ description: ObjectDescription, at node: UInt32) {
        tree[node] = description
        guard let first = byName[description.name], first.oid != description.oid else {
            byName[description.name] = description
            return
        }
        homonyms[description.name, default: []].removeAll { $0.oid == description.oid }
        homonyms[description.name, default: []].append(description)
    }

    /// Adds a description, in place of what stands at its OID.
    mutating func add(_ description: ObjectDescription) { add(description, at: tree.node(description.oid.arcs)) }

    /// The names as they are now.
    func finish() -> ObjectNames { ObjectNames(tree: tree, byName: byName, homonyms: homonyms) }
}
