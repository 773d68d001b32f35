import Foundation
import Glibc
import Model
import SNMP
import Testing
import Wire

/// Informs with Debian's snmpinform as the sender, and with our own.
@Suite("Informs", .serialized)
struct InformTests {
    @Test("snmpinform ends well when a v2c inform is answered")
    func v2c() throws {
        let run = try exchange(try Sample.engine(), ["-v2c", "-c", "public"])
        #expect(run.status == 0)
        #expect(run.messages.count == 1)
        #expect(run.messages.first?.kind == .inform)
        #expect(run.messages.first?.varBinds == Array(Sample.varBinds.prefix(1)))
        #expect(run.refusals == [])
    }

    @Test(
        "snmpinform discovers our engine and ends well when a v3 inform is answered",
        arguments: [
            (nil, nil), (.md5, nil), (.sha1, .des), (.sha224, .aes128), (.sha256, .aes192), (.sha384, nil),
            (.sha512, .aes256), (.md5, .aes256Cisco),
        ] as [(AuthProtocol?, PrivacyProtocol?)])
    func v3(_ auth: AuthProtocol?, _ privacy: PrivacyProtocol?) throws {
        // The engine was started long ago, so that a sender that did not take our time would be out of the window.
        let started = MonotonicTime(nanoseconds: MonotonicTime.now.nanoseconds - 100_000 * 1_000_000_000)
        let engine = try Sample.engine(Sample.monitor(auth, privacy), boots: 42, started: started)
        let run = try exchange(engine, ["-v3", "-u", "monitor"] + options(auth, privacy))
        #expect(run.status == 0)
        let message = try #require(run.messages.first)
        #expect(run.messages.count == 1)
        #expect(message.kind == .inform)
        #expect(message.user == "monitor")
        #expect(message.securityEngineID == Sample.receiver)
        #expect(message.securityLevel == Sample.monitor(auth, privacy).securityLevel)
        #expect(run.refusals.first == .unknownEngine)
        #expect(run.refusals.allSatisfy { $0.isDiscovery })
        #expect(engine.learnedEngines == 0)
    }

    @Test("snmpinform is told that its user is unknown, and fails")
    func unknownUser() throws {
        let run = try exchange(try Sample.engine(), ["-v3", "-u", "monitor"] + options(.sha1, nil))
        #expect(run.status != 0)
        #expect(run.messages.isEmpty)
        #expect(run.refusals.contains(.unknownUser))
        #expect(run.output.localizedCaseInsensitiveContains("unknown user name"))
    }

    @Test("snmpinform is told that its passphrase is wrong, and fails")
    func wrongPassphrase() throws {
        var user = Sample.monitor(.sha1)
        user.auth = .init(.sha1, "another passphrase")
        let run = try exchange(try Sample.engine(user), ["-v3", "-u", "monitor"] + options(.sha1, nil))
        #expect(run.status != 0)
        #expect(run.messages.isEmpty)
        #expect(run.refusals.contains(.wrongDigest))
    }

