import Foundation
import Glibc
import Model
import TestPrograms
import Testing
import TocsinLab

/// A daemon that may not capture.
@Suite(
    "A daemon without the right to capture",
    .enabled(if: geteuid() == 0 && SpawnedProgram.exists("setpriv"), "needs root and setpriv"), .serialized)
struct CaptureRightTests {
    @Test("It says so, by interface and with what it lacks, and all else works")
    func withoutRight() async throws {
        let daemon = try RunningDaemon(
            rest: "dhcp:\n  interfaces: [ lo ]\nrouter_advertisements:\n  interfaces: [ lo, no-such0 ]")
        try await daemon.start(before: ["setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"])
        let deaf = try await daemon.events("rule=dhcp-sensor-deaf", reach: 1)
        #expect(deaf.first?.observation.subject.text.contains("lo") == true, "\(deaf)")
        #expect(
            deaf.first?.observation.summary.contains("CAP_NET_RAW") == true, "\(deaf.first?.observation.summary ?? "")")
        #expect(deaf.first?.alert != nil)
        let routers = try await daemon.events("rule=ra-capture-failed", reach: 2)
        #expect(routers.contains { $0.observation.summary.contains("no-such0") })
        try daemon.send(.linkDown(4))
        #expect(try await daemon.events("rule=link-down", reach: 1).count == 1)
        #expect(await daemon.end() == 0)
    }
}
