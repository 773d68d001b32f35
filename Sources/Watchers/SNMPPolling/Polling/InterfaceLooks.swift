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
    /// ifAdminStatus, ifOperStatus and ifName.
    private static let lookedAt: [ObjectIdentifier] = [
        [1, 3, 6, 1, 2, 1, 2, 2, 1, 7], [1, 3, 6, 1, 2, 1, 2, 2, 1, 8], [1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1],
    ]

    /// A trap said that an interface of a device has changed: asks for it at once.
    mutating func look(at index: UInt32, of name: String, at moment: Moment, into actions: inout [Action]) {
        guard let slot = slots[name], !devices[slot].entry.expectsRefusal else { return }
        // It has sent a trap, so that it is there.
        wakeUp(slot, at: moment)
        devices[slot].judge.noteInterfaceChanged(index)
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
        guard var look = looks.take(token), !devices[look.interface.slot].hasLeft else { return }
        if case .snmp(let reply) = answer {
            if reply.errorStatus == 2, look.withName, reply.errorIndex == 3 {
                look.withName = false
                return ask(look, into: &actions)
            }
            if reply.errorStatus == 0 { take(reply.varBinds, look.interface, at: moment, into: &actions) }
        }
        if look.again {
            look.again = false
            ask(look, into: &actions)
        }
    }

    private mutating func ask(_ look: InterfaceLooks.Look, into actions: inout [Action]) {
        let slot = look.interface.slot
        guard case .at(let endpoint) = target(slot) else { return }
        let token = token()
        looks.ask(look, token: token)
        counters.looks += 1
        counters.requests += 1
        let objects = look.withName ? Self.lookedAt[...] : Self.lookedAt.prefix(2)
        let entry = devices[slot].entry
        actions.append(
            .request(
                token,
                .snmp(
                    SNMPRequest(
                        endpoint: endpoint, credential: entry.credentials[devices[slot].credential ?? 0],
                        contextName: entry.contextName, operation: .get,
                        variables: objects.map { $0.appending(look.interface.index) }, timeout: entry.timeout,
                        retries: entry.retries, acceptsOtherAddress: entry.acceptsOtherAddress))))
    }

    private mutating func take(
        _ list: VarBindList, _ interface: InterfaceLooks.Interface, at moment: Moment, into actions: inout [Action]
    ) {
        let (slot, index) = (interface.slot, interface.index)
        let entry = devices[slot].entry
        let reader = LabelReader(names: configuration.names)
        let columns = Self.lookedAt.map { VarBindList.encoded($0.arcs) }
        var states: [Int64?] = [nil, nil]
        var name: String?
        list.forEach { element in
            guard !list.isException(element), let column = columns.firstIndex(where: { list.hasPrefix($0, element) }),
                list.onlyArc(element, skipping: columns[column].count) == index
            else { return true }
            if column < states.count {
                states[column] = list.integer(element)
            } else {
                name = reader.text(element, in: list, form: .text, object: Self.lookedAt[column])
            }
            return true
        }
        guard let oper = states[1] else { return }
        actions.append(.publish(.interface(device: entry.name, index: index, name: name, isUp: oper == 1)))
        let look = InterfaceLook(
            index: index, name: identity(of: index, name, slot), admin: states[0].map { Double($0) } ?? .nan,
            oper: Double(oper))
        var address: IPAddress?
        if case .at(let endpoint) = target(slot) { address = endpoint.address }
        devices[slot].judge.take(look, of: entry, address: address, at: moment, into: &actions)
    }

    /// What an interface's row is called; nil where the table was not read, or has no such row.
    private func identity(of index: UInt32, _ name: String?, _ slot: Int) -> String? {
        guard
            let reading = devices[slot].tables.lazy.compactMap(\.reading).first(where: {
                $0.table.name == InterfaceColumns.table
            })
        else { return nil }
        let names = reading.label(InterfaceColumns.name)
        let row = reading.indices.firstIndex(of: "\(index)")
        // By its name where it has one, since indices may have been given anew meanwhile.
        if let name, !name.isEmpty, let names, row.map({ names[$0] != name }) ?? true {
            return names.firstIndex(of: name).map { reading.instances[$0] }
        }
        return row.map { reading.instances[$0] }
    }
}
