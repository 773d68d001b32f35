internal import Model

/// When a sample was taken, as its row has it: the minute since the epoch, and the milliseconds in it.
struct SampleTime: Equatable {
    /// Milliseconds of a minute.
    static let length: Int64 = 60_000
    /// Minutes of a day.
    static let day: Int64 = 1_440

    /// Minutes since the epoch, rounded down.
    var minute: Int64
    /// Milliseconds since the minute began: 0 to 59,999.
    var milliseconds: Int64

    /// The row's columns.
    init(minute: Int64, milliseconds: Int64) {
        self.minute = minute
        self.milliseconds = milliseconds
    }

    /// The columns of a time.
    init(_ time: Timestamp) {
        let whole = time.nanoseconds.floored(by: 1_000_000)
        minute = whole.floored(by: SampleTime.length)
        milliseconds = whole - minute * SampleTime.length
    }

    /// The time.
    var timestamp: Timestamp { Timestamp(microseconds: (minute &* SampleTime.length &+ milliseconds) &* 1_000) }
}

extension Int64 {
    /// The quotient rounded down.
    fileprivate func floored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
