import Model
import Testing
import Watching

@testable import SNMP
@testable import Watchers
@testable import Wire

/// An SNMP agent without a network: a sorted tree of objects that answers requests, and misbehaves as it is told.
final class FabricatedAgent {
    /// How an agent goes wrong.
    enum Fault: Hashable {
        /// It is not there.
        case dead
        /// Nobody listens at its port.
        case portUnreachable
        /// From this object on it begins anew with the other: a loop.
        case loop(at: ObjectIdentifier, to: ObjectIdentifier)
        /// Instead of what follows this object it answers the object itself.
        case stuck(at: ObjectIdentifier)
        /// Replies with more variables than this are lost on the way.
        case losesAbove(Int)
        /// Requests for more variables than this are too big for it.
        case tooBigAbove(Int)
        /// Its replies have no more variables than this.
        case truncatesAt(Int)
        /// It answers every request with this error-status.
        case errorStatus(Int32)
    }

    /// Its objects.
    var objects: [ObjectIdentifier: VarBindValue] = [:] {
        didSet { if objects.count != oldValue.count { sorted = nil } }
    }
    /// How it goes wrong.
    var faults: Set<Fault> = []
    /// How long an answer takes.
    var latency: Duration = .milliseconds(4)
    /// The credentials that it takes; nil takes all. Others time out, or fail for this reason.
    var credentials: Set<String>?
    var refusal: SNMPFailure.Reason = .timedOut
    /// Whether it speaks SNMPv1 only.
    var isV1 = false
    /// When it was started; its sysUpTime counts from then.
    var started = MonotonicTime(nanoseconds: 0)
    /// Its engine, where it speaks v3.
    var engine: SNMPReply.Engine?
    /// Where it answers from, if not from where it was asked.
    var source: Endpoint?
    /// Who else answers, besides it.
    var impostor: Endpoint?
    /// What becomes of it while a request is lost, before it is answered at the second attempt: given once, to the first
    /// request that is asked so.
    var interruption: (isWanted: (SNMPRequest) -> Bool, change: (FabricatedAgent) -> Void)?
    /// Whether the request is lost at all.
    var losesInterrupted = true
    /// Which requests are lost, with all that they are repeated by.
    var loses: (SNMPRequest) -> Bool = { _ in false }
    private var sorted: [ObjectIdentifier]?

    /// An agent that says who it is.
    init(name: String = "sw", objectID: ObjectIdentifier = [1, 3, 6, 1, 4, 1, 99_999, 1]) {
        set("sysName.0", .text(name))
        set("sysDescr.0", .text("A fabricated agent"))
        set("sysObjectID.0", .objectIdentifier(objectID))
        set("sysUpTime.0", .timeTicks(0))
    }

    /// Sets an object by its name.
    func set(_ name: String, _ value: VarBindValue?) {
        guard let oid = ObjectNames.standard.oid(named: name) else {
            Issue.record("our table has no \(name)")
            return
        }
        objects[oid] = value
    }

    /// Gives it interfaces by index and name: of 1 Gbit/s with 64-bit counters, or of 10 Mbit/s without.
    func setInterfaces(_ interfaces: [(index: UInt32, name: String)], isHC: Bool = true, octets: UInt64 = 1_000) {
        for (index, name) in interfaces {
            set("ifDescr.\(index)", .text("Ethernet \(name)"))
            set("ifType.\(index)", .integer(6))
            set("ifSpeed.\(index)", .gauge32(isHC ? 1_000_000_000 : 10_000_000))
            set("ifAdminStatus.\(index)", .integer(1))
            set("ifOperStatus.\(index)", .integer(1))
            set("ifLastChange.\(index)", .timeTicks(0))
            set("ifInOctets.\(index)", .counter32(UInt32(truncatingIfNeeded: octets)))
            set("ifOutOctets.\(index)", .counter32(UInt32(truncatingIfNeeded: octets)))
            set("ifInErrors.\(index)", .counter32(0))
            set("ifOutErrors.\(index)", .counter32(0))
            set("ifInDiscards.\(index)", .counter32(0))
            set("ifOutDiscards.\(index)", .counter32(0))
            set("ifInUcastPkts.\(index)", .counter32(0))
            set("ifOutUcastPkts.\(index)", .counter32(0))
            set("ifName.\(index)", .text(name))
            set("ifAlias.\(index)", .text("to \(name)"))
            guard isHC else { continue }
            set("ifHighSpeed.\(index)", .gauge32(1_000))
            set("ifHCInOctets.\(index)", .counter64(octets))
            set("ifHCOutOctets.\(index)", .counter64(octets))
        }
    }

    /// Takes away everything below an object.
    func remove(_ name: String) {
        guard let oid = ObjectNames.standard.oid(named: name) else { return }
        objects = objects.filter { !$0.key.starts(with: oid) }
    }

