import Logging
import SNMP
import Watching
import Wire

/// Gives a watcher's runner the SNMP engine as its decoder. Owned by the host's queue.
final class TrapLibrary: TrapDecoder {
    private let engine: SNMPEngine
    private let log: Logger?

    init(engine: SNMPEngine, log: Logger?) {
        self.engine = engine
        self.log = log
    }

    func decode(_ datagram: Datagram, envelope: SNMPEnvelope) -> TrapDecoding {
        engine.decode(datagram.bytes, envelope: envelope, source: datagram.source)
    }

    func accept(_ users: [USMUser]) {
        for fault in engine.setUsers(users) {
            log?.error("SNMP user is unusable", metadata: ["cause": "\(fault)"])
        }
    }
}
