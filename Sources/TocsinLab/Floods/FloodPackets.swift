import Model
import SNMP

/// The packets that a flood is made of.
enum FloodPackets {
    /// The templates of a kind, at least one.
    static func templates(_ kind: FloodPlan.Kind, community: String) -> [PacketTemplate] {
        switch kind {
        case .heartbeat: [trap(SentNotification(StandardObjects.heartbeat), community)].compactMap(\.self)
        case .linkdown: (1...48).compactMap { trap(.linkDown($0, name: "Gi1/0/\($0)"), community) }
        case .mixed: mixed(community)
        }
    }

    private static func mixed(_ community: String) -> [PacketTemplate] {
        let links = (1...8).flatMap { [SentNotification.linkDown($0), .linkUp($0, name: "Gi1/0/\($0)")] }
        let peer = IPAddress.v4(0xc000_0201)
        let others: [SentNotification] = [
            .coldStart, .authenticationFailure, .bgpBackwardTransition(peer: peer), .bgpEstablished(peer: peer),
            .upsOnBattery(minutesLeft: 12, seconds: 60), .upsAlarm(2, id: 1, isOver: true),
            .sensorThreshold(12, value: 41, trigger: "temperature", isRising: true),
            .sensorThreshold(12, value: 24, trigger: "temperature", isRising: false),
            .unknownEnterprise(2, badge: Array("badge 4711".utf8)), SentNotification(StandardObjects.heartbeat),
        ]
        return (links + others).compactMap { trap($0, community) }
            + [SentNotification.coldStart, .linkDown(1), .linkUp(1), others[8]].compactMap { v1Trap($0, community) }
    }

    private static func trap(_ notification: SentNotification, _ community: String) -> PacketTemplate? {
        PacketTemplate(hasRequestID: true) { requestID, serial in
            SNMPEncoder.v2cNotification(
                community: community, requestID: requestID, sysUpTime: 360_000, trapOID: notification.trap,
                varBinds: notification.varBinds + [VarBind(StandardObjects.serial, .gauge32(serial))])
        }
    }

    private static func v1Trap(_ notification: SentNotification, _ community: String) -> PacketTemplate? {
        let form = notification.v1Form
        return PacketTemplate(hasRequestID: false) { _, serial in
            SNMPEncoder.v1Trap(
                community: community, enterprise: form.enterprise, generic: form.generic, specific: form.specific,
                timeStamp: 360_000,
                varBinds: notification.varBinds + [VarBind(StandardObjects.serial, .gauge32(serial))])
        }
    }
}
