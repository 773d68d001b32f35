public import Model
import SNMP
import Watching
import Wire

/// Asks one SNMP agent now, without a daemon: the first of some credentials that is answered is used for all that follows.
public actor SNMPProbe {
    /// Where to ask, and how.
    public struct Target: Sendable {
        /// The agent.
        public var endpoint: Endpoint
        /// Credentials in the order in which they are tried.
        public var credentials: [SNMPCredential]
        /// How long one answer may take.
        public var timeout: Duration
        /// How often a question is asked again.
        public var retries: Int
        /// v3: the context to ask in; nil is the credential's.
        public var contextName: String?

        /// A target.
        public init(
            endpoint: Endpoint, credentials: [SNMPCredential], timeout: Duration = .seconds(2), retries: Int = 2,
            contextName: String? = nil
        ) {
            self.endpoint = endpoint
            self.credentials = credentials
            self.timeout = timeout
            self.retries = retries
            self.contextName = contextName
        }
    }

    /// Why there is no answer, in words: operation, target, time and cause.
    public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// The name of the credential that the agent answered to; nil before it has.
    public private(set) var credential: String?
    /// How long the latest answer took.
    public private(set) var roundTrip = Duration.zero

    private let target: Target
    private let client: SNMPClient
    private let names = ObjectNames.standard
    private var version = SNMPCredential.Version.v2c
    /// So many rows are asked for at once; halved when the agent says that its answer would be too big.
    private var repetitions = 25

    /// A probe that has asked nothing yet.
    public init(_ target: Target) {
        self.target = target
        client = SNMPClient(credentials: target.credentials)
    }

    /// The dotted OID that a text means, `sysName.0` or `1.3.6.1.2.1.1.5.0`; nil for none.
    public static func oid(named text: String) -> String? { ObjectNames.standard.oid(named: text)?.text }

    /// The variables themselves.
    public func get(_ oids: [String]) async throws(Fault) -> [ProbedVariable] {
        let reply = try await ask(.get, oids.compactMap { ObjectIdentifier($0) })
        return reply.map { ProbedVariable($0, names: names) }
    }

    /// Hands over all that lies below an OID, some at a time; the object itself where nothing does. Ends when the closure
    /// answers false. Throws also when the agent's order goes backwards, which would never end.
    public func walk(
        _ root: String, _ body: @Sendable ([ProbedVariable]) -> Bool
    ) async throws(Fault) {
        guard let root = ObjectIdentifier(root) else { return }
        var isEmpty = true
        try await walk(root) { part in
            isEmpty = false
            return body(part.map { ProbedVariable($0, names: names) })
        }
        if isEmpty { _ = body(try await ask(.get, [root]).map { ProbedVariable($0, names: names) }) }
    }

    /// What the agent says of itself and of its interfaces, as the members of a JSON object.
    public func summary() async throws(Fault) -> String {
        let system = try await ask(.get, SystemObject.allCases.map(\.oid))
        var table: [UInt32: [InterfaceObject: VarBindValue]] = [:]
        for object in InterfaceObject.allCases {
            try await walk(object.oid) { part in
                for bound in part {
                    guard let index = bound.name.arcs.last, bound.name.arcs.count == object.oid.arcs.count + 1 else {
                        continue
                    }
                    table[index, default: [:]][object] = bound.value
                }
                return true
            }
        }
        return Evidence { writer in
            writer.member("address", target.endpoint.address.text)
            writer.member("port", target.endpoint.port)
            writer.member("credential", credential)
            writer.key("latency_ms")
            writer.number((roundTrip.seconds * 1_000_000).rounded() / 1_000)
            for (object, bound) in zip(SystemObject.allCases, system) {
                object.write(bound.value, names: names, into: &writer)
            }
            writer.key("interfaces")
            writer.beginArray()
            for (index, row) in table.sorted(by: { $0.key < $1.key }) {
                writer.beginObject()
                InterfaceObject.write(row, index: index, names: names, into: &writer)
                writer.endObject()
            }
            writer.endArray()
        }.json
    }

    /// Closes the sockets.
    public func close() async { await client.close() }

    // MARK: Inside

    private func walk(_ root: ObjectIdentifier, _ body: ([VarBind]) -> Bool) async throws(Fault) {
        var last = root
        while true {
            let bulk = SNMPRequest.Operation.getBulk(nonRepeaters: 0, maxRepetitions: repetitions)
            let reply = try await ask(bulk, [last])
            var part: [VarBind] = []
            var isOver = reply.isEmpty
            for bound in reply {
                if bound.value == .endOfMibView || !bound.name.starts(with: root) {
                    isOver = true
                    break
                }
                guard bound.name > last else {
                    _ = body(part)
                    throw Fault(
                        description: "the walk of \(root.text) at \(target.endpoint.text) was ended: the agent gave "
                            + "\(bound.name.text) after \(last.text), and would never come to an end")
                }
                last = bound.name
                part.append(bound)
            }
            if !part.isEmpty, !body(part) { return }
            if isOver { return }
        }
    }

    /// Asks with the credential that was answered, or with one after the other until one is.
    private func ask(
        _ operation: SNMPRequest.Operation, _ variables: [ObjectIdentifier]
    ) async throws(Fault) -> [VarBind] {
        var failures: [String] = []
        for candidate in target.credentials where credential == nil || candidate.name == credential {
            let request = SNMPRequest(
                endpoint: target.endpoint, credential: candidate.name, contextName: target.contextName,
                operation: operation, variables: variables, timeout: target.timeout, retries: target.retries)
            switch await client.ask(request) {
            case .success(let reply):
                credential = candidate.name
                version = candidate.version
                roundTrip = reply.roundTrip
                return try await take(reply, of: operation, variables)
            case .failure(let failure):
                let isOne = target.credentials.count == 1
                failures.append(isOne ? ProbeWords.text(failure) : "\(candidate.name): \(ProbeWords.text(failure))")
            }
        }
        let faults = await client.faults.map(\.description)
        throw Fault(
            description: (failures + faults.filter { fault in !failures.contains { $0.contains(fault) } }).joined(
                separator: "; "))
    }

    private func take(
        _ reply: SNMPReply, of operation: SNMPRequest.Operation, _ variables: [ObjectIdentifier]
    ) async throws(Fault) -> [VarBind] {
        switch reply.errorStatus {
        case 0: return reply.varBinds.decoded()
        case 1:
            // tooBig: fewer rows, or one variable at a time.
            if case .getBulk = operation, repetitions > 1 {
                repetitions /= 2
                return try await ask(
                    .getBulk(nonRepeaters: 0, maxRepetitions: repetitions), variables)
            }
            if variables.count > 1 { return try await oneByOne(operation, variables) }
        case 2 where version == .v1:
            // noSuchName: the end of a walk, or one of the variables, which v1 lets fail as a whole.
            if operation != .get { return [] }
            guard variables.count > 1 else { return variables.map { VarBind($0, .noSuchObject) } }
            return try await oneByOne(operation, variables)
        default: break
        }
        throw Fault(
            description: "\(target.endpoint.text) answered with \(ProbeWords.errorStatus(Int64(reply.errorStatus)))")
    }

    private func oneByOne(
        _ operation: SNMPRequest.Operation, _ variables: [ObjectIdentifier]
    ) async throws(Fault) -> [VarBind] {
        var found: [VarBind] = []
        for variable in variables { found += try await ask(operation, [variable]) }
        return found
    }
}
