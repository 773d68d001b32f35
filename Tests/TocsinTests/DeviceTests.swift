import Foundation
import Model
import Testing
@testable import tocsin

@Suite("Devices, samples and servers")
struct DeviceTests {
    private static let devices = #"""
        [{"name":"core-sw1","address":"10.0.0.2","site":"hq","state":"up","since":"2026-11-24T00:00:00.000000Z",
        "latency_ms":1.234,"loss_percent":0.0,"uptime_seconds":1047600,"last_poll":"2026-11-24T00:59:30.000000Z",
        "tags":{"role":"core"},"credential":"lan","profiles":["system","interfaces"]},
        {"name":"acc-sw1","address":"10.0.1.1","site":"hq","state":"down","since":"2026-11-24T00:30:00.000000Z",
        "latency_ms":null,"loss_percent":100.0,"uptime_seconds":null,"last_poll":null,"tags":{}}]
        """#.replacingOccurrences(of: "\n", with: "")
    private static let interfaces = #"""
        [{"device":"core-sw1","name":"Gi1/0/1","alias":"to the roof","index":1,"admin":"up","oper":"up",
        "speed_bps":1000000000,"in_bps":1234567.0,"out_bps":998.2,"in_errors_per_s":0.0,"out_errors_per_s":0.25},
        {"device":"core-sw1","name":"Gi1/0/2","alias":"","index":2,"admin":"up","oper":"down","speed_bps":null,
        "in_bps":null,"out_bps":null,"in_errors_per_s":null,"out_errors_per_s":null}]
        """#.replacingOccurrences(of: "\n", with: "")
    private static let one = String(devices.prefix(upTo: devices.range(of: ",{")?.lowerBound ?? devices.endIndex)) + "]"

    private func objects(_ text: String) throws -> [JSONValue] { try #require(JSONValue(parsing: text)).elements }

    @Test("Devices are a table with their units")
    func table() throws {
        let text = DeviceText(times: times, terminal: .none).table(try objects(DeviceTests.devices))
            .lines(on: .none).joined(separator: "\n")
        #expect(
            text == """
                NAME      ADDRESS   STATE  SINCE                 LATENCY   LOSS  UPTIME  LAST POLL
                core-sw1  10.0.0.2  up     2026-11-24T00:00:00Z   1.23ms    0 %   1w 5d  30s ago
                acc-sw1   10.0.1.1  down   2026-11-24T00:30:00Z        -  100 %       -  never
                """)
    }

    @Test("One device is told at length, with its interfaces and their rates")
    func device() throws {
        let device = try #require(try objects(DeviceTests.devices).first)
        let lines = DeviceText(times: times, terminal: .none).lines(
            device, interfaces: try objects(DeviceTests.interfaces))
        #expect(lines.first == "● core-sw1 is up since 2026-11-24T00:00:00Z (1h ago)")
        let text = lines.joined(separator: "\n")
        for part in [
            "address     10.0.0.2", "latency     1.23ms", "uptime      1w 5d", "tags        role=core",
            "profiles    system, interfaces",
            """
            Interfaces
              NAME     ALIAS        ADMIN  OPER     SPEED           IN        OUT  IN ERR/S  OUT ERR/S
              Gi1/0/1  to the roof  up     up    1 Gbit/s  1.23 Mbit/s  998 bit/s         0       0.25
              Gi1/0/2               up     down         -            -          -         -          -
            """,
        ] { #expect(text.contains(part), "\(part) in\n\(text)") }
    }

    @Test("In JSON and CSV the members of the contract are always there, and those beyond it come after them")
    func formats() throws {
        let objects = try objects(DeviceTests.devices)
        let listing = DevicesCommand.listing(objects)
        let json = try printed(on: .none) { try listing.write(.json, times, to: $0) }.split(separator: "\n")
        #expect(json.count == 2)
        let first = try #require(JSONValue(parsing: String(json[0])))
        #expect(first.members.prefix(10).map(\.name) == DeviceText.fields)
        #expect(first["loss_percent"]?.double == 0 && first["latency_ms"]?.double == 1.234)
        #expect(first["tags"]?["role"] == .string("core"))
        #expect(first["credential"] == .string("lan"))
        #expect(first["since"] == .string("2026-11-24T00:00:00.000000Z"))
        let second = try #require(JSONValue(parsing: String(json[1])))
        #expect(second["last_poll"] == .null && second["credential"] == nil)
        let csv = try printed(on: .none) { try listing.write(.csv, times, to: $0) }.components(separatedBy: "\r\n")
        #expect(csv[0] == (DeviceText.fields + ["credential", "profiles"]).joined(separator: ","))
        #expect(csv[2] == "acc-sw1,10.0.1.1,hq,down,2026-11-24T00:30:00.000000Z,,100,,,{},,")
        #expect(
            try printed(on: .none) { try listing.write(.cat, times, to: $0) }
                == "core-sw1 is up: latency 1.23ms, loss 0 %\nacc-sw1 is down: latency -, loss 100 %\n")
        let verbose = try printed(on: .none) { try listing.write(.verbose, times, to: $0) }
        #expect(verbose.contains("    tags.role=core\n") && verbose.contains("    state=down\n"))
        let bare = DevicesCommand.listing([.object([])])
        #expect(
            try printed(on: .none) { try bare.write(.json, times, to: $0) }.contains(#""name":null,"address":null"#))
    }

    @Test("The daemon is asked for all devices, or for one and its interfaces")
    func asks() throws {
        let one = DeviceTests.one
        let daemon = try FakeDaemon { request in
            switch (request["query"]?.string, request["name"]?.string) {
            case ("devices", nil), ("devices", "core-sw1"):
                let objects = request["name"] == nil ? DeviceTests.devices : one
                return #"{"ok":true,"answers":[{"watcher":"snmp","objects":\#(objects)}]}"#
            case ("devices", _): return #"{"ok":true,"answers":[{"watcher":"snmp","objects":[]}]}"#
            default:
                return #"{"ok":true,"answers":[{"watcher":"snmp","objects":\#(DeviceTests.interfaces)}]}"#
            }
        }
        let all = try daemon.run("devices")
        #expect(all.exitCode == 0 && all.lines.count == 3 && all.lines[0].hasPrefix("NAME"))
        let single = try daemon.run("devices", "core-sw1", "-o", "json")
        #expect(single.exitCode == 0, "\(single.errors)")
        let object = try #require(JSONValue(parsing: single.output))
        #expect(object["name"] == .string("core-sw1") && object["interfaces"]?.elements.count == 2)
        #expect(try daemon.run("devices", "core-sw1", "-o", "csv").output.hasPrefix("device,name,alias,index,"))
        let wrong = try daemon.run("devices", "core-sw2")
        #expect(wrong.exitCode == 1)
        #expect(wrong.errors.contains("did you mean 'core-sw1'?"))
        #expect(daemon.requests.last?["request"] == .string("query"))
    }

    @Test("Ten thousand devices are listed")
    func many() throws {
        let objects = (0..<10_000).map {
            #"{"name":"sw\#($0)","address":"10.0.0.1","state":"up","latency_ms":1.5,"loss_percent":0,"tags":{"a":"b"}}"#
        }.joined(separator: ",")
        let daemon = try FakeDaemon(["devices": [("snmp", "[\(objects)]")]])
        #expect(try daemon.run("devices").lines.count == 10_001)
    }

    @Test("Samples of the daemon and of the store are told alike, the latter also without a daemon")
    func samples() throws {
        let daemon = try FakeDaemon([
            "samples": [
                (
                    "snmp",
                    #"[{"time":"2026-11-24T00:00:01.000000Z","device":"sw1","metric":"if_in_bps","instance":"Gi1/0/1","#
                        + #""value":1234.5678,"unit":"bit/s"},{"time":"2026-11-24T00:00:01.000000Z","device":"sw1","#
                        + #""metric":"latency_ms","instance":null,"value":2.0,"unit":"ms"}]"#
                )
            ]
        ])
        let run = try daemon.run("samples", "sw1")
        #expect(
            run.output == """
                TIME                  METRIC      INSTANCE     VALUE  UNIT
                2026-11-24T00:00:01Z  if_in_bps   Gi1/0/1   1234.568  bit/s
                2026-11-24T00:00:01Z  latency_ms  -                2  ms

