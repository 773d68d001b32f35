import Model
import Wire

/// The four times of an exchange: client out, server in, server out, client in (RFC 5905, section 8).
struct NTPExchange: Sendable, Hashable {
    /// When the request left, by our clock.
    var sent: NTPTimestamp
    /// When it came in, by the server's.
    var serverReceived: NTPTimestamp
    /// When the answer left, by the server's.
    var serverSent: NTPTimestamp
    /// When the answer came in, by our clock.
    var received: NTPTimestamp

    /// By how much the server's clock is ahead of ours, in seconds, if both ways take equally long.
    var offset: Double { (serverReceived.seconds(since: sent) + serverSent.seconds(since: received)) / 2 }

    /// The round trip without the time that the server took.
    var delay: Double { received.seconds(since: sent) - serverSent.seconds(since: serverReceived) }
}

/// One measurement of one server.
struct NTPSample: Sendable, Hashable {
    /// When it was made.
    var time: MonotonicTime
    /// By how much the server's clock is ahead of ours, in seconds: positive when ours is slow.
    var offset: Double
    /// The round trip, in seconds.
    var delay: Double
    /// By how much reading the two clocks may have added, in seconds.
    var dispersion: Double
    /// How far the server itself may be from the truth: half its root delay and its root dispersion, in seconds.
    var rootDistance: Double
    /// By how much our clock had been steered ahead of its oscillator then, in nanoseconds since boot.
    var steeredNanoseconds: Int64 = 0
    /// A number that tells the exchange from others, for a kernel timestamp that comes late.
    var stamp: UInt64

    /// How far the truth can be from the offset at that time.
    var bound: Double { delay / 2 + dispersion + rootDistance }

    /// How much a clock's frequency may be wrong without being at fault: PHI of RFC 5905.
    static let tolerance = 15e-6
    /// What reading our own clock and the kernel's timestamps may add.
    static let ownPrecision = 1e-6

    /// The measurement of an exchange.
    init(_ exchange: NTPExchange, of packet: NTPPacket, at time: MonotonicTime, stamp: UInt64) {
        let precision = NTPSample.seconds(ofPrecision: packet.precision)
        let roundTrip = max(0, exchange.received.seconds(since: exchange.sent))
        self.time = time
        offset = exchange.offset
        // Clocks of coarse steps can show less than no time.
        delay = max(exchange.delay, NTPSample.ownPrecision)
        dispersion = precision + NTPSample.ownPrecision + NTPSample.tolerance * roundTrip
        rootDistance = packet.rootDistance
        self.stamp = stamp
    }

    /// A measurement of given numbers.
    init(
        time: MonotonicTime, offset: Double, delay: Double, dispersion: Double = 0, rootDistance: Double = 0,
        stamp: UInt64 = 0
    ) {
        self.time = time
        self.offset = offset
        self.delay = delay
        self.dispersion = dispersion
        self.rootDistance = rootDistance
        self.stamp = stamp
    }

    /// 2^precision, within what a clock can have.
    static func seconds(ofPrecision precision: Int8) -> Double {
        Double(sign: .plus, exponent: Int(max(-32, min(0, precision))), significand: 1)
    }
}

extension NTPPacket {
    /// How far the server itself may be from the truth, by its own word, in seconds: half its root delay and its root
    /// dispersion. What `root_distance_seconds` is everywhere; how far our measurement may be wrong is its bound.
    var rootDistance: Double { rootDelay.seconds / 2 + rootDispersion.seconds }
}
