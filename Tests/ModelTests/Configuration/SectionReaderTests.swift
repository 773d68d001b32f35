import Model
import Testing

/// Nodes made by hand: the reader must not depend on what parsed them.
private func scalar(_ text: String, line: Int = 1, path: String) -> ConfigurationNode {
    ConfigurationNode(
        .scalar(.init(text: text)), location: SourceLocation(file: "t.yaml", line: line, column: 9), path: path)
}

private func mapping(_ pairs: KeyValuePairs<String, String>, at path: String = "x") -> ConfigurationNode {
    let entries = pairs.enumerated().map { index, pair in
        ConfigurationNode.Entry(
            key: pair.key, keyLocation: SourceLocation(file: "t.yaml", line: index + 1, column: 3),
            value: scalar(pair.value, line: index + 1, path: ConfigurationNode.path(of: pair.key, below: path)))
    }
    return ConfigurationNode(.mapping(entries), location: SourceLocation(file: "t.yaml"), path: path)
}

private func list(_ texts: [String], at path: String) -> ConfigurationNode {
    let items = texts.enumerated().map { scalar($1, line: $0 + 1, path: "\(path)[\($0)]") }
    return ConfigurationNode(.sequence(items), location: SourceLocation(file: "t.yaml"), path: path)
}

private func section(_ key: String, _ node: ConfigurationNode) -> ConfigurationNode {
    let place = SourceLocation(file: "t.yaml")
    return ConfigurationNode(.mapping([.init(key: key, keyLocation: place, value: node)]), location: place, path: "x")
}

@Suite struct SectionReaderTests {
    @Test("Every type reads what it understands")
    func types() {
        let faults = ConfigurationFaults()
        let reader = SectionReader(
            mapping([
                "name": "core", "port": "162", "on": "yes", "window": "90s", "above": "90%", "limit": "200/s",
                "buffer": "8MiB", "address": "::1", "allow": "10.0.0.0/8", "mac": "52:54:00:12:34:56",
                "level": "Warning", "severity": "crit", "host": "a.example",
            ]), faults: faults)
        #expect(reader.string("name") == "core")
        #expect(reader.integer("port", in: 1...65_535) == 162)
        #expect(reader.boolean("on") == true)
        #expect(reader.duration("window") == .seconds(90))
        #expect(reader.percent("above") == 90)
        #expect(reader.rate("limit") == 200)
        #expect(reader.byteCount("buffer") == 8 << 20)
        #expect(reader.address("address") == IPAddress("::1"))
        #expect(reader.network("allow") == Network("10.0.0.0/8"))
        #expect(reader.mac("mac") == MACAddress("52:54:00:12:34:56"))
        #expect(reader.choice("level", of: LogLevel.self) == .warning)
        #expect(reader.severity("severity") == .critical)
        #expect(reader.host("host") == .name("a.example"))
        #expect(reader.integer("absent") == nil)
        reader.finish()
        #expect(faults.faults.isEmpty)
    }

