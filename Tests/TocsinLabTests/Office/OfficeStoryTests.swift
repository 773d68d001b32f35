import Model
import Reactor
import SNMP
import Synchronization
import Testing
import Wire

@testable import TocsinLab

@Suite(.timeLimit(.minutes(5))) struct OfficeStoryTests {
    @Test func `Every device acts in the first twenty seconds, in the order of time`() {
        let scenes = OfficeStory.scenes(round: 0)
        #expect(Set(scenes.map(\.device)) == Set(OfficeNetwork.devices))
        #expect(scenes.map(\.time) == scenes.map(\.time).sorted())
        #expect(scenes.allSatisfy { $0.time < .seconds(17) })
        #expect(OfficeStory.scenes(round: 0) == OfficeStory.scenes(round: 0))
    }

    @Test(arguments: 0..<4)
    func `What breaks in a round is mended in it, but for the uplink, which the next round mends`(round: Int) {
        var down: Set<String> = []
        var restored = false
        for scene in OfficeStory.scenes(round: round) {
            guard case .traps(let notifications, _) = scene.act else { continue }
            for notification in notifications {
                guard case .integer(let port) = notification.varBinds.first?.value else { continue }
                let key = "\(scene.device.name)/\(port)"
                if notification.trap == StandardObjects.snmpTraps.appending(3) { down.insert(key) }
                if notification.trap == StandardObjects.snmpTraps.appending(4), down.remove(key) == nil {
                    restored = key == "acc-sw2/24"
                }
            }
        }
        #expect(down == ["acc-sw2/24"])
        #expect(restored == (round > 0))
    }

    @Test func `Devices have names and addresses of their own, on loopback`() {
        let devices = OfficeNetwork.devices
        #expect(Set(devices.map(\.name)).count == devices.count)
        #expect(Set(devices.map(\.address)).count == devices.count)
        #expect(devices.allSatisfy { $0.address.text.hasPrefix("127.0.1.") })
        #expect(Set(devices.map(\.security.version)) == Set(SNMPVersion.allCases))
    }

    @Test(arguments: [true, false])
    func `The configuration names every device that is known, and the secrets only where they are asked for`(
        literal: Bool
    ) throws {
        let configuration = try LabConfiguration(listen: LabDestination("127.0.0.1:9162"), literalSecrets: literal)
        for device in OfficeNetwork.devices {
            let line = "{ name: \(device.name), address: \(device.address.text),"
            #expect(configuration.yaml.contains(line) == device.isListed)
        }
        #expect(configuration.yaml.contains(#"listen: [ "udp:127.0.0.1:9162" ]"#))
        #expect(configuration.yaml.contains(OfficeNetwork.passphrases.auth) == literal)
        #expect(configuration.secrets.isEmpty == literal)
        #expect(!configuration.yaml.contains("\t"))
    }

    @Test func `The story reaches a daemon from all its devices, and its inform is acknowledged at last`() async throws
    {
        let receiver = try TestReceiver(ignoringAttempts: 1)
        let lines = Mutex<[String]>([])
        let (told, telling) = AsyncStream.makeStream(of: String.self)
        let player = try await StoryPlayer(to: receiver.start(), speed: 100) { line in
            lines.withLock { $0.append(line) }
            telling.yield(line)
        }
        let play = Task { try await player.play(for: nil) }
        for await line in told where line.contains("inform acknowledged after 2 attempts") { break }
        for await line in told where line.contains("port 24 (uplink) goes down") { break }
        let sources = Set(await receiver.wait(for: 620).map(\.source.address))
        play.cancel()
        await #expect(throws: CancellationError.self) { try await play.value }
        #expect(sources == Set(OfficeNetwork.devices.map(\.address)))
        let messages = await receiver.messages
        #expect(Set(messages.map(\.version)) == Set(SNMPVersion.allCases))
        #expect(messages.contains { $0.securityLevel == .authPriv && $0.user == OfficeNetwork.userName })
        #expect(messages.contains { $0.community == Array(OfficeNetwork.wrongCommunity.utf8) })
        #expect(await receiver.malformed >= 6)
        #expect(lines.withLock { $0.contains { $0.hasPrefix("core-sw1 port 3 goes down") } })
    }

    @Test func `The story ends with its duration`() async throws {
        let destination = try LabDestination("127.0.0.1:9")
        let player = try StoryPlayer(to: destination) { _ in }
        // By itself it would go on for ever; the time limit ends that, and no busy machine fails it.
        try await player.play(for: .milliseconds(100))
        #expect(throws: SourceFault.self) { try StoryPlayer(to: LabDestination("[::1]:9")) { _ in } }
    }
}
