import Model
import Testing

@testable import Daemon

@Suite struct ConfigurationTextTests {
    private static let text = """
        site: "true: north"
        snmp:
          credentials:
            - { name: lan, version: 2c, community: hunter2-lan }
            - name: core
              version: 3
              user: monitor
              auth: { protocol: SHA-256, passphrase: hunter2-auth }
              privacy: { protocol: AES, passphrase: { file: /etc/tocsin/core-priv } }
        traps:
          communities: [ hunter2-trap, { systemd_credential: lan-community } ]
          users: []
          repeats:
        """

    @Test("The merged configuration shows references and hides literals")
    func show() {
        let loaded = loadConfiguration(
            Self.text, ["conf.d/a.yaml": "traps: { users: [ core ], mibs: [ \"a b\", c ] }\n"])
        #expect(loaded.faults.map(\.text) == [])
        #expect(
            ConfigurationText.show(loaded) == """
                site: "true: north"
                snmp:
                  credentials:
                    - name: lan  # tocsin.yaml:4
                      version: 2c
                      community: (hidden)
                    - name: core  # tocsin.yaml:5
                      version: 3
                      user: monitor
                      auth:
                        protocol: SHA-256
                        passphrase: (hidden)
                      privacy:
                        protocol: AES
                        passphrase: { file: /etc/tocsin/core-priv }
                traps:
                  communities:
                    - (hidden)  # tocsin.yaml:11
                    - { systemd_credential: lan-community }  # tocsin.yaml:11
                  users: [core]
                  repeats:
                  mibs: ["a b", c]

                """)
    }

    @Test("What is shown is YAML that means the same")
    func roundTrip() {
        let text =
            "site: \"a\\tb\\\\ \\\"c\\\" ä \\e[0m\"\ntraps: { listen: [ \"udp:162\", \"null\", '-', \"#x\" ], limit: {} }\n"
        let first = loadConfiguration(text)
        #expect(first.faults.isEmpty)
        let shown = ConfigurationText.show(first)
        let second = loadConfiguration(shown)
        #expect(second.faults.map(\.text) == (loadConfiguration(text).faults.map(\.text)))
        #expect(second.shared.site == first.shared.site)
        #expect(second.shared.site == "a\tb\\ \"c\" ä \u{1b}[0m")
        #expect(ConfigurationText.show(second) == shown)
        #expect(!shown.contains("\u{1b}"))
    }

    @Test("Secrets stand in nothing that can be printed, also when their key is mistyped")
    func hidden() {
        for text in [
            Self.text, Self.text.replacing("passphrase: hunter2", with: "passphrse: hunter2"),
            Self.text.replacing("community: hunter2-lan", with: "comunity: [ { x: hunter2-lan } ]"),
            Self.text.replacing("communities: [ hunter2-trap", with: "communites: [ hunter2-trap"),
            Self.text.replacing("auth: { protocol: SHA-256, passphrase: hunter2-auth }", with: "auth: hunter2"),
        ] {
            let loaded = loadConfiguration(text)
            var dumped = ""
            dump(loaded, to: &dumped)
            for shown in [
                dumped, "\(loaded)", String(reflecting: loaded), loaded.faults.map(\.text).joined(),
                loaded.warnings.map(\.text).joined(),
            ] {
                #expect(!shown.contains("hunter2"))
            }
            // `auth: hunter2` is a fault, and whoever has faults is not shown the rest.
            if loaded.isUsable || !text.contains("auth: hunter2\n") {
                #expect(!ConfigurationText.show(loaded).contains("hunter2"))
            }
        }
    }

    @Test("An empty configuration shows as an empty map")
    func empty() {
        #expect(ConfigurationText.show(loadConfiguration("")) == "{}\n")
    }
}
