import Model
import Testing
import Wire

@testable import Watchers

@Suite("One measurement, now")
struct NTPProbeTests {
    /// Drives a probe against a server whose clock is ahead by a tenth of a second, answers after 4 ms.
    private func run(_ server: SimulatedServer) -> NTPProbe.Result {
        var server = server
        var probe = NTPProbe(
            NTPConfiguration.Server(.ip(server.endpoint.address)), at: server.endpoint.address, count: 4, seed: 1)
        var now = Moment.start
        var turns = 0
        while let deadline = probe.deadline(at: now), turns < 100 {
            turns += 1
            now = now + max(.zero, deadline - now.monotonic)
            guard let (bytes, _) = probe.question(at: now), server.isUp else { continue }
            let there = now.wall + .milliseconds(102)
            for answer in server.answers(to: bytes, received: NTPTimestamp(there), leaving: there) {
                now = now + .milliseconds(4)
                probe.take(answer, received: now.wall, at: now)
            }
        }
        return probe.result(at: now)
    }

    @Test("Four questions two seconds apart give offset, bound and what the server says of itself")
    func measured() {
        let result = run(SimulatedServer("10.0.0.1"))
        #expect(result.sent == 4 && result.received == 4)
        #expect(abs((result.offset ?? 0) - 0.1) < 1e-6)
        #expect(abs((result.delay ?? 0) - 0.004) < 1e-6)
        #expect((0.002...0.005).contains(result.bound ?? 0))
        #expect(result.text.hasPrefix("10.0.0.1: this host's clock is 100 ms slow, give or take 3."))
        var writer = JSONWriter()
        writer.beginObject()
        result.write(into: &writer)
        writer.endObject()
        #expect(writer.text.contains("\"stratum\":2") && writer.text.contains("\"offset_seconds\":0.0999"))
    }

    @Test("Silence, a refusal and a server without time are told apart")
    func failures() {
        let silent = run(SimulatedServer("10.0.0.1").with { $0.isUp = false })
        #expect(silent.text == "10.0.0.1 does not answer: 4 questions, no answer")
        let refusing = run(SimulatedServer("10.0.0.1").with { $0.kiss = "DENY" })
        #expect(refusing.sent == 1)
        #expect(refusing.text == "10.0.0.1 refuses: kiss-o'-death DENY")
        let starting = run(SimulatedServer("10.0.0.1").with { $0.leap = .unsynchronised })
        #expect(!starting.isMeasured)
        #expect(starting.text == "10.0.0.1 answers, but not with the time: unsynchronised")
    }
}
