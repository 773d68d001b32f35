import Daemon
import Foundation
import Model
import SNMP
import Testing
import TocsinLab

@Suite("The replay of a capture")
struct CaptureReplayTests {
    /// What must be the same of an event that came by the network and of one that came out of a capture.
    struct Likeness: Hashable {
        let rule: String, subject: String, state: EventState, severity: Severity, summary: String, count: Int
        let varBinds: [JSON]

        init(_ event: Event) {
            rule = event.observation.rule
            subject = event.observation.subject.text
            state = event.observation.state
            severity = event.observation.severity
            summary = event.observation.summary
            count = event.observation.count
            varBinds = event.varBinds
        }
    }

    private static let rest =
        "snmp:\n  devices:\n    - { name: sw1, address: 127.0.0.1 }\n    - { name: sw2, address: \"::1\" }"
    private static let traps = """
        communities: [ public ]
        repeats: { window: 1h }
        rules:
          - { name: door, trap: 1.3.6.1.4.1.32473.1.0.7, severity: error, summary: "Door {1.3.6.1.4.1.32473.1.1.1.0}" }
        """

    /// Packets in order, over both families: link down thrice, unknown, link up, refused, malformed.
    private static func packets(_ daemon: RunningDaemon) throws -> [(bytes: [UInt8], address: IPAddress)] {
        var packets: [(bytes: [UInt8], address: IPAddress)] = []
        for address in [IPAddress.loopback4, .loopback6] {
            let socket = try LabSocket(to: daemon.destination(address))
            var good = try TrapSender(on: socket, security: .v2c(community: "public"), seed: 1)
            var old = try TrapSender(on: socket, security: .v1(community: "public"), seed: 2)
            var bad = try TrapSender(on: socket, security: .v2c(community: "guess"), seed: 3)
            for _ in 0..<3 { packets.append((try good.packet(.linkDown(4, name: "Gi4"), now: .now), address)) }
            packets.append((try old.packet(.coldStart, now: .now), address))
            packets.append((try good.packet(.unknownEnterprise(3, badge: [1, 2]), now: .now), address))
            packets.append((try good.packet(.linkUp(4, name: "Gi4"), now: .now), address))
            packets.append((try bad.packet(.coldStart, now: .now), address))
            packets.append(([0x30, 0x82, 0xff, 0xff, 2, 1, 1], address))
        }
        return packets
    }

    @Test("It gives the events that the live daemon gave")
    func sameAsLive() async throws {
        let daemon = try RunningDaemon(traps: CaptureReplayTests.traps, rest: CaptureReplayTests.rest)
        try await daemon.start()
        let packets = try CaptureReplayTests.packets(daemon)
        var file = CaptureFile()
        for (number, (bytes, address)) in packets.enumerated() {
            try LabSocket(to: daemon.destination(address)).send(bytes)
            file.add(
                bytes, from: Endpoint(address: address, port: 40_000),
                to: Endpoint(address: address, port: daemon.port),
                at: .now)
            // Two sockets have no order between them: the next packet waits for this one.
            #expect(try await eventually { try daemon.trapStatus()["received"].int == number + 1 })
        }
        #expect(await daemon.end() == 0)
        let live = try daemon.events("watcher=traps").map(Likeness.init)
        #expect(live.count == 14)

        let path = daemon.folder + "/capture.pcap"
        try file.write(to: path)
        var replayed: [Event] = []
        let summary = try CaptureReplay.run(capture: path, configuration: daemon.configurationFile) {
            replayed.append($0)
        }
        #expect(summary.frames == packets.count)
        #expect(summary.events == replayed.count)
        #expect(replayed.map(Likeness.init) == live)
        #expect(replayed.map(\.id) == Array(1...Int64(replayed.count)))
        #expect(replayed.allSatisfy { $0.site == "test" })
    }