    /// What comes of a request; nil where nothing does before its time is over.
    func answer(_ request: SNMPRequest, at time: MonotonicTime) -> Answer {
        let attempts = request.retries + 1
        func fail(_ reason: SNMPFailure.Reason) -> Answer {
            .snmpFailed(SNMPFailure(reason: reason, text: "SNMP request failed: \(reason)", attempts: attempts))
        }
        var answered = 1
        if let interruption, interruption.isWanted(request) {
            self.interruption = nil
            interruption.change(self)
            answered = losesInterrupted ? 2 : 1
        }
        if faults.contains(.dead) || loses(request) { return fail(.timedOut) }
        if faults.contains(.portUnreachable) { return fail(.portUnreachable) }
        if let credentials, !credentials.contains(request.credential) { return fail(refusal) }
        objects[[1, 3, 6, 1, 2, 1, 1, 3, 0]] = .timeTicks(
            UInt32(truncatingIfNeeded: max(0, time.nanoseconds - started.nanoseconds) / 10_000_000))
        var errorStatus: Int32 = 0
        var errorIndex: Int32 = 0
        var varBinds: [VarBind] = []
        for case .errorStatus(let status) in faults { errorStatus = status }
        for case .tooBigAbove(let most) in faults where request.mostVariables > most { errorStatus = 1 }
        if errorStatus == 0 { (varBinds, errorStatus, errorIndex) = variables(request) }
        for case .truncatesAt(let most) in faults { varBinds = Array(varBinds.prefix(most)) }
        for case .losesAbove(let most) in faults where varBinds.count > most { return fail(.timedOut) }
        if errorStatus != 0 { varBinds = request.variables.map { VarBind($0, .null) } }
        guard let list = try? Self.list(varBinds) else {
            Issue.record("the reply does not encode")
            return fail(.malformedReply)
        }
        return .snmp(
            SNMPReply(
                varBinds: list, errorStatus: errorStatus, errorIndex: errorIndex, source: source ?? request.endpoint,
                roundTrip: latency, attempts: answered, engine: engine, otherSource: impostor))
    }

    /// Variables as they come out of a reply.
    static func list(_ varBinds: [VarBind]) throws -> VarBindList {
        var writer = BERWriter()
        writer.varBinds(varBinds)
        writer.closePDU(.response, requestID: 1, since: 0)
        writer.octets(Array("c".utf8))
        writer.integer(1)
        writer.close(BERTag.sequence, since: 0)
        let bytes = writer.bytes
        return VarBindList(try #require(try SNMPEnvelope(bytes).scopedPDU), in: bytes)
    }

    private func variables(_ request: SNMPRequest) -> ([VarBind], Int32, Int32) {
        var varBinds: [VarBind] = []
        switch request.operation {
        case .get:
            for (place, name) in request.variables.enumerated() {
                if let value = objects[name] {
                    varBinds.append(VarBind(name, value))
                } else if isV1 {
                    return ([], 2, Int32(place + 1))
                } else {
                    varBinds.append(VarBind(name, .noSuchInstance))
                }
            }
        case .getNext:
            for (place, name) in request.variables.enumerated() {
                guard let next = next(after: name) else {
                    if isV1 { return ([], 2, Int32(place + 1)) }
                    varBinds.append(VarBind(name, .endOfMibView))
                    continue
                }
                varBinds.append(next)
            }
        case .getBulk(_, let repetitions):
            if isV1 {
                Issue.record("an SNMPv1 agent was asked by GETBULK")
                return ([], 5, 0)
            }
            var names = request.variables
            for _ in 0..<repetitions {
                for place in names.indices {
                    let next = next(after: names[place]) ?? VarBind(names[place], .endOfMibView)
                    names[place] = next.name
                    varBinds.append(next)
                }
            }
        }
        return (varBinds, 0, 0)
    }

    private func next(after name: ObjectIdentifier) -> VarBind? {
        for fault in faults {
            if case .stuck(let at) = fault, at == name { return VarBind(name, objects[name] ?? .null) }
            if case .loop(let at, let to) = fault, at == name { return VarBind(to, objects[to] ?? .null) }
        }
        let sorted = sorted ?? objects.keys.sorted()
        self.sorted = sorted
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] <= name { low = middle + 1 } else { high = middle }
        }
        guard low < sorted.count, let value = objects[sorted[low]] else { return nil }
        return VarBind(sorted[low], value)
    }
}

extension SNMPRequest {
    /// How many variables a reply to it may have.
    var mostVariables: Int {
        if case .getBulk(_, let repetitions) = operation { return variables.count * repetitions }
        return variables.count
    }

    /// Whether it is a GETBULK.
    var isBulk: Bool { if case .getBulk = operation { true } else { false } }

    /// Whether it is a GET.
    var isGet: Bool { operation == .get }
}
