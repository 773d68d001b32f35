import Model
import Watching
import Wire

/// Compares the servers that answer one request.
extension DHCPWatcher {
    /// How long a request is remembered to compare the answers.
    private static let transactionNanoseconds: Int64 = 30_000_000_000

    /// Compares the server that answers a request with the one that answered it before.
    mutating func compare(_ index: Int, _ request: UInt64, at moment: Moment, into actions: inout [Action]) {
        let mixed = (request ^ salt) &* 0x9e37_79b9_7f4a_7c15
        let slot = Int(truncatingIfNeeded: mixed >> 40) & (Self.transactionLimit - 1)
        let before = transactions[slot]
        let age = moment.monotonic.nanoseconds &- before.time.nanoseconds
        guard before.key == mixed, age < Self.transactionNanoseconds else {
            transactions[slot] = Transaction(key: mixed, server: Int32(clamping: index), time: moment.monotonic)
            return
        }
        let other = Int(before.server)
        guard other != index, book.pulses.indices.contains(other) else { return }
        transactions[slot].time = moment.monotonic
        guard isConflict(book.pulses[other], book.pulses[index]), let first = book.servers[other],
            let second = book.servers[index]
        else { return }
        reportConflict(first.sighting, second.sighting, at: moment, into: &actions)
    }

    private func isConflict(_ first: DHCPServerBook.Pulse, _ second: DHCPServerBook.Pulse) -> Bool {
        if first.key.kind == .proxy || second.key.kind == .proxy { return false }
        let isSameHost = first.key.mac != 0 && first.key.mac == second.key.mac
        switch (first.standing, second.standing) {
        case (.listed(let one), .listed(let other)):
            guard one != other, !isSameHost else { return false }
            // Who was learned twice under one name is one server.
            if configuration.servers.isEmpty, first.key.identity == second.key.identity { return false }
            let list = list
            guard list.indices.contains(one), list.indices.contains(other) else { return false }
            return !list[one].isPeer(of: list[other])
        case (.unjudged, .unjudged):
            if isSameHost { return false }
            if first.key.identity != second.key.identity { return true }
            // The same name from two hosts, neither of them behind a relay agent.
            return first.key.kind == .usual && second.key.kind == .usual && first.key.mac != 0 && second.key.mac != 0
        default: return false
        }
    }

    private mutating func reportConflict(
        _ first: DHCPSighting, _ second: DHCPSighting, at moment: Moment,
        into actions: inout [Action]
    ) {
        let pair = [first, second].sorted { ($0.name, $0.mac?.value ?? 0) < ($1.name, $1.mac?.value ?? 0) }
        let described = pair.map { sighting in
            let card = sighting.mac.map { ", MAC \(hosts.name($0))\(hosts.place($0))," } ?? ""
            return "\(sighting.name)\(card) with \(sighting.offer.text)"
        }
        var finding = DHCPFinding(
            DHCPRules.conflictingServers, hasNoList(second.place) ? .error : DHCPRules.conflictingServers.severity,
            subject: Subject(device: "link", instance: second.place.text),
            after: "Two DHCP servers answer one request\(second.place.phrase): "
                + described.joined(separator: ", and "),
            time: second.time)
        finding.sighting = second
        finding.address = second.address
        finding.details = [
            ("servers", pair.map(\.name).joined(separator: " ")),
            ("macs", pair.compactMap(\.mac?.text).joined(separator: " ")),
        ]
        var hasher = Hasher()
        hasher.combine(pair.map(\.name))
        hasher.combine(pair.map(\.mac))
        note(
            finding, in: \.troubles, signature: hasher.finalize(), quiet: configuration.quiet, at: moment,
            into: &actions)
    }
}
