import Model

/// Why the clients of a link are too many to be real.
struct StarvationVerdict: Sendable {
    /// Whether it shows in a minute or only in an hour.
    var isFast: Bool
    /// New clients in that time.
    var clients: Int
    /// Requests in that time.
    var requests: Int
    /// What tells them from real ones, in words.
    var reasons: [String]
    /// What is usual at this time of the day.
    var usual: Int
    private var tally: ClientBook.Tally

    /// Whether all that is wrong is that the clients are alike and do not use what they take: good reasons, and no proof.
    var isOnlyLikely = false
    /// The kind of request that most of them send, where that is a reason.
    var kind: UInt64?

    /// Judges a link; nil where nothing is wrong. Many clients alone are no attack: on a Wi-Fi morning hundreds come, most
    /// of them with addresses that were made up on the spot, but each goes on to take an address, and they are of many kinds.
    init?(
        _ book: ClientBook, profiles: (minute: CrowdProfile, hour: CrowdProfile), limits: StarvationLimits, hour: Int,
        at now: MonotonicTime
    ) {
        let (last, settled) = book.minute(at: now)
        if last.new >= min(limits.clients, ClientBook.limit), last.requests >= limits.requests {
            let usual = ClientBook.usual(book.minutePeaks, hour: hour)
            let most = max(limits.clients * 10, (book.minutePeaks.max() ?? 0) * 5)
            let isUnusual = last.new >= max(limits.clients, usual * 2)
            self.init(isFast: true, last, usual: usual)
            judge(settled, limit: limits.clients, isHasty: last.new - last.wentOn >= limits.clients * 4, isUnusual)
            judge(profiles.minute, limit: limits.clients, isUnusual)
            // A real crowd is of many kinds, or is heard to use its addresses; and yet there is an end to what is believed.
            let isReal = settled.wentOn * 100 >= settled.new * 70 && profiles.minute.isPlausible
            if reasons.isEmpty, last.new >= (isReal ? most * 4 : most) { reasons = ["no such crowd was ever here"] }
            if !reasons.isEmpty { return }
        }
        let (long, longSettled) = book.hour(at: now)
        guard long.new >= limits.clientsPerHour else { return nil }
        let usual = ClientBook.usual(book.hourPeaks, hour: hour)
        let isUnusual = long.new >= max(limits.clientsPerHour, usual * 2)
        self.init(isFast: false, long, usual: usual)
        judge(longSettled, limit: limits.clientsPerHour, isHasty: false, isUnusual)
        judge(profiles.hour, limit: limits.clientsPerHour, isUnusual)
        if reasons.isEmpty { return nil }
    }

    private init(isFast: Bool, _ tally: ClientBook.Tally, usual: Int) {
        self.isFast = isFast
        self.tally = tally
        clients = tally.new
        requests = tally.requests
        reasons = []
        self.usual = usual
    }

    /// What is suspicious of so many new clients: by itself where it reaches the limit, else as a good part of a crowd that
    /// is unusual here.
    private mutating func judge(_ settled: ClientBook.Tally, limit: Int, isHasty: Bool, _ isUnusual: Bool) {
        let tally = tally
        func isStriking(_ count: Int, share: Int) -> Bool {
            count >= limit || (isUnusual && count >= 10 && count * 100 >= tally.new * share)
        }
        if isStriking(tally.spoofed, share: 30) {
            reasons.append("\(tally.spoofed) were sent by another host than the client")
        }
        if isStriking(tally.impossible, share: 10) {
            reasons.append("\(tally.impossible) have addresses that no network card can have")
        }
        if isStriking(tally.unknownMaker, share: 30) {
            reasons.append("\(tally.unknownMaker) have makers that do not exist")
        }
        if isStriking(tally.sequential, share: 50) {
            reasons.append("\(tally.sequential) have addresses that count up or down")
        }
        // Clients that ask once and are not heard again; where servers are down real ones ask again and again.
        let counted = isHasty ? tally : settled
        let abandoned = counted.new - counted.wentOn
        if isUnusual, abandoned >= limit, abandoned * 2 >= counted.new, counted.repeated * 2 < abandoned {
            reasons.append("\(abandoned) asked and never went on")
        }
    }

    /// What is suspicious of what they have in common.
    private mutating func judge(_ profile: CrowdProfile, limit: Int, _ isUnusual: Bool) {
        guard profile.clients >= limit else { return }
        if profile.bare >= limit {
            reasons.append("\(profile.bare) ask for no options, as every real client does")
            kind = 0
        }
        if profile.prefix.clients >= limit || (isUnusual && profile.prefix.clients * 100 >= profile.clients * 30) {
            reasons.append(
                "\(profile.prefix.clients) have made-up addresses that all begin with "
                    + "\(Self.octets(profile.prefix.value, count: 2))")
        }
        let isProven = !reasons.isEmpty
        let unused = "\(profile.unheard) of \(profile.settled) were never heard to use the address that they took"
        // Without ARP to tell, like devices of one maker that come all at once are told for a minute's crowd only.
        if isUnusual, profile.model.clients >= limit, profile.model.clients * 100 >= profile.clients * 80,
            profile.isUnused || (!profile.hearsNeighbours && isFast)
        {
            reasons.append(
                "\(profile.model.clients) have addresses that begin with \(Self.octets(profile.model.prefix, count: 3)) "
                    + "and send one and the same kind of request")
            kind = profile.model.kind
            if profile.isUnused { reasons.append(unused) }
        } else if isUnusual, profile.kind.clients >= limit, profile.kind.clients * 100 >= profile.clients * 95,
            profile.isUnused
        {
            reasons.append("\(profile.kind.clients) send one and the same kind of request")
            reasons.append(unused)
            kind = profile.kind.value
        }
        isOnlyLikely = !isProven && !reasons.isEmpty
        if kind == nil, profile.kind.clients * 2 > profile.clients { kind = profile.kind.value }
    }

    /// `de:ad`.
    private static func octets(_ value: UInt64, count: Int) -> String {
        (0..<count).map { index in
            let text = String(value >> UInt64(8 * (count - 1 - index)) & 255, radix: 16)
            return text.count == 1 ? "0\(text)" : text
        }.joined(separator: ":")
    }
}
