public import Model

/// The 64-bit timestamp of NTP (RFC 5905, section 6): seconds since the start of an era and a fraction of 2⁻³² s. The
/// era itself is not on the wire. Era 0 began in 1900; it ends, and the seconds start again at 0, on 2036-02-07.
public struct NTPTimestamp: Hashable, Sendable {
    /// Seconds of the era in the high half, the fraction in the low half; 0 stands for "unknown".
    public var raw: UInt64

    /// A timestamp as it is on the wire.
    public init(raw: UInt64) { self.raw = raw }

    /// "Unknown".
    public static let zero = NTPTimestamp(raw: 0)

    /// Whether it is "unknown".
    public var isZero: Bool { raw == 0 }

    /// Seconds from 1900-01-01 to 1970-01-01.
    static let unixEpoch: Int64 = 2_208_988_800

    /// The timestamp of a time, whatever its era; rounded to the nearest 2⁻³² s.
    public init(_ time: Timestamp) {
        let (seconds, rest) = time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let whole = rest < 0 ? seconds - 1 : seconds
        let nanoseconds = UInt64(rest < 0 ? rest + 1_000_000_000 : rest)
        let fraction = (nanoseconds << 32 + 500_000_000) / 1_000_000_000
        raw = UInt64(bitPattern: (whole &+ NTPTimestamp.unixEpoch) << 32) &+ fraction
    }

    /// How much later this is than another, in seconds, as long as both are within 68 years of each other (RFC 5905,
    /// section 6: the difference of two timestamps is right across the change of an era).
    public func seconds(since other: NTPTimestamp) -> Double {
        Double(Int64(bitPattern: raw &- other.raw)) / 4_294_967_296
    }

    /// The timestamp so many seconds later, across the change of an era, too; the same for what is no number of seconds that
    /// the difference of two timestamps can be.
    public func advanced(by seconds: Double) -> NTPTimestamp {
        guard abs(seconds) < 2_147_483_648 else { return self }
        return NTPTimestamp(raw: raw &+ UInt64(bitPattern: Int64((seconds * 4_294_967_296).rounded())))
    }

    /// The time that this means if it is within 68 years of another time, which tells the era.
    public func time(near pivot: Timestamp) -> Timestamp {
        let difference = Int64(bitPattern: raw &- NTPTimestamp(pivot).raw)
        let (whole, fraction) = (difference >> 32, difference & 0xffff_ffff)
        return Timestamp(
            nanoseconds: pivot.nanoseconds &+ whole &* 1_000_000_000 &+ (fraction &* 1_000_000_000 + 0x8000_0000) >> 32)
    }
}

/// The 32-bit format of delays and dispersions (RFC 5905, section 6): seconds with a fraction of 2⁻¹⁶ s.
public struct NTPShort: Hashable, Sendable {
    /// Seconds in the high half, the fraction in the low half.
    public var raw: UInt32

    /// A value as it is on the wire.
    public init(raw: UInt32) { self.raw = raw }

    /// The nearest value to a number of seconds that the format can hold; 0 for what is negative or no number.
    public init(seconds: Double) {
        raw = seconds > 0 ? UInt32(min(seconds * 65_536, 4_294_967_295).rounded()) : 0
    }

    /// The value in seconds, below 65,536.
    public var seconds: Double { Double(raw) / 65_536 }
}
