/// Whom to believe: RFC 5905, section 11.2, on the estimates of all usable servers at one time.
enum NTPSelection {
    /// A server as far as selection is concerned.
    struct Candidate: Sendable, Hashable {
        /// The server's offset in seconds.
        var offset: Double
        /// How far the truth can be from that, in seconds: the root distance of RFC 5905 from here.
        var bound: Double
        /// Its jitter in seconds.
        var jitter: Double
        /// How uncertain its offset is by the scatter of its samples, in seconds.
        var deviation: Double
        /// Its stratum.
        var stratum: UInt8
    }

    /// What a majority agrees on.
    struct Agreement: Sendable, Hashable {
        /// The best estimate of the offset.
        var offset: Double
        /// How far the truth can be from that, if more than half of the candidates are right, whichever these are.
        var bound: Double
        /// The interval that the majority shares (section 11.2.1).
        var interval: ClosedRange<Double>
        /// How many candidates there were.
        var candidates: Int
        /// Whose interval fits, by their indices.
        var truechimers: [Int]
        /// Whose does not.
        var falsetickers: [Int]
        /// The truechimers that the estimate is made of, the weightiest first.
        var survivors: [Int]
        /// How far the survivors are from each other: the root mean square.
        var jitter: Double
    }

    /// What comes of it.
    enum Outcome: Sendable, Hashable {
        /// There is no candidate.
        case nobody
        /// Some agree, and they are not more than half once those have answered who still may.
        case waiting
        /// No interval is shared by more than half of the candidates.
        case noMajority
        /// More than half agree.
        case agreed(Agreement)
    }

    /// Below this number no survivor is left out: NMIN of RFC 5905.
    static let fewestSurvivors = 3
    /// What a stratum weighs against distance: MAXDIST of RFC 5905.
    static let largestDistance = 1.5

    /// Selects, clusters and combines. `awaited` servers have not been heard so far and may be soon: they count for the
    /// majority, lest the first to answer be believed alone.
    static func select(_ candidates: [Candidate], awaited: Int = 0) -> Outcome {
        guard !candidates.isEmpty else { return .nobody }
        guard let interval = intersection(candidates) ?? intersection(candidates, heedsMidpoints: false) else {
            return .noMajority
        }
        var truechimers: [Int] = []
        var falsetickers: [Int] = []
        for (index, candidate) in candidates.enumerated() {
            let fits =
                candidate.offset - candidate.bound <= interval.upperBound
                && candidate.offset + candidate.bound >= interval.lowerBound
            if fits { truechimers.append(index) } else { falsetickers.append(index) }
        }
        guard 2 * truechimers.count > candidates.count + awaited else { return .waiting }
        let survivors = cluster(truechimers, of: candidates)
        let (offset, jitter) = combine(survivors, of: candidates)
        let estimate = min(max(offset, interval.lowerBound), interval.upperBound)
        // The interval holds if more than half are right. So does what the servers allow each, from the least on, once more of
        // them say it than can be wrong and were not found: a liar whose interval touches ours may be the surest of all.
        let distances = truechimers.map { candidates[$0].bound + abs(candidates[$0].offset - estimate) }.sorted()
        let hidden = max(0, (candidates.count - 1) / 2 - falsetickers.count)
        let bound = min(distances[hidden], max(interval.upperBound - estimate, estimate - interval.lowerBound))
        return .agreed(
            Agreement(
                offset: estimate, bound: bound, interval: interval, candidates: candidates.count,
                truechimers: truechimers, falsetickers: falsetickers,
                survivors: survivors, jitter: jitter))
    }

