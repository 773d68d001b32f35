import Model
import Watching

/// Samples that wait for the store. Bounded: the oldest beyond the bound are left out and counted.
struct SampleBuffer: Sendable {
    /// How many may wait.
    let limit: Int
    /// How many wait.
    private(set) var count = 0
    /// How many were left out since the start.
    private(set) var dropped = 0
    /// Oldest first; only those from `start` on mean anything.
    private var chunks: [ArraySlice<Sample>] = []
    private var start = 0

    /// An empty buffer.
    init(limit: Int) { self.limit = limit }

    /// Adds samples as the newest.
    mutating func add(_ samples: [Sample]) {
        if samples.isEmpty { return }
        chunks.append(samples[...])
        count += samples.count
        trim()
    }

    /// Takes the samples out of a batch, whose reports of samples go unless a receipt hangs on them.
    mutating func takeSamples(of batch: inout ReportBatch) {
        var rest: [Report] = []
        rest.reserveCapacity(batch.reports.count)
        for report in batch.reports {
            guard case .samples(let samples) = report.content else {
                rest.append(report)
                continue
            }
            add(samples)
            if report.receipt != nil { rest.append(Report(.samples([]), receipt: report.receipt)) }
        }
        batch.reports = rest
    }

    /// Takes the oldest, at most so many.
    mutating func take(limit: Int) -> [Sample] {
        var taken: [Sample] = []
        while start < chunks.count, taken.count < limit {
            let part = chunks[start].prefix(limit - taken.count)
            taken += part
            removeFirst(part.count)
        }
        return taken
    }

    /// Gives back what could not be stored: it is the oldest again.
    mutating func putBack(_ samples: [Sample]) {
        if samples.isEmpty { return }
        chunks.replaceSubrange(..<start, with: CollectionOfOne(samples[...]))
        start = 0
        count += samples.count
        trim()
    }

    private mutating func trim() {
        while count > limit {
            let surplus = min(count - limit, chunks[start].count)
            dropped += surplus
            removeFirst(surplus)
        }
    }

    /// Removes so many of the oldest chunk.
    private mutating func removeFirst(_ number: Int) {
        count -= number
        chunks[start] = chunks[start].dropFirst(number)
        guard chunks[start].isEmpty else { return }
        chunks[start] = []
        start += 1
        if start == chunks.count || start > 4_096 {
            chunks.removeFirst(start)
            start = 0
        }
    }
}

extension ReportBatch {
    /// Whether any of it are samples.
    var hasSamples: Bool {
        reports.contains {
            if case .samples(let samples) = $0.content { !samples.isEmpty || $0.receipt == nil } else { false }
        }
    }
}
