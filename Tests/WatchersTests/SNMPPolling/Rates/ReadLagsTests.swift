import Testing

@testable import Watchers

/// How long after the clock of its poll each row was read.
@Suite("Read lags")
struct ReadLagsTests {
    private func lags(_ runs: [(milliseconds: Int32, row: Int)]) -> ReadLags {
        var lags = ReadLags()
        for run in runs { lags.append(run.milliseconds, from: run.row) }
        return lags
    }

    private func milliseconds(_ lags: ReadLags, rows: Int) -> [Int32] { (0..<rows).map { lags.milliseconds(of: $0) } }

    @Test("Each row has the lag of the reply that it came with, and rows before the first late one none")
    func runs() {
        #expect(milliseconds(ReadLags(), rows: 3) == [0, 0, 0])
        let late = lags([(2_000, 2), (4_000, 5)])
        #expect(milliseconds(late, rows: 7) == [0, 0, 2_000, 2_000, 2_000, 4_000, 4_000])
        #expect(!late.isEmpty)
    }

    @Test("What is less than 20 ms is not told apart, in either direction, and a reply that was not late ends a run")
    func small() {
        #expect(lags([(19, 0), (-19, 3)]).isEmpty)
        #expect(milliseconds(lags([(20, 0), (39, 1), (40, 2)]), rows: 3) == [20, 20, 40])
        #expect(milliseconds(lags([(500, 1), (0, 2)]), rows: 4) == [0, 500, 0, 0])
    }

    @Test("A reply without a row is replaced by the next")
    func replaced() {
        #expect(milliseconds(lags([(2_000, 1), (4_000, 1)]), rows: 2) == [0, 4_000])
        #expect(milliseconds(lags([(2_000, 1), (5, 1)]), rows: 2) == [0, 0])
    }

    @Test("Among other rows a run begins with the first of its rows that is there, and one of which none is, is gone")
    func mapped() {
        let late = lags([(1_000, 1), (2_000, 3), (3_000, 5), (4_000, 6)])
        // Rows 0 to 7; those of the table are 0, 2, 4, 6 and 7, and one more in the middle that is not of the column.
        let places = [0: 0, 2: 1, 4: 3, 6: 4, 7: 5]
        let mapped = late.mapped(rows: 8) { places[$0] }
        #expect(milliseconds(mapped, rows: 6) == [0, 1_000, 1_000, 2_000, 4_000, 4_000])
        #expect(late.mapped(rows: 8) { $0 } == late)
        #expect(late.mapped(rows: 8) { _ in nil }.isEmpty)
        // A run that ends before it begins has no rows; the last one ends with the rows.
        #expect(late.mapped(rows: 2) { $0 } == lags([(1_000, 1), (2_000, 3), (3_000, 5)]))
    }
}
