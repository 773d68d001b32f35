public import Model
import SNMP

/// Notifications as real devices send them.
extension SentNotification {
    /// The agent has started and its configuration may have changed.
    public static let coldStart = SentNotification(StandardObjects.snmpTraps.appending(1))
    /// The agent has started with its configuration unaltered.
    public static let warmStart = SentNotification(StandardObjects.snmpTraps.appending(2))
    /// Somebody asked the agent with a wrong community or key.
    public static let authenticationFailure = SentNotification(StandardObjects.snmpTraps.appending(5))

    /// An interface went down though it should be up.
    public static func linkDown(_ port: UInt32, name: String? = nil, alias: String? = nil) -> SentNotification {
        link(StandardObjects.snmpTraps.appending(3), port, operStatus: 2, name, alias)
    }

    /// An interface came up.
    public static func linkUp(_ port: UInt32, name: String? = nil, alias: String? = nil) -> SentNotification {
        link(StandardObjects.snmpTraps.appending(4), port, operStatus: 1, name, alias)
    }

    /// The UPS feeds its load from the battery; sent every minute as long as it does.
    public static func upsOnBattery(minutesLeft: Int32, seconds: Int32) -> SentNotification {
        let battery = StandardObjects.upsMIB.appending(1, 2)
        return SentNotification(
            StandardObjects.upsMIB.appending(2, 1),
            [
                VarBind(battery.appending(3, 0), .integer(minutesLeft)),
                VarBind(battery.appending(2, 0), .integer(seconds)),
                VarBind(StandardObjects.upsMIB.appending(1, 9, 7, 0), .integer(2)),
            ])
    }

    /// The UPS enters an alarm into its table or removes it: `alarm` is the last arc of upsWellKnownAlarms, 2 on battery.
    public static func upsAlarm(_ alarm: UInt32, id: Int32, isOver: Bool) -> SentNotification {
        let table = StandardObjects.upsMIB.appending(1, 6, 2, 1)
        let kind = StandardObjects.upsMIB.appending(1, 6, 3, alarm)
        return SentNotification(
            StandardObjects.upsMIB.appending(2, isOver ? 4 : 3),
            [
                VarBind(table.appending(1, UInt32(bitPattern: id)), .integer(id)),
                VarBind(table.appending(2, UInt32(bitPattern: id)), .objectIdentifier(kind)),
            ])
    }

    /// A BGP session fell back: to idle, after its hold timer ended.
    public static func bgpBackwardTransition(peer: IPAddress) -> SentNotification {
        bgp(2, peer, lastError: [4, 0], state: 1)
    }

    /// A BGP session is established.
    public static func bgpEstablished(peer: IPAddress) -> SentNotification {
        bgp(1, peer, lastError: [0, 0], state: 6)
    }

    /// A sensor of the ENTITY-SENSOR-MIB passed its upper threshold, or fell below its lower one, as an agent with the
    /// DISMAN-EVENT-MIB tells it.
    public static func sensorThreshold(
        _ sensor: UInt32, value: Int32, trigger: String, isRising: Bool
    ) -> SentNotification {
        let hot = StandardObjects.dismanEventMIB.appending(2, 1)
        let object = StandardObjects.entPhySensorValue.appending(sensor)
        return SentNotification(
            StandardObjects.dismanEventMIB.appending(2, 0, isRising ? 2 : 3),
            [
                VarBind(hot.appending(1, 0), .octetString(Array(trigger.utf8))),
                VarBind(hot.appending(2, 0), .octetString([])),
                VarBind(hot.appending(3, 0), .octetString([])),
                VarBind(hot.appending(4, 0), .objectIdentifier(object)),
                VarBind(hot.appending(5, 0), .integer(value)),
                VarBind(object, .integer(value)),
            ])
    }

    /// A notification of an enterprise that no MIB describes, with several types of value.
    public static func unknownEnterprise(_ door: Int32, badge: [UInt8]) -> SentNotification {
        let objects = StandardObjects.exampleEnterprise.appending(1, 1)
        return SentNotification(
            StandardObjects.exampleEnterprise.appending(1, 0, 7),
            [
                VarBind(objects.appending(1, 0), .integer(door)),
                VarBind(objects.appending(2, 0), .octetString(badge)),
                VarBind(objects.appending(3, 0), .counter64(1_234_567_890_123)),
            ])
    }

    /// A notification without a meaning that differs from others by its serial.
    public static func heartbeat(serial: UInt32) -> SentNotification {
        SentNotification(StandardObjects.heartbeat, [VarBind(StandardObjects.serial, .gauge32(serial))])
    }

    /// A notification without a meaning that can be found again by its marker.
    public static func marked(_ marker: String) -> SentNotification {
        SentNotification(
            StandardObjects.heartbeat, [VarBind(StandardObjects.marker, .octetString(Array(marker.utf8)))])
    }

    /// The notification of a name, for the command line: the six generic ones with plain variables, `heartbeat`, or an
    /// identifier in digits; nil for anything else.
    public static func named(_ name: String) -> SentNotification? {
        switch name {
        case "coldStart": .coldStart
        case "warmStart": .warmStart
        case "linkDown": .linkDown(3, name: "Gi1/0/3")
        case "linkUp": .linkUp(3, name: "Gi1/0/3")
        case "authenticationFailure": .authenticationFailure
        case "egpNeighborLoss": SentNotification(StandardObjects.snmpTraps.appending(6))
        case "upsTrapOnBattery": .upsOnBattery(minutesLeft: 12, seconds: 0)
        case "heartbeat": .heartbeat(serial: 1)
        default: ObjectIdentifier(name).map { SentNotification($0) }
        }
    }

    private static func link(
        _ trap: ObjectIdentifier, _ port: UInt32, operStatus: Int32, _ name: String?, _ alias: String?
    ) -> SentNotification {
        var varBinds = [
            VarBind(StandardObjects.ifEntry.appending(1, port), .integer(Int32(bitPattern: port))),
            VarBind(StandardObjects.ifEntry.appending(7, port), .integer(1)),
            VarBind(StandardObjects.ifEntry.appending(8, port), .integer(operStatus)),
        ]
        if let name {
            varBinds.append(VarBind(StandardObjects.ifXEntry.appending(1, port), .octetString(Array(name.utf8))))
        }
        if let alias {
            varBinds.append(VarBind(StandardObjects.ifXEntry.appending(18, port), .octetString(Array(alias.utf8))))
        }
        return SentNotification(trap, varBinds)
    }

    private static func bgp(_ number: UInt32, _ peer: IPAddress, lastError: [UInt8], state: Int32) -> SentNotification {
        let index = peer.octets.map { UInt32($0) }
        func column(_ number: UInt32) -> ObjectIdentifier {
            ObjectIdentifier(StandardObjects.bgp.appending(3, 1, number).arcs + index)
        }
        return SentNotification(
            StandardObjects.bgp.appending(0, number),
            [
                VarBind(column(7), .ipAddress(peer)),
                VarBind(column(14), .octetString(lastError)),
                VarBind(column(2), .integer(state)),
            ])
    }
}
