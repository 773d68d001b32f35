import EventStore
import Model
import SNMP

/// Our own SNMP engine's identity, kept in the store: an id that stays and a boots count that only grows, for informs are
/// protected under both (RFC 3414, section 2.2).
struct EngineIdentity: Sendable {
    let engineID: EngineID
    let boots: UInt32

    /// Reads the identity, makes one at first, and counts this start before anything is answered.
    init(store: EventStore, random: UInt64 = .random(in: .min ... .max)) throws(StoreFault) {
        var engine = try store.value(forKey: "snmp.engine_id").flatMap { EngineID($0) }
        var boots = try store.value(forKey: "snmp.engine_boots").flatMap { UInt32($0) } ?? 0
        // At its end the count latches and the engine must take a new id (RFC 3414, section 2.2.1).
        if boots >= 2_147_483_646 { engine = nil }
        if engine == nil {
            engine = EngineID.make(from: random)
            boots = 0
        }
        let chosen = engine ?? EngineID.make(from: random)
        engineID = chosen
        self.boots = boots + 1
        try store.setValue(chosen.text, forKey: "snmp.engine_id")
        try store.setValue(String(boots + 1), forKey: "snmp.engine_boots")
    }
}
