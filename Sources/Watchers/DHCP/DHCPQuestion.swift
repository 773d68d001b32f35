import Model
import Wire

/// A question that was sent to servers and may still be answered.
struct DHCPQuestion: Sendable {
    /// Forms of questions.
    enum Form: String, Sendable, Hashable, CaseIterable {
        case discover, selecting
        case initReboot = "init_reboot"
        case rebinding, inform, bootp, pxe, solicit
        case informationRequest = "information_request"

        /// Its name, as `seen_by` says it.
        var name: String {
            switch self {
            case .discover: "DISCOVER"
            case .selecting: "REQUEST selecting"
            case .initReboot: "REQUEST init-reboot"
            case .rebinding: "REQUEST rebinding"
            case .inform: "INFORM"
            case .bootp: "BOOTP"
            case .pxe: "DISCOVER of PXE"
            case .solicit: "SOLICIT"
            case .informationRequest: "INFORMATION-REQUEST"
            }
        }

        /// Whether it is DHCPv6.
        var isIPv6: Bool { self == .solicit || self == .informationRequest }

        /// Whether it asks for an address, so that a server without one is silent.
        var asksForAddress: Bool { self == .discover || self == .solicit }
    }

    /// Its form.
    var form: Form
    /// Its transaction id.
    var xid: UInt32
    /// Where it was asked.
    var interface: String
    /// When.
    var asked: MonotonicTime

    /// How long an answer counts as one.
    static let patience: Duration = .seconds(20)
}

/// The client that this host plays: one address and one DUID for each interface, the same at each start, so that the probes
/// can never use up a pool.
struct ProbeClient: Sendable, Hashable {
    /// A locally administered address, derived from that of the interface.
    var mac: MACAddress
    /// DUID-LL of it.
    var duid: DUID?

    /// The client of the interface of that MAC address.
    init(of own: MACAddress) {
        // One-way (splitmix64's mixing), and never the interface's own address, under which this host itself may ask.
        var mixed = own.value &+ 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        mac = MACAddress(value: mixed & 0xfcff_ffff_ffff | 0x0200_0000_0000)
        var writer = ByteWriter()
        writer.uint16(3)
        writer.uint16(1)
        writer.mac(mac)
        duid = DUID(writer.bytes)
    }
}
