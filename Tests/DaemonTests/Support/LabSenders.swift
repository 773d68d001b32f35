import Foundation
import Model
import TocsinLab

extension RunningDaemon {
    /// Where the lab sends to.
    func destination(_ address: IPAddress = .loopback4, port: UInt16? = nil) throws -> LabDestination {
        try LabDestination(Endpoint(address: address, port: port ?? self.port))
    }

    /// A device of the lab that speaks v2c.
    func sender(
        community: String = "public", from source: IPAddress? = nil, port: UInt16? = nil
    ) throws -> TrapSender {
        try TrapSender(
            on: LabSocket(to: destination(port: port)), security: .v2c(community: community), source: source,
            seed: .random(in: 0 ... .max))
    }

    /// Sends notifications in v2c.
    func send(_ notifications: SentNotification..., from source: IPAddress? = nil) throws {
        var sender = try sender(from: source)
        for notification in notifications { try sender.send(notification) }
    }

    /// Sends so many different traps at a rate, from a thread of its own; how many the kernel took.
    func flood(_ count: Int64, rate: Double) async throws -> Int {
        let plan = FloodPlan(to: try destination(), rate: rate, count: count, community: "public")
        return try await withCheckedThrowingContinuation { continuation in
            Thread {
                continuation.resume(
                    with: Result {
                        var flood = try Flood(plan)
                        return Int(flood.run(until: StopFlag()).sent)
                    })
            }.start()
        }
    }

    /// Informs from many senders at once, patient enough for a daemon that comes back. The markers of those that were
    /// acknowledged are appended to a file at once.
    func informers(
        _ count: Int, name: String, security: SenderSecurity = .v2c(community: "public"),
        address: IPAddress = .loopback4
    ) throws -> InformLoad {
        let sender = try InformSender(
            to: destination(address), security: security,
            options: .init(timeout: .milliseconds(250), retries: 200), seed: .random(in: 0 ... .max))
        return InformLoad(on: sender, informers: count, name: name, log: try MarkerLog(path: "\(folder)/\(name).acked"))
    }

    /// The markers of acknowledged informs.
    func acknowledged(_ name: String) -> Set<String> {
        let data = FileManager.default.contents(atPath: "\(folder)/\(name).acked") ?? Data()
        return Set(String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init))
    }

    /// The markers that the store holds, in order of commit.
    func storedMarkers() throws -> [String] { try events("rule=trap").compactMap(\.marker) }
}
