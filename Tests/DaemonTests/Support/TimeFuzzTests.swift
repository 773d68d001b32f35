import Model
import Testing

@testable import TocsinLab

/// The fuzzer's body for the exchanges with time servers is in TimeTarget.swift, a link into Tests/Fuzz.
@Suite struct TimeFuzzTests {
    /// Tests/Fuzz, from where this file is.
    private static let folder = FuzzCorpus.folder(besideTestsOf: #filePath)

    @Test func `The fuzzer's first inputs and all that ever failed run through`() throws {
        var answers = 0
        for seed in NTPExchangeFuzzing.seeds { answers += TimeTarget.run(seed) }
        #expect(answers > 2_000)
        let count = try FuzzCorpus.replay("ntp-exchange", in: Self.folder) { TimeTarget.run($0) }
        #expect(count >= NTPExchangeFuzzing.seeds.count)
    }

    @Test func `Exchanges of any kind are survived`() {
        var luck = SeededGenerator(seed: 11)
        var answers = 0
        for _ in 0..<40 {
            answers += TimeTarget.run(
                (0..<Int.random(in: 0...300, using: &luck)).map { _ in .random(in: 0...255, using: &luck) })
        }
        #expect(answers > 2_000)
    }
}
