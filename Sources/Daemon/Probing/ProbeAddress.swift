public import Model
import Reactor

/// Finds the address of what a user typed.
public actor ProbeAddress {
    private let executor = QueueExecutor(label: "probe-names")
    /// Runs the actor on its queue.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private var resolver: NameResolver?

    /// A finder that has asked nothing yet.
    public init() {}

    /// The address of a host: itself, or the first that its name has. Throws what is wrong with it, in one sentence.
    public func resolve(_ host: HostAddress) async throws(SNMPProbe.Fault) -> IPAddress {
        guard case .name(let name) = host else {
            guard case .ip(let address) = host else { throw SNMPProbe.Fault(description: "no address") }
            return address
        }
        let resolver = NameResolver(executor: executor)
        self.resolver = resolver
        let result: Result<[IPAddress], SNMPProbe.Fault> = await withCheckedContinuation { continuation in
            resolver.resolve(name, validated: false) { result in
                switch result {
                case .success(let found): continuation.resume(returning: .success(found.addresses))
                case .failure(let fault):
                    continuation.resume(returning: .failure(SNMPProbe.Fault(description: "\(fault)")))
                }
            }
        }
        resolver.close()
        self.resolver = nil
        guard let address = try result.get().first else {
            throw SNMPProbe.Fault(description: "the name \(name) has no address")
        }
        return address
    }
}
