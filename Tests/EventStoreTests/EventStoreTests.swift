@testable import EventStore
import Glibc
import GRDB
import Model
import Testing

@Suite("The event store")
struct EventStoreTests {
    let temporary: TemporaryStore
    init() throws { temporary = try TemporaryStore() }

    @Test("Every field of an event comes back as it was written, odd text included")
    func roundTrip() throws {
        let odd = ["", "\u{0}nul\u{0}", "é e\u{301}", "👩‍👩‍👧‍👦", "\"'\\;--\n\t", String(repeating: "ß", count: 50_000)]
        var events: [Event] = []
        for (index, text) in odd.enumerated() {
            let id = Int64(index + 1)
            events.append(
                event(
                    id, rule: text, severity: Severity.allCases[index % 5], state: EventState.allCases[index % 3],
                    device: text, instance: index.isMultiple(of: 2) ? text : nil,
                    address: [IPAddress("10.0.200.7"), IPAddress("2001:db8::1"), nil, IPAddress("0.0.0.0")][index % 4],
                    tags: index == 0 ? [:] : ["role": text, text: "x"], time: midnight + .microseconds(index),
                    received: midnight - .microseconds(index), count: index * 1_000_000, summary: text,
                    evidence: Evidence { $0.member("text", text) }, site: text, alert: index == 3 ? 17 : nil,
                    suppressed: index == 4 ? text : nil, watcher: WatcherName.allCases[index],
                    isUserRule: index == 5))
        }
        let store = try temporary.open()
        try store.commit(events)
        let read = try temporary.reader().events(EventQuery())
        #expect(read == events)
        #expect(read.map(\.observation.evidence.json) == events.map(\.observation.evidence.json))
        for event in events { #expect(try temporary.reader().event(event.id) == event) }
    }

    @Test("Alerts and tallies come back after a restart, with what they clear")
    func recovery() throws {
        var tally = Tally(key: "traps\u{0}a", observation: event(1).observation)
        tally.observation.clears = [AlertKey(rule: "x\"y", subject: Subject(device: "d", instance: "é"))]
        tally.observation.count = 5
        var full = alert(4, instance: "7", tags: ["a": "b"])
        full.acknowledgement = Acknowledgement(
            by: "ann", time: midnight, note: "known \"fault\"", isSticky: true, until: midnight, severity: .warning)
        full.state = .acknowledged
        full.address = IPAddress("fe80::1")
        do {
            let store = try temporary.open()
            var batch = CommitBatch()
            batch.events = [event(1), event(2)]
            batch.alerts = [full, alert(5, state: .resolved, resolved: midnight)]
            batch.tallies = [tally, Tally(key: "gone", observation: event(2).observation)]
            try store.commit(batch)
            tally.observation.count = 6
            var later = CommitBatch()
            later.tallies = [tally]
            later.endedTallies = ["gone"]
            try store.commit(later)
            try store.close()
        }
        let state = try temporary.open().recover()
        #expect(state.lastEvent == 2)
        #expect(state.lastAlert == 5)
        #expect(state.openAlerts == [full])
        #expect(state.tallies == [tally])
    }

    @Test("A new store begins at zero")
    func emptyStore() throws {
        let store = try temporary.open()
        let state = try store.recover()
        #expect(state.lastEvent == 0 && state.lastAlert == 0 && state.openAlerts.isEmpty && state.tallies.isEmpty)
        #expect(try store.statistics().oldest == nil)
        let reader = try temporary.reader()
        #expect(try reader.events(EventQuery()).isEmpty)
        #expect(try reader.lastEventID() == 0)
        #expect(try reader.overview().eventCount == 0)
    }

    @Test("A commit that fails in the middle leaves nothing of its batch, and the next one succeeds")
    func atomicity() throws {
        let store = try temporary.open()
        try store.commit([event(1)])
        var batch = CommitBatch()
        batch.events = (2...3_000).map { event(Int64($0)) } + [event(1)]
        batch.alerts = [alert(1)]
        #expect(throws: StoreFault.self) { try store.commit(batch) }
        let reader = try temporary.reader()
        #expect(try reader.lastEventID() == 1)
        #expect(try reader.events(EventQuery()).count == 1)
        #expect(try reader.overview().eventCount == 1)
        #expect(try reader.alerts().isEmpty)
        batch.events.removeLast()
        try store.commit(batch)
        #expect(try reader.events(EventQuery(), page: 5_000).count == 3_000)
        #expect(try reader.overview().eventCount == 3_000)
        #expect(try store.statistics().failedCommits == 1)
        #expect(try store.statistics().events == 3_000)
    }

    @Test("A full database is a full disk: nothing of the batch is kept, and it can be committed once there is room")
    func fullDatabase() throws {
        let store = try temporary.open()
        try store.commit([event(1)])
        let pages = try store.perform { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        try store.perform { try $0.execute(sql: "PRAGMA max_page_count = \(pages + 2)") }
        let events = (2...1_000).map { event(Int64($0), summary: String(repeating: "x", count: 200)) }
        let fault = #expect(throws: StoreFault.self) { try store.commit(events) }
        #expect(fault == .fullDisk(path: temporary.database))
        #expect(fault?.retryCanHelp == true)
        #expect(try temporary.reader().lastEventID() == 1)
        try store.perform { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
        try store.commit(events)
        #expect(try temporary.reader().lastEventID() == 1_000)
    }

    @Test("Values are kept over restarts and can be forgotten")
    func values() throws {
        do {
            let store = try temporary.open()
            #expect(try store.value(forKey: "engine_boots") == nil)
            try store.setValue("7", forKey: "engine_boots")
            try store.setValue("8", forKey: "engine_boots")
            try store.setValue("x", forKey: "gone")
            try store.setValue(nil, forKey: "gone")
            try store.close()
        }
        let store = try temporary.open()
        #expect(try store.value(forKey: "engine_boots") == "8")
        #expect(try store.value(forKey: "gone") == nil)
        #expect(try temporary.reader().value(forKey: "engine_boots") == "8")
    }

    @Test("What is committed is told in the statistics")
    func statistics() throws {
        let store = try temporary.open()
        try store.commit([event(1), event(2)])
        try store.commit(CommitBatch())
        let told = try store.statistics()
        #expect(told.commits == 1 && told.events == 2 && told.lastEvent == 2 && told.failedCommits == 0)
        #expect(told.oldest == midnight + .seconds(1))
        #expect(told.logBytes > 0)
        #expect(told.lastCommit > .zero && told.longestCommit == told.lastCommit)
    }

    @Test("A second daemon on the same state directory is refused and told which process has it")
    func twoWriters() throws {
        let first = try temporary.open()
        let fault = #expect(throws: StoreFault.self) { try temporary.open() }
        #expect(fault == .lockedByProcess(path: temporary.directory + "/tocsin.lock", process: getpid()))
        try first.commit([event(1)])
        #expect(try temporary.reader().lastEventID() == 1)
    }

    @Test("The lock ends with the store")
    func lockEnds() throws {
        do { try temporary.open().close() }
        try temporary.open().commit([event(1)])
        #expect(try temporary.reader().lastEventID() == 1)
    }

    @Test("A reader that stays delays no commit, and once it is gone the log is short again")
    func logIsBounded() throws {
        let store = try temporary.open()
        store.logBytesAllowed = 1 << 20
        store.logRestartInterval = .zero
        let evidence = Evidence(json: "{\"x\":\"\(String(repeating: "y", count: 10_000))\"}")
        try store.commit([event(1)])
        var configuration = Configuration()
        configuration.readonly = true
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: temporary.database, configuration: configuration)
        func countInTransaction() throws -> Int? {
            try reader.inDatabase { try Int.fetchOne($0, sql: "SELECT count(*) FROM events") }
        }
        try reader.inDatabase { try $0.execute(sql: "BEGIN") }
        #expect(try countInTransaction() == 1)
        for round in 0..<4 {
            try store.commit((0..<100).map { event(Int64(2 + round * 100 + $0), evidence: evidence) })
        }
        #expect(temporary.size(of: "tocsin.db-wal") > 4_000_000)
        #expect(try countInTransaction() == 1)
        try reader.inDatabase { try $0.execute(sql: "COMMIT") }
        try store.commit([event(402)])
        #expect(temporary.size(of: "tocsin.db-wal") < 1 << 20)
        #expect(try countInTransaction() == 402)
    }

    @Test("A reader beside the store takes none of the store's locks away when it is closed")
    func locksSurvive() async throws {
        let store = try temporary.open()
        try store.commit([event(1)])
        for _ in 0..<3 { #expect(try temporary.reader().lastEventID() == 1) }
        // Another process that closes as the last connection would delete the log under us.
        let directory = temporary.directory
        await #expect(processExitsWith: .success) { [directory = directory as String] in
            let other = try DatabaseQueue(path: directory + "/tocsin.db")
            _ = try await other.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM events") }
            try other.close()
        }
        #expect(temporary.size(of: "tocsin.db-wal") > 0)
        try store.commit([event(2)])
        #expect(try temporary.reader().lastEventID() == 2)
    }
}
