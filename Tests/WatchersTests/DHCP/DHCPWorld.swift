import Model
import Testing
import Watching
import Wire

@testable import Watchers

/// A watcher of DHCP on the manual clock, with a link to speak on: what the tests of this folder share.
final class DHCPWorld {
    /// The world that the watcher lives in.
    let manual: ManualWorld
    /// The interface's own MAC address.
    static let ownMAC = MACAddress(value: 0x5254_0000_00aa)
    /// The MAC address of the listed server.
    static let serverMAC = MACAddress(value: 0x5254_0012_3456)
    /// The MAC address of a host that should be no server.
    static let rogueMAC = MACAddress(value: 0x5254_0000_0066)
    /// The listed server's DUID.
    static let serverDUID: [UInt8] = [0, 3, 0, 1, 0x52, 0x54, 0, 0x12, 0x34, 0x56]
    /// The socket of the capture.
    static let socket = SocketName("dhcp eth0")

    /// Starts a watcher whose interfaces are open.
    init(
        _ configuration: DHCPConfiguration = .lab, openAlerts: [Alert] = [], kept: [String: String] = [:],
        opens: Bool = true
    ) {
        manual = ManualWorld(
            DHCPWatcher(configuration, shared: SharedConfiguration()), decoder: nil, at: .dhcpStart,
            openAlerts: openAlerts)
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
                    addresses: [
                        NetworkInterface.Address(address: .host(250), prefixLength: 24),
                        NetworkInterface.Address(
                            address: .v6(high: 0xfe80 << 48, low: 0xaa, scope: 0), prefixLength: 64),
                    ])
                manual.feed(.answer(token, .interface(network)))
            default: break
            }
        }
    }

    /// The observations so far, as `rule state`.
    var story: [String] { manual.observations.map { "\($0.rule) \($0.state.rawValue)" } }

    /// The sentences so far.
    var sentences: [String] { manual.observations.map(\.summary) }

    /// The watcher as it is now.
    var watcher: DHCPWatcher { get throws { try #require(manual.watcher as? DHCPWatcher) } }

    /// The texts that the watcher asked to keep, the latest of each key.
    var kept: [String: String] {
        var kept: [String: String] = [:]
        for report in manual.reports {
            if case .memory(let key, let value) = report.content { kept[key] = value }
        }
        return kept
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

    /// Frames that the watcher has sent, decoded.
    func probes(last: Int = .max) throws -> [CapturedDatagram] {
        let frames: [[UInt8]] = manual.actions.compactMap {
            if case .request(_, .frame(_, let bytes)) = $0 { bytes } else { nil }
        }
        return try frames.suffix(last).compactMap {
            guard case .datagram(let datagram) = try FrameContent(decoding: $0[...], linkType: .ethernet) else {
                return nil
            }
            return datagram
        }
    }

    /// How many frames the watcher has sent.
    var probeCount: Int {
        manual.actions.count { if case .request(_, .frame) = $0 { true } else { false } }
    }

    /// The DHCPv4 messages of the latest round of questions.
    func questions() throws -> [DHCPv4Message] {
        try probes(last: 9).filter { $0.destination.port == 67 }.map { try DHCPv4Message($0.payload) }
    }

    /// Waits for the next round of questions and gives the DHCPv4 ones.
    func nextRound() throws -> [DHCPv4Message] {
        let before = probeCount
        for _ in 0..<400 where probeCount == before { manual.advance(by: .milliseconds(500)) }
        return try questions()
    }

    /// Lets a frame be seen.
    func see(_ frame: [UInt8], on interface: String = "eth0") {
        manual.feed(
            .frame(CapturedPacket(bytes: frame, linkType: 1, time: manual.now.wall, interface: interface)))
    }

    /// Lets a client ask that is like this one but for its addresses and transaction id: quickly, for floods.
    func ask(like frame: [UInt8], client: UInt64, xid: UInt32, on interface: String = "eth0") {
        var frame = frame
        for index in 0..<6 {
            let octet = UInt8(truncatingIfNeeded: client >> UInt64(40 - 8 * index))
            frame[6 + index] = octet
            frame[42 + 28 + index] = octet
        }
        for index in 0..<4 { frame[42 + 4 + index] = UInt8(truncatingIfNeeded: xid >> UInt32(24 - 8 * index)) }
        see(frame, on: interface)
    }

    /// Lets a server answer.
    func answer(_ answer: Answer4 = Answer4()) { see(answer.frame, on: answer.interface) }

    /// Lets a server answer.
    func answer(_ answer: Answer6) { see(answer.frame) }

    /// Lets a client ask.
    func ask(_ request: Request4) { see(request.frame, on: request.interface) }

    /// Runs for a while in which the listed server answers a client every so often.
    func run(minutes: Int, answering: Answer4? = Answer4()) {
        for _ in 0..<minutes {
            if let answering { answer(answering) }
            manual.advance(by: .seconds(60))
        }
    }
}

/// An answer of a DHCPv4 server to be.
struct Answer4 {
    var type: UInt8? = 2
    var server: IPAddress? = .host(1)
    var source: IPAddress = .host(1)
    var mac = DHCPWorld.serverMAC
    var client = MACAddress(value: 0x5254_00aa_bbcc)
    var destination: IPAddress = .v4(0xffff_ffff)
    var address: IPAddress = .host(150)
    var relay: IPAddress = .v4(0)
    var xid: UInt32 = 7
    var routers: [IPAddress]? = [.host(1)]
    var dns: [IPAddress]? = [.host(53)]
    var domain: String? = "corp.example"
    var mask: UInt32? = 0xffff_ff00
    var more: [(UInt8, [UInt8])] = []
    var interface = "eth0"
    var vlan: UInt16?
    var port: UInt16?

    /// A rogue server that takes over router and DNS.
    static var rogue: Answer4 {
        Answer4(
            server: .host(66), source: .host(66), mac: DHCPWorld.rogueMAC, routers: [.host(66)], dns: [.host(66)],
            domain: nil)
    }

    var payload: [UInt8] {
        var writer = ByteWriter()
        writer.bytes = [2, 1, 6, 0]
        writer.uint32(xid)
        writer.zeros(8)
        writer.bytes += type == 6 ? [0, 0, 0, 0] : address.octets
        writer.zeros(4)
        writer.bytes += relay.octets
        writer.mac(client)
        writer.zeros(10 + 64 + 128)
        guard let type else {
            writer.zeros(64)
            return writer.bytes
        }
        writer.uint32(0x6382_5363)
        func option(_ code: UInt8, _ value: [UInt8]?) {
            guard let value else { return }
            writer.bytes += [code, UInt8(value.count)] + value
        }
        option(53, [type])
        option(54, server?.octets)
        if type != 6 {
            option(51, [0, 0, 14, 16])
            option(1, mask.map { IPAddress.v4($0).octets })
            option(3, routers.map { $0.flatMap(\.octets) })
            option(6, dns.map { $0.flatMap(\.octets) })
            option(15, domain.map { Array($0.utf8) })
        }
        for (code, value) in more { option(code, value) }
        writer.bytes.append(255)
        return writer.bytes
    }

    var frame: [UInt8] {
        let isToAll = destination == .v4(0xffff_ffff)
        let frame =
            FrameWriter.datagram(
                sourceMAC: mac, destinationMAC: isToAll ? MACAddress(value: 0xffff_ffff_ffff) : client,
                source: Endpoint(address: source, port: 67),
                destination: Endpoint(address: destination, port: port ?? (relay == .v4(0) || isToAll ? 68 : 67)),
                payload: payload) ?? []
        guard let vlan else { return frame }
        return Array(frame[..<12]) + [0x81, 0, UInt8(vlan >> 8), UInt8(vlan & 255)] + frame[12...]
    }
}

/// A request of a DHCPv4 client to be.
struct Request4 {
    var form = DHCPv4Probe.Form.discover()
    var client: MACAddress
    var sender: MACAddress?
    var xid: UInt32 = 1
    var identifier: [UInt8]?
    var relay: IPAddress?
    var interface = "eth0"
    /// What it asks for, and its vendor class; nil for what our own probes say.
    var wants: [UInt8]?
    var vendor: String?

    init(_ client: UInt64, _ form: DHCPv4Probe.Form = .discover(), xid: UInt32 = 1) {
        self.client = MACAddress(value: client)
        self.form = form
        self.xid = xid
    }

    var frame: [UInt8] {
        var probe = DHCPv4Probe(form, xid: xid, chaddr: client)
        probe.clientIdentifier = identifier
        if let wants { probe.parameterRequestList = wants.map { DHCPv4OptionCode(rawValue: $0) } }
        probe.vendorClass = vendor
        var payload = probe.encoded
        if let relay { payload.replaceSubrange(24..<28, with: relay.octets) }
        return FrameWriter.datagram(
            sourceMAC: sender ?? client, destinationMAC: MACAddress(value: 0xffff_ffff_ffff),
            source: Endpoint(address: .v4(0), port: 68), destination: Endpoint(address: .v4(0xffff_ffff), port: 67),
            payload: payload) ?? []
    }
}

/// An answer of a DHCPv6 server to be.
struct Answer6 {
    var type: UInt8 = 2
    var duid = DHCPWorld.serverDUID
    var source = IPAddress.v6(high: 0xfe80 << 48, low: 1, scope: 0)
    var mac = DHCPWorld.serverMAC
    var xid: UInt32 = 9
    var address: IPAddress? = IPAddress("2001:db8::100")
    var dns = ["2001:db8::53"]
    var status: UInt16?
    var relayed = false
    var more: [(UInt16, [UInt8])] = []

    static var rogue: Answer6 {
        Answer6(
            duid: [0, 3, 0, 1, 0x52, 0x54, 0, 0, 0, 0x66], source: .v6(high: 0xfe80 << 48, low: 0x66, scope: 0),
            mac: DHCPWorld.rogueMAC, dns: ["2001:db8::66"])
    }

    var payload: [UInt8] {
        var writer = ByteWriter()
        writer.uint32(UInt32(type) << 24 | xid)
        func option(_ code: UInt16, _ value: [UInt8]) {
            writer.uint16(code)
            writer.uint16(UInt16(value.count))
            writer.bytes += value
        }
        option(1, [0, 3, 0, 1, 0x52, 0x54, 0, 0xaa, 0xbb, 0xcc])
        option(2, duid)
        if let address { option(3, [0, 0, 0, 1] + [UInt8](repeating: 0, count: 8) + lease(address)) }
        option(23, dns.compactMap { IPAddress($0) }.flatMap(\.octets))
        if let status { option(13, [UInt8(status >> 8), UInt8(status & 255)]) }
        for (code, value) in more { option(code, value) }
        guard relayed else { return writer.bytes }
        var outer = ByteWriter()
        outer.bytes = [13, 0] + (IPAddress("2001:db8:1::1")?.octets ?? []) + (IPAddress("fe80::cc")?.octets ?? [])
        outer.uint16(9)
        outer.uint16(UInt16(writer.bytes.count))
        return outer.bytes + writer.bytes
    }

    private func lease(_ address: IPAddress) -> [UInt8] {
        [0, 5, 0, 24] + address.octets + [0, 0, 14, 16, 0, 0, 28, 32]
    }

    var frame: [UInt8] {
        FrameWriter.datagram(
            sourceMAC: mac, destinationMAC: MACAddress(value: 0x5254_00aa_bbcc),
            source: Endpoint(address: source, port: 547),
            destination: Endpoint(
                address: relayed ? IPAddress("2001:db8:1::1") ?? source : .v6(high: 0xfe80 << 48, low: 0xcc, scope: 0),
                port: relayed ? 547 : 546),
            payload: payload) ?? []
    }
}

/// A request of a DHCPv6 client to be.
struct Request6 {
    var type: UInt8 = 1
    var client: UInt64
    var xid: UInt32 = 1
    var server: [UInt8]?
    var sender: MACAddress?
    var relayed = false

    var frame: [UInt8] {
        var writer = ByteWriter()
        writer.uint32(UInt32(type) << 24 | xid & 0xff_ffff)
        writer.bytes += [0, 1, 0, 10, 0, 3, 0, 1]
        writer.mac(MACAddress(value: client))
        if let server { writer.bytes += [0, 2, 0, UInt8(server.count)] + server }
        if relayed {
            let inner = writer.bytes
            writer.bytes = [12, 0] + (IPAddress("2001:db8:1::1")?.octets ?? []) + (IPAddress("fe80::cc")?.octets ?? [])
            writer.uint16(9)
            writer.uint16(UInt16(inner.count))
            writer.bytes += inner
        }
        return FrameWriter.datagram(
            sourceMAC: sender ?? MACAddress(value: client), destinationMAC: MACAddress(value: 0x3333_0001_0002),
            source: Endpoint(address: .v6(high: 0xfe80 << 48, low: client, scope: 0), port: 546),
            destination: Endpoint(address: DHCPv6Probe.allServers, port: 547), payload: writer.bytes) ?? []
    }
}

extension DHCPConfiguration {
    /// One listed server on one interface.
    static var lab: DHCPConfiguration {
        var configuration = DHCPConfiguration(interfaces: ["eth0"])
        var server = ListedDHCPServer()
        server.addresses = [.host(1)]
        server.macs = [DHCPWorld.serverMAC]
        server.duids = [DUID(DHCPWorld.serverDUID)].compactMap { $0 }
        server.expected.routers = [.host(1)]
        server.expected.dns = [.host(53), IPAddress("2001:db8::53")].compactMap { $0 }
        server.expected.domains = ["corp.example"]
        configuration.servers = [server]
        configuration.seed = 1
        configuration.vendorsPath = nil
        return configuration
    }

    /// No listed server: it learns.
    static var learning: DHCPConfiguration {
        var configuration = lab
        configuration.servers = []
        return configuration
    }

    /// The lab's with a change.
    static func lab(_ change: (inout DHCPConfiguration) -> Void) -> DHCPConfiguration {
        var configuration = lab
        change(&configuration)
        return configuration
    }
}

extension IPAddress {
    /// `10.0.0.N`.
    static func host(_ last: UInt32) -> IPAddress { .v4(0x0a00_0000 | last) }
}

extension Moment {
    /// When these tests begin: 08:26:40 UTC.
    static let dhcpStart = Moment(
        wall: Timestamp(nanoseconds: 1_795_595_200_000_000_000),
        monotonic: MonotonicTime(nanoseconds: 3_600_000_000_000))
}
