import Glibc
import Model
import Testing

@testable import Reactor

@Suite("Times of leaving", .timeLimit(.minutes(5)))
struct SentTimesTests {
    @Test(
        "A stamped datagram's time comes back under its stamp, between the call and its arrival",
        arguments: ["127.0.0.1", "::1"])
    func stamps(address: String) async throws {
        let receiver = try DatagramHost(binding: address)
        let sender = try DatagramHost(binding: address)
        await receiver.start()
        await sender.start()
        let target = await receiver.endpoint
        let (departures, departure) = AsyncStream.makeStream(of: (UInt64, Timestamp).self)
        let before = Timestamp.now
        await sender.withSocket { socket in
            socket.whenSent = { for one in $0 { departure.yield((one.stamp, one.time)) } }
            let outcome = socket.send([
                OutgoingDatagram(bytes: [1, 1], destination: target, stamp: 11),
                OutgoingDatagram(bytes: [9], destination: target),
                OutgoingDatagram(bytes: [2, 1], destination: target, stamp: 12),
            ])
            #expect(outcome.sent == 3)
        }
        let arrived = await receiver.wait(for: 3)
        var times: [UInt64: Timestamp] = [:]
        for await (stamp, time) in departures {
            times[stamp] = time
            if times.count == 2 { break }
        }
        for (stamp, bytes) in [(UInt64(11), [UInt8(1), 1]), (12, [2, 1])] {
            let time = try #require(times[stamp])
            let arrival = try #require(arrived.first { $0.bytes == bytes }).received
            #expect(time >= before && time <= arrival)
        }
    }

    @Test("One that the kernel refuses is counted, and its stamp never comes")
    func refused() async throws {
        let sender = try DatagramHost(binding: "127.0.0.1")
        let outcome = await sender.withSocket { socket in
            socket.send([
                OutgoingDatagram(
                    bytes: [UInt8](repeating: 0, count: 65_508),
                    destination: Endpoint(address: .v4(0x7f00_0001), port: 9), stamp: 1)
            ])
        }
        #expect(outcome.sent == 0)
        #expect(outcome.failed == [EMSGSIZE: 1])
    }

    @Test("The kernel's clock can be read, and its numbers are sane")
    func kernelClock() throws {
        let clock = try KernelClock.read()
        #expect((-1...1).contains(clock.leap))
        #expect(abs(clock.frequencyPPM) <= 500)
        #expect(clock.maximumErrorSeconds >= 0)
    }
}
