@testable import Daemon
@testable import EventStore
import Foundation
import Model
import Synchronization
import Testing
import Watching

/// The pipeline alone, over a store of its own and without sinks.
@Suite("Samples and memory in the pipeline", .serialized)
struct PipelineTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    private func pipeline() async throws -> Pipeline {
        let store = try EventStore(stateDirectory: folder)
        let recovered = try store.recover()
        let pipeline = Pipeline(
            store: store, recovered: recovered, site: "", retention: Retention(), sinks: [],
            log: try DaemonEnvironment(variables: [:], level: .critical).log)
        try await pipeline.start(recovered: recovered)
        return pipeline
    }

    private func samples(_ count: Int, from start: Int = 0) -> [Sample] {
        let now = Timestamp.now
        return (start..<start + count).map {
            Sample(time: now + .milliseconds($0), device: "sw1", metric: "m", value: Double($0), unit: "")
        }
    }

    private func stored() throws -> [Double] {
        var found: [Double] = []
        try EventReader(stateDirectory: folder).samples(SampleQuery(device: "sw1")) { page in
            found += page.map(\.value)
            return true
        }
        return found
    }

    private func observation(_ number: Int, size: Int = 20_000) -> Report {
        Report(
            .observation(
                Observation(
                    rule: "r", watcher: .snmp, severity: .info, state: .occurred, subject: Subject(device: "sw1"),
                    time: .now, summary: "\(number)",
                    evidence: Evidence { $0.member("x", String(repeating: "x", count: size)) })),
            receipt: UInt64(number))
    }

    @Test("Samples are stored with and without events beside them, and memory comes back with what was kept last")
    func stores() async throws {
        do {
            let pipeline = try await pipeline()
            let granted = Mutex<[Receipt]>([])
            let pressure = pipeline.submit(
                ReportBatch(
                    watcher: .snmp,
                    reports: [
                        Report(.samples(samples(10))), observation(1), Report(.memory(key: "engine", value: "1")),
                        Report(.memory(key: "engine", value: "2"), receipt: 2),
                        Report(.memory(key: "gone", value: "x")),
                        Report(.memory(key: "gone", value: nil)),
                    ]
                ) { receipts in granted.withLock { $0 += receipts } }, whenReady: {})
            #expect(pressure == .none)
            _ = pipeline.submit(ReportBatch(watcher: .snmp, reports: [Report(.samples(samples(20_000, from: 10)))])) {}
            _ = pipeline.submit(ReportBatch(watcher: .ntp, reports: [Report(.memory(key: "engine", value: "ntp"))])) {}
            await pipeline.flush()
            #expect(granted.withLock { $0 } == [1, 2])
            #expect(try stored() == (0..<20_010).map(Double.init))
            #expect(await pipeline.memory(of: .snmp) == ["engine": "2"])
            #expect(await pipeline.memory(of: .ntp) == ["engine": "ntp"])
            await pipeline.close()
        }
        let again = try await self.pipeline()
        #expect(await again.memory(of: .snmp) == ["engine": "2"])
        await again.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test("Samples are stored by themselves within moments, though nothing else happens")
    func alone() async throws {
        let pipeline = try await pipeline()
        _ = pipeline.submit(ReportBatch(watcher: .snmp, reports: [Report(.samples(samples(9_000)))])) {}
        #expect(try await eventually { try stored().count == 9_000 })
        await pipeline.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test("A flood of samples takes no place from events: it is never a reason to wait, and is bounded and counted")
    func flood() async throws {
        let pipeline = try await pipeline()
        try await pipeline.setFull(true)
        // Fails, and stays so for a second.
        _ = pipeline.submit(ReportBatch(watcher: .snmp, reports: [observation(1)])) {}
        await pipeline.flush()
        #expect(await pipeline.isFailing)
        for _ in 0..<50 {
            let pressure = pipeline.submit(
                ReportBatch(watcher: .snmp, reports: [Report(.samples(samples(10_000)))]), whenReady: {})
            #expect(pressure == .none)
        }
        let status = await pipeline.status()
        #expect(status["store"]["samples_waiting"].int == Pipeline.sampleLimit)
        #expect(status["dropped"]["samples"].int == 500_000 - Pipeline.sampleLimit)
        #expect(status["dropped"]["told_but_not_stored"].int == 0)
        try await pipeline.setFull(false)
        await pipeline.close()
        try FileManager.default.removeItem(atPath: folder)
    }

    @Test("While the store fails, events and memory are kept, the latest of each key, and all is there afterwards")
    func failing() async throws {
        let pipeline = try await pipeline()
        let granted = Mutex<[Receipt]>([])
        func submit(_ reports: [Report]) {
            _ = pipeline.submit(
                ReportBatch(watcher: .snmp, reports: reports) { receipts in granted.withLock { $0 += receipts } }
            ) {}
        }
        submit([Report(.memory(key: "a", value: "before")), Report(.memory(key: "b", value: "before"))])
        await pipeline.flush()
        try await pipeline.setFull(true)
        submit([observation(1), Report(.memory(key: "a", value: "1")), Report(.samples(samples(5)))])
        await pipeline.flush()
        #expect(await pipeline.isFailing)
        submit([Report(.memory(key: "a", value: "2"), receipt: 2)])
        submit([Report(.memory(key: "a", value: "3")), Report(.memory(key: "b", value: nil))])
        submit([observation(3)])
        await pipeline.flush()
        #expect(granted.withLock { $0 } == [])
        #expect(await pipeline.memory(of: .snmp) == ["a": "3"], "what is not stored yet counts all the same")
        #expect(try EventReader(stateDirectory: folder).memory(of: .snmp) == ["a": "before", "b": "before"])
        try await pipeline.setFull(false)
        #expect(try await eventually { try EventReader(stateDirectory: folder).memory(of: .snmp) == ["a": "3"] })
        await pipeline.flush()
        #expect(granted.withLock { $0.sorted() } == [1, 2, 3])
        #expect(try stored() == [0, 1, 2, 3, 4])
        let query = EventQuery(matches: [try FieldMatch(parsing: "rule=r")])
        #expect(try EventReader(stateDirectory: folder).events(query).map(\.observation.summary) == ["1", "3"])
        submit([Report(.memory(key: "a", value: "4"))])
        await pipeline.flush()
        #expect(try EventReader(stateDirectory: folder).memory(of: .snmp) == ["a": "4"], "nothing old comes after it")
        await pipeline.close()
        try FileManager.default.removeItem(atPath: folder)
    }
}

extension Pipeline {
    /// Lets the store grow no further, or again.
    fileprivate func setFull(_ isFull: Bool) throws { try store.setFull(isFull) }

    /// Whether the store fails now.
    fileprivate var isFailing: Bool { failure != nil }

    /// Its part of the status.
    fileprivate func status() -> JSON {
        var writer = JSONWriter()
        writer.beginObject()
        writeStatus(into: &writer)
        writer.endObject()
        return JSON(text: writer.text)
    }
}
