/// The project's own table of names: facts of the standard MIBs (Debian ships none of them), in a layout of our own.
///
/// A table is lines of words:
/// ```
/// = IF-MIB                                what follows belongs to this module
/// : TruthValue INTEGER true false         a textual convention: base, `~` hint, labels
/// @ 1.3.6.1.2.1.2.2.1 ifTable ifEntry     what follows lies below; the names are those of the OID's last arcs
/// 8 ifOperStatus INTEGER up down testing  an object: arc, name, base or convention, labels
/// 10 transmission                         a node without values
/// 3 linkDown ! ifIndex ifAdminStatus      a notification and its objects
/// ```
/// Labels count from 1, those of BITS from 0; `7:label` goes on from 7.
enum StandardNames {
    /// All tables; conventions stand before the objects that use them.
    static let tables = [
        types, assignedTypes, system, security, interfaces, internet, bgp, ospf, ospfTraps, routing, redundancy,
        entities, bridges, neighbours, power, hosts, netSNMP, management, devices,
    ]

    /// Reads all tables.
    static func read() -> NameTableReader {
        var reader = NameTableReader()
        for table in tables { reader.read(table) }
        return reader
    }
}
