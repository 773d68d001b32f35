import SNMP

/// What a DISMAN-EVENT notification is about. RFC 2981, section 3, names the watched variable in mteHotOID and its value
/// in mteHotValue: together they are one more varbind, and rules about hrStorageUsed find it as if it stood there.
enum HotObject {
    private static let notifications = StandardTrapRules.object("mteTriggerFired").parent
    private static let name = StandardTrapRules.object("mteHotOID")
    private static let value = StandardTrapRules.object("mteHotValue")

    /// The varbinds with the watched variable added, if the trap has one that is not there by itself.
    static func spelledOut(_ varBinds: [VarBind], of trap: ObjectIdentifier) -> [VarBind] {
        guard trap.starts(with: notifications) else { return varBinds }
        for case (let hot, .objectIdentifier(let watched)) in varBinds.lazy.map({ ($0.name, $0.value) })
        where hot.starts(with: name) {
            guard let value = varBinds.first(where: { $0.name.starts(with: value) })?.value,
                !varBinds.contains(where: { $0.name == watched })
            else { return varBinds }
            return varBinds + [VarBind(watched, value)]
        }
        return varBinds
    }
}

extension ObjectIdentifier {
    /// The identifier above this one.
    fileprivate var parent: ObjectIdentifier { ObjectIdentifier(Array(arcs.dropLast())) }
}
