import Glibc
@testable import Model
import Testing

/// Friday, 2012-11-23 18:15:22.5 in Shanghai: the moment of the examples of systemd.time(7), and half a second.
private let now = Timestamp(nanoseconds: 1_353_665_722_500_000_000)

/// What a text means at that moment, as RFC 3339 in UTC.
private func parse(_ text: String, in zone: String = "Asia/Shanghai", now: Timestamp = now) throws -> String {
    let zone = try #require(TimeGrammar.Zone(named: zone))
    return try TimeGrammar.parse(text, now: now, zone: zone).rfc3339
}

/// What is wrong with a text.
private func fault(_ text: String) throws -> String {
    let zone = try #require(TimeGrammar.Zone(named: "Asia/Shanghai"))
    do {
        return "read as " + (try TimeGrammar.parse(text, now: now, zone: zone)).rfc3339
    } catch { return error.description }
}

@Suite("The time grammar")
struct TimeGrammarTests {
    @Test(
        "Every example of systemd.time(7) means what it means there",
        arguments: [
            ("Fri 2012-11-23 11:12:13", "2012-11-23T03:12:13.000000Z"),
            ("2012-11-23 11:12:13", "2012-11-23T03:12:13.000000Z"),
            ("2012-11-23 11:12:13 UTC", "2012-11-23T11:12:13.000000Z"),
            ("2012-11-23", "2012-11-22T16:00:00.000000Z"),
            ("12-11-23", "2012-11-22T16:00:00.000000Z"),
            ("11:12:13", "2012-11-23T03:12:13.000000Z"),
            ("11:12", "2012-11-23T03:12:00.000000Z"),
            ("now", "2012-11-23T10:15:22.500000Z"),
            ("today", "2012-11-22T16:00:00.000000Z"),
            ("today UTC", "2012-11-23T00:00:00.000000Z"),
            ("yesterday", "2012-11-21T16:00:00.000000Z"),
            ("tomorrow", "2012-11-23T16:00:00.000000Z"),
            ("tomorrow Pacific/Auckland", "2012-11-23T11:00:00.000000Z"),
            ("+3h30min", "2012-11-23T13:45:22.500000Z"),
            ("-5s", "2012-11-23T10:15:17.500000Z"),
            ("11min ago", "2012-11-23T10:04:22.500000Z"),
            ("@1395716396", "2014-03-25T02:59:56.000000Z"),
            ("2014-03-25 03:59:56.654563", "2014-03-24T19:59:56.654563Z"),
            ("2 months 5 days ago", "2012-09-18T13:15:22.500000Z"),
        ])
    func manualPage(text: String, expected: String) throws { #expect(try parse(text) == expected) }

    @Test(
        "Other ways to write the same are understood",
        arguments: [
            ("friday 2012-11-23 11:12", "2012-11-23T03:12:00.000000Z"),
            ("FRI 2012-11-23", "2012-11-22T16:00:00.000000Z"),
            ("2012-11-23T11:12", "2012-11-23T03:12:00.000000Z"),
            ("2012-11-23T11:12:13Z", "2012-11-23T11:12:13.000000Z"),
            ("2012-11-23 11:12:13.5+01:00", "2012-11-23T10:12:13.500000Z"),
            ("2012-11-23 11:12 +0100", "2012-11-23T10:12:00.000000Z"),
            ("2012-11-23 11:12 -05:30", "2012-11-23T16:42:00.000000Z"),
            ("2012-11-23 11:12 Europe/Berlin", "2012-11-23T10:12:00.000000Z"),
            ("2012-11-23 11:12 CST", "2012-11-23T03:12:00.000000Z"),
            ("10:00 UTC", "2012-11-23T10:00:00.000000Z"),
            ("2012-2-9 1:02:03", "2012-02-08T17:02:03.000000Z"),
            ("@1395716396.25", "2014-03-25T02:59:56.250000Z"),
            ("@0", "1970-01-01T00:00:00.000000Z"),
            ("1h30m ago", "2012-11-23T08:45:22.500000Z"),
            ("-1h 30 min", "2012-11-23T08:45:22.500000Z"),
            ("  -1h  ", "2012-11-23T09:15:22.500000Z"),
            ("5min left", "2012-11-23T10:20:22.500000Z"),
            ("-1.5h", "2012-11-23T08:45:22.500000Z"),
            ("-90", "2012-11-23T10:13:52.500000Z"),
            ("-1M", "2012-10-23T23:45:22.500000Z"),
            ("-1m", "2012-11-23T10:14:22.500000Z"),
            ("-1y", "2011-11-24T04:15:22.500000Z"),
            ("-1w", "2012-11-16T10:15:22.500000Z"),
            ("69-01-01 UTC", "1969-01-01T00:00:00.000000Z"),
            ("2016-12-31 23:59:60 UTC", "2017-01-01T00:00:00.000000Z"),
        ])
    func otherWays(text: String, expected: String) throws { #expect(try parse(text) == expected) }

    @Test(
        "An hour that the clock skips moves forward, and of one that comes twice the first is meant unless it is named")
    func clockChanges() throws {
        #expect(try parse("2026-03-29 02:30", in: "Europe/Berlin") == "2026-03-29T01:30:00.000000Z")
        #expect(try parse("2026-03-29 01:59:59", in: "Europe/Berlin") == "2026-03-29T00:59:59.000000Z")
        #expect(try parse("2026-03-29 03:00", in: "Europe/Berlin") == "2026-03-29T01:00:00.000000Z")
        #expect(try parse("2026-10-25 02:30", in: "Europe/Berlin") == "2026-10-25T00:30:00.000000Z")
        #expect(try parse("2026-10-25 02:30 CEST", in: "Europe/Berlin") == "2026-10-25T00:30:00.000000Z")
        #expect(try parse("2026-10-25 02:30 CET", in: "Europe/Berlin") == "2026-10-25T01:30:00.000000Z")
        #expect(try parse("2026-07-01 12:00 CET", in: "Europe/Berlin") == "2026-07-01T11:00:00.000000Z")
        #expect(try parse("2026-11-01 01:30 EST", in: "America/New_York") == "2026-11-01T06:30:00.000000Z")
        // Half an hour, in the southern summer; and a zone whose midnight is skipped.
        #expect(try parse("2026-04-05 01:45", in: "Australia/Lord_Howe") == "2026-04-04T14:45:00.000000Z")
        #expect(try parse("2026-10-04 02:15", in: "Australia/Lord_Howe") == "2026-10-03T15:45:00.000000Z")
        #expect(try parse("2018-11-04", in: "America/Sao_Paulo") == "2018-11-04T03:00:00.000000Z")
    }

    @Test("After the last transition of a zone's file its rule goes on")
    func farFuture() throws {
        #expect(try parse("2199-07-01 12:00", in: "Europe/Berlin") == "2199-07-01T10:00:00.000000Z")
        #expect(try parse("2199-01-01 12:00", in: "Europe/Berlin") == "2199-01-01T11:00:00.000000Z")
        #expect(try parse("2199-01-01 12:00", in: "Pacific/Auckland") == "2198-12-31T23:00:00.000000Z")
        #expect(try parse("2199-07-01 12:00", in: "Asia/Kolkata") == "2199-07-01T06:30:00.000000Z")
        #expect(try parse("1700-01-01", in: "Europe/Berlin") == "1699-12-31T23:06:32.000000Z")
    }

    @Test("The process's own zone reads what it prints, around a year")
    func localZone() throws {
        for day in 0..<366 {
            let time = Timestamp(nanoseconds: now.nanoseconds + Int64(day) * 86_400_000_000_000)
            #expect(try TimeGrammar.parse(time.rfc3339Local, now: now) == time)
            #expect(try TimeGrammar.parse(time.rfc3339, now: now) == time)
        }
        var clock = time_t(now.microseconds / 1_000_000)
        var local = unsafe tm()
        _ = unsafe localtime_r(&clock, &local)
        let hours = unsafe Int(local.tm_hour)
        let minutes = unsafe Int(local.tm_min)
        let seconds = unsafe Int(local.tm_sec)
        let midnight = now - .seconds(hours * 3_600 + minutes * 60 + seconds) - .milliseconds(500)
        #expect(try TimeGrammar.parse("today", now: now) == midnight)
    }

    @Test("What is no time is refused with what is wrong and what would be right")
    func refusals() throws {
        for text in [
            "", " ", "noon", "yesterdy", "2012-13-01", "2012-02-30", "25:00", "10:60", "10", "2012-11",
            "Thu 2012-11-23",
            "Fri", "2012-11-23 10:00 Mars/Olympus", "2012-11-23 10:00 ../etc/passwd", "-5 parsecs", "- ", "@", "@-5",
            "@x",
            "ago", "1h2 ago x", "-999999y", "2012-11-23 10:00:00.", "2012-11-23 10:00:00.1234567890", "10:00 +0175",
            "2012-11-23 10:00 extra UTC", "-", "+", "9999-01-01", "2012-11-23T", "٢٠١٢-11-23", "-1..5h", "-1h,", "TT",
            ":",
        ] {
            let message = try fault(text)
            #expect(message.contains("is not a time"), "\(text): \(message)")
            #expect(message.hasSuffix(TimeGrammar.Fault.accepted), "\(text): \(message)")
        }
        #expect(try fault("yesterdy").contains("did you mean 'yesterday'?"))
        #expect(try fault("Thu 2012-11-23").contains("that day is a Friday, not a Thursday"))
        #expect(try fault("-5 parsecs").contains("'parsecs' is no unit of time"))
        #expect(try fault("2012-11-23 10:00 Mars/Olympus").contains("there is no time zone 'Mars/Olympus'"))
        #expect(try fault("2012-02-30").contains("there is no such day"))
        #expect(!(try fault("\u{1b}[2J")).contains("\u{1b}"))
    }

    @Test("Spans add up as systemd's do")
    func spans() {
        #expect(TimeGrammar.span("2 h") == .seconds(7_200))
        #expect(TimeGrammar.span("2hours") == .seconds(7_200))
        #expect(TimeGrammar.span("48hr") == .seconds(172_800))
        #expect(TimeGrammar.span("1y 12month") == .seconds(31_557_600 + 12 * 2_629_800))
        #expect(TimeGrammar.span("55s500ms") == .milliseconds(55_500))
        #expect(TimeGrammar.span("300ms20s 5day") == .milliseconds(432_020_300))
        #expect(TimeGrammar.span("5µs") == .microseconds(5))
        #expect(TimeGrammar.span("0.5") == .milliseconds(500))
        #expect(TimeGrammar.span(".5s") == .milliseconds(500))
        for text in ["", "h", "5 x", "1h-", "-1h", "5.", "99999999999999999999s", "300y 300y", "1 2 fortnights"] {
            #expect(TimeGrammar.span(text) == nil, "\(text)")
        }
    }

    @Test("A damaged zone file is no zone, wherever it is damaged")
    func damagedFiles() throws {
        let descriptor = unsafe open("/usr/share/zoneinfo/Europe/Berlin", O_RDONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 100_000)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        bytes.removeLast(bytes.count - count)
        #expect(TimeGrammar.ZoneFile(bytes: bytes) != nil)
        for length in stride(from: 0, to: bytes.count - 40, by: 7) {
            #expect(TimeGrammar.ZoneFile(bytes: Array(bytes[..<length])) == nil)
        }
        for place in 0..<bytes.count {
            var damaged = bytes
            damaged[place] ^= 0xff
            // Whatever it now says, asking it must not trap.
            if let file = TimeGrammar.ZoneFile(bytes: damaged) {
                #expect(abs(file.offset(at: 1_353_665_722).seconds) < 1 << 32)
            }
        }
    }
}
