import Foundation
import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("The watchers of a replay help each other")
struct OneIncidentReplayTests {
    private static let start = Timestamp(nanoseconds: 1_795_600_000_000_000_000)
    private static let mac = MACAddress(value: 0x0022_7200_0066)

    /// A rogue router and, a second later, a rogue DHCP server of the same MAC address.
    private func replay(oui: String?) -> [Observation] {
        var dhcp = DHCPConfiguration.lab
        var routers = RouterAdvertisementConfiguration.lab
        dhcp.vendorsPath = oui
        routers.vendorsPath = oui
        let moment = Moment(wall: Self.start, monotonic: MonotonicTime(nanoseconds: Self.start.nanoseconds))
        let worlds = ManualWorlds(
            [(.dhcp, DHCPPlan(configuration: dhcp)), (.ra, RouterPlan(configuration: routers))], decoder: { nil },
            at: moment)
        var answer = Answer4.rogue
        answer.mac = Self.mac
        let frames = [Advertisement(source: .linkLocal(0x66), mac: Self.mac).frame, answer.frame]
        var observations: [Observation] = []
        for (seconds, frame) in frames.enumerated() {
            worlds.feed(
                CapturedPacket(bytes: frame, linkType: 1, time: Self.start + .seconds(seconds)),
                tell: { observations.append($0) })
        }
        return observations
    }

    @Test("A host that plays router and DHCP server is one incident in the evidence of both alerts")
    func roles() throws {
        let observations = replay(oui: nil)
        try #require(observations.map(\.rule) == ["ra-rogue-router", "dhcp-rogue-server", "ra-rogue-router"])
        let also = observations.map { $0.evidence.json.contains("\"also\":[{\"role\":") }
        #expect(also == [false, true, true])
        #expect(observations[1].summary.contains("; the same host advertises itself as an IPv6 router"))
        #expect(observations[2].summary.contains("; the same host answers DHCP clients"))
    }

    @Test("The list of makers is read once at the start, and a list that is not there is no fault")
    func makers() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("oui-\(UUID().uuidString).txt")
        try "00-22-72   (hex)\t\tAmerican Micro-Fuel Device Corp.\n".write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let named = replay(oui: file.path)
        #expect(named.count == 3)
        for one in named {
            #expect(one.summary.contains("MAC 00:22:72:00:00:66 (American Micro-Fuel Device Corp.)"), "\(one.summary)")
        }
        let nameless = replay(oui: "/nowhere/oui.txt")
        #expect(nameless.count == 3 && nameless.allSatisfy { $0.summary.contains("MAC 00:22:72:00:00:66, ") })
    }
}
