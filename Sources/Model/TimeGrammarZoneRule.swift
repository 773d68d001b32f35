extension TimeGrammar {
    /// What a zone does after its last listed transition: a POSIX TZ string such as `CET-1CEST,M3.5.0,M10.5.0/3`
    /// (IEEE 1003.1, section 8.3, with the hours up to 167 of RFC 8536, section 3.3.1).
    struct ZoneRule: Sendable {
        private enum Day: Sendable {
            /// Month, week (5 is the last), weekday from Sunday on.
            case weekday(month: Int64, week: Int64, day: Int64)
            /// 1 to 365, the leap day never counted.
            case julian(Int64)
            /// 0 to 365, the leap day counted.
            case ordinal(Int64)
        }

        private struct Change: Sendable {
            var day: Day
            /// Seconds after midnight of the clock that held before.
            var second: Int64
        }

        private var standard: (offset: Int64, name: String)
        private var summer: (offset: Int64, name: String, begin: Change, end: Change)?

        /// Reads the string; nil when it is empty or not well-formed.
        init?(_ text: String) {
            var cursor = Cursor(text)
            guard let name = cursor.name(), let offset = cursor.offset() else { return nil }
            standard = (-offset, name)
            if cursor.isAtEnd { return }
            guard let summerName = cursor.name() else { return nil }
            var summerOffset = -offset + 3_600
            if cursor.peek != "," {
                guard let written = cursor.offset() else { return nil }
                summerOffset = -written
            }
            guard cursor.take(","), let begin = cursor.change(), cursor.take(","), let end = cursor.change(),
                cursor.isAtEnd
            else { return nil }
            summer = (summerOffset, summerName, begin, end)
        }

        /// Seconds east of UTC at a moment, and the name of that offset.
        func offset(at seconds: Int64) -> (seconds: Int64, abbreviation: String) {
            guard let summer else { return (standard.offset, standard.name) }
            let year = CivilDate(daysSinceEpoch: (seconds + standard.offset).flooredDivision(by: 86_400)).year
            let begin = ZoneRule.seconds(of: summer.begin, in: year) - standard.offset
            let end = ZoneRule.seconds(of: summer.end, in: year) - summer.offset
            // South of the equator summer contains New Year.
            let isSummer = begin < end ? begin <= seconds && seconds < end : seconds < end || seconds >= begin
            return isSummer ? (summer.offset, summer.name) : (standard.offset, standard.name)
        }

        private static func seconds(of change: Change, in year: Int64) -> Int64 {
            let firstDay = CivilDate(year: year, month: 1, day: 1)?.daysSinceEpoch ?? 0
            let isLeap = CivilDate(year: year, month: 2, day: 29) != nil
            let day: Int64
            switch change.day {
            case .ordinal(let number): day = firstDay + number
            case .julian(let number): day = firstDay + number - 1 + (isLeap && number >= 60 ? 1 : 0)
            case .weekday(let month, let week, let weekday):
                let first = CivilDate(year: year, month: month, day: 1)?.daysSinceEpoch ?? 0
                var found = first + (weekday - (first + 4)).flooredRemainder(by: 7) + (week - 1) * 7
                let next = CivilDate(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
                if let next, found >= next.daysSinceEpoch { found -= 7 }
                day = found
            }
            return day * 86_400 + change.second
        }

        /// Takes the string apart.
        private struct Cursor {
            private var rest: Substring

            init(_ text: String) { rest = text[...] }

            var isAtEnd: Bool { rest.isEmpty }
            var peek: Character? { rest.first }

            mutating func take(_ character: Character) -> Bool {
                guard rest.first == character else { return false }
                rest.removeFirst()
                return true
            }

            /// Letters, or anything between angle brackets.
            mutating func name() -> String? {
                if take("<") {
                    guard let end = rest.firstIndex(of: ">") else { return nil }
                    defer { rest = rest[rest.index(after: end)...] }
                    return String(rest[..<end])
                }
                let letters = rest.prefix(while: \.isLetter)
                rest = rest.dropFirst(letters.count)
                return letters.isEmpty ? nil : String(letters)
            }

            mutating func number(atMost limit: Int64) -> Int64? {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                guard digits.count < 5, let value = Int64(digits), value <= limit else { return nil }
                rest = rest.dropFirst(digits.count)
                return value
            }

            /// `[+-]hh[:mm[:ss]]` in seconds.
            mutating func offset() -> Int64? {
                let sign: Int64 = take("-") ? -1 : 1
                if sign == 1 { _ = take("+") }
                guard let hours = number(atMost: 167) else { return nil }
                var seconds = hours * 3_600
                for unit: Int64 in [60, 1] where take(":") {
                    guard let part = number(atMost: 59) else { return nil }
                    seconds += part * unit
                }
                return sign * seconds
            }

            mutating func change() -> Change? {
                let day: Day
                if take("M") {
                    guard let month = number(atMost: 12), take("."), let week = number(atMost: 5), take("."),
                        let weekday = number(atMost: 6), month > 0, week > 0
                    else { return nil }
                    day = .weekday(month: month, week: week, day: weekday)
                } else if take("J") {
                    guard let number = number(atMost: 365), number > 0 else { return nil }
                    day = .julian(number)
                } else {
                    guard let number = number(atMost: 365) else { return nil }
                    day = .ordinal(number)
                }
                guard take("/") else { return Change(day: day, second: 7_200) }
                guard let second = offset() else { return nil }
                return Change(day: day, second: second)
            }
        }
    }
}
