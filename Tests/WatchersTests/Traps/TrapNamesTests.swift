import Model
import Testing
import Watching

@testable import Watchers

@Suite("Devices by host name")
struct TrapNamesTests {
    private let addresses = Answer.addresses([Endpoint.stranger.address], timeToLive: .seconds(120))

    private func asked(_ world: TrapWorld) -> Int {
        world.manual.actions.count { if case .request = $0 { true } else { false } }
    }

    @Test("A device that is configured by name is known by the addresses of its name")
    func known() throws {
        let world = try TrapWorld(.lab { $0.allow = [] }, devices: [.byName])
        try world.trap("coldStart", from: .stranger)
        #expect(world.answerNames(addresses) == "ups1.example")
        try world.trap("coldStart", from: .stranger)
        #expect(world.observations.map(\.rule) == ["trap-refused", "device-cold-start"])
        #expect(world.observations.last?.subject.device == "ups1")
        #expect(world.observations.last?.tags == ["role": "power"])
    }

    @Test("A name is asked for again when its addresses no longer hold, and once a minute while it fails")
    func renewal() throws {
        let world = try TrapWorld(devices: [.byName])
        #expect(asked(world) == 1)
        world.answerNames(addresses)
        world.manual.advance(by: .seconds(119))
        #expect(asked(world) == 1)
        world.manual.advance(by: .seconds(1))
        #expect(asked(world) == 2)
        world.answerNames(.failed("no answer"))
        world.manual.advance(by: .seconds(60))
        #expect(asked(world) == 3)
        world.answerNames(.addresses([Endpoint.stranger.address], timeToLive: .zero))
        world.manual.advance(by: .seconds(29))
        #expect(asked(world) == 3, "a TTL of nothing floods the name server")
    }

    @Test("A name that fails twice is one alert, keeps its old addresses, and ends with an answer")
    func failure() throws {
        let world = try TrapWorld(devices: [.byName])
        world.answerNames(addresses)
        for _ in 0..<4 {
            world.manual.advance(by: .seconds(120))
            world.answerNames(.failed("no answer"))
        }
        #expect(world.observations.map(\.state) == [.firing])
        #expect(world.observations.first?.subject == Subject(device: "ups1"))
        #expect(
            world.observations.first?.summary
                == "The host name ups1.example does not resolve, so traps of this device cannot be told: no answer")
        try world.trap("coldStart", from: .stranger)
        #expect(world.observations.last?.subject.device == "ups1")
        world.manual.advance(by: .seconds(60))
        world.answerNames(addresses)
        #expect(world.observations.last?.state == .resolved)
        #expect(OpenAlerts(world.observations).texts == [])
    }

    @Test("A reload keeps what is known, and ends what was told of a name that is gone")
    func reload() throws {
        let world = try TrapWorld(devices: [.byName])
        world.answerNames(addresses)
        world.reconfigure(.lab, devices: [.byName, .coreSwitch])
        #expect(asked(world) == 1)
        try world.trap("coldStart", from: .stranger)
        #expect(world.observations.last?.subject.device == "ups1")
        world.manual.advance(by: .seconds(120))
        world.answerNames(.failed("no answer"))
        world.manual.advance(by: .seconds(60))
        world.answerNames(.failed("no answer"))
        #expect(OpenAlerts(world.observations).texts == ["device-name-unresolved ups1"])
        world.reconfigure(.lab, devices: [DeviceEntry(name: "ups1", address: .ip(Endpoint.stranger.address))])
        #expect(OpenAlerts(world.observations).texts == [])
        world.manual.advance(by: .seconds(3_600))
        #expect(asked(world) == 3)
    }

    @Test("An alert of the last run ends with the next answer, or at once when the device has no host name now")
    func leftOpen() throws {
        func alert(_ device: String) -> Alert {
            Alert(
                id: 1, key: AlertKey(rule: "device-name-unresolved", subject: Subject(device: device)),
                watcher: .traps, severity: .warning, state: .open, opened: Moment.start.wall,
                updated: Moment.start.wall, events: 1, summary: "s")
        }
        let world = try TrapWorld(devices: [.byName], openAlerts: [alert("ups1"), alert("core-sw1")])
        #expect(world.observations.map(\.subject.device) == ["core-sw1"])
        world.answerNames(addresses)
        #expect(world.observations.map(\.subject.device) == ["core-sw1", "ups1"])
        #expect(world.observations.allSatisfy { $0.state == .resolved })
    }
}
