/// The names of the OID tree: the project's own table, and over it what the configured MIBs define. Immutable; a
/// reload makes another one.
///
/// The tree's edges lie in one open-addressed table, keyed by node and arc, so that a lookup is one probe an arc and
/// allocates nothing.
public final class ObjectNames: Sendable {
    private let keys: [UInt64]
    private let children: [UInt32]
    private let shift: UInt64
    private let described: [ObjectDescription?]
    /// Kept beside the descriptions, because a lookup asks it at every arc.
    private let isObject: [Bool]
    private let byName: [String: ObjectDescription]
    private let homonyms: [String: [ObjectDescription]]

    /// The number of names.
    public var count: Int { byName.count + homonyms.values.reduce(0) { $0 + $1.count } }

    /// The project's own table alone.
    public static let standard = StandardNames.read().builder.finish()

    init(tree: NameTree, byName: [String: ObjectDescription], homonyms: [String: [ObjectDescription]]) {
        keys = tree.keys
        children = tree.children
        shift = tree.shift
        described = tree.described
        isObject = tree.described.map { $0?.kind == .object }
        self.byName = byName
        self.homonyms = homonyms
    }

    /// The object that an OID lies in, with the instance; or the node or notification that it is. nil for everything
    /// else: a known ancestor that is no object says nothing about an OID.
    public func lookup(_ oid: ObjectIdentifier) -> NamedObject? {
        let arcs = oid.arcs
        var node: UInt32 = NameTree.root
        var found: UInt32 = 0
        var depth = 0
        var position = 0
        while position < arcs.count {
            node = child(of: node, arcs[position])
            if node == 0 { break }
            position += 1
            if isObject[Int(node)] || position == arcs.count {
                found = node
                depth = position
            }
        }
        guard let object = described[Int(found)] else { return nil }
        return NamedObject(object: object, instance: arcs[depth...])
    }

    /// `ifOperStatus.3`; the dotted numbers of an OID that is not known.
    public func text(_ oid: ObjectIdentifier) -> String {
        lookup(oid)?.text ?? notification(oid)?.name ?? oid.text
    }

    /// The notification of an snmpTrapOID.
    ///
    /// A v1 trap of a notification whose last arc but one is not 0 comes back from the mapping of RFC 3584 (section
    /// 3.1) with a 0 there that the MIB has not: `upsTrapOnBattery`, 33.2.1, arrives as 33.2.0.1. It is found, too.
    public func notification(_ oid: ObjectIdentifier) -> ObjectDescription? {
        if let found = node(oid.arcs) { return found.kind == .notification ? found : nil }
        guard oid.arcs.count > 2, oid.arcs[oid.arcs.count - 2] == 0 else { return nil }
        var arcs = oid.arcs
        arcs.remove(at: arcs.count - 2)
        guard let found = node(arcs), found.kind == .notification else { return nil }
        return found
    }

    /// The object, node or notification of a name, `ifIndex` or `IF-MIB::ifIndex`. Of equal names in several modules
    /// the unqualified one is the project's own.
    public func object(named name: some StringProtocol) -> ObjectDescription? {
        guard let colons = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return byName[String(name)] }
        let module = name[..<colons]
        let rest = name[colons...]
        guard rest.hasPrefix("::") else { return nil }
        let own = String(rest.dropFirst(2))
        if let found = byName[own], found.module == module { return found }
        return homonyms[own]?.first { $0.module == module }
    }

    /// The OID that a text of the configuration means: `linkDown`, `IF-MIB::linkDown`, `ifIndex.3`, `1.3.6.1` or
    /// `.1.3.6.1`; nil for any other.
    public func oid(named text: String) -> ObjectIdentifier? {
        if let numeric = ObjectIdentifier(text) { return numeric }
        // Neither a descriptor nor a module's name has dots (RFC 2578, section 3.1).
        guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return object(named: text)?.oid }
        guard let object = object(named: text[..<dot]), !text[dot...].hasPrefix(".."),
            let instance = ObjectIdentifier(text[text.index(after: dot)...]),
            object.oid.arcs.count + instance.arcs.count <= ObjectIdentifier.maximumArcs
        else { return nil }
        return ObjectIdentifier(object.oid.arcs + instance.arcs)
    }

    /// Every description, in no order.
    var all: [ObjectDescription] { described.compactMap { $0 } }

    /// Every name that stands for itself alone.
    var names: some Collection<String> { byName.keys }

    private func node(_ arcs: [UInt32]) -> ObjectDescription? {
        var node = NameTree.root
        for arc in arcs {
            node = child(of: node, arc)
            if node == 0 { return nil }
        }
        return described[Int(node)]
    }

    private func child(of node: UInt32, _ arc: UInt32) -> UInt32 {
        let key = UInt64(node) << 32 | UInt64(arc)
        var slot = Int(truncatingIfNeeded: (key &* NameTree.multiplier) >> shift)
        while true {
            let found = keys[slot]
            if found == key { return children[slot] }
            if found == 0 { return 0 }
            slot = slot &+ 1 == keys.count ? 0 : slot &+ 1
        }
    }
}
