internal import Model

/// The content of a notification in the form of SNMPv2, whatever version brought it.
struct NotificationContent {
    var trapOID: ObjectIdentifier
    var sysUpTime: UInt32
    var varBinds: [VarBind]
    var enterprise: ObjectIdentifier?
    var agentAddress: IPAddress?
    var snmpTrapAddress: IPAddress?

    /// sysUpTime.0 (RFC 3418).
    static let sysUpTime: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 1, 3, 0]
    /// snmpTrapOID.0 (RFC 3418).
    static let snmpTrapOID: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0]
    /// snmpTrapEnterprise.0 (RFC 3418).
    static let snmpTrapEnterprise: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 1, 1, 4, 3, 0]
    /// snmpTrapAddress.0 (RFC 3584, section 3.1).
    static let snmpTrapAddress: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 18, 1, 3, 0]
    /// snmpTrapCommunity.0 (RFC 3584, section 3.1).
    static let snmpTrapCommunity: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 18, 1, 4, 0]
    /// snmpTraps (RFC 3418): coldStart is .1, egpNeighborLoss .6.
    static let snmpTraps: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 1, 1, 5]

    /// Takes what the library read. nil where nothing says which trap it is.
    init?(_ pdu: ParsedPDU) {
        if let trap = pdu.trap {
            self.init(v1: trap, pdu.varBinds)
        } else {
            self.init(v2: pdu.varBinds)
        }
    }

    /// Maps a v1 trap by RFC 3584, section 3.1, items (2) to (4).
    private init(v1 trap: ParsedPDU.TrapFields, _ varBinds: [VarBind]) {
        if trap.generic == 6 {
            trapOID = trap.enterprise.appending(0, UInt32(bitPattern: trap.specific))
        } else {
            trapOID = NotificationContent.snmpTraps.appending(UInt32(trap.generic + 1))
        }
        sysUpTime = trap.timeStamp
        enterprise = trap.enterprise
        agentAddress = trap.agentAddress
        snmpTrapAddress = trap.agentAddress == .v4(0) ? nil : trap.agentAddress
        self.varBinds = varBinds
        let isPlain = varBinds.allSatisfy { !$0.name.arcs.starts(with: [1, 3, 6, 1, 6, 3, 18]) }
        if isPlain { return }
        self.varBinds.removeAll { $0.name == NotificationContent.snmpTrapCommunity }
        for case .ipAddress(let address) in varBinds.filter({ $0.name == NotificationContent.snmpTrapAddress }).map(
            \.value)
        {
            snmpTrapAddress = address
        }
    }

    /// Takes the variables of a v2 notification. RFC 3416, section 4.2.6 puts sysUpTime.0 and snmpTrapOID.0 first; they
    /// are found anywhere, because senders exist that put them elsewhere.
    private init?(v2 all: [VarBind]) {
        var trap: ObjectIdentifier?
        var upTime: UInt32?
        var rest: [VarBind] = []
        rest.reserveCapacity(all.count)
        for varBind in all {
            // All five begin with one of two prefixes; a look at two arcs spares the rest of the comparisons.
            let arcs = varBind.name.arcs
            guard arcs.count == 9 && arcs[5] == 1 || arcs.count >= 10 && arcs[4] == 6 else {
                rest.append(varBind)
                continue
            }
            switch (varBind.name, varBind.value) {
            case (NotificationContent.sysUpTime, .timeTicks(let ticks)) where upTime == nil: upTime = ticks
            case (NotificationContent.snmpTrapOID, .objectIdentifier(let name)) where trap == nil: trap = name
            case (NotificationContent.snmpTrapCommunity, _): break
            case (NotificationContent.snmpTrapEnterprise, .objectIdentifier(let name)):
                enterprise = name
                rest.append(varBind)
            case (NotificationContent.snmpTrapAddress, .ipAddress(let address)):
                snmpTrapAddress = address
                rest.append(varBind)
            default: rest.append(varBind)
            }
        }
        guard let trap else { return nil }
        trapOID = trap
        sysUpTime = upTime ?? 0
        varBinds = rest
    }
}