    @Test("A fault names its place, what was expected and what stood there; reading goes on")
    func faulty() {
        let faults = ConfigurationFaults()
        let reader = SectionReader(
            mapping([
                "port": "70000", "window": "5x", "allow": "10.0.0.1/8", "version": "2", "level": "inof", "unused": "1",
            ]),
            faults: faults)
        #expect(reader.integer("port", in: 1...65_535) == nil)
        #expect(reader.duration("window", in: .seconds(1)...(.seconds(3600))) == nil)
        #expect(reader.network("allow") == nil)
        #expect(reader.choice("version", from: ["1": 1, "2c": 2]) == nil)
        #expect(reader.choice("level", of: LogLevel.self) == nil)
        #expect(reader.string("name", isRequired: true, expecting: "a name") == nil)
        #expect(reader.string("used") == nil)
        reader.finish()
        #expect(
            faults.faults.map(\.text) == [
                "t.yaml:1:9: x.port: expected a whole number from 1 to 65535, not '70000'",
                "t.yaml:2:9: x.window: expected a duration from 1s to 1h, not '5x'",
                "t.yaml:3:9: x.allow: bits are set beyond the prefix in '10.0.0.1/8'; did you mean '10.0.0.0/8'?",
                "t.yaml:4:9: x.version: expected one of 1, 2c, not '2'; did you mean '2c'?",
                "t.yaml:5:9: x.level: expected one of trace, debug, info, notice, warning, error, critical, not 'inof'; "
                    + "did you mean 'info'?",
                "t.yaml:1:1: x.name: is missing: expected a name",
                "t.yaml:6:3: x.unused: unknown key; did you mean 'used'?",
            ])
    }

    @Test("Finishing a section finishes the sections within, and a second time says nothing new")
    func nested() {
        let faults = ConfigurationFaults()
        let reader = SectionReader(section("limit", mapping(["brust": "1"], at: "x.limit")), faults: faults)
        let limit = reader.section("limit")
        #expect(limit?.integer("burst") == nil)
        reader.finish()
        reader.finish()
        #expect(faults.faults.map(\.text) == ["t.yaml:1:3: x.limit.brust: unknown key; did you mean 'burst'?"])
    }

    @Test("Lists keep the good items and tell each bad one")
    func lists() {
        let faults = ConfigurationFaults()
        let reader = SectionReader(
            section("allow", list(["10.0.0.0/8", "nonsense", "::1"], at: "x.allow")), faults: faults)
        #expect(reader.networks("allow").map(\.text) == ["10.0.0.0/8", "::1/128"])
        #expect(
            faults.faults.map(\.text) == [
                "t.yaml:2:9: x.allow[1]: expected a network such as 10.0.0.0/8 or 2001:db8::/32, not 'nonsense'"
            ])
    }

    @Test("A lone scalar is a list only where that is allowed")
    func single() {
        let faults = ConfigurationFaults()
        let reader = SectionReader(mapping(["credential": "core", "users": "core"]), faults: faults)
        #expect(reader.strings("credential", allowsSingle: true) == ["core"])
        #expect(reader.strings("users").isEmpty)
        #expect(faults.faults.map(\.text) == ["t.yaml:2:9: x.users: expected a list, not a text"])
    }

    @Test("A name given twice is a fault that names both places")
    func names() {
        let faults = ConfigurationFaults()
        var names = UniqueNames()
        let first = SectionReader(mapping(["name": "core"], at: "x[0]"), faults: faults)
        let second = SectionReader(mapping(["other": "1", "name": "core"], at: "x[1]"), faults: faults)
        #expect(first.uniqueName(among: &names) == "core")
        #expect(second.uniqueName(among: &names) == nil)
        #expect(
            faults.faults.map(\.text) == ["t.yaml:2:9: x[1].name: the name 'core' is given twice, first at t.yaml:1:9"])
    }

    @Test("A reference to a credential that is not there suggests one that is")
    func credentials() {
        let faults = ConfigurationFaults()
        let shared = SharedConfiguration(credentials: [SNMPCredential(name: "core", version: .v3, user: "monitor")])
        let reader = SectionReader(section("users", list(["core", "coer"], at: "x.users")), faults: faults)
        #expect(reader.credentials("users", in: shared).map(\.name) == ["core"])
        #expect(
            faults.faults.map(\.text) == ["t.yaml:2:9: x.users[1]: no credential is named 'coer'; did you mean 'core'?"]
        )
    }

    @Test("A fault is one line that cannot write to a terminal")
    func control() {
        let faults = ConfigurationFaults()
        let reader = SectionReader(mapping(["a\u{1b}[2J\nb": "x\u{202e}\u{9b}31m"]), faults: faults)
        #expect(reader.integer("a\u{1b}[2J\nb") == nil)
        let text = faults.faults.first?.text ?? ""
        #expect(text.contains("\\u{1b}[2J\\u{a}b"))
        #expect(!text.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202e || $0.value == 0x9b })
    }

    @Test("A secret's place is remembered, a literal is warned about, and no fault shows it")
    func secrets() {
        let faults = ConfigurationFaults()
        let reader = SectionReader(mapping(["community": "hunter2"]), faults: faults)
        #expect(reader.resolvedSecret("community") == Secret("hunter2"))
        #expect(faults.warnings.count == 1)
        #expect(faults.secretPlaces.count == 1)

        for pairs in [["hunter2": "x"], ["file": "a", "env": "hunter2"], ["systemd_credential": "../hunter2"], [:]]
            as [KeyValuePairs<String, String>]
        {
            let faults = ConfigurationFaults()
            let reader = SectionReader(section("community", mapping(pairs, at: "x.community")), faults: faults)
            #expect(reader.resolvedSecret("community") == nil)
            reader.finish()
            #expect(faults.faults.count == 1)
            #expect(!faults.faults.contains { $0.text.contains("hunter2") })
        }
    }

    @Test("A section that is empty reads as one without keys; one that is a text is a fault")
    func kinds() {
        let faults = ConfigurationFaults()
        let place = SourceLocation(file: "t.yaml")
        let empty = SectionReader(
            section("traps", ConfigurationNode(.null, location: place, path: "x.traps")), faults: faults)
        #expect(empty.section("traps") != nil)
        #expect(empty.has("traps"))
        #expect(faults.isEmpty)
        let text = SectionReader(mapping(["traps": "yes"]), faults: faults)
        #expect(text.section("traps") == nil)
        #expect(faults.faults.map(\.text) == ["t.yaml:1:9: x.traps: expected a map of keys, not a text"])
    }

    @Test("A flood of faults ends at a bound")
    func flood() {
        let faults = ConfigurationFaults()
        for line in 1...5_000 { faults.fault(SourceLocation(file: "t.yaml", line: line), "x", "wrong") }
        #expect(faults.faults.count == 1_001)
        #expect(faults.faults.last?.message == "there are more faults than can be shown")
    }

    @Test("A device is found by its address, the first of two that share it")
    func devices() throws {
        let address = try #require(IPAddress("192.0.2.7"))
        let shared = SharedConfiguration(devices: [
            DeviceEntry(name: "a", address: .name("a.example")), DeviceEntry(name: "b", address: .ip(address)),
            DeviceEntry(name: "c", address: .ip(address)),
        ])
        #expect(shared.device(at: address)?.name == "b")
        #expect(shared.device(named: "c")?.name == "c")
        #expect(shared.device(named: "d") == nil)
    }
}
