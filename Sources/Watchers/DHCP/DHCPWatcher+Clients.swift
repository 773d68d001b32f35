import Model
import Watching
import Wire

/// Judges the clients of a link.
extension DHCPWatcher {
    /// How long nothing must have been seen of a crowd for it to be over.
    static let crowdQuiet: Duration = .seconds(300)
    /// For how many clients a host may speak.
    static let spokenForLimit = 8
    /// How often it is looked at what new clients have in common.
    private static let profileEvery: Duration = .seconds(5)
    /// The same of those of an hour.
    private static let hourProfileEvery: Duration = .seconds(60)
    /// How many links' usual numbers of clients are kept.
    private static let usualLimit = 64

    /// Judges a link after a request of a new or restless client.
    mutating func judgeClients(
        _ link: Int, isIPv6: Bool, _ change: ClientBook.Change, _ request: ClientBook.Request, _ time: Timestamp,
        at moment: Moment, into actions: inout [Action]
    ) {
        guard let limits = configuration.starvation, moment.monotonic >= links[link].nextVerdict else { return }
        let book = isIPv6 ? \Link.clients6 : \Link.clients
        if case .restless(let changes) = change {
            reportRestless(link, isIPv6, changes, request, time, at: moment, into: &actions)
            return
        }
        if !isIPv6 { lookAtCrowd(link, limits, at: moment) }
        let verdict = StarvationVerdict(
            links[link][keyPath: book], profiles: isIPv6 ? (CrowdProfile(), CrowdProfile()) : links[link].profiles,
            limits: limits, hour: Self.hour(moment), at: moment.monotonic)
        guard let verdict else {
            if request.isForAnother { reportSpokenFor(link, request, time, at: moment, into: &actions) }
            return
        }
        links[link].nextVerdict = moment.monotonic + .seconds(1)
        let sender = links[link][keyPath: book].busiestSender
        let span = verdict.isFast ? "within a minute" : "within an hour"
        var finding = DHCPFinding(
            DHCPRules.starvation, verdict.isFast && !verdict.isOnlyLikely ? .critical : .error,
            subject: crowdSubject(link, isIPv6),
            after: "\(isIPv6 ? "DHCPv6" : "DHCP") requests of \(verdict.clients) new clients "
                + "\(span)\(links[link].place.phrase), as an attack sends them that uses up all addresses: "
                + verdict.reasons.joined(separator: ", "),
            time: time)
        if let sender, sender.clients >= Self.spokenForLimit {
            finding.mac = sender.mac
            finding.before = finding.after + "; most from "
            finding.after = ""
        }
        finding.numbers = [
            ("new_clients", verdict.clients), ("requests", verdict.requests), ("usual_clients", verdict.usual),
            ("clients_of_sender", sender?.clients ?? 0),
        ]
        finding.details = [
            ("tier", verdict.isFast ? "minute" : "hour"), ("reasons", verdict.reasons.joined(separator: ", ")),
        ]
        if let kind = verdict.kind, let words = links[link][keyPath: book].words(for: kind) {
            finding.details.append(("fingerprint", words))
        }
        var hasher = Hasher()
        hasher.combine(verdict.isFast)
        hasher.combine(finding.mac)
        finding.severity = min(finding.severity, troubles.open[finding.key]?.severity ?? finding.severity)
        note(
            finding, in: \.troubles, signature: hasher.finalize(), quiet: Self.crowdQuiet,
            packets: links[link][keyPath: book].takeUntold(), at: moment, into: &actions)
        wasCrowded.insert(link)
        endSpokenFor(links[link].place, at: moment, into: &actions)
    }

    /// Looks at what new clients have in common, where there are so many that it matters; not at each of them, since all are
    /// gone through.
    private mutating func lookAtCrowd(_ link: Int, _ limits: StarvationLimits, at moment: Moment) {
        let now = moment.monotonic
        guard now >= links[link].nextProfile else { return }
        links[link].nextProfile = now + Self.profileEvery
        let minute = links[link].clients.minute(at: now).all.new
        let hour = links[link].clients.hour(at: now).all.new
        let hears = sensor.neighbours.hears(links[link].place.interface, at: moment)
        func profile(_ span: Duration) -> CrowdProfile {
            links[link].clients.profile(of: span, at: now, hearsNeighbours: hears) { [hosts] in
                !hosts.neighbours.addresses(of: MACAddress(value: $0)).isEmpty
            }
        }
        links[link].profiles.minute = minute >= limits.clients ? profile(.seconds(60)) : CrowdProfile()
        // What an hour's crowd has in common changes slowly, and there are many to look at.
        if hour < limits.clientsPerHour {
            links[link].profiles.hour = CrowdProfile()
        } else if links[link].profiles.hour.clients == 0 || now >= links[link].nextHourProfile {
            links[link].nextHourProfile = now + Self.hourProfileEvery
            links[link].profiles.hour = profile(.seconds(3_600))
        }
    }

    /// What an alert about the clients of a link is about.
    func crowdSubject(_ link: Int, _ isIPv6: Bool) -> Subject {
        let place = links[link].place.text
        return Subject(
            device: "link", instance: isIPv6 ? [place, "DHCPv6"].compactMap { $0 }.joined(separator: " ") : place)
    }

