public import SNMP

/// The `snmp:` section beyond what all watchers share, checked.
public struct SNMPConfiguration: Sendable {
    /// All profiles.
    var profiles = ProfileBook()
    /// When something is a problem, thresholds among it.
    var judging = JudgingConfiguration()
    /// How devices that do not answer are left alone.
    var backoff = Backoff()
    /// Names of objects.
    var names: ObjectNames

    /// The contract's defaults.
    public init(names: ObjectNames = .standard) { self.names = names }
}
