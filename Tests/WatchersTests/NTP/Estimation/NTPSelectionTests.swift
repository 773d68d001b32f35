import Testing

@testable import Watchers

@Suite("Whom to believe")
struct NTPSelectionTests {
    private func candidate(_ offset: Double, _ bound: Double = 0.01, stratum: UInt8 = 2) -> NTPSelection.Candidate {
        NTPSelection.Candidate(offset: offset, bound: bound, jitter: 0.001, deviation: 0.0001, stratum: stratum)
    }

    private func agreement(_ candidates: [NTPSelection.Candidate]) -> NTPSelection.Agreement? {
        if case .agreed(let agreement) = NTPSelection.select(candidates) { agreement } else { nil }
    }

    @Test("Nobody is nobody, and one alone is believed")
    func few() throws {
        #expect(NTPSelection.select([]) == .nobody)
        let alone = try #require(agreement([candidate(0.5)]))
        #expect(alone.truechimers == [0] && abs(alone.offset - 0.5) < 1e-12 && abs(alone.bound - 0.01) < 1e-12)
    }

    @Test(
        "A midpoint that an asymmetric path moved out of the interval makes no falseticker, and takes no majority away")
    func midpoints() throws {
        // Seen live: the second server's way there takes 12 ms longer than the way back, and the third lies.
        let found = try #require(
            agreement([
                candidate(0.000_14, 0.002_6), candidate(0.005_8, 0.009_3), candidate(0.25, 0.003_5),
                candidate(-0.001_1, 0.003),
            ]))
        #expect(found.truechimers == [0, 1, 3] && found.falsetickers == [2])
        #expect(abs(found.offset) < 0.002 && found.bound >= abs(found.offset))
    }

    @Test("The bound is not that of the surest server alone: it may be the one that lies")
    func hiddenLiar() throws {
        // Four that are right and not sure, after a suspend; a liar that was just asked is, and its interval touches theirs.
        let four = [0.012, 0.02, 0.016, 0.018].map { candidate($0, 0.04) }
        let found = try #require(agreement(four + [candidate(0.05, 0.004)]))
        #expect(found.falsetickers.isEmpty && found.bound >= abs(found.offset), "\(found)")
        let seen = try #require(agreement(four.map { candidate($0.offset - 0.01, 0.012) } + [candidate(0.05, 0.004)]))
        #expect(seen.falsetickers == [4] && seen.bound >= abs(seen.offset) && seen.bound < 0.014, "\(seen)")
    }

    @Test("Asymmetry to one side and to the other are kept together; who is too far off for that is left out")
    func plausible() throws {
        func server(_ offset: Double, _ bound: Double) -> NTPSelection.Candidate {
            NTPSelection.Candidate(offset: offset, bound: bound, jitter: 0.000_5, deviation: 0.000_2, stratum: 2)
        }
        let ways = [server(0.008, 0.016), server(-0.006, 0.014), server(0, 0.016), server(0.005, 0.040)]
        let found = try #require(agreement(ways))
        #expect(found.survivors.count == 4 && abs(found.offset) < 0.001, "\(found)")
        // Its interval touches those of the others.
        let liar = try #require(agreement(ways + [server(0.022, 0.014)]))
        #expect(liar.truechimers.contains(4) && !liar.survivors.contains(4), "\(liar)")
        #expect(abs(liar.offset) < 0.003 && liar.bound >= abs(liar.offset), "\(liar)")
    }

    @Test("Who may still answer counts for the majority")
    func awaited() {
        #expect(NTPSelection.select([candidate(0.5)], awaited: 1) == .waiting)
        #expect(NTPSelection.select([candidate(0), candidate(0.001)], awaited: 2) == .waiting)
        guard case .agreed = NTPSelection.select([candidate(0), candidate(0.001)], awaited: 1) else {
            Issue.record("two of three are a majority, whatever the third says")
            return
        }
        #expect(NTPSelection.select([candidate(0), candidate(1)], awaited: 1) == .noMajority)
        #expect(NTPSelection.select([], awaited: 3) == .nobody)
    }

    @Test("Two that disagree are no majority; two that agree are")
    func two() {
        #expect(NTPSelection.select([candidate(0), candidate(1)]) == .noMajority)
        #expect(agreement([candidate(0), candidate(0.005)])?.truechimers == [0, 1])
    }

    @Test("The example of RFC 5905's figure: an interval that misses the others' is a falseticker's")
    func falsetickers() throws {
        let one = try #require(agreement([0, 0.001, 0.002, 0.5, -0.001].map { candidate($0) }))
        #expect(one.falsetickers == [3])
        let two = try #require(agreement([0, 0.3, 0.002, 0.5, -0.001].map { candidate($0) }))
        #expect(two.falsetickers == [1, 3])
        #expect(NTPSelection.select([0, 0.3, 0.6, 0.9, -0.001].map { candidate($0) }) == .noMajority)
        // Three that agree on a lie are a majority: nobody can tell.
        #expect(agreement([0, 0.3, 0.3, 0.3, 0].map { candidate($0) })?.falsetickers == [0, 4])
    }

    @Test("The bound is the least that not all can be wrong about: one sharp server of three may lie, two cannot")
    func bound() throws {
        let wide = [candidate(0, 0.1), candidate(0.02, 0.1), candidate(0.005, 0.001)]
        let found = try #require(agreement(wide))
        #expect(found.bound > 0.09 && abs(found.offset - 0.005) < 0.001)
        let sharp = try #require(agreement([candidate(0, 0.1), candidate(0.006, 0.001), candidate(0.005, 0.001)]))
        #expect(sharp.bound <= 0.002 && abs(sharp.offset - 0.005_5) < 0.001)
    }

    @Test("A wide interval that contains the truth is no falseticker, and weighs little")
    func wide() throws {
        let found = try #require(agreement([candidate(0), candidate(0.001), candidate(0.4, 0.5)]))
        #expect(found.falsetickers.isEmpty)
        #expect(abs(found.offset) < 0.002)
    }

    @Test("Clustering leaves out who strays most, down to three")
    func cluster() throws {
        let offsets = [0, 0.0001, 0.0002, 0.0001, 0.009]
        let found = try #require(agreement(offsets.map { candidate($0) }))
        #expect(found.truechimers.count == 5)
        #expect(!found.survivors.contains(4))
        #expect(found.survivors.count >= 3)
    }
}
