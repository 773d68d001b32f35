import Model
import Watching
import Wire

/// The links that frames come from. Tags can be made up: links without end may not take the room of real ones.
extension DHCPWatcher {
    /// How long a link must not have been heard to be forgotten, and how long where more than half of the room is taken.
    private static let linkMemory: Duration = .seconds(86_400)
    private static let shortLinkMemory: Duration = .seconds(3_600)

    /// The number of a link, which was heard now; nil where there is no room for it.
    mutating func link(_ interface: String, _ vlans: [UInt16], at moment: Moment) -> Int? {
        if lastLink < links.count, links[lastLink].place.interface == interface, links[lastLink].place.vlans == vlans {
            links[lastLink].lastHeard = moment.monotonic
            return lastLink
        }
        let place = LinkPlace(interface: interface, vlans: vlans)
        if linkIndices[place] == nil, linkIndices.count >= Self.linkLimit, !isConfigured(place) {
            counters.linksLeftOut &+= 1
            return nil
        }
        lastLink = addLink(place)
        links[lastLink].lastHeard = moment.monotonic
        return lastLink
    }

    /// The number of a link, which is known from now on.
    mutating func addLink(_ place: LinkPlace) -> Int {
        if let index = linkIndices[place] { return index }
        let index = freeLinks.popLast() ?? links.count
        if index == links.count { links.append(Link(place: place)) } else { links[index] = Link(place: place) }
        linkIndices[place] = index
        return index
    }

    /// Forgets tagged links that have not been heard for long, with the servers that were seen on them.
    mutating func forgetIdleLinks(at moment: Moment) {
        let memory = linkIndices.count > Self.linkLimit / 2 ? Self.shortLinkMemory : Self.linkMemory
        var forgotten: Set<Int> = []
        for (place, index) in linkIndices {
            guard let heard = links[index].lastHeard else {
                links[index].lastHeard = moment.monotonic
                continue
            }
            guard moment.monotonic >= heard + memory, links[index].clients.count == 0,
                links[index].clients6.count == 0, !isConfigured(place)
            else { continue }
            forgotten.insert(index)
        }
        guard !forgotten.isEmpty else { return }
        for index in forgotten {
            linkIndices[links[index].place] = nil
            links[index] = Link(place: LinkPlace(interface: "", vlans: []))
        }
        freeLinks += forgotten
        wasCrowded.subtract(forgotten)
        // What is left of a forgotten link may not be taken for the last one.
        lastLink = links.count
        book.forget(links: forgotten)
    }

    /// Whether a link is the untagged one of an interface of ours, which always has room and is never forgotten.
    private func isConfigured(_ place: LinkPlace) -> Bool {
        place.vlans.isEmpty && configuration.interfaces.contains(place.interface)
    }
}
