import Model
import Testing

@testable import Wire

@Suite("NTP timestamps")
struct NTPTimestampTests {
    @Test("A time so many seconds later lies so many seconds later, across the end of an era, too")
    func advanced() throws {
        let last = NTPTimestamp(raw: .max)
        for step in [0.5, -0.25, 1, 86_400.125, -3_000_000] {
            #expect(last.advanced(by: step).seconds(since: last) == step)
        }
        #expect(last.advanced(by: 1).raw == 1 << 32 - 1)
        for step in [Double.nan, .infinity, -.infinity, 3e9] { #expect(last.advanced(by: step) == last) }
    }

    @Test("1970 began 2,208,988,800 seconds into era 0, and times before are negative")
    func epoch() {
        #expect(NTPTimestamp(Timestamp(nanoseconds: 0)).raw == UInt64(2_208_988_800) << 32)
        #expect(NTPTimestamp(Timestamp(nanoseconds: -500_000_000)).raw == UInt64(2_208_988_799) << 32 | 0x8000_0000)
    }

    @Test("A time goes there and back within a nanosecond, in era 0, at its end, and in era 1")
    func roundTrip() {
        // 2036-02-07T06:28:16Z, when the seconds start again at 0.
        let change: Int64 = 2_085_978_496
        for seconds in [0, 1_795_598_921, change - 1, change, change + 1, change + 1_000_000_000] {
            for nanoseconds in [Int64(0), 1, 499_999_999, 999_999_999] {
                let time = Timestamp(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
                let back = NTPTimestamp(time).time(near: time + .seconds(40_000_000))
                #expect(abs((back - time).nanoseconds) <= 1, "\(seconds).\(nanoseconds)")
            }
        }
        #expect(NTPTimestamp(Timestamp(nanoseconds: change * 1_000_000_000)).raw == 0)
    }

    @Test("Differences are right across the change of an era")
    func difference() {
        let before = NTPTimestamp(raw: 0xffff_ffff_8000_0000)
        let after = NTPTimestamp(raw: 0x0000_0001_0000_0000)
        #expect(after.seconds(since: before) == 1.5)
        #expect(before.seconds(since: after) == -1.5)
    }

    @Test("Short values hold seconds to 2⁻¹⁶ and stop at their ends")
    func short() {
        #expect(NTPShort(seconds: 1.5).raw == 0x0001_8000)
        #expect(NTPShort(raw: 0x0001_8000).seconds == 1.5)
        #expect(NTPShort(seconds: -1).raw == 0)
        #expect(NTPShort(seconds: .nan).raw == 0)
        #expect(NTPShort(seconds: 1e9).raw == .max)
    }
}
