import Model
import Testing

@testable import Daemon

/// Faulty inputs and every line that an administrator then reads.
@Suite struct FaultyConfigurationTests {
    private static let credential = "snmp:\n  credentials:\n    - { name: core, version: 3, user: m, "

    @Test(
        "A faulty configuration is told line by line",
        arguments: [
            ("sit: hq\n", ["tocsin.yaml:1:1: sit: unknown key; did you mean 'site'?"]),
            ("site: [a]\n", ["tocsin.yaml:1:7: site: expected a text, not a list"]),
            ("site:\n", ["tocsin.yaml:1:6: site: expected a text, not nothing"]),
            ("- a\n", ["tocsin.yaml:1:1: expected a map of keys, not a list"]),
            (
                "log: { level: verbose }\n",
                [
                    "tocsin.yaml:1:15: log.level: expected one of trace, debug, info, notice, warning, error, critical, "
                        + "not 'verbose'"
                ]
            ),
            (
                "store: { retention: { events: 90 } }\n",
                ["tocsin.yaml:1:31: store.retention.events: expected a duration from 1h to 36500d, not '90'"]
            ),
            (
                "dns:\n  resolvers: [ eth0 ]\nalerting: {}\n",
                [
                    "tocsin.yaml:1:1: dns: this version of Tocsin has no such watcher yet: remove the section",
                    "tocsin.yaml:3:1: alerting: this version of Tocsin has no routes and sinks but journald yet: "
                        + "remove the section",
                ]
            ),
            (
                "snmp:\n  devices:\n    - { name: a, address: 10.0.0.1, expect: refusal, deadline: 10ms }\n",
                [
                    "tocsin.yaml:3:45: snmp.devices[0].expect: expected one of answers, refused, not 'refusal'; did you "
                        + "mean 'refused'?",
                    "tocsin.yaml:3:64: snmp.devices[0].deadline: expected a duration from 1s to 1d, not '10ms'",
                ]
            ),
            (
                "traps:\n  limit: { brust: 1, per_source: 200 }\n",
                [
                    "tocsin.yaml:2:12: traps.limit.brust: unknown key; did you mean 'burst'?",
                    "tocsin.yaml:2:34: traps.limit.per_source: expected a rate such as 200/s or 12/m, not '200'",
                ]
            ),
            (
                "snmp:\n  credentials:\n    - { name: lan, version: 2c }\n    - { name: lan, version: 2 }\n",
                [
                    "tocsin.yaml:3:7: snmp.credentials[0].community: is missing: version 2c needs a community",
                    "tocsin.yaml:4:15: snmp.credentials[1].name: the name 'lan' is given twice, first at tocsin.yaml:3:15",
                    "tocsin.yaml:4:29: snmp.credentials[1].version: expected one of 1, 2c, 3, not '2'; "
                        + "did you mean '2c'?",
                ]
            ),
            (
                "snmp:\n  credentials:\n    - { name: core, version: 3, community: public }\n",
                [
                    "tocsin.yaml:3:7: snmp.credentials[0].user: is missing: version 3 needs a user",
                    "tocsin.yaml:3:44: snmp.credentials[0].community: does not go with version 3, which has a user",
                ]
            ),
            (
                credential + "privacy: { protocol: AES, passphrase: long-enough } }\n",
                [
                    "tocsin.yaml:3:51: snmp.credentials[0].privacy: needs auth: SNMPv3 encrypts nothing that it does not "
                        + "authenticate"
                ]
            ),
            (
                credential + "auth: { protocol: SHA-265, passphrase: hunter2 } }\n",
                [
                    "tocsin.yaml:3:60: snmp.credentials[0].auth.protocol: expected an authentication protocol: MD5, SHA-1, "
                        + "SHA-224, SHA-256, SHA-384, SHA-512, not 'SHA-265'; did you mean 'SHA-256'?",
                    "tocsin.yaml:3:81: snmp.credentials[0].auth.passphrase: the passphrase is shorter than 8 characters "
                        + "(RFC 3414, section 11.2)",
                ]
            ),
            (
                credential + "auth: hunter2, engine_id: 0x8000 } \n",
                [
                    "tocsin.yaml:3:48: snmp.credentials[0].auth: expected a map of keys, not a text",
                    "tocsin.yaml:3:68: snmp.credentials[0].engine_id: expected 5 to 32 octets in hexadecimal, not '0x8000'",
                ]
            ),
            (
                "snmp:\n  credentials: [ { name: core, version: 3, user: m } ]\n  devices:\n"
                    + "    - { name: a, address: 10.0.0.256, credential: coer }\n",
                [
                    "tocsin.yaml:4:27: snmp.devices[0].address: expected an address or the name of a host, "
                        + "not '10.0.0.256'",
                    "tocsin.yaml:4:51: snmp.devices[0].credential: no credential is named 'coer'; did you mean 'core'?",
                ]
            ),
            (
                "snmp:\n  devices:\n    - { name: \"sw{1..40}\", address: \"10.0.1.{1..41}\" }\n"
                    + "    - { name: \"sw{5..1}\", address: 10.0.0.1 }\n    - { name: sw1, address: \"10.0.1.{1..2}\" }\n"
                    + "    - { name: \"a{1..x}\", address: a.example }\n    - { name: a/b, address: b.example }\n",
                [
                    "tocsin.yaml:3:37: snmp.devices[0].address: stands for 41 where the name stands for 40; "
                        + "ranges advance together",
                    "tocsin.yaml:4:15: snmp.devices[1].name: the range {5..1} falls; write {1..5}",
                    "tocsin.yaml:5:29: snmp.devices[2].address: stands for 2 where the name stands for 1; "
                        + "ranges advance together",
                    "tocsin.yaml:6:15: snmp.devices[3].name: {1..x} is not a range such as {1..40}",
                    "tocsin.yaml:7:15: snmp.devices[4].name: 'a/b' cannot name a device: a slash separates device and "
                        + "instance",
                ]
            ),
            (
                "snmp:\n  devices:\n    - { name: sw1, address: 10.0.0.1, interval: 0s, prot: 161 }\n    - sw2\n",
                [
                    "tocsin.yaml:3:49: snmp.devices[0].interval: expected a duration from 1s to 1d, not '0s'",
                    "tocsin.yaml:3:53: snmp.devices[0].prot: unknown key; did you mean 'port'?",
                    "tocsin.yaml:4:7: snmp.devices[1]: expected a map of keys, not a text",
                ]
            ),
            (
                "snmp: { inventory: [ devices.csv ] }\n",
                ["tocsin.yaml:1:22: snmp.inventory[0]: 'devices.csv' cannot be read: no such file"]
            ),
        ])
    func table(text: String, expected: [String]) {
        let loaded = loadConfiguration(text)
        #expect(loaded.faults.map(\.text) == expected)
        #expect(!loaded.isUsable)
        #expect(!loaded.faults.contains { $0.text.contains("hunter2") })
        #expect(!loaded.warnings.contains { $0.text.contains("hunter2") })
    }

