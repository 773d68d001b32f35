public import Model
import SNMP

/// Many informers at the same time, each with one inform under way.
public struct InformLoad: Sendable {
    /// What came of it.
    public struct Report: Sendable, Hashable {
        /// How many were acknowledged.
        public var acknowledged = 0
        /// How many needed more than one attempt.
        public var retransmitted = 0
        /// How many nobody answered.
        public var unanswered = 0
        /// How many were refused, by reason.
        public var refused: [String: Int] = [:]
        /// How many were under way at the end: their fate is not known.
        public var abandoned = 0
        /// The time that acknowledgments took.
        public var latencies: [Duration] = []
        /// From the first inform to the last outcome.
        public var elapsed: Duration = .zero

        /// How many were sent.
        public var sent: Int { acknowledged + unanswered + abandoned + refused.values.reduce(0, +) }

        /// Adds an outcome.
        mutating func count(_ outcome: InformOutcome) {
            switch outcome {
            case .acknowledged(let after, let attempts):
                acknowledged += 1
                latencies.append(after)
                if attempts > 1 { retransmitted += 1 }
            case .refused(let refusal, _): refused[refusal.description, default: 0] += 1
            case .unanswered: unanswered += 1
            case .abandoned: abandoned += 1
            }
        }

        /// Adds another informer's report.
        mutating func merge(_ other: Report) {
            acknowledged += other.acknowledged
            retransmitted += other.retransmitted
            unanswered += other.unanswered
            refused.merge(other.refused, uniquingKeysWith: +)
            abandoned += other.abandoned
            latencies += other.latencies
        }
    }

    private let sender: InformSender
    private let informers: Int
    private let sources: [IPAddress]
    private let name: String
    private let log: MarkerLog?

    /// A load of so many informers whose addresses go round; markers begin with the name, so that runs can be told
    /// apart.
    public init(
        on sender: InformSender, informers: Int, sources: [IPAddress] = [], name: String, log: MarkerLog? = nil
    ) {
        self.sender = sender
        self.informers = informers
        self.sources = sources
        self.name = name
        self.log = log
    }

    /// Runs until the end or until the task is cancelled; `count` limits what each informer sends.
    public func run(for duration: Duration?, count: Int? = nil) async throws -> Report {
        try await sender.open()
        let begun = MonotonicTime.now
        let end = duration.map { begun + $0 }
        var total = await withTaskGroup(of: Report.self) { group in
            for informer in 0..<informers {
                group.addTask { await inform(as: informer, until: end, count: count ?? .max) }
            }
            var total = Report()
            for await report in group { total.merge(report) }
            return total
        }
        total.elapsed = .now - begun
        await sender.close()
        return total
    }

    private func inform(as informer: Int, until end: MonotonicTime?, count: Int) async -> Report {
        var report = Report()
        let source = sources.isEmpty ? nil : sources[informer % sources.count]
        var number = 0
        while !Task.isCancelled, number < count, end.map({ MonotonicTime.now < $0 }) ?? true {
            number += 1
            let marker = "\(name)-\(informer)-\(number)"
            let outcome = await sender.send(.marked(marker), from: source)
            if outcome.isAcknowledged { log?.append(marker) }
            report.count(outcome)
        }
        return report
    }
}
