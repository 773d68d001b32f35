import Model

/// A number of traps, from one address or many, at a rate or as fast as they go.
public struct TrapRun: Sendable {
    private var senders: [TrapSender]
    private let notification: SentNotification
    private let kind: MalformedKind?
    private var malformed: MalformedPackets?
    private let count: Int
    private let rate: Double?

    /// Prepares the senders. `malformed` is the name of a kind, or `any`; its packets are sent in place of the
    /// notification.
    public init(
        to destination: LabDestination, sources: SourceAddresses, security: LabText.Security,
        notification: SentNotification, malformed: String? = nil, count: Int = 1, rate: Double? = nil, seed: UInt64 = 1
    ) throws {
        let (parsed, level) = try security.parsed()
        let socket = try LabSocket(to: destination)
        let addresses = sources.addresses.isEmpty ? [nil] : sources.addresses.map { Optional($0) }
        senders = try addresses.enumerated().map { number, address in
            try TrapSender(on: socket, security: parsed, source: address, level: level, seed: seed &+ UInt64(number))
        }
        self.notification = notification
        self.count = count
        self.rate = rate
        guard let malformed else {
            kind = nil
            self.malformed = nil
            return
        }
        kind = MalformedKind(rawValue: malformed)
        if kind == nil, malformed != "any" {
            throw LabTextFault("'\(malformed)' is none of \(LabText.malformedKinds), any")
        }
        switch parsed {
        case .v1(let community), .v2c(let community):
            self.malformed = MalformedPackets(seed: seed, community: community)
        case .v3(let user, _, _): self.malformed = MalformedPackets(seed: seed, user: user)
        }
    }

    /// Sends them all, round after round over the sources: how many were sent. Ends when its task is cancelled.
    public func run() async throws -> Int {
        var run = self
        var sent = 0
        var pacer = rate.map { Pacer(rate: $0, burstLimit: .seconds(1), now: .now) }
        for _ in 0..<run.count {
            for index in run.senders.indices {
                while let due = pacer?.take(atMost: 1, now: .now), due == 0, let next = pacer?.next {
                    try await Task.sleep(for: max(.zero, next - .now), tolerance: .microseconds(100))
                }
                if Task.isCancelled { return sent }
                if let packet = run.kind.map({ run.malformed?.next($0) }) ?? run.malformed?.next() {
                    try run.senders[index].send(raw: packet)
                } else {
                    try run.senders[index].send(run.notification)
                }
                sent += 1
            }
        }
        return sent
    }
}
