import Foundation
import Model
import Testing
import TocsinLab

@Suite("Packets that the kernel drops")
struct KernelDropTests {
    @Test("They are counted to the last, and told as an alert with its end")
    func drops() async throws {
        let daemon = try RunningDaemon(traps: RunningDaemon.open + "\nreceive_buffer: 65536")
        try await daemon.start()
        daemon.child?.signal(SIGSTOP)
        let sent = try await daemon.flood(5_000, rate: 1e6)
        #expect(sent == 5_000)
        daemon.child?.signal(SIGCONT)
        func dropped() throws -> Int { try daemon.trapStatus()["kernel_drops"].int ?? 0 }
        #expect(
            try await eventually {
                let traps = try daemon.trapStatus()
                return (traps["received"].int ?? 0) + (traps["kernel_drops"].int ?? 0) == sent
            })
        #expect(try dropped() > 1_000, "the buffer was too small by far")
        let stored = try daemon.events("rule=trap").count
        #expect(try await eventually { try daemon.events("rule=trap").count + dropped() == sent }, "\(stored) stored")
        let began = try await daemon.events("rule=trap-drops", reach: 1)
        #expect(began.first?.observation.state == .firing)
        #expect(began.first?.observation.subject.instance == "udp:127.0.0.1:\(daemon.port)")
        #expect(try daemon.trapStatus()["listeners"].items.first?["kernel_drops"].int == dropped())
        // Ten quiet seconds end it.
        let both = try await daemon.events("rule=trap-drops", reach: 2)
        #expect(both.map(\.observation.state) == [.firing, .resolved])
        #expect(both.last?.observation.count == (try dropped()))
        #expect(both.last?.observation.summary.contains("\(try dropped())") == true)
        #expect(await daemon.end() == 0)
    }
}
