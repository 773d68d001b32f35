import Model
import SNMP

/// What happens at one moment of the demonstration.
public struct Scene: Sendable, Hashable {
    /// What a device does.
    public enum Act: Sendable, Hashable {
        /// It sends notifications, so long after each other.
        case traps([SentNotification], apart: Duration)
        /// It sends a notification and waits for the acknowledgment, as long as it takes.
        case inform(SentNotification)
        /// It sends a notification with a community that the daemon does not know.
        case wrongCommunity(SentNotification)
        /// It sends octets as they are.
        case packets([[UInt8]])
        /// It sends notifications that all differ, so many a second.
        case flood(count: Int, perSecond: Int)
    }

    /// How long after the story's begin.
    public let time: Duration
    /// Who acts.
    public let device: OfficeDevice
    /// What a person is told.
    public let line: String
    /// What is done.
    public let act: Act
}

/// The demonstration as a list of scenes in the order of time.
public enum OfficeStory {
    /// How long one round takes, with the quiet at its end.
    public static let length = Duration.seconds(30)

    /// The scenes of a round; the first has number 0.
    public static func scenes(round: Int) -> [Scene] {
        let office = OfficeNetwork.self
        let peer = IPAddress.v4(0xc000_0201)
        let port = UInt32(3 + round % 20)
        let name = "Gi1/0/\(port)"
        let flapping = UInt32(25 + round % 20)
        let flap = [down(flapping), up(flapping), down(flapping), up(flapping)]
        var malformed = MalformedPackets(seed: UInt64(round), community: office.community)
        let broken: [MalformedKind] = [.truncated, .lyingLength, .deepNesting, .giantOID, .randomBytes, .empty]
        let restored =
            round == 0
            ? []
            : [
                scene(
                    300, office.accessSwitch, "port 24 (uplink) comes back",
                    .traps([up(24, alias: "to core-sw1")], apart: .zero))
            ]
        let scenes = [
            scene(0, office.printer, "starts (SNMPv1)", .traps([.coldStart], apart: .zero)),
            scene(700, office.coreSwitch, "port \(port) goes down", .traps([down(port, name: name)], apart: .zero)),
            scene(
                1_400, office.router, "loses its BGP session with \(peer.text) (SNMPv3, encrypted)",
                .traps([.bgpBackwardTransition(peer: peer)], apart: .zero)),
            scene(
                2_000, office.ups, "runs on battery", .traps([.upsOnBattery(minutesLeft: 24, seconds: 0)], apart: .zero)
            ),
            scene(2_700, office.coreSwitch, "port \(port) comes up", .traps([up(port, name: name)], apart: .zero)),
            scene(
                3_400, office.server, "says by inform that its SNMP agent stops, until somebody listens",
                .inform(SentNotification([1, 3, 6, 1, 4, 1, 8072, 4, 0, 2]))),
            scene(
                4_100, office.sensor, "reads 41 degrees, beyond its threshold",
                .traps([.sensorThreshold(12, value: 41, trigger: "rack-temperature", isRising: true)], apart: .zero)),
            scene(
                4_800, office.accessSwitch, "was asked with a wrong community, three times",
                .traps(
                    [.authenticationFailure, .authenticationFailure, .authenticationFailure], apart: .milliseconds(50))),
            scene(
                5_500, office.ups, "still runs on battery",
                .traps([.upsOnBattery(minutesLeft: 21, seconds: 60)], apart: .zero)),
            scene(
                6_200, office.door, "sends a trap of an enterprise that nobody knows",
                .traps([.unknownEnterprise(2, badge: Array("badge 4711".utf8))], apart: .zero)),
            scene(6_900, office.coreSwitch, "port \(flapping) flaps", .traps(flap, apart: .milliseconds(250))),
            scene(8_500, office.accessSwitch, "sends a trap with a wrong community", .wrongCommunity(.warmStart)),
            scene(9_200, office.controller, "sends malformed packets", .packets(broken.map { malformed.next($0) })),
            scene(
                9_900, office.stranger, "(\(office.stranger.address.text)) sends a trap, though nobody knows it",
                .traps([.coldStart], apart: .zero)),
            scene(10_600, office.accessPoint, "floods: 600 traps in two seconds", .flood(count: 600, perSecond: 300)),
            scene(
                13_200, office.ups, "is back on mains power", .traps([.upsAlarm(2, id: 1, isOver: true)], apart: .zero)),
            scene(
                13_900, office.router, "has its BGP session back", .traps([.bgpEstablished(peer: peer)], apart: .zero)),
            scene(
                14_600, office.sensor, "reads 24 degrees again",
                .traps([.sensorThreshold(12, value: 24, trigger: "rack-temperature", isRising: false)], apart: .zero)),
            scene(15_300, office.server, "says by inform that it has started", .inform(.coldStart)),
            scene(
                16_000, office.accessSwitch, "port 24 (uplink) goes down",
                .traps([down(24, alias: "to core-sw1")], apart: .zero)),
        ]
        return (restored + scenes).sorted { $0.time < $1.time }
    }

    private static func scene(_ milliseconds: Int, _ device: OfficeDevice, _ line: String, _ act: Scene.Act) -> Scene {
        Scene(time: .milliseconds(milliseconds), device: device, line: line, act: act)
    }

    private static func down(_ port: UInt32, name: String? = nil, alias: String? = nil) -> SentNotification {
        .linkDown(port, name: name ?? "Gi1/0/\(port)", alias: alias)
    }

    private static func up(_ port: UInt32, name: String? = nil, alias: String? = nil) -> SentNotification {
        .linkUp(port, name: name ?? "Gi1/0/\(port)", alias: alias)
    }
}
