import SNMP

/// What is asked of every device, whatever its profiles: what tells restarts, and who it is.
enum SystemObject: UInt8, Sendable, CaseIterable {
    /// sysUpTime (RFC 3418): the agent's.
    case uptime
    /// hrSystemUptime (RFC 2790): the host's under it.
    case hostUptime
    /// snmpEngineBoots (RFC 3411).
    case engineBoots
    /// ifTableLastChange (RFC 2863): when interfaces last came or went.
    case interfacesChanged
    /// sysName.
    case name
    /// sysDescr.
    case description
    /// sysObjectID.
    case objectID

    /// The instance.
    var object: PollPlan.Object { Self.objects[Int(rawValue)] }

    /// Those that tell restarts.
    static let clocks: [SystemObject] = [.uptime, .hostUptime, .engineBoots]
    /// Those that say who it is.
    static let identity: [SystemObject] = [.name, .description, .objectID]

    private static let objects = [
        PollPlan.Object([1, 3, 6, 1, 2, 1, 1, 3, 0]), PollPlan.Object([1, 3, 6, 1, 2, 1, 25, 1, 1, 0]),
        PollPlan.Object([1, 3, 6, 1, 6, 3, 10, 2, 1, 2, 0]), PollPlan.Object([1, 3, 6, 1, 2, 1, 31, 1, 5, 0]),
        PollPlan.Object([1, 3, 6, 1, 2, 1, 1, 5, 0]), PollPlan.Object([1, 3, 6, 1, 2, 1, 1, 1, 0]),
        PollPlan.Object([1, 3, 6, 1, 2, 1, 1, 2, 0]),
    ]
}
