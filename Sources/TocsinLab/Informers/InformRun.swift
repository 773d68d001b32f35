import Model

/// A number of equal informs, from one address or many, at a rate or as fast as they are answered.
public struct InformRun: Sendable {
    private let sender: InformSender
    private let sources: [IPAddress?]
    private let notification: SentNotification
    private let count: Int
    private let rate: Double?

    /// Prepares the sender.
    public init(
        to destination: LabDestination, sources: SourceAddresses, security: LabText.Security,
        notification: SentNotification, count: Int = 1, rate: Double? = nil, timeout: Duration = .seconds(1),
        retries: Int = 5, seed: UInt64 = 1
    ) throws {
        let (parsed, level) = try security.parsed()
        sender = try InformSender(
            to: destination, security: parsed, options: .init(timeout: timeout, retries: retries, level: level),
            seed: seed)
        self.sources = sources.addresses.isEmpty ? [nil] : sources.addresses.map { Optional($0) }
        self.notification = notification
        self.count = count
        self.rate = rate
    }

    /// Sends them all and returns when the fate of each is known. With a rate they do not wait for each other; without,
    /// each source has one under way.
    public func run() async throws -> InformLoad.Report {
        try await sender.open()
        let begun = MonotonicTime.now
        let outcomes = await withTaskGroup(of: [InformOutcome].self) { group in
            if let rate {
                await paced(rate, &group)
            } else {
                for source in sources {
                    group.addTask {
                        var outcomes: [InformOutcome] = []
                        for _ in 0..<count where !Task.isCancelled {
                            outcomes.append(await sender.send(notification, from: source))
                        }
                        return outcomes
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        await sender.close()
        var report = InformLoad.Report()
        for outcome in outcomes { report.count(outcome) }
        report.elapsed = .now - begun
        return report
    }

    private func paced(_ rate: Double, _ group: inout TaskGroup<[InformOutcome]>) async {
        var pacer = Pacer(rate: rate, burstLimit: .seconds(1), now: .now)
        for _ in 0..<count {
            for source in sources {
                while pacer.take(atMost: 1, now: .now) == 0 {
                    guard (try? await Task.sleep(for: max(.zero, pacer.next - .now))) != nil else { return }
                }
                group.addTask { [await sender.send(notification, from: source)] }
            }
        }
    }
}
