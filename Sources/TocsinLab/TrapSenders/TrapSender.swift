public import Model
import SNMP
public import Wire

/// A simulated device that sends traps: its security, its address, its uptime and its request ids.
public struct TrapSender: Sendable {
    /// In which version, and as whom, it speaks.
    public let security: SenderSecurity
    /// Where its packets come from; nil leaves that to the kernel.
    public let source: IPAddress?
    /// When it booted: its sysUpTime and its engine's time count from here.
    public let booted: MonotonicTime
    private let socket: LabSocket
    private var engine: SNMPv3Sender?
    private var requestID: Int32

    /// A device that booted so long before `now`. v3 keys are derived here, which takes some milliseconds.
    public init(
        on socket: LabSocket, security: SenderSecurity, source: IPAddress? = nil, level: SecurityLevel? = nil,
        uptime: Duration = .seconds(3_600), seed: UInt64, now: MonotonicTime = .now
    ) throws(SenderFault) {
        self.socket = socket
        self.security = security
        self.source = source
        booted = MonotonicTime(nanoseconds: now.nanoseconds - uptime.nanoseconds)
        var generator = SeededGenerator(seed: seed)
        requestID = Int32(truncatingIfNeeded: generator.next() >> 34)
        guard case .v3(let user, let engineID, let boots) = security else { return }
        do {
            engine = try SNMPv3Sender(user, engineID: engineID, boots: boots, time: 0, random: generator.next())
        } catch {
            throw .user(error)
        }
        if let level { engine?.securityLevel = level }
    }

    /// The packet of a notification at a time; each call gives another request-id.
    public mutating func packet(_ notification: SentNotification, now: MonotonicTime) throws(SenderFault) -> [UInt8] {
        requestID = requestID == .max ? 1 : requestID + 1
        let uptime = now - booted
        let ticks = UInt32(truncatingIfNeeded: uptime.nanoseconds / 10_000_000)
        switch security {
        case .v1(let community):
            let form = notification.v1Form
            return SNMPEncoder.v1Trap(
                community: community, enterprise: form.enterprise, agentAddress: source ?? .v4(0),
                generic: form.generic, specific: form.specific, timeStamp: ticks, varBinds: notification.varBinds)
        case .v2c(let community):
            return SNMPEncoder.v2cNotification(
                community: community, requestID: requestID, sysUpTime: ticks, trapOID: notification.trap,
                varBinds: notification.varBinds)
        case .v3(let user, _, _):
            engine?.time = UInt32(truncatingIfNeeded: uptime.nanoseconds / 1_000_000_000)
            let packet = engine?.notification(
                messageID: requestID, requestID: requestID, sysUpTime: ticks, trapOID: notification.trap,
                varBinds: notification.varBinds)
            guard let packet else {
                throw .noKeys(level: engine?.securityLevel ?? user.securityLevel, user: user.name)
            }
            return packet
        }
    }

    /// Sends a notification now.
    public mutating func send(_ notification: SentNotification) throws {
        try socket.send(packet(notification, now: .now), from: source)
    }

    /// Sends octets as they are.
    public func send(raw octets: [UInt8]) throws { try socket.send(octets, from: source) }
}
