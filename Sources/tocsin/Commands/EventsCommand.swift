import ArgumentParser
import EventStore
import Glibc
import Model

/// `tocsin events`: what happened, in order of commit, as journalctl would show it.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show what happened.",
        discussion: """
            Without options every event is shown, the oldest first, in a pager. TIME is what journalctl takes \
            (2026-11-23 10:00, yesterday, -1h, "2 days ago", @1795428000), RFC 3339, or whatever was printed.

            Examples:
              tocsin events -S -1h -p warning
              tocsin events -f device=core-sw1 device=core-sw2 rule!=link-up
              tocsin events -S yesterday -U today -o csv > events.csv
            """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var listing: ListingOptions
    @OptionGroup var selection: MatchOptions

    @Option(
        name: [.customShort("S", allowingJoined: true), .long], parsing: .unconditional,
        help: ArgumentHelp("Only what happened at or after this time.", valueName: "time"))
    var since: String?

    @Option(
        name: [.customShort("U", allowingJoined: true), .long], parsing: .unconditional,
        help: ArgumentHelp("Only what happened at or before this time.", valueName: "time"))
    var until: String?

    @Flag(name: .shortAndLong, help: "Show the last 10 and go on as events come in, until ^C.")
    var follow = false

    @Option(
        name: [.customShort("n", allowingJoined: true), .long],
        help: ArgumentHelp("Only the newest so many, or 'all'; 10 without a number.", valueName: "number"))
    var lines: String?

    @Flag(name: .shortAndLong, help: "The newest first.")
    var reverse = false

    /// Events that are read in one transaction and held in memory.
    private static let page = 1_000

    func run() throws {
        let now = Timestamp.now
        let format = try listing.format()
        let count = try self.count()
        if follow, reverse { throw CommandFault.usage("-f shows the newest last: leave -r away") }
        if follow, until != nil { throw CommandFault.usage("-f goes on for ever: leave -U away") }
        var query = EventQuery(
            since: try TimeGrammar.option("--since", since, now: now),
            until: try TimeGrammar.option("--until", until, now: now), severities: try selection.severities(),
            matches: try selection.conditions(), pattern: selection.pattern)
        if let since = query.since, let until = query.until, since > until {
            throw CommandFault.usage(
                "--since \(listing.times.full(since)) is after --until \(listing.times.full(until))")
        }
        let reader = try places.reader()
        // A question that is put wrongly must be answered before a pager takes the screen.
        query.limit = 1
        _ = try reader.events(query, page: 1)
        query.limit = nil

        if follow {
            // Nothing is left to be done: what was read is written.
            signal(SIGINT) { _ in _exit(0) }
            signal(SIGTERM) { _ in _exit(0) }
        }
        try Output.standard(paging: !listing.isUnpaged && !follow) { output in
            var printer = try EventPrinter(format: format, times: listing.times, output: output)
            if follow {
                try self.follow(reader, query, count ?? (since == nil ? 10 : nil), &printer, output)
                return
            }
            if reverse {
                query.newestFirst = true
                query.limit = count
                try printAll(reader, &query, &printer, output)
            } else {
                try printNewest(count, reader, &query, &printer, output)
            }
            if format == .short, !printer.hasRows, output.terminal.isInteractive {
                try output.line(Style.faint.paint("-- No events --", on: output.terminal))
            }
        }
    }

    /// The number of `-n`; nil for all.
    private func count() throws(CommandFault) -> Int? {
        guard let lines, lines != "all" else { return nil }
        guard let number = Int(lines.hasPrefix("+") ? "" : lines), number >= 0 else {
            throw .usage("-n takes a number or 'all', not \(lines.quotedForMessage)")
        }
        return number
    }

    /// Shows the last events, then each that is committed, until nobody reads any more.
    private func follow(
        _ reader: EventReader, _ query: EventQuery, _ count: Int?, _ printer: inout EventPrinter, _ output: Output
    ) throws {
        var query = query
        let last = try reader.lastEventID()
        try printNewest(count, reader, &query, &printer, output)
        query.limit = nil
        // Whatever was committed before has been looked at.
        var seen = max(query.afterID ?? 0, last)
        query.afterID = seen
        while true {
            try output.flush()
            try output.checkReader()
            guard try reader.waitForEvent(after: seen, timeout: .milliseconds(500)) else { continue }
            seen = try reader.lastEventID()
            try printAll(reader, &query, &printer, output)
            // What did not match need not be looked at again.
            query.afterID = max(query.afterID ?? 0, seen)
        }
    }

    /// The newest events, oldest first; all of them without a count. Leaves the query after the last one.
    private func printNewest(
        _ count: Int?, _ reader: EventReader, _ query: inout EventQuery, _ printer: inout EventPrinter, _ output: Output
    ) throws {
        if count == 0 { return }
        if let count {
            // Backwards to where they begin, holding no more than a page, then forwards from there.
            var backwards = query
            backwards.newestFirst = true
            backwards.limit = count
            var first: Int64?
            while true {
                let page = try reader.events(backwards, page: EventsCommand.page)
                guard let oldest = page.last else { break }
                if first == nil, page.count == count || page.count < EventsCommand.page {
                    try printer.print(page.reversed())
                    query.afterID = page[0].id
                    return
                }
                first = oldest.id
                backwards.advance(past: page)
                try output.checkReader()
            }
            guard let first else { return }
            query.afterID = first - 1
            query.limit = count
        }
        try printAll(reader, &query, &printer, output)
    }

    private func printAll(
        _ reader: EventReader, _ query: inout EventQuery, _ printer: inout EventPrinter, _ output: Output
    ) throws {
        while true {
            let page = try reader.events(query, page: EventsCommand.page)
            if page.isEmpty { return }
            try printer.print(page)
            try output.checkReader()
            query.advance(past: page)
        }
    }
}
