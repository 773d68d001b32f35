import Model
import Testing
import Watching
import Wire

@testable import Watchers

@Suite("Servers that take their time from themselves")
struct LoopScenarioTests {
    /// Four good servers and so many that name these as what they take their time from.
    private func world(
        _ references: [(String, String)], addresses: HostAddresses? = nil,
        configure: (inout NTPConfiguration) -> Void = { _ in }
    ) -> TimeWorld {
        let followers = references.map { address, reference in
            SimulatedServer(address).with { server in
                server.stratum = 4
                server.error = { _ in 0.4 }
                if let upstream = IPAddress(reference), let id = NTPReferenceID(of: upstream) { server.reference = id }
            }
        }
        let world = TimeWorld(SimulatedServer.good(4) + followers, addresses: addresses, configure: configure)
        world.run(1_200)
        return world
    }

    private func sentences(_ world: TimeWorld) -> [String] {
        world.observations(of: NTPRules.loop).map { String($0.summary.prefix { $0 != ";" }) }.sorted()
    }

    @Test("Three servers that follow one another round are named, each with the way, also over IPv6")
    func three() {
        let world = world([
            ("10.0.0.21", "10.0.0.22"), ("10.0.0.22", "2001:db8::23"), ("2001:db8::23", "10.0.0.21"),
        ])
        #expect(
            sentences(world) == [
                "10.0.0.21 takes its time from 10.0.0.22, that from 2001:db8::23, and that from it again",
                "10.0.0.22 takes its time from 2001:db8::23, that from 10.0.0.21, and that from it again",
                "2001:db8::23 takes its time from 10.0.0.21, that from 10.0.0.22, and that from it again",
            ])
        #expect(world.agreement?.candidates == 4, "none of them is believed")
        #expect(world.observations(of: NTPRules.falseticker).isEmpty)
        world.servers[Endpoint(address: .v4(0x0a00_0016), port: 123)]?.reference = NTPReferenceID(raw: 0x0a09_0807)
        world.servers[Endpoint(address: .v4(0x0a00_0016), port: 123)]?.error = { _ in 0 }
        world.run(1_500)
        let open = Set(world.openAlerts)
        #expect(open == ["ntp-falseticker 10.0.0.21", "ntp-falseticker 2001:db8::23"], "the loop is open: \(open)")
    }

    @Test("Who follows a loop is not believed either, and a chain that ends is no loop")
    func beside() {
        let world = world([
            ("10.0.0.21", "10.0.0.22"), ("10.0.0.22", "10.0.0.23"), ("10.0.0.23", "10.0.0.22"),
            ("10.0.0.31", "10.0.0.32"), ("10.0.0.32", "10.0.0.1"),
        ])
        #expect(
            sentences(world) == [
                "10.0.0.21 takes its time from a loop of 10.0.0.22, 10.0.0.23",
                "10.0.0.22 and 10.0.0.23 take their time from each other",
                "10.0.0.23 and 10.0.0.22 take their time from each other",
            ])
        #expect(world.agreement?.candidates == 6)
    }

    @Test("Who takes its time from this host is told, also where another one is between, and so is this host itself")
    func own() {
        let world = world([
            ("10.0.0.21", TimeWorld.ownAddress.text), ("10.0.0.22", "10.0.0.21"),
            (TimeWorld.ownAddress.text, "10.0.0.1"),
        ])
        #expect(
            sentences(world) == [
                "10.0.0.21 takes its time from this host",
                "10.0.0.22 takes its time from this host by way of 10.0.0.21",
                "\(TimeWorld.ownAddress.text) is this very host",
            ])
        #expect(world.agreement?.candidates == 4)
    }

    /// Addresses of this host, beside those of loopback and the one that answers come to.
    private func addresses(_ texts: String..., leftOut: Int = 0) -> HostAddresses {
        HostAddresses(
            Set((texts + ["127.0.0.1", "::1", TimeWorld.ownAddress.text]).compactMap { IPAddress($0) }),
            leftOut: leftOut)
    }

    @Test("Who takes its time from another address of this host is told, as long as it is one")
    func multihomed() {
        let world = world(
            [("10.0.0.21", "192.0.2.99"), ("2001:db8::22", "2001:db8:1::99"), ("10.0.0.23", "127.0.0.1")],
            addresses: addresses("192.0.2.99", "2001:db8:1::99"))
        #expect(
            sentences(world) == [
                "10.0.0.21 takes its time from this host", "2001:db8::22 takes its time from this host",
            ])
        #expect(world.agreement?.candidates == 5, "who names an address of loopback means itself")
        world.setAddresses(addresses("192.0.2.99"))
        #expect(world.agreement?.candidates == 5, "it is believed with its next answers, for older ones were not kept")
        world.run(2_000)
        #expect(world.openAlerts.filter { $0.hasPrefix("ntp-loop") } == ["ntp-loop 10.0.0.21"])
        #expect(world.agreement?.candidates == 6)
        world.setAddresses(addresses("192.0.2.99", "2001:db8:1::99"))
        #expect(world.agreement?.candidates == 5, "it is not believed from the change on")
        world.run(2_000)
        #expect(
            world.openAlerts.filter { $0.hasPrefix("ntp-loop") } == ["ntp-loop 10.0.0.21", "ntp-loop 2001:db8::22"])
    }

    @Test("A server at another address of this host is this very host, and is not asked what attackers ask")
    func atOtherAddress() {
        let own = ["192.0.2.99", "10.0.0.98", "::ffff:10.0.0.97", "fe80::98%2"]
        let servers = own.map { text in SimulatedServer(text).with { $0.answersControl = true } }
        let world = TimeWorld(
            SimulatedServer.good(4) + servers,
            addresses: addresses("192.0.2.99", "10.0.0.98", "10.0.0.97", "fe80::98%2")
        ) { $0.amplifierInterval = .seconds(1_200) }
        world.run(4_000)
        #expect(
            sentences(world) == [
                "10.0.0.97 is this very host", "10.0.0.98 is this very host", "192.0.2.99 is this very host",
                "fe80::98%2 is this very host",
            ])
        #expect(world.agreement?.candidates == 4)
        let control = world.sent.filter { ($0.packet.bytes.first ?? 0) & 7 == 6 }.map(\.packet.destination)
        #expect(Set(control) == Set(SimulatedServer.good(4).map(\.endpoint)), "also before its first answer")
    }

    @Test("A link-local address of this host means this host on its own link only")
    func linkLocal() {
        let world = world(
            [("fe80::21%2", "fe80::1"), ("fe80::22%3", "fe80::1"), ("10.0.0.23", "fe80::1")],
            addresses: addresses("fe80::1%2"))
        #expect(sentences(world) == ["fe80::21%2 takes its time from this host"])
        #expect(world.agreement?.candidates == 6)
    }

    @Test("What answers were sent to counts where the kernel does not tell all addresses, and only there")
    func fallback() {
        let reference = [("10.0.0.21", TimeWorld.ownAddress.text)]
        let told = HostAddresses([.v4(0xc000_0263)])
        #expect(sentences(world(reference, addresses: told)) == [], "the address went away")
        let part = HostAddresses([.v4(0xc000_0263)], leftOut: 1)
        let world = world(reference, addresses: part)
        #expect(sentences(world) == ["10.0.0.21 takes its time from this host"])
        world.setAddresses(told)
        world.run(2_000)
        #expect(!world.openAlerts.contains("ntp-loop 10.0.0.21"))
        world.setAddresses(nil)
        world.run(2_000)
        #expect(world.openAlerts.contains("ntp-loop 10.0.0.21"))
    }
}
