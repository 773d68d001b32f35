import Model

/// A host that a server or router sends clients to: whether it is one that the network has, another one, or who hands it out
/// itself, is half of what an administrator wants to know of a rogue.
struct OptionHost: Sendable, Hashable {
    /// What clients are told that it is: `router`, `dns`, `ntp`, `next_server`.
    var option: String
    /// Its address.
    var address: IPAddress
    /// Whether a list names it.
    var isListed: Bool

    /// More of them are not written.
    static let limit = 12
}

extension HostBook {
    /// Writes the member `option_hosts`: who each of them is, seen from a host that has these addresses.
    func write(
        _ options: [OptionHost], of mac: MACAddress?, with own: [IPAddress?], into writer: inout JSONWriter
    ) {
        guard !options.isEmpty else { return }
        writer.key("option_hosts")
        writer.beginArray()
        for option in options.prefix(OptionHost.limit) {
            let owner = neighbours.owner(of: option.address)
            let isItself =
                own.contains(option.address)
                || mac.map { neighbours.addresses(of: $0).contains { $0.address == option.address } } ?? false
            writer.beginObject()
            writer.member("option", option.option)
            writer.member("address", option.address.text)
            writer.member(
                "host", isItself ? "itself" : option.isListed ? "listed" : owner == nil ? "unknown" : "neighbour")
            if !isItself, let owner { writeCard(owner, into: &writer) }
            writer.endObject()
        }
        writer.endArray()
    }
}
