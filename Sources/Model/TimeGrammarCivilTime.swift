extension TimeGrammar {
    /// A date and a time of day as they were written, not yet in any zone.
    struct CivilTime: Hashable {
        /// The day.
        var date: CivilDate
        /// Seconds since midnight, 0 to 86,400 (a leap second is the next minute's 0).
        var secondOfDay: Int64 = 0
        /// The rest of the second.
        var nanoseconds: Int64 = 0

        /// A day's midnight.
        init(date: CivilDate) { self.date = date }

        /// Reads `[WEEKDAY] [DATE] [TIME]` of which date or time must be there.
        init(_ words: [Substring], in text: String, today: () -> CivilDate) throws(Fault) {
            var words = words[...]
            var named: Int64?
            if let first = words.first, let weekday = CivilTime.weekday(first) {
                named = weekday
                words = words.dropFirst()
            }
            var parts = Array(words)
            if parts.count == 1, let word = parts.first, let middle = word.firstIndex(of: "T") {
                parts = [word[..<middle], word[word.index(after: middle)...]]
            }
            guard (1...2).contains(parts.count) else { throw Fault(text: text, reason: nil) }
            let hasDate = parts[0].contains("-")
            if hasDate {
                date = try CivilTime.date(parts[0], in: text)
            } else {
                guard parts.count == 1, named == nil else { throw Fault(text: text, reason: nil) }
                date = today()
            }
            if let time = hasDate ? parts.dropFirst().first : parts.first { try read(time, in: text) }
            // 1970-01-01 was a Thursday, the fourth day after Sunday.
            let weekday = (date.daysSinceEpoch + 4).flooredRemainder(by: 7)
            if let named, named != weekday {
                throw Fault(
                    text: text,
                    reason: "that day is a \(CivilTime.weekdays[Int(weekday)]), not a \(CivilTime.weekdays[Int(named)])"
                )
            }
        }

        /// The moment in a zone.
        func timestamp(in zone: Zone, original: String) throws(Fault) -> Timestamp {
            let local = date.daysSinceEpoch * 86_400 + secondOfDay
            let seconds = zone.seconds(ofLocal: local)
            let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            let (sum, sumOverflow) = scaled.addingReportingOverflow(nanoseconds)
            guard !overflow, !sumOverflow else { throw .outOfRange(original) }
            return Timestamp(nanoseconds: sum)
        }

        /// 0 for Sunday to 6 for Saturday of `Mon` or `Monday` in any case.
        static func weekday(_ word: Substring) -> Int64? {
            let lowered = word.lowercased()
            return weekdays.firstIndex { $0.lowercased() == lowered || $0.prefix(3).lowercased() == lowered }.map(
                Int64.init)
        }

        private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

        private static func date(_ word: Substring, in text: String) throws(Fault) -> CivilDate {
            let fields = word.split(separator: "-", omittingEmptySubsequences: false)
            guard fields.count == 3, let year = number(fields[0], 2...4), fields[0].count != 3,
                let month = number(fields[1], 1...2), let day = number(fields[2], 1...2)
            else { throw Fault(text: text, reason: nil) }
            // POSIX's rule for two digits (strptime %y).
            let century: Int64 = fields[0].count == 4 ? 0 : year < 69 ? 2_000 : 1_900
            guard let date = CivilDate(year: year + century, month: month, day: day) else {
                throw Fault(text: text, reason: "there is no such day")
            }
            return date
        }

        private mutating func read(_ word: Substring, in text: String) throws(Fault) {
            let fields = word.split(separator: ":", omittingEmptySubsequences: false)
            guard (2...3).contains(fields.count), let hour = CivilTime.number(fields[0], 1...2),
                let minute = CivilTime.number(fields[1], 1...2)
            else { throw Fault(text: text, reason: nil) }
            var second: Int64 = 0
            if fields.count == 3 {
                let parts = fields[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
                guard let number = CivilTime.number(parts[0], 1...2) else { throw Fault(text: text, reason: nil) }
                second = number
                if parts.count == 2 {
                    var digits = ASCIIDigits(parts[1])
                    guard let fraction = digits.fraction(), digits.isAtEnd else { throw Fault(text: text, reason: nil) }
                    nanoseconds = fraction
                }
            }
            guard hour < 24, minute < 60, second <= 60 else {
                throw Fault(text: text, reason: "there is no such time of day")
            }
            secondOfDay = hour * 3_600 + minute * 60 + second
        }

        private static func number(_ field: Substring, _ widths: ClosedRange<Int>) -> Int64? {
            guard widths.contains(field.utf8.count), field.utf8.allSatisfy({ (48...57).contains($0) }) else {
                return nil
            }
            return Int64(field)
        }
    }
}
