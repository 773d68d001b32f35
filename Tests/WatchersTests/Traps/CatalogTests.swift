import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("Every rule of the catalog")
struct CatalogTests {
    /// How each rule about the watcher's own work comes about.
    static let own: [String: @Sendable (TrapWorld) throws -> Void] = [
        "trap-refused": {
            $0.receive(try $0.packet("coldStart"), from: Endpoint(address: .v4(0x0a00_0001), port: 162))
        },
        "trap-malformed": { $0.receive([0x30, 0x03, 0x02, 0x01]) },
        "trap-flood": { world in
            world.reconfigure(
                .lab {
                    $0.limitPerSecond = 1
                    $0.limitBurst = 1
                })
            for _ in 0..<2 { try world.trap("coldStart") }
        },
        "trap-drops": { $0.manual.feed(.kernelDrops(7, socket: SocketName("udp:0.0.0.0:162"))) },
        "trap-listener-down": { $0.manual.feed(.socketFailed(SocketName("udp:0.0.0.0:162"), "it is in use")) },
        "device-name-unresolved": { world in
            world.reconfigure(.lab, devices: [.byName])
            world.answerNames(.failed("it timed out"))
            world.manual.advance(by: .seconds(60))
            world.answerNames(.failed("it timed out"))
        },
        "trap": { try $0.trap("1.3.6.1.4.1.99999.0.1") },
    ]

    @Test("Each rule has a scenario that raises it as the catalog says", arguments: TrapRules.catalog)
    func raised(_ rule: Rule) throws {
        let world = try TrapWorld()
        if let act = Self.own[rule.name] {
            try act(world)
        } else {
            let scenario = try #require(
                Scenario.all.first { $0.rule == rule.name }, "no scenario raises \(rule.name)")
            try world.trap(scenario.trap, scenario.varBinds)
        }
        let observation = try #require(world.observations(of: rule.name).last, "\(rule.name) was not raised")
        #expect(observation.severity == rule.severity)
        #expect(observation.state == (rule.isAlert ? .firing : .occurred))
        #expect(observation.watcher == rule.watcher)
        #expect(!observation.isUserRule)
        #expect(!observation.summary.isEmpty)
        #expect(!observation.summary.contains("?"), "a place of the sentence is empty: \(observation.summary)")
    }

    @Test("Names and MESSAGE_IDs are unique and well formed, and every entry explains itself")
    func wellFormed() {
        let catalog = TrapRules.catalog
        #expect(Set(catalog.map(\.name)).count == catalog.count)
        #expect(Set(catalog.map(\.messageID) + [Rule.userMessageID]).count == catalog.count + 1)
        for rule in catalog {
            #expect(rule.messageID.count == 32 && rule.messageID.allSatisfy { "0123456789abcdef".contains($0) })
            #expect(rule.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
            #expect(rule.meaning.hasSuffix(".") && rule.advice.hasSuffix("."))
            #expect(rule.watcher == .traps)
        }
    }

    @Test("Every shipped rule is documented, and what it is ended by is a trap that some rule judges")
    func documented() {
        let names = Set(TrapRules.catalog.map(\.name))
        let judged = Set(StandardTrapRules.all.flatMap(\.traps))
        for rule in StandardTrapRules.all {
            #expect(names.contains(rule.name))
            #expect(rule.isAlert == !rule.clearedBy.isEmpty, "\(rule.name) would stay open or never opens")
            #expect(Set(rule.clearedBy).isSubset(of: judged), "the end of \(rule.name) would be an unknown trap")
        }
    }

    @Test("A trap of the standards becomes the event that its rule describes", arguments: Scenario.all)
    func golden(_ scenario: Scenario) throws {
        let world = try TrapWorld()
        try world.trap(scenario.trap, scenario.varBinds)
        let observation = try #require(world.observations.first)
        #expect(world.observations.count == 1)
        #expect(observation.rule == scenario.rule)
        #expect(observation.severity == scenario.severity)
        #expect(observation.state == scenario.state)
        #expect(observation.subject == Subject(device: "core-sw1", instance: scenario.instance))
        #expect(observation.summary == scenario.summary)
        let clears = observation.clears.map { key in
            key.subject.instance.map { "\(key.rule) \($0)" } ?? key.rule
        }
        #expect(Set(clears).isSuperset(of: scenario.clears), "ends \(clears)")
        #expect(observation.clears.allSatisfy { $0.subject.device == "core-sw1" })
        #expect(observation.evidence.json.contains("\"trap\":\"\(scenario.trap)\""))
    }
}
