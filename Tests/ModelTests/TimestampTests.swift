import Model
import Testing

@Suite struct TimestampTests {
    @Test(
        "A time prints and reads back as RFC 3339 with microseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_795_486_020_123_456, "2026-11-24T02:07:00.123456Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00.000000Z"),
        ] as [(Int64, String)])
    func roundTrip(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00+25:00", "9999-01-01T00:00:00Z",
            "2261-12-31T23:59:59-23:59", "1678-01-01T00:00:00+00:01",
        ])
    func refused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("An offset is taken into account")
    func offset() {
        #expect(Timestamp(rfc3339: "2026-11-24T03:07:00+01:00") == Timestamp(rfc3339: "2026-11-24T02:07:00Z"))
    }
}
