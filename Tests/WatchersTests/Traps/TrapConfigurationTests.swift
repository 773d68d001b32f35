import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("The traps section")
struct TrapConfigurationTests {
    static let base: [(String, Node)] = [("communities", ["c0mmun1ty-7Q"])]

    /// A section with a community and these keys.
    static func section(_ entries: (String, Node)...) -> Node { .map(base + entries) }

    static func rule(_ entries: (String, Node)...) -> Node {
        section(("rules", .list([.map([("name", "mine"), ("trap", "linkDown")] + entries)])))
    }

    @Test("An empty section has the defaults of the contract")
    func defaults() throws {
        let read = ReadSection([:])
        let configuration = try #require(read.configuration)
        #expect(read.faults == [])
        #expect(configuration.listen.map(\.text) == ["udp:0.0.0.0:162", "udp:[::]:162"])
        #expect(configuration.repeatWindow == .seconds(60))
        #expect(configuration.limitPerSecond == 200)
        #expect(configuration.limitBurst == 2_000)
        #expect(configuration.receiveBufferBytes == 8 << 20)
        #expect(
            read.warnings == ["traps: neither traps.communities nor traps.users is given: every trap will be refused"])
    }

    @Test("All keys are read")
    func everything() throws {
        let credential = SNMPCredential(
            name: "core", version: .v3, user: "monitor",
            auth: .init(protocolName: "SHA-256", passphrase: Secret("auth passphrase")),
            privacy: .init(protocolName: "AES-256", passphrase: Secret("privacy passphrase")),
            engineID: EngineID.sender.bytes)
        let read = ReadSection(
            [
                "listen": ["udp:1162", "udp:[::1]:1162"], "allow": ["10.0.0.0/8"], "communities": ["a", "b"],
                "users": ["core"], "proxies": ["10.0.0.1"], "mibs": "/usr/share/snmp/mibs",
                "repeats": ["window": "0"], "limit": ["per_source": "500/s", "burst": "7"],
                "receive_buffer": "16MiB", "rules": [["name": "mine", "trap": "linkDown"]],
            ], credentials: [credential])
        let configuration = try #require(read.configuration)
        #expect(read.faults == [])
        #expect(read.warnings == ["traps.mibs: nothing could be read in /usr/share/snmp/mibs"])
        #expect(configuration.listen.map(\.text) == ["udp:0.0.0.0:1162", "udp:[::1]:1162"])
        #expect(configuration.allow == [Network(.v4(0x0a00_0000), prefixLength: 8)])
        #expect(configuration.proxies == [Network(.v4(0x0a00_0001), prefixLength: 32)])
        #expect(configuration.communities == [Secret("a"), Secret("b")])
        #expect(configuration.repeatWindow == .zero)
        #expect(configuration.limitPerSecond == 500)
        #expect(configuration.limitBurst == 7)
        #expect(configuration.receiveBufferBytes == 16 << 20)
        #expect(
            configuration.users == [
                USMUser(
                    name: "monitor", auth: .init(.sha256, "auth passphrase"),
                    privacy: .init(.aes256, "privacy passphrase"), engineID: .sender)
            ])
        #expect(configuration.rules.rules.first?.name == "mine")
    }

    @Test("The limit can be off, and its burst follows a larger rate")
    func limits() {
        let off = ReadSection(Self.section(("limit", ["per_source": "off"])))
        #expect(off.faults == [])
        #expect(off.configuration?.limitPerSecond == nil)
        let large = ReadSection(Self.section(("limit", ["per_source": "1000/s"])))
        #expect(large.configuration?.limitBurst == 10_000)
    }

    @Test(
        "Faults are told where they are and in full",
        arguments: [
            (
                section(("listen", ["udp:99999"])),
                [
                    "traps.listen[0]: expected udp:PORT, udp:ADDRESS:PORT or udp:[ADDRESS]:PORT, not 'udp:99999'",
                    "traps.listen: expected at least one address to listen on",
                ]
            ),
            (section(("listen", ["udp:162", "udp:0.0.0.0:162"])), ["traps.listen: udp:0.0.0.0:162 is given twice"]),
            (
                section(("allow", ["10.0.0.1/8"])),
                [
                    "traps.allow[0]: bits are set beyond the prefix in '10.0.0.1/8'; did you mean '10.0.0.0/8'?"
                ]
            ),
            (section(("users", ["cor"])), ["traps.users[0]: no credential is named 'cor'; did you mean 'core'?"]),
            (
                section(("users", ["old"])),
                [
                    "traps.users: the credential 'old' is not of version 3; communities go to traps.communities"
                ]
            ),
            (
                section(("repeats", ["window": "2d"])),
                [
                    "traps.repeats.window: expected a duration from 0s to 1d, not '2d'"
                ]
            ),
            (section(("repeat", ["window": "2s"])), ["traps.repeat: unknown key; did you mean 'repeats'?"]),
            (
                section(("limit", ["per_source": "fast"])),
                [
                    "traps.limit.per_source: expected a rate such as 200/s or 12/m, or off, not 'fast'"
                ]
            ),
            (
                section(("limit", ["burst": "0"])),
                [
                    "traps.limit.burst: expected a whole number from 1 to 10000000, not '0'"
                ]
            ),
            (section(("rules", [["trap": "linkDown"]])), ["traps.rules[0].name: is missing: expected a name"]),
            (
                section(("rules", [["name": "a b", "trap": "linkDown"]])),
                [
                    "traps.rules[0].name: expected letters, digits, hyphens and underscores, at most 64 of them"
                ]
            ),
            (
                section(("rules", [["name": "trap-flood", "trap": "linkDown"]])),
                [
                    "traps.rules[0].name: 'trap-flood' is what the trap watcher says about its own work; choose another name"
                ]
            ),
            (
                section(("rules", [["name": "mine", "trap": "linkDown"], ["name": "mine", "trap": "linkUp"]])),
                [
                    "traps.rules[1].name: the name 'mine' is given twice, first at t.yaml:6:1"
                ]
            ),
            (section(("rules", [["name": "mine"]])), ["traps.rules[0].trap: is missing: expected a list"]),
            (
                section(("rules", [["name": "mine", "trap": "linkDwn"]])),
                [
                    "traps.rules[0].trap: no object is called 'linkDwn'; did you mean 'linkDown'?"
                ]
            ),
            (
                section(("rules", [["name": "mine", "trap": "acmeVeryOwnTrap"]])),
                [
                    "traps.rules[0].trap: no object is called 'acmeVeryOwnTrap'; load its MIB by traps.mibs or write its OID"
                ]
            ),
            (
                rule(("cleared_by", "linkUpp")),
                [
                    "traps.rules[0].cleared_by: no object is called 'linkUpp'; did you mean 'linkUp'?"
                ]
            ),
            (
                rule(("instance", "index(ifIndx)")),
                [
                    "traps.rules[0].instance: no object is called 'ifIndx'; did you mean 'ifIndex'?"
                ]
            ),
            (
                rule(("instance", ["ifIndex"])),
                [
                    "traps.rules[0].instance: expected an object, or index(OBJECT), not a list"
                ]
            ),
            (
                rule(("severity", "warnin")),
                [
                    "traps.rules[0].severity: expected one of critical, error, warning, notice, info, not 'warnin'; "
                        + "did you mean 'warning'?"
                ]
            ),
            (rule(("alert", "perhaps")), ["traps.rules[0].alert: expected true or false, not 'perhaps'"]),
            (rule(("where", "ifIndex")), ["traps.rules[0].where: expected a map of objects to values"]),
            (
                rule(("where", ["ifIndx": "3"])),
                [
                    "traps.rules[0].where: no object is called 'ifIndx'; did you mean 'ifIndex'?"
                ]
            ),
            (rule(("where", ["ifIndex": []])), ["traps.rules[0].where.ifIndex: expected a value or a list of values"]),
            (
                rule(("where", ["ifIndex": ["!3", "4"]])),
                [
                    "traps.rules[0].where.ifIndex: either all values of a list begin with '!' or none does"
                ]
            ),
            (
                rule(("cleared_where", ["ifIndex": "3"])),
                [
                    "traps.rules[0].cleared_where: has no meaning without cleared_by"
                ]
            ),
            (
                rule(("summary", "Port {ifIndx} is down"), ("alert", "true")),
                [
                    "traps.rules[0].summary: no object is called 'ifIndx'; did you mean 'ifIndex'?"
                ]
            ),
            (rule(("summary", "Port {ifIndex")), ["traps.rules[0].summary: '{' without '}'"]),
            (rule(("summary", "Port }")), ["traps.rules[0].summary: '}' without '{'"]),
            (rule(("summary", "Port [{ifIndex}")), ["traps.rules[0].summary: '[' without ']'"]),
            (rule(("summary", "Port ]")), ["traps.rules[0].summary: ']' without '['"]),
            (rule(("sumary", "Port")), ["traps.rules[0].sumary: unknown key; did you mean 'summary'?"]),
        ] as [(Node, [String])])
    func faults(_ node: Node, _ expected: [String]) {
        let read = ReadSection(
            node,
            credentials: [
                SNMPCredential(name: "core", version: .v3, user: "monitor"),
                SNMPCredential(name: "old", version: .v2c, community: Secret("x")),
            ])
        #expect(read.faults == expected)
    }

    @Test("A section that can hear nobody is warned about")
    func deaf() {
        #expect(
            ReadSection(Self.section(), devices: []).warnings == [
                "traps: neither traps.allow nor snmp.devices names anyone: every trap will be refused"
            ])
        #expect(ReadSection(Self.section()).warnings == [])
    }
}
