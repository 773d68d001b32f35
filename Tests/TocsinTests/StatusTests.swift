import Model
import Testing
@testable import tocsin

@Suite("The status")
struct StatusTests {
    private let status = #"""
        {"version":"0.1.0","site":"hq","started":"2026-11-24T00:00:00.000000Z","pid":4711,
        "configuration":{"file":"/etc/tocsin/tocsin.yaml","loaded":"2026-11-24T00:00:00.000000Z","devices":3,"warnings":1},
        "watchers":[{"name":"traps","state":"running","received":1204331,"refused":{"community":3},
        "listeners":[{"name":"udp:162","endpoint":"0.0.0.0:162","receive_buffer_asked_bytes":8388608,
        "receive_buffer_granted_bytes":212992,"kernel_drops":5,"inherited":true}]},
        {"name":"ntp","state":"waiting for the store","offset_ms":1.25,"servers":[{"address":"192.0.2.1","stratum":2}]}],
        "store":{"path":"/var/lib/tocsin/tocsin.db","size_bytes":1572864,"events":1204331,"last_commit_ms":1.2,
        "failing":"disk full"},"alerts":{"open":3,"critical":1,"warning":2},
        "sinks":[{"name":"journald","sent":12,"dropped":0,"backlog":0}],"dropped":{"told_but_not_stored":7,"sink_mail":0},
        "weather":{"is":"fine"}}
        """#

    private func lines(_ text: String) throws -> [String] {
        StatusText(try #require(JSONValue(parsing: text)), times: times, terminal: .none).running
    }

    @Test("Known parts are told in words, with their units")
    func known() throws {
        let text = try lines(status).joined(separator: "\n")
        #expect(
            text.hasPrefix("● tocsind 0.1.0 is running since 2026-11-24T00:00:00Z (1h ago), process 4711, site hq\n"))
        for part in [
            "3 open: 1 critical, 2 warning", "traps running", "received 1,204,331", "8 MiB", "208 KiB", "0.0.0.0:162",
            "failing: disk full", "size 1.5 MiB", "last commit 1.2 ms", "journald", "told but not stored  7",
            "loaded    2026-11-24T00:00:00Z (1h ago)",
        ] { #expect(text.contains(part), "\(part) in\n\(text)") }
        #expect(!text.contains("sink mail"))
    }

    @Test("Devices are told by their states, and what is none of them is not said")
    func devices() throws {
        let text = try lines(
            #"{"version":"1","watchers":[{"name":"snmp","state":"running","devices":1204,"devices_up":1201,"#
                + #""devices_down":2,"devices_unreachable":0,"devices_unknown":1,"polls_now":7}]}"#
        ).joined(separator: "\n")
        #expect(
            text.contains("snmp running\n    1,204 devices: 1,201 up, 2 down, 1 unknown  ('tocsin devices' shows them)")
        )
        #expect(text.contains("polls now 7") && !text.contains("devices up"))
        // Any watcher may count devices without states.
        #expect(try lines(#"{"version":"1","watchers":[{"name":"x","devices":3}]}"#).joined().contains("devices 3"))
    }

    @Test("Measured numbers are told with the digits that mean something")
    func measured() throws {
        let text = try lines(
            #"{"version":"1","watchers":[{"name":"ntp","state":"running","offset_seconds":-2.72813210434791e-06,"#
                + #""bound_seconds":0.0021186331986252203,"drift_ppm":0.22178187197170016,"age_seconds":1000000000.5,"#
                + #""share":0.000123456789,"slip_p99_ms":0.3500001,"rate":12.000049}]}"#
        ).joined(separator: "\n")
        for part in [
            "offset -2.73us", "bound 2.12ms", "drift 0.222 ppm", "age 31.7y", "share 0.000123456789",
            "slip p99 0.35 ms",
            "rate 12",
        ] { #expect(text.contains(part), "\(part) in\n\(text)") }
    }

    @Test("What this version has never heard of is shown all the same")
    func unknown() throws {
        let text = try lines(status).joined(separator: "\n")
        #expect(text.contains("ntp waiting for the store"))
        #expect(text.contains("offset 1.25 ms"))
        #expect(text.contains("ADDRESS    STRATUM"))
        #expect(text.contains("weather\n    is  fine"))
    }

    @Test("Nothing open and nothing dropped is said in so many words")
    func quiet() throws {
        let text = try lines(#"{"version":"1","watchers":[],"alerts":{"open":0},"dropped":{"a":0,"b":{}}}"#).joined(
            separator: "\n")
        #expect(text.contains("none open"))
        #expect(text.contains("Dropped\n  nothing"))
        #expect(text.contains("nothing is watched"))
    }

    @Test("An answer with parts of other types than expected is printed, not trapped on")
    func strange() throws {
        #expect(
            try lines(
                #"{"version":7,"started":[],"pid":{},"watchers":[1,"x",{}],"alerts":"no","store":[],"dropped":null}"#
            ).count > 3)
    }

    @Test("VarBinds are a table of names, types and values")
    func varBinds() throws {
        let json = #"""
            {"trap":"linkDown","varbinds":[{"oid":"1.3.6.1.2.1.2.2.1.8.3","name":"ifOperStatus.3","type":"INTEGER","value":2,
            "text":"down"},{"oid":"1.3.6.1.2.1.31.1.1.1.1.3","name":"ifName.3","type":"OCTET STRING","value":"Gi1/0/3"}]}
            """#
        let text = StructuredText(terminal: .none, times: times)
            .lines(try #require(JSONValue(parsing: json)).members, indent: 2).joined(separator: "\n")
        #expect(
            text == """
                  trap  linkDown
                  varbinds
                    NAME            TYPE          VALUE
                    ifOperStatus.3  INTEGER       down (2)
                    ifName.3        OCTET STRING  Gi1/0/3
                """)
    }
}
