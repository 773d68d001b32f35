import Model
import Testing

@testable import TocsinLab

/// The fuzzer's body for the polling of agents is in PollTarget.swift, a link into Tests/Fuzz.
@Suite struct PollFuzzTests {
    /// Tests/Fuzz, from where this file is.
    private static let folder = FuzzCorpus.folder(besideTestsOf: #filePath)

    @Test func `The fuzzer's first inputs and all that ever failed run through`() throws {
        var answers = 0
        for seed in PollFuzzing.seeds { answers += PollTarget.run(seed) }
        #expect(answers > 50)
        let count = try FuzzCorpus.replay("snmp-polling", in: Self.folder) { PollTarget.run($0) }
        #expect(count >= PollFuzzing.seeds.count)
    }

    @Test func `Answers of any kind are survived`() {
        var luck = SeededGenerator(seed: 5)
        var answers = 0
        for _ in 0..<300 {
            answers += PollTarget.run(
                (0..<Int.random(in: 0...2_000, using: &luck)).map { _ in .random(in: 0...255, using: &luck) })
        }
        #expect(answers > 400)
    }
}
