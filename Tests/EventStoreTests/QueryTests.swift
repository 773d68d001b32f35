import EventStore
import Glibc
import Model
import Testing

@Suite("Queries")
struct QueryTests {
    let temporary: TemporaryStore
    let store: EventStore
    let reader: EventReader

    init() throws {
        temporary = try TemporaryStore()
        store = try temporary.open()
        try store.commit(
            [
                event(
                    1, severity: .critical, state: .firing, device: "core1", instance: "7",
                    address: IPAddress("10.0.0.1"), tags: ["role": "core", "a.b": "c"], summary: "Port 7 is DOWN",
                    evidence: Evidence(json: #"{"ifIndex":7,"up":false,"name":"Gi1/0/7","ratio":1.5,"none":null}"#),
                    alert: 17),
                event(
                    2, rule: "cold-start", severity: .notice, device: "acc1", summary: "It restarted", isUserRule: true),
                event(
                    3, severity: .info, state: .resolved, device: "core1", instance: "7",
                    address: IPAddress("2001:db8::1"), tags: ["role": "core"], count: 12, summary: "Port 7 is up",
                    alert: 17, watcher: .tocsin),
                event(
                    4, rule: "fan", severity: .error, device: "ups", count: 2, summary: "Fan 3 stopped, 80% load",
                    evidence: Evidence(json: "not json"), site: "lab", alert: 18, suppressed: "silenced by S1",
                    watcher: .snmp),
            ],
            alerts: [
                alert(
                    17, device: "core1", instance: "7", state: .resolved, updated: midnight + .seconds(3),
                    resolved: midnight + .seconds(3)),
                alert(
                    18, rule: "fan", device: "ups", severity: .error, updated: midnight + .seconds(4),
                    tags: ["room": "b"], summary: "Fan 3"),
                alert(
                    19, rule: "temp", device: "ups", severity: .critical, state: .acknowledged,
                    updated: midnight + .seconds(1)),
                alert(20, rule: "load", device: "ups2", severity: .error, updated: midnight + .seconds(9)),
            ])
        reader = try temporary.reader()
    }

    private func ids(_ matches: String...) throws -> [Int64] {
        try reader.events(EventQuery(matches: matches.map { try FieldMatch(parsing: $0) })).map(\.id)
    }

    /// A match and the ids that it finds.
    static let fieldMatches: KeyValuePairs<String, [Int64]> = [
        "id=3": [3], "id!=3": [1, 2, 4], "site=lab": [4], "watcher=snmp": [4], "rule=cold-start": [2],
        "severity=crit": [1], "severity!=info": [1, 2, 4], "severity=~^(err|not)": [2, 4],
        "subject=core1/7": [1, 3], "subject=acc1": [2], "device!=core1": [2, 4], "instance=7": [1, 3],
        "instance=": [2, 4], "instance!=7": [2, 4], "address=10.0.0.1": [1],
        "address=2001:0db8:0:0::1": [3], "address=~^10[.]": [1], "state=firing": [1], "count=12": [3],
        "count=~^1": [1, 2, 3], "summary=~fan": [], "summary=~Fan": [4], "summary=It restarted": [2],
        "alert=A17": [1, 3], "alert=17": [1, 3], "alert=": [2], "alert!=a17": [2, 4], "alert=A99": [],
        "suppressed=~S1": [4], "suppressed=": [1, 2, 3], "tags.role=core": [1, 3], "tags.role!=core": [2, 4],
        "tags.a.b=c": [1], "tags.role!~core": [2, 4], "evidence.ifIndex=7": [1], "evidence.up=false": [1],
        "evidence.name=~Gi1": [1], "evidence.ratio=1.5": [1], "evidence.none=": [1, 2, 3, 4],
        "evidence.x=1": [],
    ]

    @Test("Every field can be matched", arguments: Array(fieldMatches.map { ($0.key, $0.value) }))
    func fields(match: String, expected: [Int64]) throws {
        #expect(try ids(match) == expected)
    }

    @Test("The same field means or, different fields and refusals mean and")
    func combinations() throws {
        #expect(try ids("rule=fan", "rule=cold-start") == [2, 4])
        #expect(try ids("rule=fan", "rule=~^cold") == [2, 4])
        #expect(try ids("rule=fan", "device=ups", "site=lab") == [4])
        #expect(try ids("rule=fan", "device=core1") == [])
        #expect(try ids("rule!=fan", "rule!=cold-start") == [1, 3])
        #expect(try ids("rule!=fan", "rule!~^cold") == [1, 3])
        #expect(try ids("device=~1$", "device!=acc1") == [1, 3])
    }

    @Test("Times, severities and patterns narrow the answer")
    func narrowing() throws {
        let at = { midnight + .seconds($0) }
        #expect(try reader.events(EventQuery(since: at(2), until: at(3))).map(\.id) == [2, 3])
        #expect(try reader.events(EventQuery(since: at(5))).isEmpty)
        #expect(try reader.events(EventQuery(until: at(0))).isEmpty)
        #expect(try reader.events(EventQuery(receivedSince: at(4))).map(\.id) == [4])
        #expect(try reader.events(EventQuery(severities: .critical ... .error)).map(\.id) == [1, 4])
        #expect(try reader.events(EventQuery(severities: .notice ... .notice)).map(\.id) == [2])
        #expect(try reader.events(EventQuery(pattern: "down|stopped")).map(\.id) == [1, 4])
        #expect(try reader.events(EventQuery(pattern: "Down")).isEmpty)
    }

    @Test("Pages follow one another in both orders, and the limit counts over all of them")
    func cursors() throws {
        var ascending = EventQuery(limit: 3)
        var pages: [[Int64]] = []
        while true {
            let page = try reader.events(ascending, page: 2)
            if page.isEmpty { break }
            pages.append(page.map(\.id))
            ascending.advance(past: page)
        }
        #expect(pages == [[1, 2], [3]])
        var descending = EventQuery(newestFirst: true)
        #expect(try reader.events(descending, page: 3).map(\.id) == [4, 3, 2])
        descending.beforeID = 2
        #expect(try reader.events(descending).map(\.id) == [1])
        #expect(try reader.events(EventQuery(afterID: 2, beforeID: 4)).map(\.id) == [3])
        #expect(try reader.events(EventQuery(afterID: 4)).isEmpty)
        #expect(try reader.events(EventQuery(afterID: .max)).isEmpty)
        #expect(try reader.events(EventQuery(limit: 0)).isEmpty)
    }

    @Test("A rare event among many is found in either order")
    func rareAmongMany() throws {
        try store.commit((5...60_000).map { event(Int64($0), summary: $0 == 41_234 ? "needle" : "hay") })
        let query = EventQuery(pattern: "needle")
        #expect(try reader.events(query).map(\.id) == [41_234])
        #expect(try reader.events(EventQuery(pattern: "needle", newestFirst: true)).map(\.id) == [41_234])
        let time = midnight + .seconds(41_234)
        #expect(try reader.events(EventQuery(since: time, until: time)).map(\.id) == [41_234])
        let all = (1...60_000).map { Int64($0) }
        #expect(try reader.events(EventQuery(), page: .max).map(\.id) == all)
        #expect(try reader.events(EventQuery(newestFirst: true), page: .max).map(\.id) == all.reversed())
        var recent: [Int64] = []
        try reader.recentEvents(since: midnight + .seconds(57_000)) { recent.append($0.id) }
        #expect(recent == (57_000...60_000).map { Int64($0) })
    }

    @Test("An event whose time is far from its neighbours' is found by that time")
    func oddTime() throws {
        try store.commit([event(5), event(6, time: Timestamp(microseconds: 7)), event(7)])
        #expect(try reader.events(EventQuery(until: Timestamp(microseconds: 10))).map(\.id) == [6])
        #expect(try reader.events(EventQuery(since: midnight + .seconds(5))).map(\.id) == [5, 7])
    }

    @Test("Alerts are listed by severity, by time or by number, the resolved ones on request")
    func alerts() throws {
        func ids(_ query: AlertQuery) throws -> [Int64] { try reader.alerts(query).map(\.id) }
        func match(_ text: String) throws -> AlertQuery {
            AlertQuery(includesResolved: true, matches: [try FieldMatch(parsing: text)], order: .id)
        }
        #expect(try ids(AlertQuery()) == [19, 20, 18])
        #expect(try ids(AlertQuery(includesResolved: true, order: .id)) == [17, 18, 19, 20])
        #expect(try ids(AlertQuery(order: .updated)) == [20, 18, 19])
        #expect(try ids(AlertQuery(order: .opened, limit: 2)) == [20, 19])
        #expect(try ids(AlertQuery(severities: .error ... .info)) == [20, 18])
        #expect(try ids(AlertQuery(includesResolved: true, since: midnight + .seconds(4), order: .id)) == [18, 20])
        #expect(try ids(AlertQuery(pattern: "fan")) == [18])
        #expect(try ids(match("state=resolved")) == [17])
        #expect(try ids(match("id=A18")) == [18])
        #expect(try ids(match("subject=core1/7")) == [17])
        #expect(try ids(match("tags.room=b")) == [18])
        #expect(try ids(match("device=~^ups")) == [18, 19, 20])
        #expect(try reader.alert(17)?.resolved == midnight + .seconds(3))
        #expect(try reader.alert(99) == nil)
        #expect(try reader.events(ofAlert: 17).map(\.id) == [1, 3])
        #expect(try reader.events(ofAlert: 17, limit: 1).map(\.id) == [3])
    }

    @Test("The overview counts by severity and names the ends")
    func overview() throws {
        let overview = try reader.overview()
        #expect(overview.events == [.critical: 1, .error: 1, .warning: 0, .notice: 1, .info: 1])
        #expect(overview.openAlerts == [.critical: 1, .error: 2, .warning: 0, .notice: 0, .info: 0])
        #expect(overview.oldest?.id == 1 && overview.newest?.id == 4)
        #expect(overview.bytesOnDisk > 0)
    }

    @Test(
        "What was put wrongly is a usage fault that says what was meant",
        arguments: [
            ("severty=info", "did you mean \"severity\"?"), ("color=red", "fields: id, site"),
            ("severity=loud", "one of critical, error"), ("state=open", "one of firing, resolved, occurred"),
            ("watcher=cat", "one of snmp, traps"), ("id=x", "a whole number"), ("alert=B7", "such as A17"),
            ("rule=~(", "\"(\" without \")\""), ("tags.=x", "tags.KEY"), (#"evidence.a"b=x"#, "evidence.KEY"),
        ])
    func usage(match: String, words: String) throws {
        let match = try FieldMatch(parsing: match)
        let fault = #expect(throws: ReaderFault.self) { try reader.events(EventQuery(matches: [match])) }
        #expect(fault?.isUsage == true)
        #expect(fault?.description.contains(words) == true, "\(fault as Any)")
    }

    @Test("Nothing in a value is SQL")
    func injection() throws {
        #expect(try ids("rule=x' OR '1'='1") == [])
        #expect(try ids("tags.x') OR 1 < 2 --=") == [1, 2, 3, 4])
        #expect(try ids("evidence.x'); DROP TABLE events; --=y") == [])
        #expect(try reader.events(EventQuery()).count == 4)
    }
}
