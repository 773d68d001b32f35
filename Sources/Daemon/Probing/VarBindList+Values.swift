import Model
import SNMP
import Wire

extension VarBindList {
    /// All bindings with their values taken apart. A value that is not of its type's length is Opaque, with its octets.
    func decoded() -> [VarBind] {
        var found: [VarBind] = []
        forEach { element in
            found.append(VarBind(ObjectIdentifier(arcs(element)), value(element)))
            return true
        }
        return found
    }

    private func value(_ element: Element) -> VarBindValue {
        let octets = Array(bytes[element.value])
        switch element.tag {
        case BERTag.integer: if let number = integer(element).flatMap(Int32.init(exactly:)) { return .integer(number) }
        case BERTag.octetString, BERTag.nsapAddress: return .octetString(octets)
        case BERTag.null: return .null
        case BERTag.objectIdentifier:
            return .objectIdentifier(
                ObjectIdentifier(arcs(Element(name: element.value, tag: element.tag, value: element.value))))
        case BERTag.ipAddress: if let address = IPAddress(octets: octets) { return .ipAddress(address) }
        case BERTag.counter32: if let number = word(element) { return .counter32(number) }
        case BERTag.gauge32, BERTag.uInteger32: if let number = word(element) { return .gauge32(number) }
        case BERTag.timeTicks: if let number = word(element) { return .timeTicks(number) }
        case BERTag.counter64: if let number = unsigned(element) { return .counter64(number) }
        case BERTag.noSuchObject: return .noSuchObject
        case BERTag.noSuchInstance: return .noSuchInstance
        case BERTag.endOfMibView: return .endOfMibView
        default: break
        }
        return VarBindList.real(octets) ?? .opaque(octets)
    }

    private func word(_ element: Element) -> UInt32? { unsigned(element).flatMap(UInt32.init(exactly:)) }

    /// net-snmp's numbers within Opaque: tag 0x9f78 is a float, 0x9f79 a double, in big-endian IEEE 754.
    private static func real(_ octets: [UInt8]) -> VarBindValue? {
        guard octets.count > 3, octets[0] == 0x9f, Int(octets[2]) == octets.count - 3 else { return nil }
        let bits = octets.dropFirst(3).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        switch (octets[1], octets.count - 3) {
        case (0x78, 4): return .opaqueFloat(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case (0x79, 8): return .opaqueDouble(Double(bitPattern: bits))
        default: return nil
        }
    }
}
