@testable import EventStore
import Glibc
import GRDB
import Model
import Testing

@Suite("Retention")
struct RetentionTests {
    let temporary: TemporaryStore
    init() throws { temporary = try TemporaryStore() }

    /// Calls prune until nothing is left, and returns what each call deleted.
    private func pruneAll(_ store: EventStore, now: Timestamp, keep: Duration) throws -> [PruneResult] {
        var results: [PruneResult] = []
        repeat {
            results.append(try store.prune(now: now, keepEvents: keep, budget: .zero))
        } while results.last?.hasMore == true
        return results
    }

    @Test("Old events go a chunk at a time; young ones, open alerts and their events stay, and the counts are right")
    func chunks() throws {
        let store = try temporary.open()
        // One event a second; every hundredth belongs to the open alert A1, and one to the resolved A2.
        let special: [Int: Int64] = [4_001: 2, 9_999: 3]
        let events: [Event] = (1...10_000).map { id in
            let alert = id % 100 == 0 ? 1 : special[id]
            return event(Int64(id), severity: Severity.allCases[id % 5], alert: alert)
        }
        let end = midnight + .seconds(10_000)
        try store.commit(
            events,
            alerts: [
                alert(1), alert(2, state: .resolved, resolved: midnight + .seconds(4_001)),
                alert(3, state: .resolved, resolved: end),
            ])
        let results = try pruneAll(store, now: end, keep: .seconds(2_000))
        #expect(results.count > 5)
        #expect(results.allSatisfy { $0.events <= 2 * Span.capacity })
        let left = try temporary.reader().events(EventQuery(), page: 20_000)
        let cutoff = end - .seconds(2_000)
        // A span goes when all of it is old.
        let slack = cutoff - .seconds(Span.capacity)
        for event in left where event.alert != 1 { #expect(event.observation.received >= slack) }
        let leftIDs = Set(left.map(\.id))
        for event in events where event.alert == 1 || event.observation.received >= cutoff {
            #expect(leftIDs.contains(event.id))
        }
        #expect(!leftIDs.contains(4_001))
        #expect(leftIDs.contains(9_999))
        let reader = try temporary.reader()
        #expect(try reader.alerts(AlertQuery(includesResolved: true, order: .id)).map(\.id) == [1, 3])
        #expect(try reader.overview().eventCount == left.count)
        #expect(try store.statistics().events == Int64(left.count))
        #expect(try store.statistics().prunedEvents == Int64(10_000 - left.count))
        for severity in Severity.allCases {
            #expect(try reader.overview().events[severity] == left.count { $0.observation.severity == severity })
        }
        // The old events that the alert keeps are found by their time, too.
        #expect(try reader.events(EventQuery(until: midnight + .seconds(1_000))).map(\.id) == (1...10).map { $0 * 100 })
    }

    @Test("An alert's events go with it once it was resolved long enough ago")
    func resolvedLater() throws {
        let store = try temporary.open()
        try store.commit((1...3_000).map { event(Int64($0), alert: $0 % 2 == 0 ? 1 : nil) }, alerts: [alert(1)])
        _ = try pruneAll(store, now: midnight + .seconds(100_000), keep: .seconds(1))
        #expect(try temporary.reader().events(ofAlert: 1, limit: 5_000).count == 1_500)
        let resolved = midnight + .seconds(100_000)
        try store.commit(
            [event(3_001, time: resolved, alert: 1)], alerts: [alert(1, state: .resolved, resolved: resolved)])
        _ = try pruneAll(store, now: resolved + .seconds(10), keep: .seconds(100))
        #expect(try temporary.reader().events(ofAlert: 1, limit: 5_000).count == 1_501)
        _ = try pruneAll(store, now: resolved + .seconds(200), keep: .seconds(100))
        let reader = try temporary.reader()
        #expect(try reader.alert(1) == nil)
        #expect(try reader.events(EventQuery(), page: 5_000).allSatisfy { $0.alert == nil })
        #expect(try reader.overview().eventCount == reader.events(EventQuery(), page: 5_000).count)
    }

    @Test("Ids go on after everything was deleted and the daemon started again")
    func idsGoOn() throws {
        do {
            let store = try temporary.open()
            try store.commit(
                [event(5_000, alert: 9)], alerts: [alert(9, state: .resolved, resolved: midnight)])
            try store.commit([event(5_001, time: midnight + .seconds(90_000))])
            _ = try pruneAll(store, now: midnight + .seconds(1_000_000), keep: .seconds(1))
            try store.close()
        }
        let store = try temporary.open()
        let state = try store.recover()
        #expect(state.lastEvent == 5_001)
        #expect(state.lastAlert == 9)
        #expect(try temporary.reader().alert(9) == nil)
        #expect(try temporary.reader().lastEventID() == 5_001)
    }

    @Test("Events received while the clock was years ahead do not keep the rest for ever")
    func clockAhead() throws {
        let store = try temporary.open()
        let wrong = midnight + .seconds(86_400 * 3_650)
        try store.commit([event(1, received: wrong)])
        try store.commit((2...3_000).map { event(Int64($0) + 10, received: midnight - .seconds(7_200)) })
        try store.commit([event(5_000)])
        #expect(try pruneAll(store, now: midnight, keep: .seconds(60)).last?.events == 0)
        _ = try pruneAll(store, now: midnight + .seconds(3_600), keep: .seconds(60))
        #expect(try temporary.reader().event(1) == nil)
        #expect(try temporary.reader().event(12) == nil)
        #expect(try temporary.reader().event(5_000) != nil)
    }

    @Test("A failed deletion deletes nothing, and commits go on being synchronous")
    func failure() throws {
        let store = try temporary.open()
        try store.commit((1...3_000).map { event(Int64($0)) })
        try store.perform {
            try $0.execute(
                sql: """
                    CREATE TEMP TRIGGER failing BEFORE DELETE ON main.spans
                    BEGIN SELECT raise(ABORT, 'no'); END
                    """)
        }
        #expect(throws: StoreFault.self) { try store.prune(now: midnight + .seconds(90_000), keepEvents: .seconds(1)) }
        #expect(try store.statistics().events == 3_000)
        #expect(try temporary.reader().events(EventQuery(), page: 5_000).count == 3_000)
        let synchronous = try store.perform { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(synchronous == 2)
        try store.perform { try $0.execute(sql: "DROP TRIGGER failing") }
        _ = try pruneAll(store, now: midnight + .seconds(90_000), keep: .seconds(1))
        #expect(try store.statistics().events < 3_000)
    }

    @Test("What a flood has left is given back to the file system a little at a time")
    func givesBack() throws {
        let store = try temporary.open()
        let evidence = Evidence(json: "{\"x\":\"\(String(repeating: "y", count: 30_000))\"}")
        for batch in 0..<6 {
            try store.commit((1...1_024).map { event(Int64(batch * 1_024 + $0), evidence: evidence) })
        }
        try store.commit([event(10_000, time: midnight + .seconds(90_000))])
        let before = try store.perform { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        _ = try pruneAll(store, now: midnight + .seconds(90_000), keep: .seconds(60))
        for _ in 0..<10 { _ = try store.prune(now: midnight + .seconds(90_000), keepEvents: .seconds(60)) }
        let after = try store.perform { try Int.fetchOne($0, sql: "PRAGMA page_count") ?? 0 }
        #expect(before - after >= 640)
        #expect(try temporary.reader().events(EventQuery()).map(\.id) == [10_000])
    }
}
