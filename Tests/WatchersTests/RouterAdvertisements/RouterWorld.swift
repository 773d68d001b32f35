import Model
import Testing
import Watching
import Wire

@testable import Watchers

/// A watcher of router advertisements on the manual clock, with a link to speak on: what the tests of this folder share.
final class RouterWorld {
    /// The world that the watcher lives in.
    let manual: ManualWorld
    /// The interface's own MAC address.
    static let ownMAC = MACAddress(value: 0x5254_0000_00aa)
    /// The MAC address of the listed router.
    static let routerMAC = MACAddress(value: 0x5254_0012_3457)
    /// The MAC address of a host that should be no router.
    static let rogueMAC = MACAddress(value: 0x5254_0000_0066)

    /// Starts a watcher whose interfaces are open.
    init(
        _ configuration: RouterAdvertisementConfiguration = .lab, openAlerts: [Alert] = [],
        kept: [String: String] = [:],
        opens: Bool = true
    ) {
        let watcher = RouterAdvertisementWatcher(configuration, shared: SharedConfiguration())
        manual = ManualWorld(watcher, decoder: nil, at: .routerStart, openAlerts: openAlerts)
        if !kept.isEmpty { manual.feed(.kept(kept)) }
        if opens { open() }
    }

    /// Answers what the watcher asked of its interfaces.
    func open() {
        for action in manual.actions {
            switch action {
            case .capture(let socket, _): manual.feed(.socketOpened(socket))
            case .request(let token, .watchInterface(let name)):
                let network = NetworkInterface(
                    name: name, index: 2, mac: Self.ownMAC, isUp: true,
                    addresses: [NetworkInterface.Address(address: .linkLocal(0xaa), prefixLength: 64)])
                manual.feed(.answer(token, .interface(network)))
            default: break
            }
        }
    }

    /// The observations so far, as `rule state`.
    var story: [String] { manual.observations.map { "\($0.rule) \($0.state.rawValue)" } }

    /// The first observation's sentence; empty where there is none.
    var firstSummary: String { manual.observations.first?.summary ?? "" }

    /// The first observation's evidence; empty where there is none.
    var firstEvidence: String { manual.observations.first?.evidence.json ?? "" }

    /// The observations of one rule so far.
    func observations(_ rule: Rule) -> [Observation] { manual.observations.filter { $0.rule == rule.name } }

    /// The watcher as it is now.
    var watcher: RouterAdvertisementWatcher {
        get throws { try #require(manual.watcher as? RouterAdvertisementWatcher) }
    }

    /// The watcher's status object.
    func status() throws -> String {
        var writer = JSONWriter()
        writer.beginObject()
        try watcher.writeStatus(into: &writer)
        writer.endObject()
        return writer.text
    }

    /// What the watcher answers to a question.
    func answer(_ query: WatcherQuery) throws -> String {
        var writer = JSONWriter()
        writer.beginArray()
        #expect(try watcher.answer(query, at: manual.now, into: &writer))
        writer.endArray()
        return writer.text
    }

    /// Frames that the watcher has sent.
    var probes: [[UInt8]] {
        manual.actions.compactMap { if case .request(_, .frame(_, let bytes)) = $0 { bytes } else { nil } }
    }

    /// Lets a router advertise.
    func advertise(_ advertisement: Advertisement = Advertisement()) {
        manual.feed(
            .frame(
                CapturedPacket(
                    bytes: advertisement.frame, linkType: 1, time: manual.now.wall,
                    interface: advertisement.interface)))
    }

    /// The listed router as it should be.
    func advertiseWell() { advertise() }

    /// Lets the listed router advertise every minute for a while.
    func keepAdvertising(minutes: Int) {
        for _ in 0..<minutes {
            advertiseWell()
            manual.advance(by: .seconds(60))
        }
    }
}

/// A router advertisement to be.
struct Advertisement {
    var source = IPAddress.linkLocal(1)
    var mac = RouterWorld.routerMAC
    var told: MACAddress?
    var interface = "eth0"
    var vlan: UInt16?
    var hopLimit: UInt8 = 255
    var lifetime: UInt16 = 1_800
    var flags: UInt8 = 0
    var prefixes: [String] = ["2001:db8::"]
    var dns: [String] = []

    var frame: [UInt8] {
        var body: [UInt8] = [64, flags, UInt8(lifetime >> 8), UInt8(lifetime & 255)] + [UInt8](repeating: 0, count: 8)
        var writer = ByteWriter()
        writer.bytes = [1, 1]
        writer.mac(told ?? mac)
        for prefix in prefixes {
            writer.bytes += [3, 4, 64, 0xc0]
            writer.uint32(86_400)
            writer.uint32(14_400)
            writer.uint32(0)
            writer.bytes += IPAddress(prefix)?.octets ?? []
        }
        if !dns.isEmpty {
            writer.bytes += [25, UInt8(1 + 2 * dns.count), 0, 0]
            writer.uint32(1_200)
            for server in dns { writer.bytes += IPAddress(server)?.octets ?? [] }
        }
        body += writer.bytes
        let frame =
            FrameWriter.icmpv6(
                sourceMAC: mac, destinationMAC: MACAddress(value: 0x3333_0000_0001), source: source,
                destination: .v6(high: 0xff02 << 48, low: 1, scope: 0), hopLimit: hopLimit, type: 134, body: body) ?? []
        guard let vlan else { return frame }
        return Array(frame[..<12]) + [0x81, 0, UInt8(vlan >> 8), UInt8(vlan & 255)] + frame[12...]
    }
}

extension RouterAdvertisementConfiguration {
    /// One listed router on one interface.
    static var lab: RouterAdvertisementConfiguration {
        var configuration = RouterAdvertisementConfiguration(interfaces: ["eth0"])
        configuration.routers = [
            ListedRouter(
                address: .linkLocal(1), macs: [RouterWorld.routerMAC],
                prefixes: [Network(.v6(high: 0x2001_0db8 << 32, low: 0, scope: 0), prefixLength: 64)], dns: [],
                isManaged: false, isOther: false)
        ]
        configuration.seed = 1
        configuration.vendorsPath = nil
        return configuration
    }

    /// No listed router: it learns.
    static var learning: RouterAdvertisementConfiguration {
        var configuration = lab
        configuration.routers = []
        return configuration
    }
}

extension IPAddress {
    /// `fe80::N`.
    static func linkLocal(_ low: UInt64) -> IPAddress { .v6(high: 0xfe80 << 48, low: low, scope: 0) }
}

extension Moment {
    /// When these tests begin.
    static let routerStart = Moment(
        wall: Timestamp(nanoseconds: 1_795_600_000_000_000_000), monotonic: MonotonicTime(nanoseconds: 1_000_000_000))
}
