@testable import EventStore
import GRDB
import Model
import Testing

/// A sample with what the test cares about.
private func sample(
    _ seconds: Int64, device: String = "sw1", metric: String = "if_in_bps", instance: String? = "Gi1/0/1",
    value: Double = 1, unit: String = "bit/s"
) -> Sample {
    Sample(
        time: midnight + .seconds(seconds), device: device, metric: metric, instance: instance, value: value,
        unit: unit)
}

extension EventStore {
    /// Commits samples as one batch.
    fileprivate func commit(samples: [Sample]) throws {
        var batch = CommitBatch()
        batch.samples = samples
        try commit(batch)
    }

    /// Commits texts as one batch.
    fileprivate func commit(memory: [MemoryChange]) throws {
        var batch = CommitBatch()
        batch.memory = memory
        try commit(batch)
    }
}

extension EventReader {
    /// All samples of a query at once.
    fileprivate func all(_ query: SampleQuery) throws -> [Sample] {
        var found: [Sample] = []
        try samples(query) { page in
            found += page
            return true
        }
        return found
    }
}

@Suite("Samples and memory")
struct SampleTests {
    let temporary: TemporaryStore
    init() throws { temporary = try TemporaryStore() }

    @Test("Samples come back by device, metric, instance and time, oldest first, also with the daemon gone")
    func queries() throws {
        var all: [Sample] = []
        for seconds in stride(from: Int64(0), to: 86_400 * 2, by: 900) {
            for port in ["Gi1/0/1", "Gi1/0/2"] {
                for metric in ["if_in_bps", "if_out_bps"] {
                    all.append(sample(seconds, metric: metric, instance: port, value: Double(seconds) + 0.5))
                }
            }
            all.append(sample(seconds, metric: "latency_ms", instance: nil, value: 2, unit: "ms"))
            all.append(sample(seconds, device: "sw2", metric: "latency_ms", instance: nil, value: 3, unit: "ms"))
        }
        do {
            let store = try temporary.open()
            for start in stride(from: 0, to: all.count, by: 500) {
                try store.commit(samples: Array(all[start..<min(all.count, start + 500)]))
            }
            #expect(try store.statistics().samples == Int64(all.count))
            #expect(try store.statistics().series == 6)
            try store.close()
        }
        let reader = try temporary.reader()
        func expected(_ isWanted: (Sample) -> Bool) -> [Sample] {
            all.filter(isWanted).sorted {
                ($0.time, $0.metric, $0.instance ?? "") < ($1.time, $1.metric, $1.instance ?? "")
            }
        }
        #expect(try reader.all(SampleQuery(device: "sw1")) == expected { $0.device == "sw1" })
        #expect(
            try reader.all(SampleQuery(device: "sw1", metric: "if_in_bps"))
                == expected { $0.device == "sw1" && $0.metric == "if_in_bps" })
        #expect(
            try reader.all(SampleQuery(device: "sw1", metric: "if_in_bps", instance: "Gi1/0/2"))
                == expected { $0.metric == "if_in_bps" && $0.instance == "Gi1/0/2" })
        let (since, until) = (midnight + .seconds(3_600), midnight + .seconds(7_200))
        #expect(
            try reader.all(SampleQuery(device: "sw2", since: since, until: until))
                == expected { $0.device == "sw2" && $0.time >= since && $0.time <= until })
        #expect(try reader.all(SampleQuery(device: "sw2", since: since, until: until)).count == 5)
        #expect(try reader.all(SampleQuery(device: "nobody")).isEmpty)
        #expect(try reader.all(SampleQuery(device: "sw1", metric: "nothing")).isEmpty)
        #expect(try reader.all(SampleQuery(device: "sw1", since: until + .seconds(86_400 * 30))).isEmpty)
    }

    @Test("A time is kept to the millisecond, also before the epoch, and a second value of it replaces the first")
    func times() throws {
        let store = try temporary.open()
        var early = sample(0, value: 1)
        early.time = Timestamp(microseconds: -1_500)
        var exact = sample(0, value: -2.25)
        exact.time = midnight + .microseconds(59_999_999)
        try store.commit(samples: [early, exact])
        exact.value = 7
        try store.commit(samples: [exact])
        let read = try temporary.reader().all(SampleQuery(device: "sw1"))
        #expect(read.map(\.time.microseconds) == [-2_000, midnight.microseconds + 59_999_000])
        #expect(read.map(\.value) == [1, 7])
    }

    @Test("What is no number is left out and counted, and takes nothing with it")
    func notNumbers() throws {
        let store = try temporary.open()
        var batch = CommitBatch()
        batch.events = [event(1)]
        batch.samples = [
            sample(1, value: .nan), sample(2, value: .infinity), sample(3, value: -.infinity), sample(4, value: 0),
            sample(5, value: .greatestFiniteMagnitude),
        ]
        try store.commit(batch)
        #expect(try temporary.reader().lastEventID() == 1)
        #expect(
            try temporary.reader().all(SampleQuery(device: "sw1")).map(\.value) == [0, .greatestFiniteMagnitude])
        #expect(try store.statistics().refusedSamples == 3)
    }

    @Test("New series beyond the bound are left out and counted; those that there are go on")
    func bound() throws {
        let store = try EventStore(stateDirectory: temporary.directory, seriesLimit: 10)
        try store.commit(samples: (0..<50).map { sample(1, instance: "port \($0)") })
        try store.commit(samples: (0..<50).map { sample(2, instance: "port \($0)") })
        #expect(try store.statistics().series == 10)
        #expect(try store.statistics().samples == 20)
        #expect(try store.statistics().refusedSamples == 80)
        #expect(try temporary.reader().all(SampleQuery(device: "sw1")).count == 20)
    }

    @Test("A unit that changes is the newer one, and names of any content come back")
    func names() throws {
        let store = try temporary.open()
        let odd = "a\u{0}b'\"; DROP TABLE series; -- \u{1b}[31m"
        try store.commit(samples: [sample(1, device: odd, metric: odd, instance: odd, unit: "x")])
        try store.commit(samples: [sample(2, device: odd, metric: odd, instance: odd, unit: odd)])
        let read = try temporary.reader().all(SampleQuery(device: odd, metric: odd, instance: odd))
        // All but a NUL, which no name has by right.
        let kept = odd.replacing("\u{0}", with: "\u{fffd}")
        #expect(read.map(\.unit) == [kept, kept])
        #expect(read.map(\.instance) == [kept, kept])
        #expect(try store.statistics().series == 1)
    }

    @Test("A commit that fails keeps no sample and no series, and the next one has them all")
    func failure() throws {
        let store = try temporary.open()
        try store.commit(samples: [sample(1)])
        try store.perform {
            try $0.execute(
                sql: """
                    CREATE TEMP TRIGGER failing BEFORE INSERT ON main.samples WHEN new.value = 99
                    BEGIN SELECT raise(ABORT, 'no'); END
                    """)
        }
        let batch = [sample(2, instance: "new"), sample(3, instance: "newer", value: 99)]
        #expect(throws: StoreFault.self) { try store.commit(samples: batch) }
        #expect(try store.statistics().series == 1)
        #expect(try store.statistics().samples == 1)
        try store.perform { try $0.execute(sql: "DROP TRIGGER failing") }
        try store.commit(samples: batch)
        #expect(try store.statistics().series == 3)
        #expect(try temporary.reader().all(SampleQuery(device: "sw1")).map(\.instance) == ["Gi1/0/1", "new", "newer"])
    }

    @Test("Old samples go a piece at a time, series that are not used any more go with them, events stay")
    func retention() throws {
        let store = try temporary.open()
        try store.commit([event(1)])
        // One minute with more than is deleted at once, then a sample a day for ten days.
        try store.commit(samples: (0..<5_000).map { sample(0, device: "old", instance: "\($0)") })
        try store.commit(samples: (0..<10).map { sample(86_400 * $0) })
        // Taken while the clock was years ahead.
        try store.commit(samples: [sample(86_400 * 4_000)])
        let now = midnight + .seconds(86_400 * 9)
        var pieces: [Int] = []
        repeat {
            let result = try store.prune(
                now: now, keepEvents: .seconds(86_400 * 90), keepSamples: .seconds(86_400 * 3), budget: .zero)
            pieces.append(result.samples)
            if !result.hasMore { break }
        } while pieces.count < 100
        #expect(pieces.filter { $0 > 0 }.count > 5)
        #expect(pieces.allSatisfy { $0 <= 2_001 })
        #expect(pieces.reduce(0, +) == 5_007)
        let reader = try temporary.reader()
        #expect(try reader.all(SampleQuery(device: "old")).isEmpty)
        #expect(
            try reader.all(SampleQuery(device: "sw1")).map(\.time)
                == [6, 7, 8, 9].map { midnight + .seconds(86_400 * $0) })
        #expect(try store.statistics().series == 1)
        #expect(try store.statistics().prunedSamples == 5_007)
        #expect(try reader.event(1) != nil)
        // The numbers of the series that went are not used for what comes.
        try store.commit(samples: [sample(86_400 * 9 + 1, device: "old", instance: "1", value: 5)])
        #expect(try temporary.reader().all(SampleQuery(device: "old")).map(\.value) == [5])
    }

    @Test("A row of the history costs few bytes")
    func size() throws {
        let store = try temporary.open()
        for minute in 0..<60 {
            try store.commit(
                samples: (0..<1_000).map { sample(Int64(minute) * 60 + 7, instance: "\($0)", value: Double($0) + 0.1) })
        }
        try store.close()
        #expect(temporary.size(of: "tocsin.db") < 60_000 * 32)
    }

    @Test("What a watcher keeps is its own, replaced, forgotten, and there after a restart")
    func memory() throws {
        let odd = "\u{0}\u{1b}\nü"
        do {
            let store = try temporary.open()
            #expect(try store.memory(of: .snmp) == [:])
            try store.commit(memory: [
                MemoryChange(watcher: .snmp, key: "engine", value: "1"),
                MemoryChange(watcher: .snmp, key: odd, value: odd),
                MemoryChange(watcher: .snmp, key: "old", value: "x"),
                MemoryChange(watcher: .ntp, key: "engine", value: "other"),
            ])
            try store.commit(memory: [
                MemoryChange(watcher: .snmp, key: "engine", value: "2"),
                MemoryChange(watcher: .snmp, key: "old", value: nil),
                MemoryChange(watcher: .snmp, key: "never", value: nil),
            ])
        }
        let store = try temporary.open()
        #expect(try store.memory(of: .snmp) == ["engine": "2", odd: odd])
        #expect(try store.memory(of: .ntp) == ["engine": "other"])
        #expect(try temporary.reader().memory(of: .snmp) == ["engine": "2", odd: odd])
    }

    @Test("A database of the first version takes samples and memory; the command reads it before that, and finds none")
    func firstVersion() throws {
        do {
            let queue = try DatabaseQueue(path: temporary.database)
            try queue.writeWithoutTransaction { try $0.execute(sql: Fixtures.version1) }
            try queue.close()
        }
        #expect(try temporary.reader().all(SampleQuery(device: "sw1")).isEmpty)
        #expect(try temporary.reader().memory(of: .snmp) == [:])
        let store = try temporary.open()
        try store.commit(samples: [sample(1)])
        try store.commit(memory: [MemoryChange(watcher: .snmp, key: "a", value: "b")])
        #expect(try temporary.reader().all(SampleQuery(device: "sw1")).count == 1)
        #expect(try temporary.reader().event(42)?.observation.summary == "Port 7 went down")
    }

    @Test("A query that ends early reads no further")
    func ends() throws {
        let store = try temporary.open()
        try store.commit(samples: (0..<3_000).map { sample(Int64($0) * 60) })
        var pages = 0
        try temporary.reader().samples(SampleQuery(device: "sw1")) { _ in
            pages += 1
            return false
        }
        #expect(pages == 1)
    }
}
