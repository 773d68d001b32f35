import Model
import SNMP
import Watching
import Wire

/// The evidence of a trap: where it came from, how it was secured, and every varbind. The community and
/// snmpTrapCommunity are left out; the SNMP target does not hand them on.
enum TrapEvidence {
    /// Builds the object.
    static func make(_ message: TrapMessage, _ datagram: Datagram, names: ObjectNames) -> Evidence {
        // About what a trap of five varbinds takes; growing costs a copy each time.
        Evidence(capacity: 320 + 160 * message.varBinds.count) { writer in
            writer.member("trap", names.text(message.trapOID))
            writer.member("oid", message.trapOID.text)
            writer.member("version", message.version.text)
            writer.member("pdu", message.kind == .inform ? "inform" : "trap")
            writer.member("source", datagram.source.text)
            writer.member("listener", datagram.destination.text)
            if message.version == .v3 {
                writer.member("user", message.user)
                writer.member("security_level", message.securityLevel?.text)
                writer.member("engine_id", message.securityEngineID?.text)
                if !message.contextName.isEmpty { writer.member("context", message.contextName) }
            }
            writer.member("request_id", Int(message.requestID))
            writer.member("uptime_seconds", Int(message.sysUpTime / 100))
            writer.member("enterprise", message.enterprise?.text)
            writer.member("agent_address", message.snmpTrapAddress?.text)
            writer.key("varbinds")
            writer.beginArray()
            for varBind in message.varBinds { names.write(varBind, into: &writer) }
            writer.endArray()
        }
    }
}
