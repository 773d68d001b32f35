import Foundation
import Logging
import Model
import Reactor
import TestPrograms
import Testing

@testable import Watching

/// An actor that owns a desk, as a host does, and collects what it delivers.
private actor DeskHost {
    nonisolated let executor = QueueExecutor(label: "desk-host")
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
    private(set) var inputs: [String] = []
    /// Addresses that were told though they were told last.
    private(set) var repeatedAddresses = 0
    private var lastAddresses: [RequestToken: HostAddresses] = [:]
    private var desk: CaptureDesk?
    private let (news, tell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    func perform(_ actions: [Action]) {
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let desk = self.desk ?? CaptureDesk(executor: executor, log: log) { self.take($0) }
        self.desk = desk
        desk.perform(actions)
    }

    func with(_ body: @Sendable (CaptureDesk) -> Void) { if let desk { body(desk) } }

    func close() {
        desk?.closeAll()
        desk = nil
    }

    /// Returns once such an input has come after those before; a test's time limit ends the wait.
    func wait(for text: String) async {
        if take(text) { return }
        for await _ in news where take(text) { return }
    }

    private func take(_ text: String) -> Bool {
        guard let index = inputs.firstIndex(of: text) else { return false }
        inputs.removeSubrange(...index)
        return true
    }

    private func take(_ new: [Input]) {
        for input in new {
            switch input {
            case .answer(let token, .hostAddresses(let all)):
                if lastAddresses.updateValue(all, forKey: token) == all { repeatedAddresses += 1 }
                // Other tests' interfaces come and go meanwhile: only those of its own are looked at.
                let own = all.addresses.filter { address in
                    CaptureDeskTests.ownAddresses.contains { address.text.split(separator: "%")[0] == $0 }
                }
                inputs.append("\(token): addresses \(own.map(\.text).sorted())")
            case .socketOpened(let name): inputs.append("open \(name.text)")
            case .socketFailed(let name, let sentence): inputs.append("failed \(name.text): \(sentence)")
            case .frame(let packet): inputs.append("frame \(packet.interface) \(packet.bytes.last ?? 0)")
            case .answer(let token, .interface(let found)):
                inputs.append("\(token): \(found.map { $0.isUp ? "up" : "down" } ?? "none")")
            case .answer(let token, .failed(let sentence)): inputs.append("\(token): \(sentence)")
            case .answer(let token, .file(let octets)):
                inputs.append("\(token): \(String(decoding: octets, as: UTF8.self))")
            default: inputs.append("\(input)")
            }
        }
        tell.yield()
    }
}

@Suite("The desk for captures, interfaces and files", .timeLimit(.minutes(5)), .serialized)
struct CaptureDeskTests {
    private static let isPossible =
        geteuid() == 0 && ip("link", "add", "tdcheck", "type", "veth") && ip("link", "del", "tdcheck")
    private let name = SocketName("dhcp")
    /// An address of each family that this process alone gives an interface.
    fileprivate static let ownAddresses = [
        "198.18.\(getpid() / 250 % 250).\(getpid() % 250 + 1)",
        "fe80::5678:\(String(getpid() % 50_000 + 16, radix: 16))",
    ]

    @discardableResult
    private static func ip(_ arguments: String...) -> Bool { SpawnedProgram.run(["ip"] + arguments) }

    /// Makes both ends of a cable, or only the far one's peer again.
    private func makeLink(_ near: String, _ far: String) -> Bool {
        guard Self.ip("link", "add", near, "type", "veth", "peer", "name", far) else { return false }
        for end in [near, far] {
            try? "1".write(toFile: "/proc/sys/net/ipv6/conf/\(end)/disable_ipv6", atomically: false, encoding: .utf8)
            Self.ip("link", "set", end, "up")
        }
        return true
    }

    @Test(
        "A capture waits for its interface, follows it down and up and away, and takes its successor",
        .enabled(if: isPossible, "needs root and virtual interfaces"))
    func life() async throws {
        let near = "tda\(getpid() % 10_000)"
        let far = "tdb\(getpid() % 10_000)"
        let host = DeskHost()
        defer { Self.ip("link", "del", near) }
        let request = CaptureRequest(interface: near, filter: "ether proto 0x88b5")
        let frame: [UInt8] = [UInt8](repeating: 2, count: 12) + [0x88, 0xb5] + [UInt8](repeating: 7, count: 50)
        await host.perform([.capture(name, request), .request(5, .watchInterface(name: near))])
        await host.wait(for: "failed dhcp: there is no interface \(near)")
        await host.wait(for: "5: none")
        try #require(makeLink(near, far))
        await host.wait(for: "open dhcp")
        await host.perform([.request(9, .frame(interface: far, bytes: frame))])
        await host.wait(for: "frame \(near) 7")
        // The same request again changes nothing.
        await host.perform([.capture(name, request)])
        #expect(await host.inputs.allSatisfy { !$0.hasPrefix("open") })
        Self.ip("link", "set", near, "down")
        await host.wait(for: "failed dhcp: the interface \(near) is down or has no carrier")
        Self.ip("link", "set", near, "up")
        await host.wait(for: "open dhcp")
        Self.ip("link", "del", near)
        await host.wait(for: "failed dhcp: there is no interface \(near)")
        await host.wait(for: "5: none")
        try #require(makeLink(near, far))
        await host.wait(for: "open dhcp")
        await host.perform([.request(9, .frame(interface: far, bytes: frame))])
        await host.wait(for: "frame \(near) 7")
        // What has been closed gives nothing more; what is asked of no interface is answered.
        await host.perform([.close(name), .request(9, .frame(interface: far, bytes: frame))])
        await host.perform([.request(9, .frame(interface: "nowhere9", bytes: frame))])
        await host.wait(for: "9: send frame on nowhere9: No such device")
        #expect(await host.inputs.allSatisfy { !$0.hasPrefix("frame") })
        await host.close()
    }

    @Test(
        "While the pipeline waits, frames stay with the kernel",
        .enabled(if: isPossible, "needs root and virtual interfaces"))
    func pressure() async throws {
        let near = "tdc\(getpid() % 10_000)"
        let far = "tdd\(getpid() % 10_000)"
        let host = DeskHost()
        try #require(makeLink(near, far))
        defer { Self.ip("link", "del", near) }
        await host.perform([.capture(name, CaptureRequest(interface: near, filter: "ether proto 0x88b5"))])
        await host.wait(for: "open dhcp")
        await host.with { $0.pause() }
        let frame: [UInt8] = [UInt8](repeating: 2, count: 12) + [0x88, 0xb5] + [UInt8](repeating: 7, count: 50)
        await host.perform([.request(9, .frame(interface: far, bytes: frame))])
        for _ in 0..<3 { await host.executor.ping() }
        #expect(await host.inputs.isEmpty)
        await host.with { $0.resume() }
        await host.wait(for: "frame \(near) 7")
        await host.close()
    }

    @Test(
        "This host's addresses are told now, with the links of those that need one, and whenever they change",
        .enabled(if: isPossible, "needs root and virtual interfaces"))
    func addresses() async throws {
        let near = "tde\(getpid() % 10_000)"
        let host = DeskHost()
        let (short, long) = (Self.ownAddresses[0], Self.ownAddresses[1])
        await host.perform([.request(4, .watchAddresses)])
        await host.wait(for: "4: addresses []")
        #expect(try InterfaceTable.hostAddresses().addresses.contains(.v4(0x7f00_0001)))
        try #require(Self.ip("link", "add", near, "type", "veth"))
        defer { Self.ip("link", "del", near) }
        try #require(Self.ip("addr", "add", "\(short)/32", "dev", near))
        await host.wait(for: "4: addresses [\"\(short)\"]")
        try? "0".write(toFile: "/proc/sys/net/ipv6/conf/\(near)/disable_ipv6", atomically: false, encoding: .utf8)
        try #require(Self.ip("addr", "add", "\(long)/64", "dev", near, "nodad"))
        let index = try #require(InterfaceTable.interface(named: near)?.index)
        await host.wait(for: "4: addresses [\"\(short)\", \"\(long)%\(index)\"]")
        // Who asks later is told now, and both hear of the next change.
        await host.perform([.request(6, .watchAddresses)])
        await host.wait(for: "6: addresses [\"\(short)\", \"\(long)%\(index)\"]")
        try #require(Self.ip("addr", "del", "\(short)/32", "dev", near))
        await host.wait(for: "4: addresses [\"\(long)%\(index)\"]")
        await host.wait(for: "6: addresses [\"\(long)%\(index)\"]")
        let few = try InterfaceTable.hostAddresses(limit: 1)
        #expect(few.addresses.count == 1)
        #expect(few.leftOut > 0, "what is beyond the limit is counted")
        Self.ip("link", "del", near)
        await host.wait(for: "4: addresses []")
        // Nothing comes twice, nor of a change that is none of addresses.
        await host.with { desk in for _ in 0..<10 { desk.tick() } }
        #expect(await host.repeatedAddresses == 0)
        await host.close()
    }

    @Test("A watched file is told now and when a look finds it changed")
    func file() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("desk-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let host = DeskHost()
        await host.perform([.request(3, .watchFile(path: path))])
        await host.wait(for: "3: \(path): No such file or directory")
        try Data("text".utf8).write(to: URL(fileURLWithPath: path))
        for _ in 0..<2 { await host.with { $0.tick() } }
        await host.wait(for: "3: text")
        await host.close()
    }
}