    /// The interval that most candidates share, if those are more than half of them and no more midpoints lie outside than
    /// falsetickers are allowed (section 11.2.1). Where a path is asymmetric the midpoint of a server that is right may lie
    /// outside: if the rule leaves nobody, the interval alone decides, as it does for chrony.
    static func intersection(_ candidates: [Candidate], heedsMidpoints: Bool = true) -> ClosedRange<Double>? {
        let edges = candidates.flatMap { candidate in
            [
                (at: candidate.offset - candidate.bound, kind: -1), (at: candidate.offset, kind: 0),
                (at: candidate.offset + candidate.bound, kind: 1),
            ]
        }.sorted { ($0.at, $0.kind) < ($1.at, $1.kind) }
        var allowed = 0
        while 2 * allowed < candidates.count {
            let needed = candidates.count - allowed
            var outside = 0
            var low: Double?
            var high: Double?
            var count = 0
            for edge in edges {
                count -= edge.kind
                if count >= needed {
                    low = edge.at
                    break
                }
                if edge.kind == 0 { outside += 1 }
            }
            count = 0
            for edge in edges.reversed() {
                count += edge.kind
                if count >= needed {
                    high = edge.at
                    break
                }
                if edge.kind == 0 { outside += 1 }
            }
            if outside <= allowed || !heedsMidpoints, let low, let high, low <= high { return low...high }
            allowed += 1
        }
        return nil
    }

    /// Leaves out who adds more jitter than the rest has (section 11.2.2), if that is too far off to be its path: what is left
    /// of paths that are asymmetric to one side and to the other is nearer to the truth together.
    private static func cluster(_ truechimers: [Int], of candidates: [Candidate]) -> [Int] {
        var survivors = truechimers.sorted { left, right in
            weight(candidates[left]) < weight(candidates[right])
        }
        while survivors.count > fewestSurvivors {
            let jitters = survivors.map { selectionJitter(of: $0, among: survivors, candidates) }
            guard let worst = jitters.indices.max(by: { jitters[$0] < jitters[$1] }),
                let least = survivors.map({ candidates[$0].jitter }).min(), jitters[worst] > least,
                !isPlausible(survivors[worst], among: survivors, candidates)
            else { break }
            survivors.remove(at: worst)
        }
        return survivors
    }

    /// Of what a server's bound allows it to be off, so much is believed to be asymmetry: one way of three times the other.
    private static let plausibleAsymmetry = 0.5
    /// So many times their scatter a server may be away from the others, and still balance what they are wrong by.
    private static let plausibleScatter = 4.0

    /// Whether a survivor may stay: it is off by what asymmetry usually makes of its bound, or by no more than its bound
    /// and what the others are off from each other allow. Ways that are bad to one side and to the other balance, and whoever is left out leaves the rest worse.
    private static func isPlausible(_ index: Int, among survivors: [Int], _ candidates: [Candidate]) -> Bool {
        let mean = combine(survivors, of: candidates).offset
        if abs(candidates[index].offset - mean) <= plausibleAsymmetry * candidates[index].bound { return true }
        let rest = survivors.filter { $0 != index }
        let level = combine(rest, of: candidates).offset
        let squares = rest.reduce(0) { sum, other in
            let difference = candidates[other].offset - level
            return sum + difference * difference
        }
        let scatter = (squares / Double(max(1, rest.count - 1))).squareRoot()
        return abs(candidates[index].offset - level) <= min(candidates[index].bound, plausibleScatter * scatter)
    }

    private static func weight(_ candidate: Candidate) -> Double {
        Double(candidate.stratum) * largestDistance + candidate.bound
    }

    private static func selectionJitter(of index: Int, among survivors: [Int], _ candidates: [Candidate]) -> Double {
        let squares = survivors.reduce(0) { sum, other in
            let difference = candidates[index].offset - candidates[other].offset
            return sum + difference * difference
        }
        return (squares / Double(max(1, survivors.count - 1))).squareRoot()
    }

    /// What part of its bound a server is usually wrong by: paths are seldom all asymmetry.
    private static let usualAsymmetry = 0.125

    /// The weighted mean (section 11.2.3). The weight is the inverse variance, of the scatter and of what the path's asymmetry
    /// usually adds, and not the inverse of the distance as in the RFC: that mean has the least variance.
    private static func combine(_ survivors: [Int], of candidates: [Candidate]) -> (offset: Double, jitter: Double) {
        var total = 0.0
        var sum = 0.0
        for index in survivors {
            let hidden = usualAsymmetry * candidates[index].bound
            let variance = max(hidden * hidden + candidates[index].deviation * candidates[index].deviation, 1e-18)
            total += 1 / variance
            sum += candidates[index].offset / variance
        }
        let offset = total > 0 ? sum / total : 0
        let jitter = survivors.first.map { selectionJitter(of: $0, among: survivors, candidates) } ?? 0
        return (offset, jitter)
    }
}
