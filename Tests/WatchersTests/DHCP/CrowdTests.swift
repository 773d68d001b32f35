import Model
import Testing
import Watching
import Wire

@testable import Watchers

/// What kind of system a client is: what it asks for (option 55) and its vendor class (60), as these systems send them.
private struct System {
    var wants: [UInt8]
    var vendor: String?

    static let phone = System(wants: [1, 121, 3, 6, 15, 108, 114, 119, 252])
    static let android = System(wants: [1, 3, 6, 15, 26, 28, 51, 58, 59, 43, 114, 108], vendor: "android-dhcp-14")
    static let windows = System(wants: [1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252], vendor: "MSFT 5.0")
    static let all: [System] = [
        phone, android, windows, System(wants: [1, 3, 6, 15, 26, 28, 51, 58, 59, 43], vendor: "android-dhcp-11"),
        System(wants: [1, 121, 3, 6, 15, 114, 119, 252, 95, 44, 46]),
        System(wants: [1, 28, 2, 3, 15, 6, 119, 12, 44, 47, 26, 121, 42]),
        System(wants: [1, 3, 6, 12, 15, 28, 42], vendor: "udhcp 1.36.1"),
    ]
    /// No client: a tool that sends the message type alone.
    static let bare = System(wants: [])
}

/// A link on which clients come, and in the background an office that is heard by ARP, or is not.
private struct Crowd {
    let world: DHCPWorld
    var random: CaptureRandom
    let isARPHeard: Bool
    var count: UInt32 = 0

    init(seed: UInt64, isARPHeard: Bool, _ configuration: DHCPConfiguration = .lab) {
        world = DHCPWorld(configuration)
        random = CaptureRandom(seed: seed)
        self.isARPHeard = isARPHeard
    }

    /// An address as phones make it up for themselves.
    mutating func madeUp() -> UInt64 { random.next() & 0xfcff_ffff_ffff | 0x0200_0000_0000 }

    /// An address of one maker.
    mutating func card(of maker: UInt64) -> UInt64 { maker << 24 | random.next() & 0xff_ffff }

    /// A client takes an address in four messages; a real one is then heard.
    mutating func join(
        _ client: UInt64, _ system: System, sender: MACAddress? = nil, isHeard: Bool, goesOn: Bool = true
    ) {
        count += 1
        let xid = random.next32()
        func send(_ form: DHCPv4Probe.Form) {
            var request = Request4(client, form, xid: xid)
            request.sender = sender
            request.wants = system.wants
            request.vendor = system.vendor
            world.ask(request)
        }
        let address = IPAddress.v4(0x0a00_0100 | count & 0xff)
        send(.discover())
        world.manual.advance(by: .milliseconds(20))
        world.answer(Answer4(client: MACAddress(value: client), address: address, xid: xid))
        guard goesOn else { return }
        send(.selecting(server: .host(1), requested: address))
        world.answer(Answer4(type: 5, client: MACAddress(value: client), address: address, xid: xid))
        if isHeard, isARPHeard {
            world.see(NeighbourFrames.arp(MACAddress(value: client), address))
        }
    }

    /// Waits until the next client comes, at so many a minute; the office is heard meanwhile.
    mutating func wait(perMinute rate: Int) {
        let pause = Double.random(in: 0.5...1.5, using: &random) * 60 / Double(rate)
        if isARPHeard {
            world.see(NeighbourFrames.arp(MACAddress(value: 0x0011_2233_4455), .host(7)))
        }
        world.manual.advance(by: .seconds(max(0, pause - 0.02)))
    }

    /// What was told of starvation.
    var told: [Observation] { world.manual.observations.filter { $0.rule == "dhcp-starvation" && $0.state == .firing } }
}

@Suite
struct CrowdTests {
    private static let seeds: [UInt64] = [1, 2, 3, 4, 5]

    @Test(
        "Five hundred distinct phones a minute with made-up addresses raise nothing, whether ARP is heard or not",
        arguments: seeds, [true, false])
    func morning(seed: UInt64, isARPHeard: Bool) {
        var crowd = Crowd(seed: seed, isARPHeard: isARPHeard)
        // Half of them are of one kind, as a country's favourite phone is.
        for _ in 0..<1_800 {
            let isFavourite = Bool.random(using: &crowd.random)
            let system = isFavourite ? System.phone : System.all.randomElement(using: &crowd.random) ?? .phone
            let passesBy = Int.random(in: 0..<20, using: &crowd.random) == 0
            crowd.join(crowd.madeUp(), system, isHeard: true, goesOn: !passesBy)
            crowd.wait(perMinute: 500)
        }
        #expect(crowd.world.story == [], "\(crowd.world.sentences)")
    }

    @Test(
        "Two hundred like devices that come at once raise nothing where they are heard: tablets of a school, telephones after a power cut",
        arguments: seeds)
    func alike(seed: UInt64) {
        for maker: UInt64? in [nil, 0x00_1122] {
            var crowd = Crowd(seed: seed, isARPHeard: true)
            for _ in 0..<200 {
                let client = maker.map { crowd.card(of: $0) } ?? crowd.madeUp()
                crowd.join(client, .phone, isHeard: true)
                crowd.wait(perMinute: 120)
            }
            #expect(crowd.world.story == [], "\(crowd.world.sentences)")
        }
    }

    @Test("Eighty virtual machines of one host that come at once and are heard raise nothing")
    func machines() {
        var crowd = Crowd(seed: 1, isARPHeard: true)
        for _ in 0..<80 {
            crowd.join(crowd.card(of: 0x52_5400), System.all[5], isHeard: true)
            crowd.wait(perMinute: 100)
        }
        #expect(crowd.world.story == [], "\(crowd.world.sentences)")
    }

