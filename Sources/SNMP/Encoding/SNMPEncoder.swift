public import Model
public import Wire

/// Writes v1 and v2c notifications, as the simulated network and the tests send them.
public enum SNMPEncoder {
    /// A v1 trap (RFC 1157, section 4.1.6). `timeStamp` is in hundredths of a second.
    public static func v1Trap(
        community: String, enterprise: ObjectIdentifier, agentAddress: IPAddress = .v4(0), generic: Int32,
        specific: Int32 = 0, timeStamp: UInt32 = 0, varBinds: [VarBind] = []
    ) -> [UInt8] {
        var writer = BERWriter()
        writer.varBinds(varBinds)
        writer.unsigned(timeStamp, tag: BERTag.timeTicks)
        writer.integer(specific)
        writer.integer(generic)
        writer.octets(agentAddress.isIPv6 ? [0, 0, 0, 0] : agentAddress.octets, tag: BERTag.ipAddress)
        writer.objectIdentifier(enterprise.arcs)
        writer.close(SNMPPDUKind.v1Trap.rawValue, since: 0)
        return close(&writer, .v1, community)
    }

    /// A v2c trap or inform (RFC 3416, sections 4.2.6 and 4.2.7). `sysUpTime` is in hundredths of a second.
    public static func v2cNotification(
        _ kind: SNMPPDUKind = .trap, community: String, requestID: Int32, sysUpTime: UInt32 = 0,
        trapOID: ObjectIdentifier,
        varBinds: [VarBind] = []
    ) -> [UInt8] {
        var writer = BERWriter()
        writer.notification(kind, requestID: requestID, sysUpTime: sysUpTime, trapOID: trapOID, varBinds: varBinds)
        return close(&writer, .v2c, community)
    }

    private static func close(_ writer: inout BERWriter, _ version: SNMPVersion, _ community: String) -> [UInt8] {
        writer.octets(Array(community.utf8))
        writer.integer(Int32(version.rawValue))
        writer.close(BERTag.sequence, since: 0)
        return writer.bytes
    }
}

extension BERWriter {
    /// Puts the PDU of a v2 notification.
    mutating func notification(
        _ kind: SNMPPDUKind, requestID: Int32, sysUpTime: UInt32, trapOID: ObjectIdentifier, varBinds: [VarBind]
    ) {
        let mark = count
        let head = [
            VarBind(NotificationContent.sysUpTime, .timeTicks(sysUpTime)),
            VarBind(NotificationContent.snmpTrapOID, .objectIdentifier(trapOID)),
        ]
        self.varBinds(head + varBinds)
        closePDU(kind, requestID: requestID, since: mark)
    }
}
