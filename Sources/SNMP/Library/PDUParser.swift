internal import CNetSNMP
internal import Model
internal import Wire

/// A PDU as the library read it, in our own types.
struct ParsedPDU {
    /// The v1 trap's fields; nil for every other kind.
    struct TrapFields {
        var enterprise: ObjectIdentifier
        var agentAddress: IPAddress
        var generic: Int
        var specific: Int32
        var timeStamp: UInt32
    }

    /// The v1 trap's fields, or nil.
    var trap: TrapFields?
    /// The variables in their order.
    var varBinds: [VarBind]
}

/// Gives checked PDUs to the library's parser and takes the variables out of its lists.
///
/// The parser gets a copy that zeros follow: should it look a few octets beyond an end that we have proven, it sees
/// nothing that a stranger put there.
struct PDUParser: ~Copyable {
    private var scratch: [UInt8]
    private static let guardOctets = 64

    /// A parser with room for any datagram.
    init() { scratch = [UInt8](repeating: 0, count: 65_536 + PDUParser.guardOctets) }

    /// Parses one PDU, whose structure `SNMPEnvelope` or `SNMPScopedPDU` has checked. nil when the library refuses.
    mutating func parse(_ bytes: [UInt8], _ checked: SNMPScopedPDU) -> ParsedPDU? {
        let place = checked.pdu
        let count = place.count
        guard count <= scratch.count - PDUParser.guardOctets else { return nil }
        unsafe scratch.withUnsafeMutableBytes { room in
            unsafe bytes.withUnsafeBytes { whole in
                unsafe room.copyMemory(from: UnsafeRawBufferPointer(rebasing: whole[place]))
            }
            for index in count..<count + PDUParser.guardOctets { unsafe room[index] = 0 }
        }
        guard let pdu = unsafe snmp_pdu_create(0) else { return nil }
        // On a failure, too, the parser leaves what it has read in the PDU.
        defer { unsafe snmp_free_pdu(pdu) }
        var length = count
        let outcome = unsafe scratch.withUnsafeMutableBufferPointer { room in
            unsafe snmp_pdu_parse(pdu, room.baseAddress, &length)
        }
        guard outcome == 0 else { return nil }
        var varBinds: [VarBind] = []
        varBinds.reserveCapacity(8)
        var next = unsafe pdu.pointee.variables
        while let variable = unsafe next {
            guard let value = unsafe PDUParser.value(variable) else { return nil }
            let name = unsafe PDUParser.identifier(variable.pointee.name, variable.pointee.name_length)
            varBinds.append(VarBind(name: name, value: value))
            unsafe next = variable.pointee.next_variable
        }
        guard checked.kind == .v1Trap else { return ParsedPDU(trap: nil, varBinds: varBinds) }
        let address = unsafe pdu.pointee.agent_addr
        let word = UInt32(address.0) << 24 | UInt32(address.1) << 16 | UInt32(address.2) << 8 | UInt32(address.3)
        return unsafe ParsedPDU(
            trap: ParsedPDU.TrapFields(
                enterprise: PDUParser.identifier(pdu.pointee.enterprise, pdu.pointee.enterprise_length),
                agentAddress: .v4(word), generic: pdu.pointee.trap_type,
                specific: Int32(truncatingIfNeeded: pdu.pointee.specific_type),
                timeStamp: UInt32(truncatingIfNeeded: pdu.pointee.time)),
            varBinds: varBinds)
    }

    private static func identifier(_ arcs: UnsafePointer<oid>?, _ count: Int) -> ObjectIdentifier {
        // An identifier has two arcs at least; the library makes one of an identifier without octets, which means 0.0.
        guard let arcs = unsafe arcs, count >= 2 else { return [0, 0] }
        let copy = unsafe [UInt32](unsafeUninitializedCapacity: count) { room, used in
            for index in 0..<count {
                unsafe room.initializeElement(at: index, to: UInt32(truncatingIfNeeded: arcs[index]))
            }
            used = count
        }
        return ObjectIdentifier(copy)
    }

    private static func value(_ variable: UnsafeMutablePointer<netsnmp_variable_list>) -> VarBindValue? {
        let type = unsafe variable.pointee.type
        let length = unsafe variable.pointee.val_len
        let value = unsafe variable.pointee.val
        switch type {
        case BERTag.integer:
            return unsafe value.integer.map { .integer(Int32(truncatingIfNeeded: unsafe $0.pointee)) }
        case BERTag.octetString, BERTag.nsapAddress:
            return .octetString(unsafe octets(value.string, length))
        case BERTag.opaque: return .opaque(unsafe octets(value.string, length))
        case BERTag.null: return .null
        case BERTag.objectIdentifier:
            return .objectIdentifier(unsafe identifier(value.objid, length / MemoryLayout<oid>.stride))
        case BERTag.ipAddress: return IPAddress(octets: unsafe octets(value.string, length)).map { .ipAddress($0) }
        case BERTag.counter32: return unsafe unsigned(value).map { .counter32($0) }
        case BERTag.gauge32, BERTag.uInteger32: return unsafe unsigned(value).map { .gauge32($0) }
        case BERTag.timeTicks: return unsafe unsigned(value).map { .timeTicks($0) }
        // The library's own numbers for what it found within an Opaque: Counter64 and the two 64-bit integers.
        case BERTag.counter64, 0x76, 0x7a, 0x7b:
            return unsafe value.counter64.map {
                unsafe .counter64(UInt64($0.pointee.high) << 32 | UInt64($0.pointee.low) & 0xffff_ffff)
            }
        case 0x78: return unsafe value.floatVal.map { .opaqueFloat(unsafe $0.pointee) }
        case 0x79: return unsafe value.doubleVal.map { .opaqueDouble(unsafe $0.pointee) }
        case BERTag.noSuchObject: return .noSuchObject
        case BERTag.noSuchInstance: return .noSuchInstance
        case BERTag.endOfMibView: return .endOfMibView
        default: return nil
        }
    }

    private static func octets(_ start: UnsafeMutablePointer<UInt8>?, _ count: Int) -> [UInt8] {
        guard let start = unsafe start, count > 0 else { return [] }
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }

    private static func unsigned(_ value: netsnmp_vardata) -> UInt32? {
        unsafe value.integer.map { UInt32(truncatingIfNeeded: unsafe $0.pointee) }
    }
}
