import Model
import Testing
@testable import tocsin

@Suite("Output formats")
struct FormatTests {
    @Test("short")
    func short() throws {
        #expect(
            try printed([oddEvent], .short) == """
                2026-11-24T00:00:01Z  17  A4  critical  core, "sw1"/Gi1/0/1  link-down  Port "7", the uplink,\\u{a}went down \
                – 端口 (3 times)

                """)
    }

    @Test("verbose")
    func verbose() throws {
        #expect(
            try printed([oddEvent, event(18)], .verbose) == """
                2026-11-24T00:00:01.500000Z critical core, "sw1"/Gi1/0/1 link-down [17]
                    id=17
                    time=2026-11-24T00:00:01.500000Z
                    received=2026-11-24T00:00:02.000000Z
                    site=hq
                    watcher=traps
                    rule=link-down
                    severity=critical
                    subject=core, "sw1"/Gi1/0/1
                    device=core, "sw1"
                    instance=Gi1/0/1
                    address=fe80::1
                    tags.a b=ü
                    tags.role=core
                    state=firing
                    count=3
                    summary=Port "7", the uplink,\\u{a}went down – 端口
                    evidence.trap=linkDown
                    evidence.n=1.50
                    alert=A4
                    suppressed=silenced

                2026-11-24T00:00:18.000000Z warning core-sw1 link-down [18]
                    id=18
                    time=2026-11-24T00:00:18.000000Z
                    received=2026-11-24T00:00:18.000000Z
                    site=hq
                    watcher=traps
                    rule=link-down
                    severity=warning
                    subject=core-sw1
                    device=core-sw1
                    state=occurred
                    count=1
                    summary=Something happened
                    evidence={}

                """)
    }

    @Test("json")
    func json() throws {
        #expect(
            try printed([oddEvent, event(18)], .json) == #"""
                {"id":17,"time":"2026-11-24T00:00:01.500000Z","received":"2026-11-24T00:00:02.000000Z","site":"hq",\#
                "watcher":"traps","rule":"link-down","severity":"critical","subject":"core, \"sw1\"/Gi1/0/1",\#
                "device":"core, \"sw1\"","instance":"Gi1/0/1","address":"fe80::1","tags":{"a b":"ü","role":"core"},\#
                "state":"firing","count":3,"summary":"Port \"7\", the uplink,\nwent down – 端口",\#
                "evidence":{"trap":"linkDown","n":1.50},"alert":"A4","suppressed":"silenced"}
                {"id":18,"time":"2026-11-24T00:00:18.000000Z","received":"2026-11-24T00:00:18.000000Z","site":"hq",\#
                "watcher":"traps","rule":"link-down","severity":"warning","subject":"core-sw1","device":"core-sw1",\#
                "instance":null,"address":null,"tags":{},"state":"occurred","count":1,"summary":"Something happened",\#
                "evidence":{},"alert":null,"suppressed":null}

                """#)
    }

    @Test("json-pretty is the same object over several lines")
    func jsonPretty() throws {
        let pretty = try printed([oddEvent], .jsonPretty)
        #expect(pretty.hasPrefix("{\n    \"id\": 17,\n    \"time\": \"2026-11-24T00:00:01.500000Z\",\n"))
        #expect(pretty.contains("    \"evidence\": {\n        \"trap\": \"linkDown\",\n        \"n\": 1.50\n    },\n"))
        #expect(JSONValue(parsing: pretty) == JSONValue(parsing: try printed([oddEvent], .json)))
    }

    @Test("csv")
    func csv() throws {
        #expect(
            try printed([oddEvent], .csv)
                == "id,time,received,site,watcher,rule,severity,subject,device,instance,address,tags,state,count,summary,"
                + "evidence,alert,suppressed\r\n"
                + "17,2026-11-24T00:00:01.500000Z,2026-11-24T00:00:02.000000Z,hq,traps,link-down,critical,"
                + "\"core, \"\"sw1\"\"/Gi1/0/1\",\"core, \"\"sw1\"\"\",Gi1/0/1,fe80::1,"
                + "\"{\"\"a b\"\":\"\"ü\"\",\"\"role\"\":\"\"core\"\"}\",firing,3,"
                + "\"Port \"\"7\"\", the uplink,\nwent down – 端口\",\"{\"\"trap\"\":\"\"linkDown\"\",\"\"n\"\":1.50}\",A4,silenced\r\n"
        )
    }

    @Test("cat")
    func cat() throws {
        #expect(try printed([event(1), event(2, summary: "Else")], .cat) == "Something happened\nElse\n")
    }

    @Test("The names of the fields are those of the records")
    func names() {
        #expect(event(1).record(times).fields.map(\.name) == Event.fieldNames)
        #expect(alert(1).record(times).fields.map(\.name) == Alert.fieldNames)
        let rule = Rule(
            name: "x", watcher: .dns, severity: .error, meaning: "m", advice: "a", falsePositives: ["f"],
            messageID: "0",
            isAlert: true)
        #expect(rule.record().fields.map(\.name) == Rule.fieldNames)
        for name in [
            "id", "time", "received", "site", "watcher", "rule", "severity", "subject", "device", "instance", "address",
            "tags", "state", "count", "summary", "evidence", "alert",
        ] { #expect(Event.fieldNames.contains(name)) }
        for name in [
            "id", "rule", "subject", "device", "instance", "severity", "state", "opened", "updated", "resolved",
            "events",
            "acknowledged_by", "summary",
        ] { #expect(Alert.fieldNames.contains(name)) }
    }

    @Test("An alert is A17 in JSON, and what it does not have is null")
    func alertJSON() throws {
        let value = try #require(JSONValue(parsing: alert(17).record(times).json))
        #expect(value["id"] == .string("A17"))
        #expect(value["resolved"] == .null && value["acknowledged_by"] == .null)
        #expect(value["opened"] == .string("2026-11-24T00:00:00.000000Z"))
    }

    @Test("Evidence that is no JSON does not break the object around it")
    func brokenEvidence() throws {
        for text in ["{\n\"a\": 1}", "nonsense", "", "{\"a\":\n"] {
            let json = try printed([event(1, evidence: Evidence(json: text))], .json)
            #expect(json.split(separator: "\n").count == 1)
            let value = try #require(JSONValue(parsing: json))
            #expect(value["evidence"] == JSONValue(parsing: text) ?? .string(text))
        }
    }

    @Test("What is printed as a time is read as that time")
    func timesComeBack() throws {
        let time = midnight + .microseconds(123_456)
        let local = TimeText(isUTC: false, now: midnight)
        let second = Timestamp(microseconds: time.microseconds / 1_000_000 * 1_000_000)
        for (text, expected) in [
            (times.short(time), second), (local.short(time), second), (times.full(time), time),
            (local.full(time), time),
        ] { #expect(try TimeGrammar.parse(text, now: midnight) == expected, "\(text)") }
        #expect(times.age(midnight) == "1h ago")
        #expect(times.age(midnight + .seconds(3_900)) == "in 5m")
    }

    @Test("A format that does not exist is refused with the one that was meant")
    func unknownFormat() {
        #expect(
            throws: CommandFault.usage(
                "there is no output format 'jsn'; did you mean 'json'? (short, verbose, json, json-pretty, csv, cat)")
        ) {
            try OutputFormat(parsing: "jsn")
        }
    }
}