    @Test("Every fault of every file is shown in one run, in the order of the files")
    func all() {
        let loaded = loadConfiguration(
            "sit: hq\nlog: { level: 3 }\nsnmp: { inventory: [ d.csv ], devices: [ { name: a } ] }\n",
            [
                "conf.d/20-b.yaml": "ntp: {}\n", "conf.d/10-a.yaml": "store: { retenion: {} }\nlog: [ x ]\n",
                "d.csv": "name,address\nx,y z\n",
            ])
        #expect(
            loaded.faults.map { $0.text.split(separator: " ").prefix(2).joined(separator: " ") } == [
                "tocsin.yaml:1:1: sit:", "tocsin.yaml:2:15: log.level:", "tocsin.yaml:3:42: snmp.devices[0].address:",
                "conf.d/10-a.yaml:1:10: store.retenion:", "conf.d/10-a.yaml:2:6: log:", "conf.d/20-b.yaml:1:1: ntp:",
                "d.csv:2:3: address:",
            ])
    }

    @Test("Broken syntax in one file is told with that of the others, and no fault is invented about names")
    func syntax() {
        let loaded = loadConfiguration(
            "snmp: { devices: [ { name: a, address: 10.0.0.1, credential: core } ] }\n",
            ["conf.d/a.yaml": "snmp: { credentials: [ }\n", "conf.d/b.yaml": "a: 1\n\tb: 2\n"])
        #expect(loaded.faults.count == 2)
        #expect(loaded.faults.map(\.location.file) == ["conf.d/a.yaml", "conf.d/b.yaml"])
    }
}
