import Testing

@testable import TocsinLab

@Suite struct FuzzReplayTests {
    /// Tests/Fuzz, from where this file is.
    private static let folder = FuzzCorpus.folder(besideTestsOf: #filePath)

    @Test(arguments: FuzzTarget.allCases)
    func `The fuzzers' first inputs and all that ever failed run through`(target: FuzzTarget) throws {
        let count = try FuzzCorpus.replay(target.rawValue, in: Self.folder) { target.run($0) }
        #expect(count >= target.seeds.count)
    }

    @Test(arguments: FuzzTarget.allCases)
    func `The committed inputs are those that the builders make`(target: FuzzTarget) throws {
        let folder = "\(Self.folder)/Corpus/\(target.rawValue)"
        let committed = try Set(LabFolder.names(in: folder).map { try LabFolder.read("\(folder)/\($0)") })
        let missing = target.seeds.filter { !committed.contains($0) }
        #expect(missing.isEmpty, "run: tocsin-lab fuzz-seeds --output Tests/Fuzz/Corpus")
    }

    @Test(arguments: FuzzTarget.allCases)
    func `Every target takes malformed packets`(target: FuzzTarget) {
        var packets = MalformedPackets(seed: 11)
        for _ in 0..<300 { target.run(packets.next()) }
        target.run([])
    }

    @Test func `The first replies reach the manager's askers in every version, signed ones too`() {
        let taken = ReplyFuzzing.seeds.filter { ReplyFuzzing.run($0) }.compactMap(\.first)
        // v1 and v2c with a value and with an error, v3 in plain text and signed. What is in an encrypted request only the
        // manager knows.
        #expect(taken.sorted() == [0, 0, 1, 1, 2, 4])
    }
}
