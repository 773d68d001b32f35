import Model
import SNMP
import Watching

/// A trap with all that its rules say of it.
struct JudgedTrap {
    /// What is reported.
    var observation: Observation
    /// Interfaces that it says have changed.
    var interfaces: [UInt32]
    /// Who is taken to have sent it.
    var sender: IPAddress

    /// The alerts that it opens, continues or ends.
    var touches: [AlertKey] {
        observation.state == .firing ? observation.clears + [observation.key] : observation.clears
    }
}

extension TrapWatcher {
    /// Judges a trap: who sent it, which rule knows it, what it ends.
    func judge(_ message: TrapMessage, _ datagram: Datagram) -> JudgedTrap {
        let names = configuration.names
        var address = datagram.source.address
        // RFC 3584, section 3.1: a proxy puts the true sender into snmpTrapAddress. Anyone can write that, so it is
        // believed of listed proxies only; 0.0.0.0 says that the agent does not know its own address.
        if senders.isProxy(address), let agent = message.snmpTrapAddress, agent != .v4(0) { address = agent }
        let sender = senders.sender(at: address)
        let trapName = names.text(message.trapOID)
        let book = configuration.rules
        let match = book.match(message.trapOID, names: names)
        let varBinds = HotObject.spelledOut(message.varBinds, of: message.trapOID)
        var observation = Observation(
            rule: TrapRules.unknown.name, watcher: .traps, severity: TrapRules.unknown.severity, state: .occurred,
            subject: Subject(device: sender.device), address: address, tags: sender.tags, time: datagram.received,
            summary: "",
            evidence: TrapEvidence.make(message, datagram, names: names))
        if let index = book.judge(match, varBinds: varBinds, names: names) {
            let instance = book.rules[index].instance(in: varBinds, names: names)
            observation.rule = book.rules[index].name
            observation.severity = book.rules[index].severity
            observation.state = book.rules[index].isAlert ? .firing : .occurred
            observation.subject.instance = instance
            observation.isUserRule = book.rules[index].isUserRule
            observation.summary = book.rules[index].summary.render(
                device: sender.device, trap: trapName, instance: instance, address: address, varBinds: varBinds,
                names: names)
        } else {
            observation.summary = plainSummary(trapName, message.varBinds)
        }
        for index in book.cleared(match, varBinds: varBinds, names: names) {
            let instance = book.rules[index].instance(in: varBinds, names: names)
            observation.clears.append(
                AlertKey(rule: book.rules[index].name, subject: Subject(device: sender.device, instance: instance)))
        }
        let interfaces = changedInterfaces(message)
        if message.trapOID == StandardTrapRules.linkDown { makeLessOfAccessPort(&observation, interfaces) }
        return JudgedTrap(observation: observation, interfaces: interfaces, sender: address)
    }

    /// A computer that was switched off is no alert: where the device is polled, only the interfaces that lead to the rest
    /// of the network are.
    private func makeLessOfAccessPort(_ observation: inout Observation, _ interfaces: [UInt32]) {
        guard !observation.isUserRule, observation.state == .firing, !interfaces.isEmpty,
            let watched = watchedInterfaces[observation.subject.device],
            watched.isDisjoint(with: interfaces)
        else { return }
        observation.state = .occurred
        observation.severity = .info
        observation.summary += "; it is no uplink, so this is for the record"
    }

    /// The sentence for a trap that no rule knows: its name and the first of what it says.
    private func plainSummary(_ trap: String, _ varBinds: [VarBind]) -> String {
        var sentence = "Trap \(trap)"
        for (index, varBind) in varBinds.prefix(4).enumerated() {
            let value = configuration.names.value(varBind.value, of: varBind.name).plain
            let shown = TrapText.shown(value, limit: 60)
            sentence += "\(index == 0 ? ": " : ", ")\(configuration.names.text(varBind.name))=\(shown)"
            if sentence.utf8.count > 240 { break }
        }
        if varBinds.count > 4 { sentence += ", …" }
        return sentence
    }

    /// The ifIndex of a linkDown or linkUp (RFC 2863, section 6), so that whoever polls the device asks at once.
    private func changedInterfaces(_ message: TrapMessage) -> [UInt32] {
        guard message.trapOID == StandardTrapRules.linkDown || message.trapOID == StandardTrapRules.linkUp else {
            return []
        }
        return message.varBinds.compactMap { varBind in
            guard varBind.name.starts(with: StandardTrapRules.ifIndex), case .integer(let index) = varBind.value,
                index > 0
            else { return nil }
            return UInt32(index)
        }
    }
}
