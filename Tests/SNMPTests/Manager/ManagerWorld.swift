import Model
import Testing
import Wire

@testable import SNMP

/// A manager on a clock that a test moves, with what it sends and what comes of it.
final class ManagerWorld {
    let manager: SNMPManager
    var now = Moment(
        wall: Timestamp(nanoseconds: 1_800_000_000_000_000_000),
        monotonic: MonotonicTime(nanoseconds: 5_000_000_000_000))
    private(set) var outcomes: [SNMPOutcome] = []

    static let agent = Endpoint(address: .v4(0xc000_0201), port: 161)
    static let other = Endpoint(address: .v4(0xc000_0202), port: 161)
    static let sysUpTime: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 1, 3, 0]

    init(_ credentials: [SNMPCredential] = ManagerWorld.credentials, engines: Int = 1_000) {
        manager = SNMPManager(engines: engines)
        #expect(manager.useCredentials(credentials) == [])
    }

    static let credentials = [
        SNMPCredential(name: "one", version: .v1, community: Secret("secret")),
        SNMPCredential(name: "two", version: .v2c, community: Secret("secret")),
        v3("plain", nil, nil), v3("signed", "SHA-256", nil), v3("sealed", "SHA-1", "AES-128"),
    ]

    static func v3(_ name: String, _ auth: String?, _ privacy: String?, user: String = "monitor") -> SNMPCredential {
        SNMPCredential(
            name: name, version: .v3, user: user,
            auth: auth.map { .init(protocolName: $0, passphrase: Secret("auth passphrase")) },
            privacy: privacy.map { .init(protocolName: $0, passphrase: Secret("privacy passphrase")) })
    }

    /// Asks for sysUpTime, and gives what is sent for it.
    @discardableResult
    func ask(
        _ credential: String, token: UInt64 = 1, of endpoint: Endpoint = ManagerWorld.agent, retries: Int = 2,
        context: String? = nil, acceptsOtherAddress: Bool = false
    ) -> [SNMPOutgoing] {
        manager.ask(
            SNMPRequest(
                endpoint: endpoint, credential: credential, contextName: context, operation: .get,
                variables: [ManagerWorld.sysUpTime], timeout: .seconds(2), retries: retries,
                acceptsOtherAddress: acceptsOtherAddress),
            token: token, at: now.monotonic)
        return take()
    }

    /// Gives the manager a datagram that has just come, and gives what is sent for it.
    @discardableResult
    func give(_ bytes: [UInt8], from source: Endpoint = ManagerWorld.agent) -> [SNMPOutgoing] {
        manager.receive(bytes, from: source, received: now.wall, at: now)
        return take()
    }

    /// Moves the clock, and gives what is sent meanwhile.
    @discardableResult
    func advance(_ duration: Duration) -> [SNMPOutgoing] {
        let end = now + duration
        var sent: [SNMPOutgoing] = []
        while let next = manager.nextDeadline, next <= end.monotonic {
            now = now + max(next - now.monotonic, .zero)
            manager.tick(at: now.monotonic)
            sent += take()
        }
        now = end
        return sent
    }

    /// The outcomes since the last call.
    func takeOutcomes() -> [SNMPOutcome] {
        defer { outcomes = [] }
        return outcomes
    }

    /// The reply, where one outcome has come and is one.
    func reply() -> SNMPReply? {
        let outcomes = takeOutcomes()
        guard outcomes.count == 1, case .success(let reply) = outcomes[0].result else { return nil }
        return reply
    }

    /// The failure, where one outcome has come and is one.
    func failure() -> SNMPFailure? {
        let outcomes = takeOutcomes()
        guard outcomes.count == 1, case .failure(let failure) = outcomes[0].result else { return nil }
        return failure
    }

    private func take() -> [SNMPOutgoing] {
        outcomes += manager.takeOutcomes()
        return manager.takeOutgoing()
    }
}

extension SNMPReply {
    /// The first value, where it is one of an unsigned type.
    var number: UInt64? {
        var number: UInt64?
        varBinds.forEach { element in
            number = varBinds.unsigned(element)
            return false
        }
        return number
    }
}
