import Model
import Watching

/// What the switches that are polled say of their DHCP snooping: what was told to the other watchers.
struct SnoopingBook: Sendable {
    /// What a switch said.
    private struct State: Sendable, Hashable {
        var isOn: Bool
        var trusted: [String]
    }

    private var states: [Int: State] = [:]

    /// No switches.
    init() {}

    /// Takes what a switch says; false where it said so before.
    mutating func learn(_ slot: Int, isOn: Bool, trusted: [String]) -> Bool {
        states.updateValue(State(isOn: isOn, trusted: trusted), forKey: slot) != State(isOn: isOn, trusted: trusted)
    }

    /// The ports that a switch trusted when it was last asked for them.
    func trusted(_ slot: Int) -> [String] { states[slot]?.trusted ?? [] }

    /// Forgets a device that is no longer configured.
    mutating func forget(_ slot: Int) { states[slot] = nil }
}

extension SNMPWatcher {
    /// Publishes what the shipped profile `dhcp-snooping` read that was not said before.
    mutating func publishSnooping(_ slot: Int, _ outcome: PollOutcome, into actions: inout [Action]) {
        guard let state = outcome.scalars.first(where: { $0.metric.name == "dhcp_snooping" })?.value else { return }
        let device = devices[slot].entry.name
        var trusted = snooping.trusted(slot)
        // Ports are not read with every poll.
        if let ports = outcome.tables.first(where: { $0.table.name == "dhcp_snooping_ports" }),
            let names = ports.label("interface"), let flags = ports.label("trusted")
        {
            let isTrusted = flags.map { $0 == "1" || $0 == "true" }
            trusted = names.indices.filter { isTrusted[$0] }.map { names[$0].isEmpty ? ports.indices[$0] : names[$0] }
        }
        guard snooping.learn(slot, isOn: state == 1, trusted: trusted) else { return }
        actions.append(.publish(.dhcpSnooping(device: device, isOn: state == 1, trustedPorts: trusted)))
    }
}
