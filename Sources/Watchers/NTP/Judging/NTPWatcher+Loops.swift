import Model
import Wire

/// Servers that take their time from this host, or from each other: by their reference identifiers, as far as the servers
/// that they name are ours, too.
extension NTPWatcher {
    /// How a server takes its time from this host or from itself; nil where it does not.
    func loop(of source: NTPSource, packet: NTPPacket) -> String? {
        let address = source.endpoint.address
        if ownAddresses.contains(address) { return NTPWatcher.thisVeryHost }
        var servers: [NTPReferenceID: UInt64] = [:]
        for number in order {
            guard let other = sources[number], let id = NTPReferenceID(of: other.endpoint.address) else { continue }
            if servers[id] == nil { servers[id] = number }
        }
        // From server to server, by what each said last.
        var way: [NTPSource] = []
        var reference = packet.upstream
        while let current = reference {
            let names = way.map(\.title)
            if ownAddresses.isNamed(by: current, of: way.last?.endpoint.address ?? address) {
                return "takes its time from this host"
                    + (names.isEmpty ? "" : " by way of \(names.joined(separator: " and "))")
            }
            if current == NTPReferenceID(of: address) {
                switch names.count {
                case 0: return nil
                case 1: return "and \(names[0]) take their time from each other"
                default:
                    return "takes its time from \(names.joined(separator: ", that from ")), and that from it again"
                }
            }
            guard let number = servers[current], let next = sources[number] else { return nil }
            if let start = way.firstIndex(where: { $0.number == number }) {
                return "takes its time from a loop of \(names[start...].joined(separator: ", "))"
            }
            way.append(next)
            reference = next.packet?.upstream
        }
        return nil
    }

    /// What is said of a server that is no other.
    static let thisVeryHost = "is this very host"
}

extension NTPPacket {
    /// What the server takes its time from, where that is another server.
    fileprivate var upstream: NTPReferenceID? { stratum >= 2 && referenceID.raw != 0 ? referenceID : nil }
}