    @Test("A sender that knows nothing learns our engine id, then our time, then is acknowledged")
    func discovery() throws {
        let user = Sample.monitor(.sha256, .aes128)
        let started = MonotonicTime(nanoseconds: 0)
        let now = MonotonicTime(nanoseconds: 5_000_500_000_000)
        let engine = try Sample.engine(user, boots: 9, started: started)
        let question = SNMPv3Sender.discovery(messageID: 11, requestID: 12)
        guard case .refused(.unknownEngine, let report?) = try engine.decode(question, now: now) else {
            Issue.record("Discovery was not answered")
            return
        }
        let learned = try SNMPAnswer(report)
        #expect(learned.kind == .report)
        #expect(learned.messageID == 11)
        #expect(learned.requestID == 12)
        #expect(learned.securityLevel == .noAuthNoPriv)
        #expect(learned.engineID == Sample.receiver)
        #expect(learned.varBinds == [VarBind([1, 3, 6, 1, 6, 3, 15, 1, 1, 4, 0], .counter32(1))])

        var sender = try SNMPv3Sender(user, engineID: try #require(learned.engineID), boots: 0, time: 0)
        sender.contextEngineID = Sample.sender
        sender.contextName = "vrf"
        let first = try sender.linkDown(.inform, request: 13)
        guard case .refused(.notInTimeWindow(.synchronisation), let second?) = try engine.decode(first, now: now) else {
            Issue.record("The question for our time was not answered")
            return
        }
        // Nobody but us could have written it: the sender may believe it.
        let told = try sender.answer(second)
        #expect(told.kind == .report)
        #expect(told.securityLevel == .authNoPriv)
        #expect(told.boots == 9)
        #expect(told.time == 5000)
        (sender.boots, sender.time) = (try #require(told.boots), try #require(told.time))

        let message = try engine.trap(try sender.linkDown(.inform, request: 14), now: now)
        #expect(message.contextEngineID == Sample.sender)
        #expect(message.contextName == "vrf")
        let answer = try sender.answer(try #require(message.response))
        #expect(answer.isAcknowledgment)
        #expect(answer.requestID == 14)
        #expect(answer.messageID == 14)
        #expect(answer.securityLevel == .authPriv)
        #expect(answer.varBinds.suffix(3) == Sample.varBinds[...])
    }

    @Test("An inform must know our boots and our time within 150 s; what is older is a replay")
    func window() throws {
        let user = Sample.monitor(.sha1)
        let engine = try Sample.engine(user, boots: 9, started: MonotonicTime(nanoseconds: 0))
        let now = MonotonicTime(nanoseconds: 1_000_000_000_000)
        var sender = try SNMPv3Sender(user, engineID: Sample.receiver, boots: 9, time: 1000)
        func send(_ boots: UInt32, _ time: UInt32) throws -> TrapRefusal? {
            (sender.boots, sender.time) = (boots, time)
            return try engine.refusal(try sender.linkDown(.inform), now: now)
        }
        #expect(try send(9, 1000) == nil)
        #expect(try send(9, 850) == nil)
        #expect(try send(9, 1150) == nil)
        #expect(try send(9, 849) == .notInTimeWindow(.ours))
        #expect(try send(9, 1151) == .notInTimeWindow(.ours))
        #expect(try send(8, 1000) == .notInTimeWindow(.ours))
        #expect(try send(10, 1000) == .notInTimeWindow(.ours))
        #expect(!TrapRefusal.notInTimeWindow(.ours).isDiscovery)
    }

    @Test("An inform for another engine, or without the wish for a Report, is refused without an inform's answer")
    func otherEngine() throws {
        let user = Sample.monitor(.sha1, .aes128)
        let engine = try Sample.engine(user)
        var sender = try SNMPv3Sender(user, engineID: Sample.sender, boots: 1, time: 1)
        guard case .refused(.unknownEngine, let report?) = try engine.decode(try sender.linkDown(.inform)) else {
            Issue.record("An inform for another engine was not told ours")
            return
        }
        #expect(try SNMPAnswer(report).engineID == Sample.receiver)
        #expect(engine.learnedEngines == 0)
    }

    @Test("Traps are never answered, whatever is wrong with them")
    func silent() throws {
        let engine = try Sample.engine(Sample.monitor(.sha512))
        for packet in Captured.v3.map(\.bytes) + [Captured.v3NoAuth] {
            if case .refused(_, let response) = try engine.decode(packet) { #expect(response == nil) }
        }
    }

    // MARK: A receiver on loopback

    private struct Run {
        var status: Int32
        var output: String
        var messages: [TrapMessage] = []
        var refusals: [TrapRefusal] = []
    }

    private func options(_ auth: AuthProtocol?, _ privacy: PrivacyProtocol?) -> [String] {
        guard let auth else { return ["-l", "noAuthNoPriv"] }
        let base = ["-a", auth == .sha1 ? "SHA" : auth.rawValue, "-A", "auth passphrase"]
        guard let privacy else { return ["-l", "authNoPriv"] + base }
        let name = privacy == .aes128 ? "AES" : privacy.rawValue
        return ["-l", "authPriv"] + base + ["-x", name, "-X", "privacy passphrase"]
    }

    /// Runs snmpinform against the engine on a socket of loopback until it ends.
    private func exchange(_ engine: SNMPEngine, _ options: [String]) throws -> Run {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(bound)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/snmpinform")
        let state = FileManager.default.temporaryDirectory.appending(path: "tocsin-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: state) }
        process.environment = ["SNMPCONFPATH": state, "SNMP_PERSISTENT_DIR": state, "MIBS": "", "HOME": state]
        process.arguments =
            options + [
                "-r", "1", "-t", "2", "127.0.0.1:\(UInt16(bigEndian: address.sin_port))", "4711", Sample.linkDown.text,
                "1.3.6.1.2.1.2.2.1.1.7", "i", "7",
            ]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        var run = Run(status: -1, output: "")
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while process.isRunning {
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&poller, 1, 20) > 0 else { continue }
            var peer = sockaddr_storage()
            var peerLength = socklen_t(MemoryLayout<sockaddr_storage>.size)
            unsafe withUnsafeMutablePointer(to: &peer) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { from in
                    let count = unsafe recvfrom(descriptor, &buffer, buffer.count, 0, from, &peerLength)
                    guard count > 0 else { return }
                    if let answer = take(Array(buffer[..<count]), engine, &run) {
                        unsafe _ = sendto(descriptor, answer, answer.count, 0, from, peerLength)
                    }
                }
            }
        }
        process.waitUntilExit()
        run.status = process.terminationStatus
        run.output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return run
    }

    private func take(_ packet: [UInt8], _ engine: SNMPEngine, _ run: inout Run) -> [UInt8]? {
        do {
            switch try engine.decode(packet) {
            case .trap(let message):
                run.messages.append(message)
                return message.response
            case .refused(let refusal, let response):
                run.refusals.append(refusal)
                return response
            }
        } catch {
            Issue.record("snmpinform sent what our check refuses: \(error)")
            return nil
        }
    }
}