                """)
        _ = try daemon.run("samples", "sw1", "if_in_bps", "Gi1/0/1")
        #expect(daemon.requests.last?["metric"] == .string("if_in_bps"))
        #expect(daemon.requests.last?["instance"] == .string("Gi1/0/1"))

        let state = try TemporaryState(
            samples: (0..<500).map {
                Sample(
                    time: midnight + .seconds($0 * 60), device: "sw1", metric: "m", instance: $0 % 2 == 0 ? nil : "x",
                    value: Double($0) / 4, unit: "%")
            })
        let history = try CommandRun([
            "samples", "sw1", "-S", "2026-11-24T00:01:00Z", "-U", "2026-11-24T00:04:00Z", "--state", state.directory,
            "--runtime", state.directory, "-o", "json",
        ])
        #expect(
            history.lines == [
                #"{"time":"2026-11-24T00:01:00.000000Z","device":"sw1","metric":"m","instance":"x","value":0.25,"unit":"%"}"#,
                #"{"time":"2026-11-24T00:02:00.000000Z","device":"sw1","metric":"m","instance":null,"value":0.5,"unit":"%"}"#,
                #"{"time":"2026-11-24T00:03:00.000000Z","device":"sw1","metric":"m","instance":"x","value":0.75,"unit":"%"}"#,
                #"{"time":"2026-11-24T00:04:00.000000Z","device":"sw1","metric":"m","instance":null,"value":1,"unit":"%"}"#,
            ])
        func lines(_ more: String...) throws -> Int {
            try CommandRun(["samples", "--state", state.directory, "-o", "cat", "-S", "2026-11-24T00:00:00Z"] + more)
                .lines.count
        }
        #expect(try lines("sw1") == 500)
        #expect(try lines("sw1", "m", "x") == 250)
        #expect(try lines("sw1", "other") == 0)
        #expect(try lines("nobody") == 0)
        let alone = try CommandRun(["samples", "sw1", "--state", state.directory, "--runtime", state.directory])
        #expect(alone.exitCode == 69)
        #expect(alone.errors.contains("-S -1h"))
    }

    @Test("NTP servers stand as chronyc's users read them, with the columns that there are")
    func clocks() throws {
        let servers = #"""
            [{"watcher":"ntp","name":"ntp1.corp.example","address":"192.0.2.1","port":123,"listed":true,"state":"selected",
            "mark":"*","reach":"377","poll":6,"stratum":2,"leap":0,"last_sample_seconds":23.4,"offset_seconds":0.000123,
            "bound_seconds":0.0041,"delay_seconds":0.00052,"jitter_seconds":0.0000021,"root_distance_seconds":0.0041,
            "authentication":"nts","nts":true,"seen_by":"poll"},
            {"watcher":"ntp","name":"time.example","address":"192.0.2.2","listed":true,"state":"unreachable","mark":"?",
            "reach":"0","poll":10},
            {"watcher":"ntp","address":"192.0.2.66","listed":false,"state":"rogue","last_seen":"2026-11-24T00:00:00.000000Z"}]
            """#.replacingOccurrences(of: "\n", with: "")
        let daemon = try FakeDaemon([
            "servers": [("ntp", servers), ("dhcp", "[]")],
            "servers_as_configuration": [("ntp", #"[{"yaml":"ntp:\n  servers:\n    - { address: a }\n"}]"#)],
        ])
        #expect(
            try daemon.run("servers", "ntp").output == """
                NTP servers
                  M  SERVER                         STRATUM  REACH  POLL  LAST  OFFSET    +/-  DELAY  JITTER  ROOT DIST  AUTH  LEAP    STATE
                  *  ntp1.corp.example (192.0.2.1)        2    377     6   23s  +123us  4.1ms  520us   2.1us      4.1ms  nts   normal  selected
                  ?  time.example (192.0.2.2)             -      0    10     -       -      -      -       -          -  -     -       unreachable
                  -  192.0.2.66                           -      -     -     -       -      -      -       -          -  -     -       rogue
                  offset +: this clock is slow (chronyc prints -)

