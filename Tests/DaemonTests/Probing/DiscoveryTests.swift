@testable import Daemon
import Model
import Testing

@Suite("What a discovery finds, as text for the configuration")
struct DiscoveryTests {
    private func agent(
        _ address: String, name: String = "sw", description: String = "A switch", credential: String = "lan"
    ) throws -> Discovery.Finding {
        .agent(
            Discovery.Agent(
                address: try #require(IPAddress(address)), credential: credential, name: name, description: description,
                objectID: "1.3.6.1.4.1.8072.3.2.10"))
    }

    /// The text beside a configuration that has these credentials, read as the daemon reads it.
    private func read(_ text: String) -> LoadedConfiguration {
        let files = MemoryFiles([
            "/etc/tocsin/tocsin.yaml": """
            snmp:
              credentials:
                - { name: lan, version: 2c, community: { file: /secret } }
                - { name: "odd: [name]", version: 2c, community: { file: /secret } }
            """, "/etc/tocsin/conf.d/found.yaml": text, "/secret": "public",
        ])
        return ConfigurationLoader(
            watchers: [],
            resolver: SystemSecretResolver(
                configurationFile: "/etc/tocsin/tocsin.yaml", strictness: .off, files: files, environment: { _ in nil }),
            files: files
        ).load(file: "/etc/tocsin/tocsin.yaml")
    }

    @Test("Agents are devices with the credential that they answered to, and the text is a valid configuration")
    func devices() throws {
        let text = Discovery.configuration(
            of: [
                try agent("10.0.0.2", name: "core-sw1"),
                try agent("10.0.0.3", name: "acc sw 1", credential: "odd: [name]"),
                try agent("2001:db8::1", name: ""),
            ], known: [])
        #expect(
            text == """
                snmp:
                  devices:
                    - { name: core-sw1, address: "10.0.0.2", credential: lan }  # A switch, 1.3.6.1.4.1.8072.3.2.10
                    - { name: acc-sw-1, address: "10.0.0.3", credential: "odd: [name]" }  # A switch, 1.3.6.1.4.1.8072.3.2.10
                    - { name: "2001:db8::1", address: "2001:db8::1", credential: lan }  # A switch, 1.3.6.1.4.1.8072.3.2.10

                """)
        let loaded = read(text)
        #expect(loaded.faults.map(\.text) == [])
        #expect(loaded.shared.devices.map(\.name) == ["core-sw1", "acc-sw-1", "2001:db8::1"])
        #expect(loaded.shared.devices.map(\.credentials) == [["lan"], ["odd: [name]"], ["lan"]])
    }

    @Test("Names are told apart from each other and from those that are configured; known addresses are comments")
    func names() throws {
        let known = [
            DeviceEntry(name: "sw", address: .ip(.v4(0x0a00_0001))),
            DeviceEntry(name: "up", address: .name("sw2.example")),
        ]
        let text = Discovery.configuration(
            of: [try agent("10.0.0.1"), try agent("10.0.0.2"), try agent("10.0.0.3", name: "SW")], known: known)
        #expect(text.contains("# 10.0.0.1 is configured already as sw\n"))
        #expect(text.contains("{ name: sw-2, address: \"10.0.0.2\"") && text.contains("{ name: SW-3,"))
        #expect(read(text).shared.devices.map(\.name) == ["sw-2", "SW-3"])
        let none = Discovery.configuration(of: [try agent("10.0.0.1")], known: known)
        #expect(!none.contains("devices:"))
        #expect(read(none).faults.isEmpty && read(Discovery.configuration(of: [], known: [])).faults.isEmpty)
    }

    @Test(
        "Whatever an agent calls itself, the text stays a valid configuration with that one device",
        arguments: [
            "x{1..100000}", "a }\n    - { name: evil, address: 10.9.9.9", "\"", "'", "a: b", "- x", "# comment",
            "&a *a",
            "!!python/object", "null", "yes", "1e5", "\u{1b}[31mred", "\u{202e}gnihtemos", "\u{0}", "a/b", "  ", "....",
            "---", "端口", String(repeating: "x", count: 5_000), "\u{2028}- { name: evil }", "\r\nevil: 1", "%", "{}",
        ])
    func hostile(words: String) throws {
        let text = Discovery.configuration(
            of: [try agent("10.0.0.2", name: words, description: words), try agent("10.0.0.3", name: words)], known: [])
        let loaded = read(text)
        #expect(loaded.faults.map(\.text) == [], "\(text)")
        #expect(loaded.shared.devices.count == 2)
        #expect(loaded.shared.devices.map(\.address.text) == ["10.0.0.2", "10.0.0.3"])
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
        #expect(!text.contains("\u{202e}") && !text.contains("\u{2028}"))
    }

    @Test("An agent that refuses every credential is a comment that says why")
    func refused() throws {
        let refusal = Discovery.Finding.refused(try #require(IPAddress("10.0.0.9")), "it does not know this user")
        let text = Discovery.configuration(of: [try agent("10.0.0.2"), refusal], known: [])
        #expect(text.hasSuffix("\n    # 10.0.0.9 refuses: it does not know this user\n"))
        #expect(read(text).shared.devices.map(\.name) == ["sw"])
        let alone = Discovery.configuration(of: [refusal], known: [])
        #expect(!alone.contains("devices:") && read(alone).faults.isEmpty)
    }

    @Test("A network's addresses are its hosts; one that is too large is refused")
    func networks() throws {
        func count(_ text: String) throws -> Int? {
            let network = try #require(Network(text))
            return Discovery.addresses(of: network)?.count
        }
        #expect(try count("10.0.0.0/24") == 254)
        #expect(try count("10.0.0.0/30") == 2)
        #expect(try count("10.0.0.0/31") == 2)
        #expect(try count("10.0.0.7") == 1)
        #expect(try count("10.0.0.0/16") == 65_534)
        #expect(try count("10.0.0.0/15") == nil)
        #expect(try count("0.0.0.0/0") == nil)
        #expect(try count("2001:db8::/112") == 65_536)
        #expect(try count("2001:db8::/64") == nil)
        #expect(try count("255.255.255.255") == 1)
        let network = try #require(Network("255.255.255.0/24"))
        let last = try #require(Discovery.addresses(of: network))
        #expect(last.first?.text == "255.255.255.1" && last.last?.text == "255.255.255.254")
    }
}
