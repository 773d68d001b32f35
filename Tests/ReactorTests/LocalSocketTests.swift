import Glibc
import Model
import Testing

@testable import Reactor

@Suite(.timeLimit(.minutes(5)))
struct LocalSocketTests {
    private let folder = ScratchFolder()

    private func mode(_ path: String) -> UInt32 {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    @Test("Lines go there and come back, several in one write and one in several")
    func lines() async throws {
        let path = folder.file("control.sock")
        let host = try LocalHost(path: path)
        await host.start()
        let client = try LocalClient(path: path)
        try client.send("one\ntwo\n\nfour".utf8)
        for expected in ["one", "two", "", "four"] {
            #expect(try client.receiveLine() == Array(expected.utf8))
        }
        let long = [UInt8](repeating: 120, count: 900_000)
        try client.send(long)
        #expect(try client.receiveLine() == long)
        client.endSending()
        #expect(try client.receiveLine() == nil)
        #expect(await host.waitForEnd().suffix(2) == [.inputEnded, .ended(.finished)])
        #expect(await host.withListener { $0.connectionCount } == 0)
    }

    @Test("The peer is known: user, group, supplementary groups, process")
    func credentials() async throws {
        let path = folder.file("control.sock")
        let host = try LocalHost(path: path)
        await host.start()
        let client = try LocalClient(path: path)
        try client.send("who".utf8)
        _ = try client.receiveLine()
        let peer = try #require(await host.peer)
        #expect(peer.user == geteuid() && peer.group == getegid() && peer.process == getpid())
        var groups = [gid_t](repeating: 0, count: 65_536)
        let count = unsafe getgroups(Int32(groups.count), &groups)
        #expect(Set(peer.groups) == Set(groups.prefix(Int(count))))
        #expect(peer.isMember(of: getegid()))
        #expect(!PeerCredentials(user: 0, group: 1, groups: [2, 3], process: 0).isMember(of: 4))
        #expect(PeerCredentials(user: 0, group: 1, groups: [2, 3], process: 0).isMember(of: 3))
    }

    @Test("The socket's file has the mode asked for, whatever the mask, and goes at the end")
    func fileOfTheSocket() throws {
        let path = folder.file("control.sock")
        var options = LocalListener.Options()
        options.mode = 0o666
        options.group = getegid()
        let listener = try LocalListener(path: path, options: options, executor: QueueExecutor(label: "mode"))
        #expect(mode(path) == 0o666)
        listener.close()
        #expect(unsafe access(path, F_OK) != 0)
    }

    @Test("A file that a dead process left is taken over; one with a living owner and a plain file are not")
    func staleSocket() throws {
        let path = folder.file("control.sock")
        let executor = QueueExecutor(label: "stale")
        let left = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let living = try LocalListener(path: path, executor: executor)
        let taken = SocketFault(operation: "bind", target: path, code: EADDRINUSE)
        #expect(throws: taken) { try LocalListener(path: path, executor: executor) }
        #expect(unsafe access(path, F_OK) == 0)
        _ = try LocalClient(path: path)
        // The end without the removal of the file, as of a process that was killed.
        let moved = folder.file("moved.sock")
        #expect(unsafe rename(path, moved) == 0)
        living.close()
        #expect(unsafe rename(moved, path) == 0)
        close(left)
        #expect(throws: SocketFault(operation: "connect", target: path, code: ECONNREFUSED)) {
            try LocalClient(path: path)
        }
        let heir = try LocalListener(path: path, executor: executor)
        _ = try LocalClient(path: path)
        heir.close()

        let plain = try folder.write([1, 2, 3], as: "plain")
        #expect(throws: SocketFault(operation: "bind", target: plain, code: EADDRINUSE)) {
            try LocalListener(path: plain, executor: executor)
        }
        #expect(unsafe access(plain, F_OK) == 0)
    }

    @Test("At its end a listener leaves a file alone that somebody else has put in the place of its own")
    func successor() throws {
        let path = folder.file("control.sock")
        let executor = QueueExecutor(label: "first")
        let first = try LocalListener(path: path, executor: executor)
        unsafe unlink(path)
        let second = try LocalListener(path: path, executor: executor)
        first.close()
        _ = try LocalClient(path: path)
        second.close()
    }

    @Test("A listening socket that was handed over serves, and any other descriptor is refused")
    func adoption() async throws {
        let path = folder.file("systemd.sock")
        let first = try LocalListener(path: path, executor: QueueExecutor(label: "systemd"))
        let host = try LocalHost(adopting: dup(first.descriptorNumber))
        await host.start()
        let client = try LocalClient(path: path)
        try client.send("hello".utf8)
        #expect(try client.receiveLine() == Array("hello".utf8))
        for number in [socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0), socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)]
        {
            #expect(throws: SocketFault.self) {
                try LocalListener(adopting: number, executor: QueueExecutor(label: "refused"))
            }
        }
        first.close()
    }

    @Test("A line beyond the limit ends the connection, with and without its newline", arguments: [true, false])
    func longLine(hasNewline: Bool) async throws {
        let path = folder.file("control.sock")
        var options = LocalListener.Options()
        options.lineLimit = 10
        let host = try LocalHost(path: path, options: options)
        await host.start()
        let client = try LocalClient(path: path)
        try client.send("0123456789".utf8)
        #expect(try client.receiveLine()?.count == 10)
        try client.send(hasNewline ? "0123456789a".utf8 : "0123456789ab".utf8)
        let events = await host.waitForEnd()
        #expect(events == [.line(Array("0123456789".utf8)), .ended(.lineTooLong)])
    }

    @Test("A peer that does not read is ended when more waits for it than allowed")
    func slowPeer() async throws {
        let path = folder.file("control.sock")
        var options = LocalListener.Options()
        options.writeLimit = 100_000
        let host = try LocalHost(path: path, options: options)
        await host.start(times: 100)
        let client = try LocalClient(path: path)
        try client.send([UInt8](repeating: 120, count: 50_000))
        #expect(await host.waitForEnd().last == .ended(.peerTooSlow))
        #expect(await host.withListener { $0.connectionCount } == 0)
        withExtendedLifetime(client) {}
    }

    @Test("What the kernel had no room for is written when the peer reads, and then the connection finishes")
    func slowButReading() async throws {
        let path = folder.file("control.sock")
        let host = try LocalHost(path: path)
        await host.start(times: 100)
        let client = try LocalClient(path: path)
        let line = [UInt8](repeating: 121, count: 50_000)
        try client.send(line)
        client.endSending()
        for _ in 0..<100 { #expect(try client.receiveLine() == line) }
        #expect(try client.receiveLine() == nil)
        #expect(await host.waitForEnd().last == .ended(.finished))
    }

    @Test("Silence beyond the timeout ends a connection")
    func idle() async throws {
        let path = folder.file("control.sock")
        var options = LocalListener.Options()
        options.idleTimeout = .milliseconds(20)
        let host = try LocalHost(path: path, options: options)
        await host.start()
        let client = try LocalClient(path: path)
        #expect(await host.waitForEnd() == [.ended(.idle)])
        #expect(try client.receiveLine() == nil)
    }

    @Test("One connection more than allowed is closed and counted")
    func tooMany() async throws {
        let path = folder.file("control.sock")
        var options = LocalListener.Options()
        options.connectionLimit = 2
        let host = try LocalHost(path: path, options: options)
        await host.start(finishes: false)
        let kept = try [LocalClient(path: path), LocalClient(path: path)]
        let third = try LocalClient(path: path)
        #expect(try third.receiveLine() == nil)
        #expect(await host.withListener { $0.refused } == 1)
        try kept[1].send("still here".utf8)
        #expect(try kept[1].receiveLine() == Array("still here".utf8))
        await host.withListener { $0.close() }
        #expect(try kept[0].receiveLine() == nil)
    }

    @Test("A client that waits for an answer in vain says so, and one for whom nobody listens, too")
    func clientFaults() async throws {
        let path = folder.file("control.sock")
        #expect(throws: SocketFault(operation: "connect", target: path, code: ENOENT)) { try LocalClient(path: path) }
        let host = try LocalHost(path: path)
        let client = try LocalClient(path: path)
        #expect(throws: SocketFault(operation: "read", target: path, code: ETIMEDOUT)) {
            try client.receiveLine(timeout: .milliseconds(5))
        }
        let long = folder.path + "/" + String(repeating: "x", count: 120)
        #expect(throws: SocketFault(operation: "connect", target: long, code: ENAMETOOLONG)) {
            try LocalClient(path: long)
        }
        await host.withListener { $0.close() }
    }

    @Test("A client is not kept waiting by a daemon that accepts nobody")
    func fullQueue() async throws {
        let path = folder.file("control.sock")
        let host = try LocalHost(path: path)
        var clients: [LocalClient] = []
        let fault = #expect(throws: SocketFault.self) {
            while clients.count < 5_000 { clients.append(try LocalClient(path: path, timeout: .milliseconds(5))) }
        }
        #expect(fault?.code == ETIMEDOUT)
        await host.withListener { $0.close() }
    }
}