    /// One client that changes its transaction id or identifier all the time.
    private mutating func reportRestless(
        _ link: Int, _ isIPv6: Bool, _ changes: Int, _ request: ClientBook.Request, _ time: Timestamp,
        at moment: Moment, into actions: inout [Action]
    ) {
        links[link].nextVerdict = moment.monotonic + .seconds(1)
        var finding = DHCPFinding(
            DHCPRules.starvation, .error, subject: crowdSubject(link, isIPv6),
            after: "; no real client does", time: time)
        finding.before =
            "One client has sent \(changes) requests within a minute\(links[link].place.phrase), each with another "
            + "transaction id or client identifier"
        if request.mac != 0 {
            finding.before += ": "
            finding.mac = MACAddress(value: request.mac)
        }
        finding.numbers = [("changes", changes)]
        finding.details = [("tier", "client")]
        finding.severity = min(finding.severity, troubles.open[finding.key]?.severity ?? finding.severity)
        let book = isIPv6 ? \Link.clients6 : \Link.clients
        note(
            finding, in: \.troubles, signature: 1, quiet: Self.crowdQuiet,
            packets: links[link][keyPath: book].takeUntold(), at: moment, into: &actions)
    }

    /// One host that speaks for many clients.
    private mutating func reportSpokenFor(
        _ link: Int, _ request: ClientBook.Request, _ time: Timestamp, at moment: Moment, into actions: inout [Action]
    ) {
        let clients = links[link].clients.clients(of: request.sender)
        let starvation = AlertKey(rule: DHCPRules.starvation.name, subject: crowdSubject(link, false))
        guard clients >= Self.spokenForLimit, !troubles.isOpen(starvation) else { return }
        let mac = MACAddress(value: request.sender)
        var finding = DHCPFinding(
            DHCPRules.spoofedClient, DHCPRules.spoofedClient.severity,
            subject: Subject(device: mac.text, instance: links[link].place.text),
            after: " asks\(links[link].place.phrase) in the name of \(clients) client addresses and is no relay agent",
            time: time)
        finding.mac = mac
        finding.numbers = [("clients", clients)]
        note(finding, in: \.troubles, signature: 0, quiet: configuration.quiet, at: moment, into: &actions)
    }

    /// What starvation tells is told once.
    private mutating func endSpokenFor(_ place: LinkPlace, at moment: Moment, into actions: inout [Action]) {
        for key in troubles.open.keys
        where key.rule == DHCPRules.spoofedClient.name && key.subject.instance == place.text {
            guard let incident = troubles.end(key) else { continue }
            tellEnd(key, incident, "it is told as dhcp-starvation", at: moment, into: &actions)
        }
    }

    // MARK: What is usual

    /// The hour of the day, UTC.
    static func hour(_ moment: Moment) -> Int {
        let hours = moment.wall.nanoseconds / 3_600_000_000_000
        return Int((hours % 24 + 24) % 24)
    }

    /// Learns how many clients are usual at this time of the day.
    mutating func learnUsual(at moment: Moment, into actions: inout [Action]) {
        let hour = Self.hour(moment)
        for index in links.indices {
            links[index].clients.learn(at: moment.monotonic)
            links[index].clients6.learn(at: moment.monotonic)
        }
        defer { lastHour = hour }
        guard let before = lastHour, before != hour else { return }
        for index in links.indices {
            let isWell = !wasCrowded.contains(index)
            links[index].clients.endHour(before, isWell: isWell, at: moment.monotonic)
            links[index].clients6.endHour(before, isWell: isWell, at: moment.monotonic)
        }
        wasCrowded = []
        let text = usualText
        if !text.isEmpty { actions.append(.report(Report(.memory(key: Self.usualKey, value: text)))) }
    }

    /// What is usual, as text that is kept.
    private var usualText: String {
        func join(_ numbers: [Int]) -> String { numbers.map { String($0) }.joined(separator: ",") }
        var lines: [String] = []
        for link in links where !link.place.interface.isEmpty && lines.count < Self.usualLimit {
            for (family, book) in [("4", link.clients), ("6", link.clients6)]
            where book.hourPeaks.contains(where: { $0 > 0 }) {
                let vlans = link.place.vlans.map { String($0) }.joined(separator: ".")
                lines.append(
                    [link.place.interface, vlans, family, join(book.minutePeaks), join(book.hourPeaks)]
                        .joined(separator: "\t"))
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Reads that text; what is not such a line is left out.
    mutating func recallUsual(_ text: String) {
        func numbers(_ text: Substring) -> [Int]? {
            let found = text.split(separator: ",").compactMap { Int($0) }.map { max(0, min($0, 1_000_000_000)) }
            return found.count == 24 ? found : nil
        }
        for line in text.split(separator: "\n").prefix(2 * Self.usualLimit) {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 5, let minutes = numbers(fields[3]), let hours = numbers(fields[4]) else { continue }
            let place = LinkPlace(
                interface: String(fields[0]), vlans: fields[1].split(separator: ".").compactMap { UInt16($0) })
            let index = addLink(place)
            let book = fields[2] == "6" ? \Link.clients6 : \Link.clients
            links[index][keyPath: book].minutePeaks = minutes
            links[index][keyPath: book].hourPeaks = hours
        }
    }
}