                """)
        #expect(daemon.requests.last?["watcher"] == .string("ntp"))
        let all = try daemon.run("servers")
        #expect(all.output.contains("DHCP servers\n  no server was seen"))
        #expect(try daemon.run("servers", "--as-config").output == "ntp:\n  servers:\n    - { address: a }\n")
        let csv = try daemon.run("servers", "-o", "csv")
        #expect(csv.output.hasPrefix("watcher,address,mac,interface,listed,state,last_seen,seen_by,name,port,"))
        #expect(try daemon.run("servers", "-o", "cat").lines.last == "ntp 192.0.2.66, which is not listed, is rogue")
        #expect(try daemon.run("servers", "ftp").exitCode == 64)
    }

    @Test("NTP servers of all five marks at 80 and 140 columns, and below them what the sign says")
    func clockMarks() throws {
        let servers = try objects(
            "["
                + [
                    ("*", "selected", 0.000_123), ("+", "combined", -0.004_5), ("-", "candidate", 0.012),
                    ("x", "falseticker", 0.25), ("?", "unusable", nil),
                ].enumerated().map { index, row in
                    let (mark, state, offset) = row as (String, String, Double?)
                    let measured = offset.map {
                        #","offset_seconds":\#($0),"bound_seconds":0.0041,"delay_seconds":0.00052,"#
                            + #""jitter_seconds":0.0000021,"root_distance_seconds":0.0041,"#
                            + #""stratum":2,"leap":0,"last_sample_seconds":23.4"#
                    }
                    return #"{"watcher":"ntp","name":"ntp\#(index).corp.example","address":"192.0.2.\#(index)","#
                        + #""listed":true,"state":"\#(state)","mark":"\#(mark)","reach":"377","poll":6\#(measured ?? "")}"#
                }.joined(separator: ",") + "]")
        func text(_ width: Int) -> String {
            let terminal = Terminal(width: width, height: 24, hasColour: false)
            return ServerText(times: times, terminal: terminal).lines(servers, of: "ntp").joined(separator: "\n")
        }
        #expect(
            text(80) == """
                  M  SERVER                     STRATUM  REACH  LAST  OFFSET    +/-  STATE
                  *  ntp0.corp.ex… (192.0.2.0)        2    377   23s  +123us  4.1ms  selected
                  +  ntp1.corp.ex… (192.0.2.1)        2    377   23s  -4.5ms  4.1ms  combined
                  -  ntp2.corp.ex… (192.0.2.2)        2    377   23s   +12ms  4.1ms  candidate
                  x  ntp3.corp.ex… (192.0.2.3)        2    377   23s  +250ms  4.1ms  falseticker
                  ?  ntp4.corp.ex… (192.0.2.4)        -    377     -       -      -  unusable
                  offset +: this clock is slow (chronyc prints -)
                """)
        #expect(
            text(140) == """
                  M  SERVER                         STRATUM  REACH  POLL  LAST  OFFSET    +/-  DELAY  JITTER  ROOT DIST  LEAP    STATE
                  *  ntp0.corp.example (192.0.2.0)        2    377     6   23s  +123us  4.1ms  520us   2.1us      4.1ms  normal  selected
                  +  ntp1.corp.example (192.0.2.1)        2    377     6   23s  -4.5ms  4.1ms  520us   2.1us      4.1ms  normal  combined
                  -  ntp2.corp.example (192.0.2.2)        2    377     6   23s   +12ms  4.1ms  520us   2.1us      4.1ms  normal  candidate
                  x  ntp3.corp.example (192.0.2.3)        2    377     6   23s  +250ms  4.1ms  520us   2.1us      4.1ms  normal  falseticker
                  ?  ntp4.corp.example (192.0.2.4)        -    377     6     -       -      -      -       -          -  -       unusable
                  offset +: this clock is slow (chronyc prints -)
                """)
        let silent = try objects(#"[{"watcher":"ntp","name":"a","address":"192.0.2.9","mark":"?","state":"unusable"}]"#)
        #expect(!ServerText(times: times, terminal: .none).lines(silent, of: "ntp").contains { $0.contains("chronyc") })
    }

    @Test("Servers of any other watcher are a table of what they have")
    func others() throws {
        let servers = try objects(
            #"[{"watcher":"dhcp","address":"10.0.0.1","mac":"52:54:00:12:34:56","interface":"eth0","listed":true,"#
                + #""state":"active","last_seen":"2026-11-24T00:59:00.000000Z","seen_by":"probe","routers":["10.0.0.1"],"#
                + #""domain":null},{"watcher":"dhcp","address":"10.0.0.66","listed":false,"state":"rogue"}]"#)
        #expect(
            ServerText(times: times, terminal: .none).lines(servers, of: "dhcp").joined(separator: "\n") == """
                  ADDRESS    MAC                INTERFACE  LISTED  STATE   LAST SEEN  SEEN BY  ROUTERS
                  10.0.0.1   52:54:00:12:34:56  eth0       yes     active  1m ago     probe    10.0.0.1
                  10.0.0.66  -                  -          no      rogue   -          -        -
                """)
    }

    @Test("Numbers are read at a glance")
    func quantities() {
        for (value, text) in [
            (0.0, "0 bit/s"), (1, "1 bit/s"), (999.4, "999 bit/s"), (999.6, "1 kbit/s"), (1_234_567, "1.23 Mbit/s"),
            (99_940_000, "99.9 Mbit/s"), (100e9, "100 Gbit/s"), (1e19, "10000 Pbit/s"), (-1_500, "-1.5 kbit/s"),
            (.nan, "-"), (.infinity, "-"),
        ] { #expect(QuantityText.rate(value) == text) }
        for (value, text) in [
            (0.0, "+0ns"), (0.000_000_012, "+12ns"), (-0.000_123, "-123us"), (0.0015, "+1.5ms"), (12.0, "+12s"),
            (123_456_789, "+3.91y"), (.nan, "-"),
        ] { #expect(QuantityText.seconds(value, signed: true) == text) }
        for (value, text) in [
            (5.0, "5"), (0.12345, "0.123"), (-2.5, "-2.5"), (1e20, "1e+20"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
        ] { #expect(QuantityText.plain(value) == text) }
    }

    @Test("Nothing that an agent calls itself can drive a terminal, in any format", arguments: OutputFormat.allCases)
    func hostileNames(format: OutputFormat) throws {
        let name = JSONValue.string(hostile)
        let member = { (key: String) in JSONValue.Member(name: key, value: name) }
        let keys = DeviceText.fields + DeviceText.interfaceFields + ServerText.fields + ["mark", "leap", hostile]
        let object = JSONValue.object(
            keys.map(member) + [
                .init(name: "list", value: .array([name, name])), .init(name: "o", value: .object([member("x")])),
            ])
        let terminal = Terminal(width: 120, height: 24, hasColour: false)
        let text = try printed(on: terminal) { output in
            guard format == .short else {
                try DevicesCommand.listing([object]).write(format, times, to: output)
                try DevicesCommand.interfaceListing([object]).write(format, times, to: output)
                try ServersCommand.listing([object]).write(format, times, to: output)
                return
            }
            let text = DeviceText(times: times, terminal: terminal)
            for line in text.table([object]).lines(on: terminal) { try output.line(line) }
            for line in text.lines(object, interfaces: [object]) { try output.line(line) }
            for watcher in ["ntp", "dhcp"] {
                for line in ServerText(times: times, terminal: terminal).lines([object], of: watcher) {
                    try output.line(line)
                }
            }
            var printer = try SamplePrinter(format: .short, times: times, output: output)
            try printer.print([object])
        }
        let kept = format == .csv ? text.replacing("\r\n", with: "\n") : text
        #expect(
            !kept.unicodeScalars.contains { scalar in
                switch scalar.properties.generalCategory {
                case .control: scalar != "\n"
                case .format, .lineSeparator, .paragraphSeparator: true
                default: false
                }
            }, "\(text.debugDescription)")
        #expect(text.contains("red"))
    }
}
