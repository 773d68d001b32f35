import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("The state of interfaces")
struct InterfaceStateTests {
    @Test("A computer that is switched off is for the record, an uplink that is down is an alert")
    func accessAndUplink() throws {
        let world = JudgeWorld()
        world.poll(.interfaces([.access(), .uplink()]))
        world.poll(.interfaces([.access(oper: 2), .uplink()]))
        #expect(world.told == ["occurred interface-state core-sw1/Gi1/0/1"])
        #expect(world.observations.first?.severity == .info)
        world.poll(.interfaces([.access(oper: 2), .uplink(oper: 2)]))
        #expect(world.told.count == 1, "one poll is not enough")
        world.poll(.interfaces([.access(oper: 2), .uplink(oper: 2)]))
        #expect(world.open == ["interface-down core-sw1/Gi1/0/48"])
        let down = try #require(world.observations.last)
        #expect(down.severity == .error)
        #expect(down.summary == "core-sw1: Gi1/0/48 (to dist-2) is down; for 1m")
        world.poll(.interfaces([.access(oper: 2), .uplink()]))
        world.poll(.interfaces([.access(oper: 2), .uplink()]))
        #expect(world.open == [])
        #expect(world.observations.last?.summary == "core-sw1: Gi1/0/48 (to dist-2) is up again after 3m")
    }

    @Test("One poll with a link down is no alert; one that goes up and down is one alert")
    func flapping() {
        let world = JudgeWorld()
        world.poll(.interfaces([.uplink()]))
        world.poll(.interfaces([.uplink(oper: 2)]))
        for _ in 0..<4 { world.poll(.interfaces([.uplink()])) }
        #expect(world.observations(of: "interface-down").isEmpty)
        for _ in 0..<6 {
            world.poll(.interfaces([.uplink(oper: 2)]))
            world.poll(.interfaces([.uplink()]))
        }
        #expect(world.observations(of: "interface-down").map(\.state) == [.firing])
        #expect(world.observations(of: "interface-down").first?.summary.contains("it goes up and down") == true)
    }

    @Test("Uplinks are known by configuration, by alias and by LLDP; a telephone makes none")
    func uplinks() throws {
        let world = JudgeWorld()
        var aliased = Interface("Te1", 101, alias: "UPLINK to dc2")
        var learned = Interface("Te2", 102)
        var phone = Interface("Gi1/0/3", 3)
        let table = TableReading.neighbours([
            ("Te2", "dist-7", "bridge router"), ("Gi1/0/3", "phone", "telephone"),
        ])
        world.poll(
            .answer { $0.tables = [.interfaces([aliased, learned, phone]), table] })
        aliased.oper = 2
        learned.oper = 2
        phone.oper = 2
        for _ in 0..<2 { world.poll(.interfaces([aliased, learned, phone])) }
        #expect(world.open == ["interface-down core-sw1/Te1", "interface-down core-sw1/Te2"])
        let summary = try #require(world.observations.last).summary
        #expect(summary == "core-sw1: Te2 (uplink to dist-7) is down; for 1m")
        #expect(world.told.contains("occurred interface-state core-sw1/Gi1/0/3"))
    }

    @Test("An uplink may be given by its index or its name")
    func configuredUplinks() {
        for words in ["101", "Te1"] {
            let world = JudgeWorld(devices: [.polled { $0.uplinks = [words] }])
            var (uplink, other) = (Interface("Te1", 101), Interface("Te2", 102))
            world.poll(.interfaces([uplink, other]))
            (uplink.oper, other.oper) = (2, 2)
            for _ in 0..<2 { world.poll(.interfaces([uplink, other])) }
            #expect(world.open == ["interface-down core-sw1/Te1"], "\(words)")
        }
    }

    @Test("What LLDP says of a neighbour is read from names and from octets")
    func capabilities() {
        for text in ["bridge", "wlanAccessPoint router", "28 00", "0x2000", "08"] {
            #expect(LLDPCapabilities.isBridgeOrRouter(text), "\(text)")
        }
        for text in ["", "telephone", "stationOnly", "04 00", "01"] {
            #expect(!LLDPCapabilities.isBridgeOrRouter(text), "\(text)")
        }
    }

