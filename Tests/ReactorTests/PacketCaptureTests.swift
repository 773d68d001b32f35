import Glibc
import Model
import Testing

@testable import Reactor

@Suite("A live capture", .timeLimit(.minutes(5)), .serialized)
struct PacketCaptureTests {
    /// A UDP datagram from 192.0.2.1 to 192.0.2.2 in an Ethernet frame: port and payload.
    static func frame(port: UInt8, payload: [UInt8], tags: [UInt8] = []) -> [UInt8] {
        let length = UInt8(28 + payload.count)
        return [2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1] + tags + [8, 0, 0x45, 0, 0, length, 0, 0, 0x40, 0, 64, 17, 0, 0]
            + [192, 0, 2, 1, 192, 0, 2, 2, 0, port, 0, port, 0, length - 20, 0, 0] + payload
    }

    @Test(
        "Frames that the filter passes come with their kernel time, at once, and tagged ones with their tags",
        .enabled(if: VirtualLink.isPossible, "\(VirtualLink.reason)"))
    func capture() async throws {
        let link = try #require(VirtualLink("tcap\(getpid() % 10_000)"))
        let host = CaptureHost()
        var options = PacketCapture.Options()
        options.filter = "udp port 67 or (vlan and (udp port 67 or (vlan and udp port 67)))"
        #expect(try await host.open(link.near, options: options) == 1)
        let sender = try FrameSender()
        let before = Timestamp.now
        try sender.send(Self.frame(port: 9, payload: [9]), on: link.far)
        try sender.send(Self.frame(port: 67, payload: [1, 2, 3]), on: link.far)
        try sender.send(Self.frame(port: 67, payload: [4], tags: [0x81, 0, 0, 7]), on: link.far)
        try sender.send(Self.frame(port: 67, payload: [5], tags: [0x88, 0xa8, 0, 100, 0x81, 0, 0, 7]), on: link.far)
        await host.wait(frames: 3)
        let frames = await host.frames
        #expect(frames.map { $0.bytes.last } == [3, 4, 5])
        #expect(frames.first?.bytes == Self.frame(port: 67, payload: [1, 2, 3]))
        #expect(frames.last.map { Array($0.bytes[12..<20]) } == [0x88, 0xa8, 0, 100, 0x81, 0, 0, 7])
        for frame in frames {
            #expect(frame.time >= before && frame.time <= .now && frame.linkType == 1)
            #expect(frame.originalLength == frame.bytes.count)
        }
        #expect(await host.with { $0.frames } == 3)
    }

    @Test(
        "A paused capture leaves frames with the kernel, which counts what it has no room for",
        .enabled(if: VirtualLink.isPossible, "\(VirtualLink.reason)"))
    func pausing() async throws {
        let link = try #require(VirtualLink("tcpa\(getpid() % 10_000)"))
        let host = CaptureHost()
        var options = PacketCapture.Options()
        options.filter = "udp"
        options.bufferBytes = 64 << 10
        _ = try await host.open(link.near, options: options)
        let sender = try FrameSender()
        await host.with { $0.pause() }
        for number in 0..<200 { try sender.send(Self.frame(port: 67, payload: [UInt8(number)]), on: link.far) }
        await host.executor.ping()
        #expect(await host.frames.isEmpty)
        let drops = await host.with { $0.pollNewDrops() } ?? 0
        #expect(drops > 0 && drops < 200)
        #expect(await host.with { $0.pollNewDrops() } == 0)
        await host.with { $0.resume() }
        await host.wait(frames: 200 - Int(drops))
        #expect(await host.frames.count == 200 - Int(drops))
        #expect(await host.frames.first?.bytes.last == 0)
        #expect(await host.with { $0.kernelDrops } == drops)
    }

    @Test("What cannot be captured is said in one sentence")
    func faults() async throws {
        let host = CaptureHost()
        do {
            _ = try await host.open("nowhere9")
            Issue.record("opened")
        } catch let fault as PacketCaptureFault {
            // Without the right to capture, that is what is said first.
            let sentences = [
                "there is no interface nowhere9",
                "the daemon may not capture on nowhere9: it needs CAP_NET_RAW and packet sockets (AF_PACKET)",
            ]
            #expect(sentences.contains(fault.description))
        }
        guard VirtualLink.isPossible, let link = VirtualLink("tcfa\(getpid() % 10_000)") else { return }
        var options = PacketCapture.Options()
        options.filter = "udp port banana"
        do {
            _ = try await host.open(link.near, options: options)
            Issue.record("opened")
        } catch let fault as PacketCaptureFault {
            #expect(fault.cause == .badFilter && fault.description.contains("is refused"))
        }
        VirtualLink.ip("link", "set", link.near, "down")
        do {
            _ = try await host.open(link.near)
            Issue.record("opened")
        } catch let fault as PacketCaptureFault {
            #expect(fault.description == "the interface \(link.near) is down")
        }
    }

    @Test(
        "A capture whose interface goes down is told so once, and goes on when it is up again",
        .enabled(if: VirtualLink.isPossible, "\(VirtualLink.reason)"))
    func down() async throws {
        let link = try #require(VirtualLink("tcdn\(getpid() % 10_000)"))
        let host = CaptureHost()
        _ = try await host.open(link.near)
        VirtualLink.ip("link", "set", link.near, "down")
        // Left alone, Dispatch would turn for the error and never call us.
        while await host.with({ $0.wakeups }) == 0 { await Task.yield() }
        VirtualLink.ip("link", "set", link.near, "up")
        let sender = try FrameSender()
        try sender.send(Self.frame(port: 67, payload: [1, 2, 3]), on: link.far)
        await host.wait(frames: 1)
        #expect(await host.frames.first?.bytes.suffix(3) == [1, 2, 3])
        let wakeups = try #require(await host.with { $0.wakeups })
        #expect(wakeups < 20, "\(wakeups)")
    }

    @Test(
        "The monitor tells of interfaces and addresses that come and go",
        .enabled(if: VirtualLink.isPossible, "\(VirtualLink.reason)"))
    func changes() async throws {
        var link = VirtualLink("tcva\(getpid() % 10_000)")
        let near = try #require(link?.near)
        let host = CaptureHost()
        try await host.watch()
        let found = try #require(InterfaceTable.interface(named: near))
        #expect(found.isUp && found.mac != nil && found.index > 0)
        VirtualLink.ip("addr", "add", "192.0.2.9/24", "dev", near)
        await host.wait(changes: 1)
        #expect(
            InterfaceTable.interface(named: near)?.addresses == [
                NetworkInterface.Address(address: .v4(0xc000_0209), prefixLength: 24)
            ])
        let before = await host.changes
        link = nil
        await host.wait(changes: before + 1)
        #expect(InterfaceTable.interface(named: near) == nil)
    }

    @Test("A frame for no interface, and a table without it, say so")
    func missing() {
        #expect(InterfaceTable.interface(named: "nowhere9") == nil)
        #expect(InterfaceTable.interface(named: "lo")?.addresses.first?.prefixLength == 8)
        guard geteuid() == 0, let sender = try? FrameSender() else { return }
        #expect(throws: SocketFault(operation: "send frame on", target: "nowhere9", code: ENODEV)) {
            try sender.send([UInt8](repeating: 0, count: 60), on: "nowhere9")
        }
    }
}
