import Model

/// When leap seconds may come.
enum LeapCalendar {
    /// The first midnight after a time that begins a month in UTC.
    static func endOfMonth(after time: Timestamp) -> Timestamp {
        let day = Int64(86_400_000_000_000)
        // The second at midnight itself belongs to the month that begins.
        let days = Int((time.nanoseconds >= 0 ? time.nanoseconds : time.nanoseconds &- (day - 1)) / day)
        // Days from 0000-03-01 in the proleptic Gregorian calendar, in eras of 400 years.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        // Months count from March: the next one begins so many days into the year, or with the next year.
        let next = month == 11 ? lengthOfYear(era * 400 + yearOfEra + 1) : (153 * (month + 1) + 2) / 5
        return Timestamp(nanoseconds: Int64(days - dayOfYear + next) &* day)
    }

    /// Days from one first of March to the next; the leap day is the last, in the year that the winter ends in.
    private static func lengthOfYear(_ year: Int) -> Int {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365
    }
}
