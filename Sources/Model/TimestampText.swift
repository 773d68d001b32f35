import Glibc

/// RFC 3339 (section 5.6) text of a time: `2026-11-24T01:47:00.000000Z`, microseconds, always of the same width.
extension Timestamp {
    /// The time in UTC, with `Z`.
    public var rfc3339: String {
        let microseconds = self.microseconds
        var seconds = microseconds / 1_000_000
        var fraction = microseconds % 1_000_000
        if fraction < 0 {
            seconds -= 1
            fraction += 1_000_000
        }
        let date = CivilDate(daysSinceEpoch: seconds.flooredDivision(by: 86_400))
        let ofDay = seconds.flooredRemainder(by: 86_400)
        return Timestamp.text(date: date, ofDay: ofDay, fraction: fraction, offset: nil)
    }

    /// The time in the zone of this process (TZ or /etc/localtime), with its numeric offset.
    public var rfc3339Local: String {
        let microseconds = self.microseconds
        let seconds = microseconds.flooredDivision(by: 1_000_000)
        var clock = time_t(seconds)
        var local = unsafe tm()
        guard unsafe localtime_r(&clock, &local) != nil else { return rfc3339 }
        let offset = unsafe local.tm_gmtoff
        let shifted = seconds + Int64(offset)
        return Timestamp.text(
            date: CivilDate(daysSinceEpoch: shifted.flooredDivision(by: 86_400)),
            ofDay: shifted.flooredRemainder(by: 86_400),
            fraction: microseconds.flooredRemainder(by: 1_000_000), offset: Int64(offset))
    }

    /// Reads an RFC 3339 time: `T`, `t` or a space between date and time, up to nine fractional digits, `Z` or an
    /// offset. nil for anything else, also for a date that does not exist; second 60 counts as the next minute's 0.
    public init?(rfc3339 text: some StringProtocol) {
        var digits = ASCIIDigits(text)
        guard let year = digits.number(4), digits.take("-"), let month = digits.number(2), digits.take("-"),
            let day = digits.number(2), digits.take("T") || digits.take("t") || digits.take(" "),
            let hour = digits.number(2), digits.take(":"), let minute = digits.number(2), digits.take(":"),
            let second = digits.number(2)
        else { return nil }
        var nanoseconds: Int64 = 0
        if digits.take(".") {
            guard let fraction = digits.fraction() else { return nil }
            nanoseconds = fraction
        }
        var offset: Int64 = 0
        if !digits.take("Z"), !digits.take("z") {
            let sign: Int64
            if digits.take("+") { sign = 1 } else if digits.take("-") { sign = -1 } else { return nil }
            guard let hours = digits.number(2), digits.take(":"), let minutes = digits.number(2), hours < 24,
                minutes < 60
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard digits.isAtEnd, hour < 24, minute < 60, second <= 60,
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
        // What is printed is in UTC, so it is the year there that must be one that prints and reads back.
        let printed = CivilDate(daysSinceEpoch: seconds.flooredDivision(by: 86_400)).year
        guard (1678..<2262).contains(printed) else { return nil }
        self.init(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
    }

    private static func text(date: CivilDate, ofDay: Int64, fraction: Int64, offset: Int64?) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        func put(_ number: Int64, _ width: Int) {
            var divisor: Int64 = 1
            for _ in 1..<width { divisor *= 10 }
            while divisor > 0 {
                bytes.append(UInt8(48 + (number / divisor) % 10))
                divisor /= 10
            }
        }
        put(date.year, 4)
        bytes.append(UInt8(ascii: "-"))
        put(date.month, 2)
        bytes.append(UInt8(ascii: "-"))
        put(date.day, 2)
        bytes.append(UInt8(ascii: "T"))
        put(ofDay / 3600, 2)
        bytes.append(UInt8(ascii: ":"))
        put(ofDay / 60 % 60, 2)
        bytes.append(UInt8(ascii: ":"))
        put(ofDay % 60, 2)
        bytes.append(UInt8(ascii: "."))
        put(fraction, 6)
        if let offset {
            bytes.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            put(abs(offset) / 3600, 2)
            bytes.append(UInt8(ascii: ":"))
            put(abs(offset) / 60 % 60, 2)
        } else {
            bytes.append(UInt8(ascii: "Z"))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A date of the proleptic Gregorian calendar, counted without any library so that it costs nanoseconds.
public struct CivilDate: Hashable, Sendable {
    /// The year, 1 or later for dates that this project meets.
    public let year: Int64
    /// 1 to 12.
    public let month: Int64
    /// 1 to 31.
    public let day: Int64

    /// The date so many days after 1970-01-01. The year is taken to begin in March, which puts the leap day last.
    public init(daysSinceEpoch: Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = shifted.flooredDivision(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let fromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * fromMarch + 2) / 5 + 1
        month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The date, or nil where the calendar has no such day.
    public init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
        guard CivilDate(daysSinceEpoch: daysSinceEpoch) == self else { return nil }
    }

    /// Days after 1970-01-01; negative before.
    public var daysSinceEpoch: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredDivision(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

extension Int64 {
    func flooredDivision(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

/// A cursor over text that takes ASCII digits and single characters.
struct ASCIIDigits {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
        position += 1
        return true
    }

    mutating func number(_ width: Int) -> Int64? {
        guard position + width <= bytes.count else { return nil }
        var value: Int64 = 0
        for byte in bytes[position..<position + width] {
            guard byte >= 48, byte <= 57 else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        position += width
        return value
    }

    /// The digits after a decimal point as nanoseconds; one to nine of them.
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var scale: Int64 = 1_000_000_000
        var count = 0
        while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
            guard count < 9 else { return nil }
            scale /= 10
            value += Int64(bytes[position] - 48) * scale
            count += 1
            position += 1
        }
        return count > 0 ? value : nil
    }
}
