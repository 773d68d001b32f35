import Model
import SNMP
import Testing
import Watching

@testable import Watchers

/// Reloads, names of hosts, and what the command may ask.
@Suite("SNMP reloads, names and queries")
struct PollReloadTests {
    private func agent() -> FabricatedAgent {
        let agent = FabricatedAgent()
        agent.setInterfaces([(1, "Gi1/0/1"), (2, "Gi1/0/2")])
        return agent
    }

    @Test("A reload keeps devices by name with all that is known, drops those that are gone and adds the new")
    func reload() throws {
        let agents: [Endpoint: FabricatedAgent] = [.device(1): agent(), .device(2): agent(), .device(3): agent()]
        let world = PollWorld([.device(1), .device(2)], agents: agents)
        world.advance(by: .seconds(120))
        let before = try world.device()
        world.reconfigure([.device(3), .device(1) { $0.tags = ["role": "core"] }])
        let after = try world.device()
        #expect(after.polls == before.polls && after.due == before.due && after.credential == before.credential)
        #expect(after.tables[0].instances == before.tables[0].instances)
        #expect(after.entry.tags == ["role": "core"])
        world.asked.removeAll()
        world.advance(by: .seconds(60))
        #expect(Set(world.asked.map(\.request.endpoint)) == [.device(1), .device(3)])
        let watcher = try world.watcher
        #expect(watcher.order.map { watcher.devices[$0].entry.name } == ["d3", "d1"])
        // Rates go on over the reload.
        #expect(try world.value("if_in_bps", "Gi1/0/1") == 0)
    }

    @Test("A device whose address has changed is another agent: nothing that was learned of the old one is used")
    func otherAddress() throws {
        let world = PollWorld([.device(1)], agents: [.device(1): agent(), .device(2): agent()])
        try world.pollOnce()
        world.reconfigure([.device(1) { $0.address = .ip(Endpoint.device(2).address) }])
        let device = try world.device()
        #expect(device.plan == nil && device.credential == nil)
        world.advance(by: .seconds(60))
        #expect(try world.reading().instances.count == 2)
        #expect(world.requests(to: .device(2)).count > 2)
    }

    @Test("A credential that was changed has the device asked anew, even in the middle of a poll")
    func otherCredential() throws {
        let slow = agent()
        slow.latency = .seconds(3)
        let world = PollWorld(slow)
        while try world.device().poll == nil { world.advance(by: .seconds(1)) }
        let changed = SNMPCredential(name: "lan", version: .v2c, community: Secret("another"))
        world.reconfigure([.device(1)], credentials: [changed])
        #expect(try world.device().poll == nil)
        world.advance(by: .seconds(10))
        #expect(try world.watcher.counters.strayAnswers == 1)
        slow.latency = .milliseconds(5)
        world.advance(by: .seconds(61))
        #expect(try world.device().hasAnswered)
    }

    @Test("Profiles that have changed are used from the next poll on")
    func otherProfiles() throws {
        let world = PollWorld(agent())
        try world.pollOnce()
        world.reconfigure([.device(1) { $0.profiles = ["system"] }])
        try world.pollOnce()
        #expect(try world.device().plan?.names == ["system"])
        world.reconfigure([.device(1)])
        try world.pollOnce()
        #expect(try world.reading().instances.count == 2)
    }

    @Test("A profile applies itself to devices by their sysObjectID")
    func appliesItself() throws {
        var configuration = SNMPConfiguration.lab
        let profile = Profile(
            name: "acme", summary: "", appliesTo: [[1, 3, 6, 1, 4, 1, 99_999]], scalars: [], texts: [], tables: [],
            thresholds: [])
        configuration.profiles = ProfileBook(configuration.profiles.profiles + [profile])
        let world = PollWorld([.device(1)], configuration: configuration, agents: [.device(1): agent()])
        try world.pollOnce()
        #expect(try world.device().plan?.names == ["system", "interfaces", "acme"])
    }

