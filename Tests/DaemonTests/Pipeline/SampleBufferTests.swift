@testable import Daemon
import Model
import Testing
import Watching

@Suite("The buffer of samples")
struct SampleBufferTests {
    private func samples(_ numbers: some Sequence<Int>) -> [Sample] {
        numbers.map { Sample(time: Timestamp(nanoseconds: 0), device: "d", metric: "m", value: Double($0), unit: "") }
    }

    @Test("What is put in comes out in order, also in other pieces than it came in")
    func order() {
        var buffer = SampleBuffer(limit: 100_000)
        for start in 0..<10_000 { buffer.add(samples(start * 3..<start * 3 + 3)) }
        var taken: [Double] = []
        for size in [1, 2, 3, 4, 5_000, 7, 100_000] { taken += buffer.take(limit: size).map(\.value) }
        #expect(taken == (0..<30_000).map(Double.init))
        #expect(buffer.count == 0 && buffer.dropped == 0)
        #expect(buffer.take(limit: 5).isEmpty)
    }

    @Test("Beyond the bound the oldest are left out and counted, also when a chunk alone is larger")
    func bound() {
        var buffer = SampleBuffer(limit: 10)
        buffer.add(samples(0..<25))
        #expect(buffer.count == 10 && buffer.dropped == 15)
        buffer.add(samples(25..<28))
        #expect(buffer.dropped == 18)
        #expect(buffer.take(limit: 4).map(\.value) == [18, 19, 20, 21])
    }

    @Test("What could not be stored is the oldest again, and the first to be left out")
    func putBack() {
        var buffer = SampleBuffer(limit: 10)
        buffer.add(samples(0..<6))
        let taken = buffer.take(limit: 4)
        buffer.putBack(taken)
        #expect(buffer.count == 6 && buffer.dropped == 0)
        let again = buffer.take(limit: 3)
        buffer.add(samples(6..<13))
        buffer.putBack(again)
        #expect(buffer.dropped == 3)
        #expect(buffer.take(limit: 100).map(\.value) == (3..<13).map(Double.init))
    }

    @Test("A batch loses its samples, keeps all else in order, and a receipt that hangs on samples stays")
    func stripping() {
        var buffer = SampleBuffer(limit: 100)
        var batch = ReportBatch(
            watcher: .snmp,
            reports: [
                Report(.memory(key: "a", value: "1")), Report(.samples(samples(0..<3))),
                Report(.samples(samples(3..<5)), receipt: 7), Report(.memory(key: "b", value: nil), receipt: 8),
            ])
        #expect(batch.hasSamples)
        buffer.takeSamples(of: &batch)
        #expect(!batch.hasSamples)
        #expect(batch.reports.map(\.receipt) == [nil, 7, 8])
        #expect(buffer.take(limit: 100).count == 5)
    }
}