    @Test("Switched off by an administrator, dormant, in a test or silent is no fault; a missing transceiver is")
    func states() {
        for (admin, oper, isFault) in [
            (2.0, 2.0, false), (1, 5, false), (1, 3, false), (1, 4, false), (1, .nan, false),
        ]
            + [(1.0, 2.0, true), (1, 6, true), (1, 7, true)]
        {
            let world = JudgeWorld()
            world.poll(.interfaces([.uplink()]))
            for _ in 0..<4 { world.poll(.interfaces([.uplink(oper: oper, admin: admin)])) }
            #expect(!world.observations(of: "interface-down").isEmpty == isFault, "admin \(admin), oper \(oper)")
        }
    }

    @Test("An alert ends when an administrator switches the interface off, in these words")
    func switchedOff() {
        let world = JudgeWorld()
        for _ in 0..<3 { world.poll(.interfaces([.uplink(oper: 2)])) }
        world.poll(.interfaces([.uplink(oper: 2, admin: 2)]))
        #expect(world.told == ["firing interface-down core-sw1/Gi1/0/48", "resolved interface-down core-sw1/Gi1/0/48"])
        #expect(world.observations.last?.summary.contains("switched off by an administrator") == true)
    }

    @Test("An interface that is gone from the table ends its alert with that reason, but not with a cut walk")
    func vanished() {
        let world = JudgeWorld()
        for _ in 0..<2 { world.poll(.interfaces([.access(), .uplink(oper: 2)])) }
        #expect(world.open == ["interface-down core-sw1/Gi1/0/48"])
        let cut = WalkFault(kind: .cutShort, object: [1], rows: 1, detail: "")
        for _ in 0..<5 {
            world.poll(
                .answer {
                    $0.tables = [.interfaces([.access()])]
                    $0.faults = [cut]
                })
        }
        #expect(world.open == ["interface-down core-sw1/Gi1/0/48"])
        for _ in 0..<2 { world.poll(.interfaces([.access()])) }
        #expect(world.open == [])
        #expect(world.observations.last?.summary.contains("no longer there") == true)
    }

    @Test("An interface keeps its identity by name when its place in the table changes")
    func renumbered() {
        let world = JudgeWorld()
        world.poll(.interfaces([.access(1), .access(2, oper: 2), .access(3), .uplink()]))
        world.poll(.interfaces([.uplink(), .access(3), .access(2, oper: 2), .access(1)]))
        #expect(world.told == [])
        world.poll(.interfaces([.uplink(), .access(3), .access(2), .access(1)]))
        #expect(world.told == ["occurred interface-state core-sw1/Gi1/0/2"])
        let changes = world.facts.filter { if case .interface = $0 { true } else { false } }
        #expect(changes == [.interface(device: "core-sw1", index: 2, name: "Gi1/0/2", isUp: true)])
        #expect(world.facts.contains(.watchedInterfaces(device: "core-sw1", indices: [48])))
    }

    @Test("Many changes at once are one event")
    func many() {
        let world = JudgeWorld()
        world.poll(.interfaces((1...40).map { .access($0) }))
        world.poll(.interfaces((1...40).map { .access($0, oper: 2) }))
        #expect(world.told == ["occurred interface-state core-sw1"])
        #expect(world.observations.first?.summary == "core-sw1: 40 interfaces changed, 0 came up, 40 went down")
    }

    @Test("A device that is down masks its interfaces: nothing is told of them until it answers")
    func masked() throws {
        let world = JudgeWorld()
        for _ in 0..<2 { world.poll(.interfaces([.access(), .uplink(oper: 2)])) }
        world.actions = []
        for _ in 0..<8 { world.poll(.failure(.timedOut)) }
        #expect(world.told == ["firing device-down core-sw1"])
        #expect(try #require(world.observations.last).summary.contains("its 1 other alert stands still meanwhile"))
        world.poll(.interfaces([.access(), .uplink(oper: 2)]))
        #expect(world.told.count == 2, "the interface's alert is still the same")
    }

    @Test("With alert_on all, every interface alerts; with none, no interface does")
    func scope() {
        for (scope, expected) in [
            (JudgingSettings.Scope.all, ["interface-down core-sw1/Gi1/0/1", "interface-down core-sw1/Gi1/0/48"]),
            (.none, []),
        ] {
            var configuration = JudgingConfiguration()
            configuration.settings.interfaceScope = scope
            let world = JudgeWorld(configuration)
            world.poll(.interfaces([.access(), .uplink()]))
            for _ in 0..<3 { world.poll(.interfaces([.access(oper: 2), .uplink(oper: 2)])) }
            #expect(world.open == expected)
        }
    }
}
