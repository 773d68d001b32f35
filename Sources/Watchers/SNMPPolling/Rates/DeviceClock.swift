import Model

/// What a device says of its own time with one poll.
struct ClockReading: Sendable, Hashable {
    /// Our own time when the answer was taken: the middle between question and answer.
    var own: MonotonicTime
    /// sysUpTime in hundredths of a second; nil where the agent has none.
    var uptime: UInt32?
    /// snmpEngineBoots, of a v3 message or read as an object; nil where neither is there.
    var boots: UInt32?
    /// hrSystemUptime in hundredths of a second; nil where the agent has none.
    var hostUptime: UInt32?
}

extension ClockReading {
    /// Whether the device has gone on since an earlier reading without a restart, as far as its clocks tell.
    func goesOn(from before: ClockReading) -> Bool {
        if let boots, let earlier = before.boots, boots != earlier { return false }
        var clock = DeviceClock()
        _ = clock.advance(before)
        let gap = clock.advance(self).gap
        return gap == nil || gap == .tooShort
    }
}

/// What lies between two polls of one device.
struct DeviceInterval: Sendable, Hashable {
    /// The seconds between them, by the device's own clock where that can be relied on.
    var seconds: Double
    /// Why counters give no rates across it; nil where they do.
    var gap: RateGap?
    /// The restart that lies in it.
    var restart: DeviceRestart?
    /// Whether the seconds are the device's own.
    var isDeviceTime: Bool
    /// Whether the device was surely not restarted, so that a counter that went back has wrapped.
    var wrapsAreCertain: Bool
    /// Whether sysUpTime, which has 32 bits, began at 0 again after 497 days.
    var uptimeWrapped: Bool

    /// An interval that gives no rates.
    init(_ gap: RateGap, seconds: Double, restart: DeviceRestart? = nil, uptimeWrapped: Bool = false) {
        self.seconds = seconds
        self.gap = gap
        self.restart = restart
        isDeviceTime = false
        wrapsAreCertain = false
        self.uptimeWrapped = uptimeWrapped
    }

    /// An interval that gives rates, unless it is too short.
    init(seconds: Double, isDeviceTime: Bool, wrapsAreCertain: Bool, uptimeWrapped: Bool = false) {
        self.seconds = seconds
        gap = seconds < DeviceClock.shortestSeconds ? .tooShort : nil
        self.isDeviceTime = isDeviceTime
        self.wrapsAreCertain = wrapsAreCertain
        self.uptimeWrapped = uptimeWrapped
    }
}

/// Turns what a device says of its time into intervals, and tells apart what sets its clocks back: a restart of the device,
/// a restart of its agent alone, and the wrap of sysUpTime after 497 days.
///
/// A clock of 32 bits that has gone back may have wrapped if, with the wrap, it has moved as ours did. A restart at that very
/// moment would look alike, so that without snmpEngineBoots such an interval is taken for a wrap and gives no rates. For
/// the same reason it gives none while the device runs no longer than the interval, give or take: whether it was restarted
/// in between cannot be seen.
struct DeviceClock: Sendable, Hashable {
    /// Readings that lie closer together give no rate.
    static let shortestSeconds = 1.0
    /// How far the device's clock and ours may differ over an interval, in ticks: retries, slow answers, cached values.
    private static let toleranceTicks: Int64 = 1_000
    /// And the hundredth part of the interval besides, since clocks run differently.
    private static let toleranceDivisor: Int64 = 100

    /// What one clock of the device says.
    private enum LimitVerdict {
        /// There is none, or there was none before.
        case unknown
        /// It moved as ours did.
        case continuous
        /// It moved as ours did, by a wrap.
        case wrapped
        /// It began at 0 since the last reading.
        case restarted
        /// It moved as ours did, but has begun so lately that it may have begun anew meanwhile.
        case young
        /// It moved otherwise than ours and has not begun anew.
        case stepped
    }

    private var last: ClockReading?
    private var boots: UInt32?
    /// Whether the last interval's clock moved otherwise than ours, too: then it is no step, and ours is used.
    private var isUnreliable = false

    /// Nothing is known of the device.
    init() {}

