internal import Model
internal import Wire

extension BERWriter {
    /// Puts a list of variables.
    mutating func varBinds(_ varBinds: [VarBind]) {
        let list = count
        for varBind in varBinds.reversed() {
            let mark = count
            value(varBind.value)
            objectIdentifier(varBind.name.arcs)
            close(BERTag.sequence, since: mark)
        }
        close(BERTag.sequence, since: list)
    }

    /// Puts a PDU of any kind but a v1 trap around the variable list that was written since the mark.
    mutating func closePDU(_ kind: SNMPPDUKind, requestID: Int32, errorStatus: Int32 = 0, since mark: Int) {
        integer(0)
        integer(errorStatus)
        integer(requestID)
        close(kind.rawValue, since: mark)
    }

    /// Puts a value.
    private mutating func value(_ value: VarBindValue) {
        switch value {
        case .integer(let number): integer(number)
        case .octetString(let octets): self.octets(octets)
        case .null: close(BERTag.null, since: count)
        case .objectIdentifier(let name): objectIdentifier(name.arcs)
        case .ipAddress(let address):
            // The type has room for IPv4 only; RFC 3584 lets a proxy write 0.0.0.0 for anything else.
            if case .v4 = address {
                octets(address.octets, tag: BERTag.ipAddress)
            } else {
                octets([0, 0, 0, 0], tag: BERTag.ipAddress)
            }
        case .counter32(let number): unsigned(number, tag: BERTag.counter32)
        case .gauge32(let number): unsigned(number, tag: BERTag.gauge32)
        case .timeTicks(let number): unsigned(number, tag: BERTag.timeTicks)
        case .opaque(let octets): self.octets(octets, tag: BERTag.opaque)
        case .opaqueFloat(let number): floatingPoint(number.bitPattern, type: 0x78)
        case .opaqueDouble(let number): floatingPoint(number.bitPattern, type: 0x79)
        case .counter64(let number): unsigned64(number, tag: BERTag.counter64)
        case .noSuchObject: close(BERTag.noSuchObject, since: count)
        case .noSuchInstance: close(BERTag.noSuchInstance, since: count)
        case .endOfMibView: close(BERTag.endOfMibView, since: count)
        }
    }

    /// Puts an IEEE number as net-snmp does: within Opaque, the octets `9f`, the type, the length.
    private mutating func floatingPoint<Bits: FixedWidthInteger>(_ bits: Bits, type: UInt8) {
        let mark = count
        let width = Bits.bitWidth / 8
        raw((0..<width).map { UInt8(truncatingIfNeeded: bits >> (Bits.bitWidth - 8 - 8 * $0)) })
        raw([0x9f, type, UInt8(width)])
        close(BERTag.opaque, since: mark)
    }
}
