import Model
import Testing

@testable import Watchers

@Suite("A device's clock")
struct DeviceClockTests {
    /// A clock that has had one reading at our second 1000.
    private func interval(
        after seconds: Double = 60, uptime: (UInt32, UInt32)? = nil, boots: (UInt32, UInt32)? = nil,
        host: (UInt32, UInt32)? = nil
    ) -> DeviceInterval {
        var clock = DeviceClock()
        func own(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: Int64(seconds * 1e9)) }
        let first = clock.advance(
            ClockReading(own: own(1_000), uptime: uptime?.0, boots: boots?.0, hostUptime: host?.0))
        #expect(first.gap == .first)
        return clock.advance(
            ClockReading(own: own(1_000 + seconds), uptime: uptime?.1, boots: boots?.1, hostUptime: host?.1))
    }

    @Test("Seconds are the device's own, ours where it has no clock")
    func seconds() {
        let own = interval(uptime: (1_000_000, 1_006_123))
        #expect(own.gap == nil && own.seconds == 61.23 && own.isDeviceTime && own.wrapsAreCertain)
        let ours = interval()
        #expect(ours.gap == nil && ours.seconds == 60 && !ours.isDeviceTime && !ours.wrapsAreCertain)
        #expect(interval(boots: (3, 3)).wrapsAreCertain)
    }

    @Test("Readings that lie close together, or are the same, give no rate")
    func tooShort() {
        #expect(interval(after: 0.5, uptime: (1_000_000, 1_000_050)).gap == .tooShort)
        #expect(interval(after: 5, uptime: (1_000_000, 1_000_000)).gap == .tooShort)
        #expect(interval(after: 0).gap == .tooShort)
        #expect(interval(after: -5).gap == .tooShort)
    }

    @Test("sysUpTime that begins anew is a restart: of the host, or of the agent alone where the host's clock went on")
    func restart() {
        let host = interval(uptime: (8_640_000, 2_000))
        #expect(host.gap == .restarted)
        #expect(host.restart == DeviceRestart(sign: .uptime(8_640_000, 2_000), isAgentOnly: false))
        #expect(host.restart?.text == "sysUpTime went from 1d back to 20s")
        #expect(interval(uptime: (8_640_000, 2_000), host: (9_000_000, 3_000)).restart?.isAgentOnly == false)
        #expect(interval(uptime: (8_640_000, 2_000), host: (9_000_000, 9_006_000)).restart?.isAgentOnly == true)
        // Larger than before, and yet it has begun since: it had run for 10 seconds an hour ago.
        #expect(interval(after: 3_600, uptime: (1_000, 300_000)).restart?.sign == .uptime(1_000, 300_000))
    }

    @Test("sysUpTime's wrap after 497 days is no restart, and gives rates where snmpEngineBoots confirms it")
    func uptimeWrap() {
        let alone = interval(uptime: (.max - 999, 5_000))
        #expect(alone.restart == nil && alone.gap == .uncertain && alone.uptimeWrapped)
        let confirmed = interval(uptime: (.max - 999, 5_000), boots: (7, 7))
        #expect(confirmed.restart == nil && confirmed.gap == nil && confirmed.uptimeWrapped)
        #expect(confirmed.seconds == 60)
        // The same numbers, and yet a restart.
        #expect(interval(uptime: (.max - 999, 5_000), boots: (7, 8)).gap == .restarted)
        let host = interval(uptime: (.max - 999, 5_000), host: (.max - 5_000_000, 5_500))
        #expect(host.restart == DeviceRestart(sign: .hostUptime(.max - 5_000_000, 5_500), isAgentOnly: false))
        // Both wrap.
        #expect(
            interval(uptime: (.max - 999, 5_000), boots: (1, 1), host: (.max - 499, 5_500)).restart == nil)
    }

    @Test("snmpEngineBoots that changes is a restart of the agent, also where sysUpTime goes on")
    func boots() {
        let agent = interval(uptime: (1_000_000, 1_006_000), boots: (7, 8))
        #expect(agent.restart == DeviceRestart(sign: .boots(7, 8), isAgentOnly: true))
        #expect(agent.restart?.text == "snmpEngineBoots went from 7 to 8")
        #expect(interval(boots: (7, 1)).restart?.isAgentOnly == false)
        #expect(interval(boots: (7, 8), host: (1_000_000, 1_006_000)).restart?.isAgentOnly == true)
    }

    @Test("hrSystemUptime that begins anew is a restart where there is no sysUpTime")
    func hostUptime() {
        #expect(interval(host: (8_640_000, 2_000)).restart?.sign == .hostUptime(8_640_000, 2_000))
        #expect(interval(host: (8_640_000, 8_646_000)).gap == nil)
    }

    @Test("Boots that were not told with one poll are remembered for the next")
    func rememberedBoots() {
        var clock = DeviceClock()
        func take(_ second: Int64, _ boots: UInt32?) -> DeviceInterval {
            clock.advance(
                ClockReading(own: MonotonicTime(nanoseconds: second * 1_000_000_000), uptime: nil, boots: boots))
        }
        _ = take(0, 4)
        #expect(take(60, nil).restart == nil)
        #expect(take(120, 5).restart?.sign == .boots(4, 5))
    }

    @Test("A device that has run no longer than the interval may have been restarted in it: no rates without boots")
    func young() {
        #expect(interval(uptime: (100, 6_100)).gap == .uncertain)
        #expect(interval(uptime: (100, 6_100)).restart == nil)
        #expect(interval(uptime: (100, 6_100), boots: (2, 2)).gap == nil)
        #expect(interval(uptime: (3_000, 9_000)).gap == nil)
    }

    @Test("A clock that steps gives no rate once; one that always runs otherwise than ours is not used")
    func stepped() {
        var clock = DeviceClock()
        func take(_ second: Int64, _ uptime: UInt32) -> DeviceInterval {
            clock.advance(ClockReading(own: MonotonicTime(nanoseconds: second * 1_000_000_000), uptime: uptime))
        }
        _ = take(0, 50_000_000)
        #expect(take(60, 50_006_000).gap == nil)
        let step = take(120, 60_000_000)
        #expect(step.gap == .clockStepped && step.restart == nil)
        #expect(take(180, 60_006_000).gap == nil)
        let back = take(240, 60_002_000)
        #expect(back.gap == .clockStepped && back.restart == nil)
        // It counts seconds instead of hundredths.
        #expect(take(300, 60_002_060).gap == nil)
        let ours = take(360, 60_002_120)
        #expect(ours.seconds == 60 && !ours.isDeviceTime && !ours.wrapsAreCertain)
    }
}