    @Test("A host name is resolved before its device is polled, and again when its TTL ends")
    func names() throws {
        let entry = DeviceEntry.device(1) { $0.address = .name("sw1.example") }
        let world = PollWorld(
            [entry], agents: [.device(1): agent(), .device(2): agent()],
            addresses: ["sw1.example": ([Endpoint.device(1).address], .seconds(90))])
        world.advance(by: .seconds(60))
        #expect(world.names == ["sw1.example"])
        #expect(world.requests(to: .device(1)).count > 2)
        world.addresses["sw1.example"] = ([Endpoint.device(2).address], .seconds(90))
        world.advance(by: .seconds(120))
        #expect(world.names.count >= 2)
        #expect(!world.requests(to: .device(2)).isEmpty)
    }

    @Test("A device whose name does not resolve fails with that reason, and its old address is better than none")
    func unresolved() throws {
        let entry = DeviceEntry.device(1) { $0.address = .name("sw1.example") }
        let world = PollWorld([entry], agents: [.device(1): agent()])
        world.advance(by: .seconds(120))
        #expect(world.asked.isEmpty)
        let failure = try #require(try world.device().judge.failure?.latest)
        #expect(failure.reason == .notSent && failure.text.contains("sw1.example"))
        world.addresses["sw1.example"] = ([Endpoint.device(1).address], .seconds(30))
        world.advance(by: .seconds(180))
        #expect(try world.device().hasAnswered)
        world.addresses = [:]
        world.asked.removeAll()
        world.advance(by: .seconds(180))
        #expect(!world.asked.isEmpty)
    }

    @Test("Devices, interfaces and samples are told in the forms of the contract")
    func queries() throws {
        let agent = agent()
        let world = PollWorld(agent)
        for _ in 0..<2 { try world.pollOnce() }
        agent.set("ifOperStatus.2", .integer(2))
        agent.set("ifHCInOctets.1", .counter64(61_000))
        try world.pollOnce()
        func ask(_ query: WatcherQuery) -> String {
            var writer = JSONWriter()
            writer.beginArray()
            #expect(world.manual.watcher.answer(query, at: world.manual.now, into: &writer))
            writer.endArray()
            return writer.text
        }
        let devices = ask(.devices(name: nil))
        for part in [
            #""name":"d1""#, #""address":"192.0.2.1""#, #""site":"hq""#, #""state":"up""#, #""latency_ms":4.0"#,
            #""loss_percent":0.0"#, #""uptime_seconds":"#, #""last_poll":"#, #""tags":{}"#,
        ] { #expect(devices.contains(part), "\(part) is not in \(devices)") }
        let interfaces = ask(.interfaces(device: "d1"))
        for part in [
            #""device":"d1""#, #""name":"Gi1/0/1","alias":"to Gi1/0/1","index":1"#, #""admin":"up","oper":"up""#,
            #""admin":"up","oper":"down""#, #""speed_bps":1000000000.0"#, #""out_bps":0.0"#,
            #""in_errors_per_s":0.0"#,
        ] { #expect(interfaces.contains(part), "\(part) is not in \(interfaces)") }
        let samples = ask(.samples(device: "d1", metric: "if_oper", instance: "Gi1/0/2"))
        #expect(samples.contains(#""metric":"if_oper","instance":"Gi1/0/2","value":2.0,"unit":"""#))
        #expect(samples.filter { $0 == "{" }.count == 1)
        #expect(ask(.samples(device: "d1", metric: "uptime_seconds", instance: nil)).contains(#""unit":"s""#))
        #expect(ask(.devices(name: "other")) == "[]" && ask(.interfaces(device: "other")) == "[]")
        var writer = JSONWriter()
        #expect(!world.manual.watcher.answer(.servers, at: world.manual.now, into: &writer))
    }

    @Test("The status tells devices by state, polls, slips and what went wrong")
    func status() throws {
        let dead = agent()
        dead.faults = [.dead]
        let world = PollWorld([.device(1), .device(2)], agents: [.device(1): agent(), .device(2): dead])
        world.advance(by: .seconds(300))
        var writer = JSONWriter()
        writer.beginObject()
        world.manual.watcher.writeStatus(into: &writer)
        writer.endObject()
        for part in [
            #""devices":2"#, #""devices_up":1"#, #""polls_skipped":0"#, #""polls_late":0"#, #""slip_p99_ms":0.001"#,
            #""failures":{"timed-out":"#, #""walk_faults":{}"#,
        ] { #expect(writer.text.contains(part), "\(part) is not in \(writer.text)") }
    }
}
