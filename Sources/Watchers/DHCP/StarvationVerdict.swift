import Model

/// Why the clients of a link are too many to be real.
struct StarvationVerdict: Sendable, Equatable {
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

    /// Judges a link; nil where nothing is wrong. Many clients alone are no attack: on a Wi-Fi morning hundreds come, most
    /// of them with addresses that were made up on the spot, but each goes on to take an address.
    init?(_ book: ClientBook, limits: StarvationLimits, hour: Int, at now: MonotonicTime) {
        let (last, settled) = book.minute(at: now)
        if last.new >= min(limits.clients, ClientBook.limit), last.requests >= limits.requests {
            let usual = ClientBook.usual(book.minutePeaks, hour: hour)
            let limit = max(limits.clients, usual * 2)
            let reasons = Self.reasons(
                last, settled, limit: limits.clients, isHasty: last.new - last.wentOn >= limits.clients * 4,
                isUnusual: last.new >= limit)
            let most = (book.minutePeaks.max() ?? 0) * 5
            if !reasons.isEmpty {
                self.init(
                    isFast: true, clients: last.new, requests: last.requests, reasons: reasons, usual: usual)
                return
            }
            if last.new >= max(limits.clients * 10, most) {
                self.init(
                    isFast: true, clients: last.new, requests: last.requests,
                    reasons: ["no such crowd was ever here"], usual: usual)
                return
            }
        }
        let (long, longSettled) = book.hour(at: now)
        guard long.new >= limits.clientsPerHour else { return nil }
        let usual = ClientBook.usual(book.hourPeaks, hour: hour)
        let reasons = Self.reasons(
            long, longSettled, limit: limits.clientsPerHour, isHasty: false,
            isUnusual: long.new >= max(limits.clientsPerHour, usual * 2))
        guard !reasons.isEmpty else { return nil }
        self.init(isFast: false, clients: long.new, requests: long.requests, reasons: reasons, usual: usual)
    }

    private init(isFast: Bool, clients: Int, requests: Int, reasons: [String], usual: Int) {
        self.isFast = isFast
        self.clients = clients
        self.requests = requests
        self.reasons = reasons
        self.usual = usual
    }

    /// What is suspicious of so many new clients: by itself where it reaches the limit, else as a good part of a crowd that
    /// is unusual here.
    private static func reasons(
        _ tally: ClientBook.Tally, _ settled: ClientBook.Tally, limit: Int, isHasty: Bool, isUnusual: Bool
    ) -> [String] {
        func isStriking(_ count: Int, share: Int) -> Bool {
            count >= limit || (isUnusual && count >= 10 && count * 100 >= tally.new * share)
        }
        var reasons: [String] = []
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
        return reasons
    }
}