    /// Takes the reading of a poll and says what lies between it and the one before.
    mutating func advance(_ reading: ClockReading) -> DeviceInterval {
        guard let last else {
            self.last = reading
            boots = reading.boots
            return DeviceInterval(.first, seconds: 0)
        }
        let ownNanoseconds = max(0, reading.own.nanoseconds &- last.own.nanoseconds)
        let ownSeconds = Double(ownNanoseconds) / 1e9
        let ownTicks = ownNanoseconds / 10_000_000
        let before = boots
        let uptime = Self.verdict(last.uptime, reading.uptime, ownTicks)
        let host = Self.verdict(last.hostUptime, reading.hostUptime, ownTicks)
        self.last = reading
        if let now = reading.boots { boots = now }
        let wasUnreliable = isUnreliable
        isUnreliable = uptime == .stepped

        var hasSameBoots = false
        if let before, let now = reading.boots {
            if before != now {
                return restarted(.boots(before, now), last, reading, ownSeconds, uptime: uptime, host: host)
            }
            hasSameBoots = true
        }
        switch uptime {
        case .restarted:
            let sign = DeviceRestart.Sign.uptime(last.uptime ?? 0, reading.uptime ?? 0)
            return restarted(sign, last, reading, ownSeconds, uptime: uptime, host: host)
        case .continuous:
            return DeviceInterval(
                seconds: Self.seconds(last.uptime, reading.uptime), isDeviceTime: true, wrapsAreCertain: true)
        case .young, .wrapped:
            let isWrap = uptime == .wrapped
            if host == .restarted {
                let sign = DeviceRestart.Sign.hostUptime(last.hostUptime ?? 0, reading.hostUptime ?? 0)
                return restarted(sign, last, reading, ownSeconds, uptime: uptime, host: host)
            }
            guard hasSameBoots else { return DeviceInterval(.uncertain, seconds: ownSeconds, uptimeWrapped: isWrap) }
            return DeviceInterval(
                seconds: Self.seconds(last.uptime, reading.uptime), isDeviceTime: true, wrapsAreCertain: true,
                uptimeWrapped: isWrap)
        case .stepped:
            guard wasUnreliable else { return DeviceInterval(.clockStepped, seconds: ownSeconds) }
            return DeviceInterval(seconds: ownSeconds, isDeviceTime: false, wrapsAreCertain: hasSameBoots)
        case .unknown:
            if host == .restarted {
                let sign = DeviceRestart.Sign.hostUptime(last.hostUptime ?? 0, reading.hostUptime ?? 0)
                return restarted(sign, last, reading, ownSeconds, uptime: uptime, host: host)
            }
            return DeviceInterval(seconds: ownSeconds, isDeviceTime: false, wrapsAreCertain: hasSameBoots)
        }
    }

    /// Only the agent was restarted where the host's own clock went on, or where sysUpTime did.
    private func restarted(
        _ sign: DeviceRestart.Sign, _ last: ClockReading, _ reading: ClockReading, _ ownSeconds: Double,
        uptime: LimitVerdict, host: LimitVerdict
    ) -> DeviceInterval {
        let hostWentOn = host == .continuous || host == .wrapped
        let agentWentOn = uptime == .continuous && host != .restarted
        let restart = DeviceRestart(sign: sign, isAgentOnly: hostWentOn || agentWentOn)
        return DeviceInterval(.restarted, seconds: ownSeconds, restart: restart)
    }

    private static func verdict(_ before: UInt32?, _ now: UInt32?, _ ownTicks: Int64) -> LimitVerdict {
        guard let before, let now else { return .unknown }
        let tolerance = toleranceTicks &+ ownTicks / toleranceDivisor
        let mayBeNew = Int64(now) <= ownTicks &+ tolerance
        // Modulo 2^32, which is the wrap.
        let moved = Int64(now &- before)
        let difference = moved &- ownTicks
        if difference <= tolerance, difference >= -tolerance {
            if now < before { return .wrapped }
            return mayBeNew ? .young : .continuous
        }
        return mayBeNew ? .restarted : .stepped
    }

    private static func seconds(_ before: UInt32?, _ now: UInt32?) -> Double {
        Double((now ?? 0) &- (before ?? 0)) / 100
    }
}

/// A restart, with what gave it away.
struct DeviceRestart: Sendable, Hashable {
    /// What gave it away, with the numbers before and after.
    enum Sign: Sendable, Hashable {
        /// sysUpTime began anew.
        case uptime(UInt32, UInt32)
        /// snmpEngineBoots is another.
        case boots(UInt32, UInt32)
        /// hrSystemUptime began anew.
        case hostUptime(UInt32, UInt32)
    }

    /// What gave it away.
    var sign: Sign
    /// Whether only the agent was restarted, and not the host under it.
    var isAgentOnly: Bool

    /// Why it must have been restarted, in words for a person.
    var text: String {
        switch sign {
        case .uptime(let before, let now):
            "sysUpTime went from \(Self.duration(before)) back to \(Self.duration(now))"
        case .boots(let before, let now): "snmpEngineBoots went from \(before) to \(now)"
        case .hostUptime(let before, let now):
            "hrSystemUptime went from \(Self.duration(before)) back to \(Self.duration(now))"
        }
    }

    private static func duration(_ ticks: UInt32) -> String {
        DurationGrammar.rounded(.nanoseconds(Int64(ticks) * 10_000_000))
    }
}
