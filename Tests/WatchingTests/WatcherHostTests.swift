import Model
import Reactor
import Testing
import Watching

@Suite("A live host on loopback", .timeLimit(.minutes(5)))
struct WatcherHostTests {
    @Test("A datagram is reported, and answered once its report is committed")
    func datagram() async throws {
        let live = try LiveEcho()
        let peer = try Peer()
        await peer.start()
        try await live.host.start(openAlerts: [])
        let endpoint = try #require(try await live.endpoints().first)
        await peer.send("hello", to: endpoint)
        await live.receiver.wait(for: "hello")
        await live.host.executor.ping()
        #expect(await peer.answers == [])
        live.receiver.commit()
        #expect(await peer.wait(for: 1) == ["hello"])
        #expect(await live.host.status().contains("\"heard\":1"))
        await live.host.stop()
        await live.host.close()
    }

    @Test("Under pressure nothing is read until the receiver is ready, and nothing is lost")
    func pressure() async throws {
        let live = try LiveEcho()
        let peer = try Peer()
        try await live.host.start(openAlerts: [])
        let endpoint = try #require(try await live.endpoints().first)
        live.receiver.press(.wait)
        await peer.send("first", to: endpoint)
        await live.receiver.wait(for: "first")
        #expect(await live.host.status().contains("\"state\":\"waiting for the store\""))
        for number in 1...5 { await peer.send("held \(number)", to: endpoint) }
        // The datagrams are in the socket's buffer now; two turns of the queue would have read them.
        for _ in 0..<2 { await live.host.executor.ping() }
        #expect(live.receiver.summaries == ["first"])
        live.receiver.press(.none)
        live.receiver.release()
        await live.receiver.wait(for: "held 5")
        #expect(live.receiver.summaries == ["first"] + (1...5).map { "held \($0)" })
        #expect(await live.host.status().contains("\"state\":\"running\""))
        await live.host.stop()
        await live.host.close()
    }

    @Test("Stopping under pressure reads what the kernel holds and lets the watcher flush")
    func stopUnderPressure() async throws {
        let live = try LiveEcho()
        let peer = try Peer()
        await peer.start()
        try await live.host.start(openAlerts: [])
        let endpoint = try #require(try await live.endpoints().first)
        live.receiver.press(.wait)
        await peer.send("first", to: endpoint)
        await live.receiver.wait(for: "first")
        await peer.send("second", to: endpoint)
        await live.host.stop()
        #expect(live.receiver.summaries == ["first", "second", "stopping after 2"])
        // What is committed after the stop is still acknowledged, until the host is closed.
        live.receiver.commit()
        #expect(await peer.wait(for: 2) == ["first", "second"])
        await live.host.close()
        await live.host.stop()
        #expect(live.receiver.summaries.count == 3, "it stopped twice")
    }

    @Test("A reload keeps the sockets that stay, closes those that go and opens new ones")
    func reconfigure() async throws {
        let live = try LiveEcho(EchoPlan(addresses: [.v4(0x7f00_0001), .v4(0x7f00_0002)]))
        let peer = try Peer()
        await peer.start()
        try await live.host.start(openAlerts: [])
        let before = try await live.endpoints()
        try #require(before.count == 2)
        await peer.send("kept in the kernel", to: before[1])
        await live.host.reconfigure(EchoPlan(addresses: [.v4(0x7f00_0001), .v4(0x7f00_0003)]))
        await live.receiver.wait(for: "kept in the kernel")
        let after = try await live.endpoints()
        #expect(after.first == before.first)
        try #require(after.map(\.address) == [.v4(0x7f00_0001), .v4(0x7f00_0003)])
        await peer.send("hello", to: after[0])
        await live.receiver.wait(for: "hello")
        await live.host.stop()
        await live.host.close()
    }

    @Test("A socket that cannot be opened is told to the watcher and does not keep the others from working")
    func cannotOpen() async throws {
        // 192.0.2.1 is for documentation: no host has it.
        let live = try LiveEcho(EchoPlan(addresses: [.v4(0xc000_0201), .v4(0x7f00_0001)]))
        try await live.host.start(openAlerts: [])
        await live.receiver.wait(for: "failed udp:192.0.2.1:0")
        #expect(try await live.endpoints().map(\.address) == [.v4(0x7f00_0001)])
        await live.host.stop()
        await live.host.close()
    }

    @Test("A request that this host cannot perform is answered with its failure")
    func request() async throws {
        let live = try LiveEcho()
        let peer = try Peer()
        try await live.host.start(openAlerts: [])
        await peer.send("ask", to: try #require(try await live.endpoints().first))
        await live.receiver.wait(for: "answer 7: /nowhere: No such file or directory")
        #expect(live.receiver.summaries.first == "ask")
        await live.host.stop()
        await live.host.close()
    }

    @Test("A host tells its watcher the addresses of this host")
    func addresses() async throws {
        let live = try LiveEcho()
        let peer = try Peer()
        try await live.host.start(openAlerts: [])
        await peer.send("where", to: try #require(try await live.endpoints().first))
        await live.receiver.wait(for: "answer 8: 127.0.0.1 is ours")
        await live.host.stop()
        await live.host.close()
    }

    @Test("Timers run live, facts go out and come in, and no watcher hears its own")
    func factsAndTimers() async throws {
        let live = try LiveEcho(EchoPlan(beat: .milliseconds(1)))
        let (published, publishing) = AsyncStream.makeStream(of: [Fact].self)
        live.facts.subscribe(.ntp) { publishing.yield($0) }
        try await live.host.start(openAlerts: [])
        var beats: [Fact] = []
        for await facts in published {
            beats += facts
            if beats.count >= 3 { break }
        }
        #expect(Array(beats.prefix(3)) == [1.0, 2, 3].map { Fact.clock(trusted: true, boundSeconds: $0) })
        live.facts.publish([.interface(device: "d", index: 3, name: nil, isUp: true)], by: .snmp)
        let summary = "fact \(FactKey.interface(device: "d", index: 3))"
        await live.receiver.wait(for: summary)
        #expect(live.receiver.summaries == [summary])
        await live.host.stop()
        live.facts.publish([.interface(device: "d", index: 3, name: nil, isUp: false)], by: .snmp)
        await live.host.executor.ping()
        #expect(live.receiver.summaries == [summary, "stopping after 0"])
        await live.host.close()
    }
}
