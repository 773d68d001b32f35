import Foundation
import Model
import Testing
import Watching

@testable import Daemon

@Suite struct ConfigurationLoaderTests {
    /// The contract's example, without what has no watcher yet.
    private static let contract = """
        site: hq                                  # stands on every event
        store: { retention: { events: 30d, samples: 7d } }
        log: { level: debug }
        snmp:
          credentials:
            - { name: lan, version: 2c, community: { systemd_credential: lan-community } }
            - name: core
              version: 3
              user: monitor
              auth: { protocol: SHA-256, passphrase: { systemd_credential: core-auth } }
              privacy: { protocol: aes256, passphrase: { file: /etc/tocsin/core-priv } }
              engine_id: 80:00:1f:88:03
          defaults: { interval: 60s, timeout: 3s, retries: 2, port: 161, profiles: [system, interfaces] }
          devices:
            - { name: core-sw1, address: 10.0.0.2, credential: core, uplinks: [Gi1/0/48], tags: { role: core } }
            - { name: "acc-sw{01..40}", address: "10.0.1.{1..40}", credential: [core, lan], timeout: 1s }
          inventory: [ devices.csv ]              # name,address,credential,profiles,tags
        traps:
          listen: [ "udp:162", "udp:[::]:162" ]
          allow: [ 10.0.0.0/8 ]
          communities: [ { systemd_credential: lan-community } ]
          users: [ core ]
          mibs: [ /usr/share/snmp/mibs ]
          repeats: { window: 60s }
          limit: { per_source: 200/s, burst: 2000 }
          rules:
            - { name: link-down, trap: linkDown, severity: warning, instance: ifIndex, cleared_by: linkUp }
        """

    private struct Secrets: SecretResolver {
        func resolve(_ source: SecretSource) -> SecretResolution { .resolved(Secret("from \(source)"), warning: nil) }
    }

