import Model
import SNMP

/// The scalars of the system group that a probe asks for (RFC 3418).
enum SystemObject: UInt32, CaseIterable {
    case description = 1
    case objectID = 2
    case uptime = 3
    case contact = 4
    case name = 5
    case location = 6

    /// `1.3.6.1.2.1.1.N.0`.
    var oid: ObjectIdentifier { [1, 3, 6, 1, 2, 1, 1, rawValue, 0] }

    /// Writes its member.
    func write(_ value: VarBindValue, names: ObjectNames, into writer: inout JSONWriter) {
        let member =
            switch self {
            case .description: "system_description"
            case .objectID: "system_object_id"
            case .uptime: "uptime_seconds"
            case .contact: "system_contact"
            case .name: "system_name"
            case .location: "system_location"
            }
        writer.key(member)
        switch value {
        case .timeTicks(let ticks): writer.number(Double(ticks) / 100)
        case .noSuchObject, .noSuchInstance, .null, .endOfMibView: writer.null()
        default: writer.string(names.value(value, of: oid).plainRaw)
        }
    }
}

/// The columns of ifTable and ifXTable that a probe asks for (RFC 2863).
enum InterfaceObject: CaseIterable {
    case descr, speed, admin, oper, inOctets, inErrors, outOctets, outErrors
    case name, hcInOctets, hcOutOctets, highSpeed, alias

    /// The column.
    var oid: ObjectIdentifier {
        func entry(_ column: UInt32) -> ObjectIdentifier { [1, 3, 6, 1, 2, 1, 2, 2, 1, column] }
        func extended(_ column: UInt32) -> ObjectIdentifier { [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, column] }
        return switch self {
        case .descr: entry(2)
        case .speed: entry(5)
        case .admin: entry(7)
        case .oper: entry(8)
        case .inOctets: entry(10)
        case .inErrors: entry(14)
        case .outOctets: entry(16)
        case .outErrors: entry(20)
        case .name: extended(1)
        case .hcInOctets: extended(6)
        case .hcOutOctets: extended(10)
        case .highSpeed: extended(15)
        case .alias: extended(18)
        }
    }

    /// Writes the members of one interface: 64-bit counters and Mbit/s where there are any.
    static func write(
        _ row: [InterfaceObject: VarBindValue], index: UInt32, names: ObjectNames, into writer: inout JSONWriter
    ) {
        func text(_ object: InterfaceObject) -> String? {
            row[object].map { names.value($0, of: object.oid.appending(index)).plainRaw }
        }
        func number(_ object: InterfaceObject) -> UInt64? {
            switch row[object] {
            case .counter32(let value), .gauge32(let value): UInt64(value)
            case .counter64(let value): value
            default: nil
            }
        }
        let speed = number(.highSpeed).flatMap { $0 > 0 ? $0 * 1_000_000 : nil } ?? number(.speed)
        let name = text(.name).flatMap { $0.isEmpty ? nil : $0 } ?? text(.descr)
        writer.member("name", name ?? "\(index)")
        writer.member("alias", text(.alias) ?? "")
        writer.member("index", index)
        for (member, object) in [("admin", InterfaceObject.admin), ("oper", .oper)] {
            writer.member(member, row[object].map { names.value($0, of: object.oid.appending(index)).plain })
        }
        writer.member("speed_bps", speed)
        writer.member("in_octets", number(.hcInOctets) ?? number(.inOctets))
        writer.member("out_octets", number(.hcOutOctets) ?? number(.outOctets))
        writer.member("in_errors", number(.inErrors))
        writer.member("out_errors", number(.outErrors))
    }
}

extension RenderedValue {
    /// The string that an agent sent, before its meaning.
    fileprivate var plainRaw: String {
        if case .string(let text) = raw { text } else { plain }
    }
}
