import Model
import SNMP
import Watching
import Wire

/// Interfaces that are asked for by themselves, because a trap said that they have changed.
struct InterfaceLooks: Sendable {
    /// How many may be asked at once, of all devices and of one.
    static let most = 2_000
    static let mostOfDevice = 16

    /// One interface of one device.
    struct Interface: Sendable, Hashable {
        /// The device.
        var slot: Int
        /// Its ifIndex.
        var index: UInt32
    }

    /// One question.
    struct Look: Sendable {
        /// About which interface.
        var interface: Interface
        /// Whether its name is asked for: not of an agent that has none.
        var withName: Bool
        /// Whether another trap came meanwhile, so that it is asked once more.
        var again = false
    }

    private var looks: [RequestToken: Look] = [:]
    private var tokens: [Interface: RequestToken] = [:]
    private var counts: [Int: Int] = [:]

    /// No questions.
    init() {}

    /// Whether a token is one of these.
    func isAwaited(_ token: RequestToken) -> Bool { looks[token] != nil }

    /// Whether an interface may be asked now; where it is being asked, it is asked once more.
    mutating func mayAsk(_ interface: Interface) -> Bool? {
        if let token = tokens[interface] {
            looks[token]?.again = true
            return nil
        }
        return looks.count < Self.most && counts[interface.slot, default: 0] < Self.mostOfDevice
    }

    /// Remembers a question.
    mutating func ask(_ look: Look, token: RequestToken) {
        looks[token] = look
        tokens[look.interface] = token
        counts[look.interface.slot, default: 0] += 1
    }

    /// Takes a question whose answer has come.
    mutating func take(_ token: RequestToken) -> Look? {
        guard let look = looks.removeValue(forKey: token) else { return nil }
        tokens[look.interface] = nil
        let left = counts[look.interface.slot, default: 1] - 1
        counts[look.interface.slot] = left > 0 ? left : nil
        return look
    }
}

extension SNMPWatcher {
    private static let ifAdminStatus: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 2, 2, 1, 7]
    private static let ifOperStatus: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 2, 2, 1, 8]
    private static let ifName: ObjectIdentifier = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1]

    /// A trap said that an interface of a device has changed: asks for it at once.
    mutating func look(at index: UInt32, of name: String, at moment: Moment, into actions: inout [Action]) {
        guard let slot = slots[name], let device = devices[slot], !device.entry.expectsRefusal else { return }
        // It has sent a trap, so that it is there.
        wakeUp(slot, at: moment)
        devices[slot]?.judge.noteInterfaceChanged(index)
        let interface = InterfaceLooks.Interface(slot: slot, index: index)
        guard let mayAsk = looks.mayAsk(interface) else { return }
        guard mayAsk else {
            counters.looksDropped += 1
            return
        }
        ask(InterfaceLooks.Look(interface: interface, withName: true), into: &actions)
    }

    /// Takes the answer about an interface.
    mutating func takeLook(_ answer: Answer, to token: RequestToken, at moment: Moment, into actions: inout [Action]) {
        guard var look = looks.take(token), let device = devices[look.interface.slot]?.entry else { return }
        let index = look.interface.index
        if case .snmp(let reply) = answer {
            if reply.errorStatus == 2, look.withName, reply.errorIndex == 3 {
                look.withName = false
                return ask(look, into: &actions)
            }
            if reply.errorStatus == 0 { publish(reply.varBinds, index, device.name, at: moment, into: &actions) }
        }
        if look.again {
            look.again = false
            ask(look, into: &actions)
        }
    }

    private mutating func ask(_ look: InterfaceLooks.Look, into actions: inout [Action]) {
        let slot = look.interface.slot
        guard let device = devices[slot], case .at(let endpoint) = target(slot) else { return }
        let token = token()
        looks.ask(look, token: token)
        counters.looks += 1
        counters.requests += 1
        var objects = [Self.ifAdminStatus, Self.ifOperStatus]
        if look.withName { objects.append(Self.ifName) }
        let entry = device.entry
        actions.append(
            .request(
                token,
                .snmp(
                    SNMPRequest(
                        endpoint: endpoint, credential: entry.credentials[device.credential ?? 0],
                        contextName: entry.contextName, operation: .get,
                        variables: objects.map { $0.appending(look.interface.index) }, timeout: entry.timeout,
                        retries: entry.retries, acceptsOtherAddress: entry.acceptsOtherAddress))))
    }

    private mutating func publish(
        _ list: VarBindList, _ index: UInt32, _ device: String, at moment: Moment, into actions: inout [Action]
    ) {
        let reader = LabelReader(names: configuration.names)
        let oper = VarBindList.encoded(Self.ifOperStatus.arcs)
        let names = VarBindList.encoded(Self.ifName.arcs)
        var isUp: Bool?
        var name: String?
        list.forEach { element in
            if list.isException(element) { return true }
            if list.hasPrefix(oper, element), list.onlyArc(element, skipping: oper.count) == index {
                isUp = list.integer(element).map { $0 == 1 }
            } else if list.hasPrefix(names, element), list.onlyArc(element, skipping: names.count) == index {
                name = reader.text(element, in: list, form: .text, object: Self.ifName)
            }
            return true
        }
        guard let isUp else { return }
        actions.append(.publish(.interface(device: device, index: index, name: name, isUp: isUp)))
    }
}
