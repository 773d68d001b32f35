public import SNMP

/// What a device has to say, without the version that it says it in.
public struct SentNotification: Sendable, Hashable {
    /// The trap's identifier, snmpTrapOID.0.
    public var trap: ObjectIdentifier
    /// The variables behind sysUpTime.0 and snmpTrapOID.0.
    public var varBinds: [VarBind]

    /// A notification with its variables.
    public init(_ trap: ObjectIdentifier, _ varBinds: [VarBind] = []) {
        self.trap = trap
        self.varBinds = varBinds
    }

    /// How a v1 trap names it (RFC 3584, section 3.2).
    public var v1Form: (enterprise: ObjectIdentifier, generic: Int32, specific: Int32) {
        let arcs = trap.arcs
        let last = arcs.last ?? 0
        if trap.starts(with: StandardObjects.snmpTraps), arcs.count == 10, (1...6).contains(last) {
            return (StandardObjects.snmpTraps, Int32(last) - 1, 0)
        }
        let isZeroBefore = arcs.count >= 2 && arcs[arcs.count - 2] == 0
        return (ObjectIdentifier(Array(arcs.dropLast(isZeroBefore ? 2 : 1))), 6, Int32(bitPattern: last))
    }
}
