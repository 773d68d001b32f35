import Model
import Testing

@testable import Watchers

@Suite("The catalog of judging, and its configuration")
struct JudgingCatalogTests {
    @Test("Names and MESSAGE_IDs are unique and well formed, and every entry explains itself")
    func wellFormed() {
        let catalog = PollingRules.catalog
        let all = catalog + TrapRules.catalog
        #expect(Set(all.map(\.name)).count == all.count)
        #expect(Set(all.map(\.messageID) + [Rule.userMessageID]).count == all.count + 1)
        for rule in catalog {
            #expect(rule.messageID.count == 32 && rule.messageID.allSatisfy { "0123456789abcdef".contains($0) })
            #expect(rule.name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
            #expect(rule.meaning.hasSuffix(".") && rule.advice.hasSuffix("."))
            #expect(rule.watcher == .snmp)
        }
    }

    @Test("The columns that judging knows are those of the shipped profiles")
    func columns() {
        let interfaces = [
            InterfaceColumns.admin, InterfaceColumns.oper, InterfaceColumns.inUtilization,
            InterfaceColumns.outUtilization, InterfaceColumns.inErrors, InterfaceColumns.outErrors,
            InterfaceColumns.inDiscards, InterfaceColumns.outDiscards, InterfaceColumns.alias, InterfaceColumns.name,
            InterfaceColumns.description, InterfaceColumns.table,
        ]
        for name in interfaces + InterfaceColumns.inPackets + InterfaceColumns.outPackets {
            #expect(BuiltInProfiles.interfaces.contains("name: \(name)"), "the profile has no \(name)")
        }
        for name in [
            NeighbourColumns.table, NeighbourColumns.localPort, NeighbourColumns.localDescription,
            NeighbourColumns.system, NeighbourColumns.chassis, NeighbourColumns.capabilities,
        ] {
            #expect(BuiltInProfiles.lldp.contains("name: \(name)"), "the profile has no \(name)")
        }
    }

    @Test("Every threshold that a shipped profile brings is a rule of a catalog")
    func thresholds() {
        let known = Set((PollingRules.catalog + TrapRules.catalog).map(\.name))
        for (profile, text) in BuiltInProfiles.texts {
            let lines = text.split(separator: "\n").drop { !$0.contains("thresholds:") }
            for match in lines.joined(separator: "\n").matches(of: /- (?:\{ )?name: ([a-z-]+)/) {
                let name = String(match.output.1)
                #expect(known.contains(name), "\(profile) brings \(name)")
                #expect(PollingRules.isShipped(name))
            }
        }
    }

    @Test("What the configuration leaves out stays as it is shipped, and what it says is read")
    func decoded() throws {
        let read = Self.read([
            "down": ["polls": "4"], "latency": ["above": "2s", "for": "3"], "loss": "off", "late_after": "5",
            "interfaces": [
                "alert_on": "all", "down": ["polls": "1", "of": "2"], "uplink_aliases": "^(trunk)",
                "learn_uplinks": "no", "errors": ["above": "3%", "clear": "1%"],
            ],
            "off": ["snmp-no-privacy"], "severities": ["device-slow": "notice"],
            "overrides": [["devices": ["role": "branch"], "down": ["polls": "6", "of": "8"]]],
        ])
        #expect(read.faults == [])
        let settings = read.settings
        #expect(settings.down == .init(polls: 4, of: 4))
        #expect(settings.latency == .init(above: 2_000, clear: 1_200, polls: 3))
        #expect(settings.loss == nil)
        #expect(settings.lateAfter == 5)
        #expect(settings.interfaceScope == .all)
        #expect(settings.interfaceDown == .init(polls: 1, of: 2))
        #expect(settings.uplinkAliases?.matches("trunk 1") == true)
        #expect(settings.uplinkAliases?.matches("UPLINK") == false)
        #expect(!settings.learnsUplinks)
        #expect(settings.errors == .init(above: 3, clear: 1, polls: 5))
        #expect(settings.discards == JudgingSettings().discards)
        #expect(settings.disabled == ["snmp-no-privacy"])
        #expect(settings.severities == ["device-slow": .notice])
        let override = try #require(read.overrides.first)
        #expect(override.devices == ["role": "branch"])
        #expect(override.settings.down == .init(polls: 6, of: 8))
        #expect(override.settings.loss == nil, "it begins with what holds for all")
        #expect(Self.read([:]).settings == JudgingSettings())
    }

    @Test("What is wrong in the section is a fault with its place")
    func faults() {
        let read = Self.read([
            "down": ["polls": "5", "of": "3"], "latency": ["above": "fast"],
            "loss": ["above": "5%", "clear": "9%"], "interfaces": ["uplink_aliases": "(", "alert_on": "some"],
            "off": ["device-dwon"], "severities": ["device-down": "bad"], "overrides": [["down": ["polls": "2"]]],
            "intervall": "3",
        ])
        let places = read.faults.map { String($0.prefix { $0 != " " }.dropLast()) }
        #expect(
            Set(places) == [
                "snmp.judging.down.of", "snmp.judging.latency.above", "snmp.judging.loss.clear",
                "snmp.judging.interfaces.uplink_aliases", "snmp.judging.interfaces.alert_on", "snmp.judging.off[0]",
                "snmp.judging.severities.device-down", "snmp.judging.overrides[0].devices", "snmp.judging.intervall",
            ])
        #expect(read.faults.contains { $0.contains("did you mean 'device-down'") || $0.contains("device-down?") })
    }

    private static func read(
        _ node: Node
    ) -> (settings: JudgingSettings, overrides: [JudgingOverride], faults: [String]) {
        var line = 1
        let found = ConfigurationFaults()
        let reader = SectionReader(node.configuration(path: "snmp.judging", line: &line), faults: found)
        let (settings, overrides) = JudgingDecoder.decode(reader)
        reader.finish()
        return (settings, overrides, found.faults.map { "\($0.path): \($0.message)" })
    }
}
