import Glibc

extension TimeGrammar {
    /// A time zone: how far a wall clock is from UTC at any moment. Asked in one direction only; the other is found by
    /// trying, so that gaps and overlaps are handled the same way for every kind.
    public struct Zone: Sendable {
        private enum Kind: Sendable {
            case local
            case fixed(Int64)
            case file(ZoneFile)
        }

        private let kind: Kind

        /// The zone of this process: TZ or /etc/localtime.
        public static let local = Zone(kind: .local)
        /// UTC.
        public static let utc = Zone(kind: .fixed(0))

        /// A constant distance east of UTC.
        public static func fixed(seconds: Int64) -> Zone { Zone(kind: .fixed(seconds)) }

        /// A zone of the IANA database on this host, such as `Europe/Berlin`; nil when there is none of that name.
        public init?(named name: String) {
            guard let file = ZoneFile(named: name) else { return nil }
            kind = .file(file)
        }

        private init(kind: Kind) { self.kind = kind }

        /// Seconds east of UTC at a moment, and the name of that offset.
        func offset(at seconds: Int64) -> (seconds: Int64, abbreviation: String) {
            switch kind {
            case .fixed(let offset): return (offset, offset == 0 ? "UTC" : "")
            case .file(let file): return file.offset(at: seconds)
            case .local:
                var clock = time_t(seconds)
                var local = unsafe tm()
                guard unsafe localtime_r(&clock, &local) != nil else { return (0, "UTC") }
                let name = unsafe local.tm_zone.map { unsafe String(cString: $0) }
                return (Int64(unsafe local.tm_gmtoff), name ?? "")
            }
        }

        /// The wall clock's date and second of the day at a moment.
        func civil(at time: Timestamp) -> (date: CivilDate, secondOfDay: Int64) {
            let seconds = time.nanoseconds.flooredDivision(by: 1_000_000_000)
            let local = seconds + offset(at: seconds).seconds
            return (CivilDate(daysSinceEpoch: local.flooredDivision(by: 86_400)), local.flooredRemainder(by: 86_400))
        }

        /// The moment at which the wall clock shows so many seconds since its own 1970.
        func seconds(ofLocal local: Int64) -> Int64 {
            // Offsets change at most once within two days, and by less than a day.
            let before = offset(at: local - 86_400).seconds
            let after = offset(at: local + 86_400).seconds
            let candidates = [local - before, local - after].filter { offset(at: $0).seconds == local - $0 }
            // In a gap neither holds: with the old offset the clock is as far past the change as was written.
            return candidates.min() ?? local - before
        }

        /// Seconds east of UTC of one of the zone's names in the year around a moment, such as CET and CEST.
        func offset(named name: String, around time: Timestamp) -> Int64? {
            let seconds = time.nanoseconds.flooredDivision(by: 1_000_000_000)
            for month: Int64 in -6...6 {
                let found = offset(at: seconds + month * 2_629_800)
                if found.abbreviation == name { return found.seconds }
            }
            return nil
        }
    }
}
