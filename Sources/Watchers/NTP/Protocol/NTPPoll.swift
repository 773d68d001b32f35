import Model

/// How often a server is asked: a burst at the start, then often while there is something to find out, and more rarely while
/// all is well. A server's own limit stands above all (RFC 5905, section 7.4).
struct NTPPoll: Sendable, Hashable {
    /// The shortest interval as a power of two, in seconds; a server that finds us too fast raises it.
    private(set) var minimum: Int8
    /// The longest.
    private(set) var maximum: Int8
    /// The interval now.
    private(set) var exponent: Int8
    /// Questions of a burst that are still to be sent.
    private(set) var burst = 0
    /// Whether the server allows bursts.
    private var allowsBurst: Bool
    /// The shortest interval that the server allows, as it told; nil while it told none.
    private(set) var allowed: Int8?
    /// Whether the server refused to serve us before a restart and has not served us since: it is asked as seldom as may be.
    private(set) var isCautious = false
    /// Good answers in a row at this interval.
    private var calm = 0

    /// Questions of a burst, and the time between them: what ntpd and chrony send with `iburst`.
    static let burstLength = 4
    static let burstInterval: Duration = .seconds(2)
    /// Good answers after which the interval is doubled.
    static let calmEnough = 6
    /// The longest interval of all: 36 hours.
    static let longest: Int8 = 17

    /// The rhythm for a server.
    init(minimum: Int8, maximum: Int8, allowsBurst: Bool) {
        self.minimum = minimum
        self.maximum = max(minimum, maximum)
        self.allowsBurst = allowsBurst
        exponent = minimum
        startBurst()
    }

    /// Begins a burst where that is allowed.
    mutating func startBurst() { burst = allowsBurst && !isCautious ? NTPPoll.burstLength : 0 }

    /// Ends a burst, also one that has not begun.
    mutating func endBurst() { burst = 0 }

    /// The time to the next question; counts down a burst. Up to 3 % is random, so that many clients do not fall in step.
    mutating func next(random: inout NTPRandom) -> Duration {
        if burst > 1 {
            burst -= 1
            return NTPPoll.burstInterval
        }
        burst = 0
        let whole = Int64(1) << Int64(max(0, exponent))
        let part = Int64(random.next() % 30)
        return .nanoseconds(whole * 1_000_000_000 / 1_000 * (1_000 + part))
    }

    /// All is well: after a while the interval grows.
    mutating func relax() {
        guard burst == 0 else { return }
        calm += 1
        if calm >= NTPPoll.calmEnough, exponent < maximum {
            exponent += 1
            calm = 0
        }
    }

    /// Something is to be found out: the interval falls to the shortest; whether it did.
    mutating func hasten() -> Bool {
        calm = 0
        guard exponent > minimum, !isCautious else { return false }
        exponent = minimum
        return true
    }

    /// Nobody answers: the interval grows with each question, up to the longest.
    mutating func backOff() {
        calm = 0
        if exponent < maximum { exponent += 1 }
    }

    /// The server finds us too fast: from now on half as often at the most, or as seldom as its answer says, and no bursts.
    mutating func slowDown(to asked: Int8) {
        allowsBurst = false
        isCautious = false
        burst = 0
        calm = 0
        minimum = min(max(max(minimum, exponent) + 1, asked), NTPPoll.longest)
        maximum = max(maximum, minimum)
        exponent = minimum
        allowed = minimum
    }

    /// Whether the server told that it finds us too fast.
    var isSlowed: Bool { allowed != nil }

    /// Keeps to what the server told before a restart.
    mutating func keep(to told: Int8) {
        allowsBurst = false
        burst = 0
        allowed = told
        minimum = max(minimum, told)
        maximum = max(maximum, minimum)
        exponent = max(exponent, minimum)
    }

    /// Asks at the longest interval, and in no burst, until the server serves us.
    mutating func beCautious() {
        isCautious = true
        burst = 0
        exponent = maximum
    }

    /// The server serves us.
    mutating func endCaution() { isCautious = false }

    /// Takes other settings, and begins at the shortest interval without a burst. What the server told stands above them.
    mutating func adopt(minimum: Int8, maximum: Int8, allowsBurst: Bool) {
        let (told, wasCautious) = (allowed, isCautious)
        self = NTPPoll(
            minimum: max(minimum, told ?? minimum), maximum: maximum, allowsBurst: allowsBurst && told == nil)
        burst = 0
        allowed = told
        if wasCautious { beCautious() }
    }
}
