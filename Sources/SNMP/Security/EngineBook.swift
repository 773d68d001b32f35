internal import Wire

/// The engines whose authentic traps have been seen: their clock, and the users' keys bound to them. A message that is
/// not authentic leaves nothing here, so forged engine ids cost no memory; the number is bounded all the same.
///
/// net-snmp has a list of its own for this, which takes an entry for every engine id that any message names; ours
/// takes its place, and the library's stays empty.
struct EngineBook {
    /// What is known of an engine.
    private struct Engine: Sendable {
        var boots: UInt32
        var latestTime: UInt32
        var keys: [Int: LocalisedKeys]
    }

    /// How far back a message's time may lie (RFC 3414, section 2.2.3), in seconds.
    static let windowSeconds: UInt32 = 150
    /// The boots count at which an engine must be given a new identity (RFC 3414, section 2.2.1).
    static let latchedBoots: UInt32 = 2_147_483_647

    private var engines: RecencyMap<[UInt8], Engine>

    /// An empty book for so many engines.
    init(capacity: Int) { engines = RecencyMap(capacity: capacity) }

    /// How many engines are known.
    var count: Int { engines.count }

    /// A user's keys for an engine, if they have been kept.
    mutating func keys(of user: Int, engine: [UInt8]) -> LocalisedKeys? { engines.use(engine)?.keys[user] }

    /// Takes the clock of an authentic message, and keeps the keys that have proven right. Gives back why the message
    /// is refused, or nil.
    ///
    /// RFC 3414, section 3.2, step 7b, but for one thing: time is compared with the latest that the engine has said,
    /// not with what its clock should show by ours. A trap is the only word that we hear from its sender; by the
    /// letter, a device whose clock runs slow by 150 s between two traps would be refused for ever. net-snmp does so,
    /// too.
    mutating func accept(
        _ engine: [UInt8], boots: UInt32, time: UInt32, keys: LocalisedKeys, of user: Int
    ) -> TrapRefusal.Window? {
        guard boots < EngineBook.latchedBoots else { return .bootsWentBack }
        guard var known = engines.use(engine) else {
            engines.set(engine, Engine(boots: boots, latestTime: time, keys: [user: keys]))
            return nil
        }
        if boots < known.boots { return .bootsWentBack }
        if boots == known.boots, time &+ EngineBook.windowSeconds < known.latestTime { return .timeWentBack }
        let isLater = boots > known.boots || time > known.latestTime
        let isNewKey = known.keys[user] == nil
        guard isLater || isNewKey else { return nil }
        if isLater { (known.boots, known.latestTime) = (boots, time) }
        if isNewKey { known.keys[user] = keys }
        engines.set(engine, known)
        return nil
    }

    /// Forgets an engine's clock and keys; whether it was known.
    mutating func forget(_ engine: [UInt8]) -> Bool { engines.remove(engine) }

    /// Forgets the keys of users that are gone; the clocks stay, so that a reload opens no door to a replay.
    mutating func keepOnly(_ users: Set<Int>) {
        engines.mapValues { engine in
            engine.keys = engine.keys.filter { users.contains($0.key) }
        }
    }
}