    @Test("Without a configuration every community is taken, at the port that traps have")
    func withoutConfiguration() throws {
        let daemon = try RunningDaemon()
        var file = CaptureFile()
        let time = Timestamp(microseconds: 1_795_000_000_000_000)
        let to = Endpoint(address: .v4(0x0a00_0001), port: 162)
        for (number, community) in ["a", "b"].enumerated() {
            file.add(
                SNMPEncoder.v2cNotification(
                    community: community, requestID: Int32(number), trapOID: StandardObjects.snmpTraps.appending(1)),
                from: Endpoint(address: .v4(0xc000_0201 + UInt32(number)), port: 4_000), to: to, at: time)
        }
        file.add(
            [1, 2, 3], from: Endpoint(address: .v4(0xc000_0201), port: 4_000),
            to: Endpoint(address: to.address, port: 53), at: time)
        let path = daemon.folder + "/capture.pcap"
        try file.write(to: path)
        var events: [Event] = []
        let summary = try CaptureReplay.run(capture: path, configuration: nil) { events.append($0) }
        #expect(summary.frames == 3)
        #expect(events.map(\.observation.rule) == ["device-cold-start", "device-cold-start"])
        #expect(events.map(\.observation.subject.text) == ["192.0.2.1", "192.0.2.2"])
        #expect(events.map(\.observation.time) == [time, time], "on the capture's own clock")
    }

    @Test("Files that watchers watch are read, and what each watcher has counted is given")
    func statuses() throws {
        let daemon = try RunningDaemon()
        let list = daemon.folder + "/oui.txt"
        try "00-22-72   (hex)\t\tAmerican Micro-Fuel Device Corp.\n".write(
            toFile: list, atomically: true, encoding: .utf8)
        try daemon.configure(rest: "dhcp: { interfaces: [ eth0 ], oui: \(list), servers: [ { address: 192.0.2.1 } ] }")
        var file = CaptureFile()
        for port: UInt16 in [67, 53] {
            let to = Endpoint(address: .v4(0xffff_ffff), port: port)
            file.add([1, 2, 3], from: Endpoint(address: .v4(0), port: 4_000), to: to, at: .now)
        }
        let path = daemon.folder + "/capture.pcap"
        try file.write(to: path)
        let summary = try CaptureReplay.run(capture: path, configuration: daemon.configurationFile) { _ in }
        let status = try #require(summary.statuses.first { $0.hasPrefix("{\"name\":\"dhcp\"") })
        #expect(status.contains("\"vendors\":1,") && status.contains("\"frames\":2,"), "\(status)")
        #expect(status.contains("\"malformed\":{\"DHCP: ends too early\":1}"), "\(status)")
        #expect(summary.statuses.count == 2 && summary.frames == 2)
    }

    @Test("A capture that is none, is cut off or is missing, and a faulty configuration, are said so")
    func faults() throws {
        let daemon = try RunningDaemon()
        func fault(_ path: String, _ configuration: String? = nil) -> String {
            do {
                _ = try CaptureReplay.run(capture: path, configuration: configuration) { _ in }
                return ""
            } catch { return "\(error)" }
        }
        let path = daemon.folder + "/capture.pcap"
        #expect(fault(path) == "\(path): No such file or directory")
        try Data("no capture at all, but words".utf8).write(to: URL(fileURLWithPath: path))
        #expect(fault(path).contains("unknown file format"))
        var file = CaptureFile()
        let here = Endpoint(address: .loopback4, port: 162)
        for _ in 0..<2 {
            file.add(
                SNMPEncoder.v2cNotification(
                    community: "x", requestID: 1, trapOID: StandardObjects.snmpTraps.appending(1)), from: here,
                to: here,
                at: .now)
        }
        try Data(file.bytes.dropLast(5)).write(to: URL(fileURLWithPath: path))
        var told = 0
        #expect(throws: CaptureReplay.Fault.self) {
            try CaptureReplay.run(capture: path, configuration: nil) { _ in told += 1 }
        }
        #expect(told == 1, "what came before the cut is told")
        #expect(fault(path).contains("after 1 frames"))
        try daemon.configure(traps: "alow: 1")
        #expect(fault(path, daemon.configurationFile).contains("did you mean 'allow'?"))
    }
}
