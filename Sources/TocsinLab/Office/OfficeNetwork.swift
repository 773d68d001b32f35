public import SNMP

/// A small office: the devices of the demonstration, each with an address of its own on loopback.
public enum OfficeNetwork {
    /// The community of the office. Not a secret: it opens nothing but this simulation.
    public static let community = "tocsin-lab"
    /// A community that the office's daemon does not know.
    public static let wrongCommunity = "public"
    /// The name of the v3 user.
    public static let userName = "lab-monitor"
    /// The passphrases of the v3 user; as little a secret as the community.
    public static let passphrases = (auth: "lab authentication", privacy: "lab encryption")
    /// The v3 user: SHA-256 and AES-128.
    public static let user = USMUser(
        name: userName, auth: .init(.sha256, Passphrase(passphrases.auth)),
        privacy: .init(.aes128, Passphrase(passphrases.privacy)))

    private static let lan = SenderSecurity.v2c(community: community)

    /// The switch in the middle.
    public static let coreSwitch = OfficeDevice("core-sw1", 1, role: "core", lan)
    /// The switch of the first floor.
    public static let accessSwitch = OfficeDevice("acc-sw2", 2, role: "access", lan)
    /// The router to the provider; speaks v3 with privacy.
    public static let router = OfficeDevice(
        "edge-rtr1", 10, role: "edge", .v3(user, engineID: EngineID.make(from: 0x0a65_6467_6531)))
    /// The UPS in the cellar.
    public static let ups = OfficeDevice("ups1", 20, role: "power", lan)
    /// The printer; old enough to speak v1.
    public static let printer = OfficeDevice("prn-floor2", 30, role: "printer", .v1(community: community))
    /// The database server; tells by informs.
    public static let server = OfficeDevice("srv-db1", 40, role: "server", lan)
    /// The thermometer in the rack.
    public static let sensor = OfficeDevice("rack-temp1", 50, role: "sensor", lan)
    /// The door's controller, of a maker whose MIB nobody has.
    public static let door = OfficeDevice("door-east", 60, role: "access-control", lan)
    /// The access point that says too much.
    public static let accessPoint = OfficeDevice("wifi-ap3", 70, role: "wifi", lan)
    /// A machine controller whose SNMP is broken.
    public static let controller = OfficeDevice("plc-7", 80, role: "machine", lan)
    /// Somebody whom the configuration does not know.
    public static let stranger = OfficeDevice("a stranger", 99, role: "unknown", lan, isListed: false)

    /// All devices.
    public static let devices = [
        coreSwitch, accessSwitch, router, ups, printer, server, sensor, door, accessPoint, controller, stranger,
    ]
}