    @Test("The contract's example loads")
    func contract() throws {
        let traps = DecodedTraps()
        let csv =
            "name,address,credential,profiles,tags\r\nups1,ups1.example,lan core,\"system;ups\",role=ups site=\"\"\r\n"
        let fixed = csv.replacing("site=\"\"", with: "floor=2")
        let loaded = loadConfiguration(Self.contract, ["devices.csv": fixed], traps: traps, resolver: Secrets())
        #expect(loaded.faults.map(\.text) == [])
        let shared = loaded.shared
        #expect(shared.site == "hq")
        #expect(shared.logLevel == .debug)
        #expect(shared.retention == Retention(events: .seconds(30 * 86_400), samples: .seconds(7 * 86_400)))
        let core = try #require(shared.credential(named: "core"))
        #expect(core.version == .v3)
        #expect(core.auth?.protocolName == "SHA-256")
        #expect(
            core.privacy == .init(protocolName: "AES-256", passphrase: Secret("from { file: /etc/tocsin/core-priv }")))
        #expect(core.engineID == [0x80, 0x00, 0x1f, 0x88, 0x03])
        #expect(shared.credential(named: "lan")?.community == Secret("from { systemd_credential: lan-community }"))
        #expect(shared.devices.count == 42)
        let seventh = try #require(IPAddress("10.0.1.7").flatMap { shared.device(at: $0) })
        #expect(seventh.name == "acc-sw07")
        #expect(seventh.credentials == ["core", "lan"])
        #expect(seventh.timeout == .seconds(1))
        #expect(seventh.profiles == ["system", "interfaces"])
        #expect(shared.device(named: "core-sw1")?.timeout == .seconds(3))
        let ups = try #require(shared.device(named: "ups1"))
        #expect(ups.address == .name("ups1.example"))
        #expect(ups.credentials == ["lan", "core"])
        #expect(ups.profiles == ["system", "ups"])
        #expect(ups.tags == ["role": "ups", "floor": "2"])
        #expect(loaded.sections == ["traps"])
        #expect(traps.networks == [Network("10.0.0.0/8")])
        #expect(traps.communities.count == 1)
        #expect(traps.users == ["core"])
        #expect(traps.burst == 2_000)
        #expect(loaded.warnings.isEmpty)
    }

    @Test("An empty file is a configuration of defaults, and no watcher is called")
    func empty() {
        let loaded = loadConfiguration("")
        #expect(loaded.isUsable)
        #expect(loaded.shared.site.isEmpty)
        #expect(loaded.shared.retention == Retention())
        #expect(loaded.sections.isEmpty)
    }

    @Test("Drop-ins follow by name: lists append, maps merge, a later scalar wins, nothing changes nothing")
    func merge() {
        let traps = DecodedTraps()
        let loaded = loadConfiguration(
            "site: a\ntraps: { allow: [ 10.0.0.0/8 ], limit: { burst: 1 } }\nlog: { level: info }\n",
            [
                "conf.d/20.yaml": "site: c\ntraps: { allow: [ 192.0.2.0/24 ], limit: { burst: 3 } }\nlog:\n",
                "conf.d/10.yaml": "site: b\ntraps: { allow: [ 198.51.100.0/24 ], limit: { per_source: 5/s } }\n",
                "conf.d/.hidden.yaml": "site: wrong\n", "conf.d/readme.txt": "site: [\n", "conf.d/30.yml": "site: no\n",
            ], traps: traps)
        #expect(loaded.faults.isEmpty)
        #expect(loaded.files == ["tocsin.yaml", "conf.d/10.yaml", "conf.d/20.yaml"])
        #expect(loaded.shared.site == "c")
        #expect(traps.networks.map(\.text) == ["10.0.0.0/8", "198.51.100.0/24", "192.0.2.0/24"])
        #expect(traps.burst == 3)
        #expect(
            loaded.warnings.map(\.text) == ["conf.d/30.yml:1:1: is not read: the name of a drop-in ends in .yaml"])
    }

    @Test("A name that two files give is a fault naming both places")
    func twice() {
        let loaded = loadConfiguration(
            "snmp: { devices: [ { name: sw7, address: 10.0.0.7 } ] }\n",
            [
                "conf.d/a.yaml": "snmp: { devices: [ { name: \"sw{1..9}\", address: \"10.0.1.{1..9}\" } ] }\n",
                "conf.d/b.yaml": "snmp: { inventory: [ d.csv ] }\n", "d.csv": "address,name\n10.0.0.9,sw7\n",
            ])
        #expect(
            loaded.faults.map(\.text) == [
                "conf.d/a.yaml:1:28: snmp.devices[0].name: the name 'sw7' is given twice, first at tocsin.yaml:1:28",
                "d.csv:2:10: name: the name 'sw7' is given twice, first at tocsin.yaml:1:28",
            ])
    }

    @Test("Files that disagree about what a key is are at fault")
    func conflict() {
        let loaded = loadConfiguration(
            "traps: { allow: [ 10.0.0.0/8 ] }\n", ["conf.d/a.yaml": "traps: { allow: 192.0.2.1 }\n"])
        #expect(
            loaded.faults.map(\.text) == [
                "conf.d/a.yaml:1:17: traps.allow: is a text here but a list at tocsin.yaml:1:17"
            ])
    }

    @Test("Devices that share an address are warned about, a second context is not")
    func addresses() {
        let loaded = loadConfiguration(
            """
            snmp:
              devices:
                - { name: a, address: 10.0.0.1 }
                - { name: b, address: 10.0.0.1 }
                - { name: c, address: 10.0.0.1, context: vlan-5 }
            """)
        #expect(loaded.faults.isEmpty)
        #expect(
            loaded.warnings.map(\.text).last
                == "tocsin.yaml:4:27: snmp.devices[1].address: 'b' has the address of 'a', which its traps will bear as "
                + "their device")
        #expect(loaded.warnings.count == 1)
    }

    @Test("A blank community is taken, with a warning, and counts as one that everybody knows")
    func blankCommunity() throws {
        let text = "snmp:\n  credentials: [ { name: open, version: 2c, community: \"\" } ]\n"
        let loaded = loadConfiguration(text, [:], traps: DecodedTraps(), resolver: Secrets())
        #expect(loaded.faults.isEmpty, "\(loaded.faults.map(\.text))")
        #expect(loaded.warnings.contains { $0.text.contains("the community is empty") })
        #expect(loaded.shared.credentials.first?.community?.bytes.isEmpty == true)
        let missing = loadConfiguration(
            "snmp:\n  credentials: [ { name: open, version: 2c, community: } ]\n", [:], traps: DecodedTraps(),
            resolver: Secrets())
        #expect(!missing.faults.isEmpty)
    }

    @Test("More devices than the bound are one fault")
    func tooMany() {
        let loaded = loadConfiguration(
            """
            snmp:
              devices:
                - { name: "a{1..60000}", address: "a{1..60000}.example" }
                - { name: "b{1..60000}", address: "b{1..60000}.example" }
                - { name: "c{1..100001}", address: "c{1..100001}.example" }
            """)
        #expect(
            loaded.faults.map(\.text) == [
                "tocsin.yaml:4:15: snmp.devices[1].name: there are more than 100000 devices",
                "tocsin.yaml:5:15: snmp.devices[2].name: the range {1..100001} has more than 100000 steps",
            ])
    }

    @Test("A disk that does not give the file is told in its words")
    func disk() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tocsin-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: "\(folder)/conf.d/x.yaml", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(unsafe mkfifo("\(folder)/pipe.yaml", 0o600) == 0)
        try Data("site: disk\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/good.yaml"))
        let loader = ConfigurationLoader(watchers: [], resolver: LiteralSecretResolver())
        let dropIn = "\(folder)/conf.d/x.yaml:1:1: cannot be read: it is a folder"
        #expect(
            loader.load(file: "\(folder)/none.yaml").faults.map(\.text) == [
                "\(folder)/none.yaml:1:1: cannot be read: no such file; 'tocsin config init' writes a first one",
                dropIn,
            ])
        #expect(loader.load(file: folder).faults.first?.text == "\(folder):1:1: cannot be read: it is a folder")
        #expect(
            loader.load(file: "\(folder)/pipe.yaml").faults.first?.text
                == "\(folder)/pipe.yaml:1:1: cannot be read: it is not a regular file")
        #expect(loader.load(file: "\(folder)/good.yaml").faults.map(\.text) == [dropIn])
        try FileManager.default.removeItem(atPath: "\(folder)/conf.d/x.yaml")
        let good = loader.load(file: "\(folder)/good.yaml")
        #expect(good.isUsable)
        #expect(good.shared.site == "disk")
    }

    @Test("The first file that is written for a user loads as it stands")
    func template() {
        let traps = DecodedTraps()
        let loaded = loadConfiguration(ConfigurationTemplate.initial, traps: traps)
        #expect(loaded.faults.map(\.text) == [])
        #expect(loaded.warnings.map(\.text) == [])
        #expect(loaded.sections == ["traps"])
        #expect(traps.networks.map(\.text) == ["127.0.0.1/32", "::1/128"])
    }

    @Test("What the first file has in comments is right, too")
    func templateComments() {
        let lines = ConfigurationTemplate.initial.split(separator: "\n", omittingEmptySubsequences: false)
        let start = lines.firstIndex { $0 == "# snmp:" } ?? 0
        var isOfBlock = true
        let text = lines.enumerated().map { index, line -> String in
            isOfBlock = index >= start && isOfBlock && line.hasPrefix("#") || index < start
            if index >= start, isOfBlock { return String(line.dropFirst(2)) }
            for key in ["  # communities:", "  # users:", "  # mibs:"] where line.hasPrefix(key) {
                return "  " + line.dropFirst(4)
            }
            return line.hasPrefix("# site:") ? String(line.dropFirst(2)) : String(line)
        }.joined(separator: "\n")
        let traps = DecodedTraps()
        let loaded = loadConfiguration(text, ["devices.csv": "name,address\n"], traps: traps, resolver: Secrets())
        #expect(loaded.faults.map(\.text) == [])
        #expect(loaded.shared.devices.count == 41)
        #expect(traps.users == ["core"])
        #expect(loaded.shared.site == "hq")
    }

    @Test("What the first file has in comments for the other watchers is right, too")
    func templateOfOtherWatchers() throws {
        let lines = ConfigurationTemplate.initial.split(separator: "\n", omittingEmptySubsequences: false)
        var text = ""
        for key in ["# dhcp:", "# router_advertisements:", "# ntp:"] {
            let start = try #require(lines.firstIndex { $0 == key })
            let block = lines[start...].prefix { $0 == key || $0.hasPrefix("#   ") }
            text += block.map { $0.dropFirst(2) + "\n" }.joined()
        }
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-\(UUID().uuidString).yaml")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let configuration = DaemonConfiguration.load(file: file.path, secrets: .lenient)
        #expect(configuration.loaded.faults.map(\.text) == [], "\(text)")
        #expect(Set(configuration.plans.map(\.kind.name)).isSuperset(of: [.dhcp, .ra, .ntp]))
    }
}