    @Test(
        "Tools that take a lease for each client are found in a minute, by what all that they send has in common",
        arguments: seeds, [70, 150, 600])
    func tools(seed: UInt64, rate: Int) throws {
        // How dhcpstarv sends: one maker's addresses from the attacker's own card.
        try expect("were sent by another host than the client", seed, rate) { crowd in
            let client = crowd.card(of: 0x00_1636)
            crowd.join(client, .windows, sender: DHCPWorld.rogueMAC, isHeard: false)
        }
        // DHCPig: addresses that begin with de:ad, in frame and message.
        try expect("have made-up addresses that all begin with de:ad", seed, rate) { crowd in
            let client = 0xdead_0000_0000 | crowd.random.next() & 0xffff_ffff
            crowd.join(client, System.all[5], isHeard: false)
        }
        // A tool of a few lines, the message type alone.
        try expect("ask for no options, as every real client does", seed, rate) { crowd in
            crowd.join(crowd.madeUp(), .bare, isHeard: false)
        }
        // One that copies a phone in all things; but nobody uses what it takes.
        let copy = try expect("send one and the same kind of request, ", seed, rate) { crowd in
            crowd.join(crowd.madeUp(), .phone, isHeard: false)
        }
        #expect(copy.summary.contains("were never heard to use the address that they took"), "\(copy.summary)")
        #expect(copy.severity == .error, "it is likely, and no proof")
        #expect(
            copy.evidence.json.contains(
                "\"fingerprint\":\"options 53 57 55, asks for 1 121 3 6 15 108 114 119 252\""), "\(copy.evidence.json)")
        // One maker's addresses in frame and message.
        for isARPHeard in [true, false] {
            let maker = try expect("have addresses that begin with 00:16:36 and send one and", seed, rate, isARPHeard) {
                $0.join($0.card(of: 0x00_1636), .windows, isHeard: false)
            }
            #expect(maker.severity == .error)
            #expect(maker.evidence.json.contains("vendor class MSFT 5.0"))
        }
    }

    @Test("A tool is found within a Wi-Fi morning, too, where its addresses or requests give it away", arguments: seeds)
    func mixed(seed: UInt64) throws {
        for (words, client, system) in [
            ("have made-up addresses that all begin with de:ad", UInt64(0xdead_0000_0000), System.all[5]),
            ("ask for no options", 0, System.bare),
        ] {
            try expect(words, seed, 300) { crowd in
                if Int.random(in: 0..<3, using: &crowd.random) == 0 {
                    let made = client == 0 ? crowd.madeUp() : client | crowd.random.next() & 0xffff_ffff
                    crowd.join(made, system, isHeard: false)
                } else {
                    crowd.join(
                        crowd.madeUp(), System.all.randomElement(using: &crowd.random) ?? .phone, isHeard: true)
                }
            }
        }
    }

    @Test("A drain of four leases a minute is found within the hour", arguments: seeds)
    func slow(seed: UInt64) throws {
        for (words, client, system) in [
            ("have made-up addresses that all begin with de:ad", UInt64(0xdead_0000_0000), System.all[5]),
            ("were never heard to use", 0, System.phone),
        ] {
            var crowd = Crowd(seed: seed, isARPHeard: true)
            for _ in 0..<240 where crowd.told.isEmpty {
                let made = client == 0 ? crowd.madeUp() : client | crowd.random.next() & 0xffff_ffff
                crowd.join(made, system, isHeard: false)
                crowd.wait(perMinute: 4)
            }
            let told = try #require(crowd.told.first)
            #expect(told.summary.contains(words) && told.summary.contains("within an hour"), "\(told.summary)")
            #expect(crowd.count <= 140)
        }
    }

    @Test("A slow drain behind a crowd of real clients is found: an hour is looked at each minute", arguments: seeds)
    func behindCrowd(seed: UInt64) throws {
        var crowd = Crowd(seed: seed, isARPHeard: true)
        for _ in 0..<150 {
            crowd.join(crowd.madeUp(), System.all.randomElement(using: &crowd.random) ?? .phone, isHeard: true)
            crowd.wait(perMinute: 30)
        }
        #expect(crowd.told.isEmpty, "\(crowd.world.sentences)")
        for _ in 0..<160 where crowd.told.isEmpty {
            crowd.join(crowd.madeUp(), .bare, isHeard: false)
            crowd.wait(perMinute: 10)
        }
        let told = try #require(crowd.told.first)
        let summary = told.summary
        #expect(summary.contains("ask for no options") && summary.contains("within an hour"), "\(summary)")
        // A hundred are the limit; a minute's more may come until they are looked at.
        #expect(crowd.count <= 150 + 100 + 20)
    }

    /// Lets clients come until starvation is told: within 70 seconds, for this reason.
    @discardableResult
    private func expect(
        _ words: String, _ seed: UInt64, _ rate: Int, _ isARPHeard: Bool = true, _ step: (inout Crowd) -> Void
    ) throws -> Observation {
        var crowd = Crowd(seed: seed, isARPHeard: isARPHeard)
        let start = crowd.world.manual.now.monotonic
        while crowd.told.isEmpty, crowd.world.manual.now.monotonic < start + .seconds(100) {
            step(&crowd)
            crowd.wait(perMinute: rate)
        }
        let told = try #require(crowd.told.first, "\(words) at \(rate) a minute")
        #expect(told.summary.contains(words), "\(told.summary)")
        #expect(crowd.world.manual.now.monotonic <= start + .seconds(75))
        return told
    }
}
