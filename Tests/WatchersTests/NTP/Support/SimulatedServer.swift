import Model
import Wire

@testable import Watchers

/// A path between this host and a server: what a packet waits each way.
struct SimulatedPath: Sendable {
    /// Seconds to the server, at the least.
    var out = 0.002
    /// Seconds back, at the least.
    var back = 0.002
    /// The mean of what is added each way at random (exponentially), in seconds.
    var jitter = 0.0002
    /// Which part of the packets is lost, each way.
    var loss = 0.0

    /// A path that waits equally long both ways.
    static func symmetric(_ seconds: Double, jitter: Double = 0.0002, loss: Double = 0) -> SimulatedPath {
        SimulatedPath(out: seconds, back: seconds, jitter: jitter, loss: loss)
    }
}

/// A server of the simulation.
struct SimulatedServer: Sendable {
    /// Where it is.
    var endpoint: Endpoint
    /// The path to it.
    var path = SimulatedPath()
    /// By how much its clock is ahead of the truth after so many seconds of the simulation.
    var error: @Sendable (Double) -> Double = { _ in 0 }
    /// What the header says.
    var stratum: UInt8 = 2
    var leap = NTPPacket.Leap.none
    var reference = NTPReferenceID(raw: 0x0a09_0807)
    var rootDelay = 0.001
    var rootDispersion = 0.0005
    var precision: Int8 = -22
    /// Whether it answers at all.
    var isUp = true
    /// What it says instead of the time.
    var kiss: String?
    /// The key that it proves itself by.
    var key: NTPKey?
    /// How it proves itself by NTS; nil where it does not.
    var nts: SimulatedNTS?
    /// Whether it answers control messages and monlist.
    var answersControl = false
    var answersMonitorList = false
    /// Whether it keeps the times of its answers for interleaved mode.
    var isInterleaved = true
    /// What a packet's departure is later than what it says, in seconds: interleaved mode tells the true one.
    var sendDelay = 0.0
    /// Changes an answer on its way.
    var tamper: (@Sendable (inout NTPPacket) -> Void)?
    /// The last answer's receive timestamp and true departure.
    fileprivate var last: (receive: NTPTimestamp, left: NTPTimestamp)?

    init(_ address: String, path: SimulatedPath = SimulatedPath()) {
        endpoint = Endpoint(address: IPAddress(address) ?? .v4(0), port: 123)
        self.path = path
    }

    /// The same with changes.
    func with(_ change: (inout SimulatedServer) -> Void) -> SimulatedServer {
        var server = self
        change(&server)
        return server
    }

    /// The answers to a datagram that came in at one time of the server's clock and leave at another.
    mutating func answers(to bytes: [UInt8], received: NTPTimestamp, leaving: Timestamp) -> [[UInt8]] {
        switch (bytes.first ?? 0) & 7 {
        case 6: return answersControl ? [controlAnswer(bytes)] : []
        case 7: return answersMonitorList ? [[0x97, 0, 3, 42, 0, 1, 0, 72] + [UInt8](repeating: 1, count: 432)] : []
        default: break
        }
        guard let request = try? NTPPacket(bytes), request.mode == .client else { return [] }
        var packet = request
        packet.mode = .server
        packet.leap = leap
        packet.stratum = stratum
        packet.precision = precision
        packet.rootDelay = NTPShort(seconds: rootDelay)
        packet.rootDispersion = NTPShort(seconds: rootDispersion)
        packet.referenceID = reference
        packet.referenceTime = NTPTimestamp(leaving - .seconds(30))
        packet.originTime = request.transmitTime
        packet.receiveTime = received
        packet.transmitTime = NTPTimestamp(leaving)
        packet.extensions = []
        packet.mac = nil
        if isInterleaved, let last, request.originTime == last.receive, request.receiveTime != request.transmitTime {
            packet.originTime = request.receiveTime
            packet.transmitTime = last.left
        }
        last = (received, NTPTimestamp(leaving + .nanoseconds(Int64(sendDelay * 1e9))))
        if let kiss {
            packet.leap = .unsynchronised
            packet.stratum = 0
            packet.referenceID = NTPReferenceID(code: kiss)
        }
        tamper?(&packet)
        if !request.extensions.isEmpty { nts?.prove(&packet, to: request) }
        if let key { packet.mac = key.mac(over: packet.unauthenticatedBytes) }
        return [packet.bytes]
    }

    private func controlAnswer(_ bytes: [UInt8]) -> [UInt8] {
        guard var message = try? NTPControlMessage(bytes) else { return [] }
        message.isResponse = true
        message.status = 0x0615
        message.data = Array("version=\"ntpd 4.2.6p5\", processor=\"x86_64\", leap=0, stratum=2".utf8)
        return message.bytes
    }
}
