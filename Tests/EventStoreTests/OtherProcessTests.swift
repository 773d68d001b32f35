import EventStore
import Glibc
import GRDB
import Model
import Testing

/// What needs a process of its own: to be killed, or to be someone else. The bodies of exit tests run in a child.
@Suite("Other processes", .serialized)
struct OtherProcessTests {
    let temporary: TemporaryStore
    init() throws { temporary = try TemporaryStore() }

    @Test(
        "All that was acknowledged before a SIGKILL in the middle of a commit is there, and no half of a batch",
        arguments: 1...5)
    func killed(round: Int) async throws {
        let directory = temporary.directory
        await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String, round = round as Int] in
            let store = try EventStore(stateDirectory: directory)
            let acknowledged = unsafe open(directory + "/acknowledged", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            var timer = itimerval()
            signal(SIGALRM) { _ in kill(getpid(), SIGKILL) }
            timer.it_value.tv_usec = __suseconds_t(20_000 + round * 7_300)
            var id: Int64 = 0
            while true {
                try store.commit((1...50).map { event(id + Int64($0)) })
                id += 50
                unsafe withUnsafeBytes(of: id) { _ = unsafe pwrite(acknowledged, $0.baseAddress, 8, 0) }
                // However busy the machine is, the first batch is there.
                if id == 50 { unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil) }
            }
        }
        var acknowledged: Int64 = 0
        let file = unsafe open(directory + "/acknowledged", O_RDONLY)
        unsafe withUnsafeMutableBytes(of: &acknowledged) { _ = unsafe pread(file, $0.baseAddress, 8, 0) }
        close(file)
        unsafe unlink(directory + "/acknowledged")
        #expect(acknowledged > 0)
        // The command reads it while nobody has recovered the log.
        let last = try temporary.reader().lastEventID()
        #expect(last >= acknowledged && last % 50 == 0 && last <= acknowledged + 50)
        let store = try temporary.open()
        #expect(try store.recover().lastEvent == last)
        #expect(try temporary.reader().events(EventQuery(), page: .max).map(\.id) == (1...last).map { $0 })
        try store.commit([event(last + 1)])
    }

    @Test("Samples and memory that were committed before a SIGKILL are read without a daemon, and kept by the next")
    func killedSamples() async throws {
        let directory = temporary.directory
        await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
            let store = try EventStore(stateDirectory: directory)
            var batch = CommitBatch()
            batch.samples = (0..<500).map {
                Sample(time: midnight + .seconds($0), device: "sw1", metric: "m", value: Double($0), unit: "%")
            }
            batch.memory = [MemoryChange(watcher: .snmp, key: "engine", value: "80001f88")]
            try store.commit(batch)
            kill(getpid(), SIGKILL)
            try store.close()
        }
        func values() throws -> [Double] {
            var found: [Double] = []
            try temporary.reader().samples(SampleQuery(device: "sw1")) { page in
                found += page.map(\.value)
                return true
            }
            return found
        }
        #expect(try values() == (0..<500).map(Double.init))
        let store = try temporary.open()
        #expect(try store.memory(of: .snmp) == ["engine": "80001f88"])
        #expect(try values().count == 500)
    }

    @Test(
        "A member of the group reads while no daemon runs, although he may not write there",
        .enabled(if: geteuid() == 0))
    func idleAsViewer() async throws {
        let directory = temporary.directory
        try makeStateDirectory()
        let store = try temporary.open()
        #expect(temporary.status(of: "tocsin.db")?.st_gid == viewers)
        #expect(temporary.status(of: "tocsin.db-shm")?.st_gid == viewers)
        try store.commit((1...100).map { event(Int64($0)) })
        try store.close()
        await #expect(processExitsWith: .success) { [directory = directory as String] in
            try become(user: 65_534, group: viewers)
            let reader = try EventReader(stateDirectory: directory)
            #expect(try reader.events(EventQuery()).count == 100)
            #expect(!mayWrite(directory) && !mayWrite(directory + "/tocsin.db"))
        }
    }

    @Test("A member of the group reads what a killed daemon has left in its log", .enabled(if: geteuid() == 0))
    func killedAsViewer() async throws {
        let directory = temporary.directory
        try makeStateDirectory()
        await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
            let store = try EventStore(stateDirectory: directory)
            try store.commit((1...100).map { event(Int64($0)) })
            kill(getpid(), SIGKILL)
            try store.close()
        }
        #expect(temporary.size(of: "tocsin.db-wal") > 0)
        await #expect(processExitsWith: .success) { [directory = directory as String] in
            try become(user: 65_534, group: viewers)
            #expect(try EventReader(stateDirectory: directory).events(EventQuery()).count == 100)
        }
    }

    @Test(
        "A member of the group sees new events while the daemon writes, also when it started after him",
        .enabled(if: geteuid() == 0))
    func followAsViewer() async throws {
        let directory = temporary.directory
        try makeStateDirectory()
        do {
            let store = try temporary.open()
            try store.commit([event(1)])
            try store.close()
        }
        // A pipe with a name, through which the child says that it has read while there was no daemon.
        let pipe = directory + "/ready"
        guard unsafe mkfifo(pipe, 0o600) == 0, unsafe chmod(pipe, 0o666) == 0 else { throw Failure(errno) }
        defer { unsafe unlink(pipe) }
        let ready = unsafe open(pipe, O_RDWR | O_CLOEXEC)
        defer { close(ready) }
        async let follower = #expect(processExitsWith: .success) { [directory = directory as String] in
            try become(user: 65_534, group: viewers)
            let reader = try EventReader(stateDirectory: directory)
            var last = try reader.lastEventID()
            #expect(last == 1)
            try write(oneByteTo: directory + "/ready")
            while last < 2_000 {
                guard try reader.waitForEvent(after: last, timeout: .seconds(60)) else { break }
                let page = try reader.events(EventQuery(afterID: last))
                #expect(page.map(\.id) == (last + 1...last + Int64(page.count)).map { $0 })
                last = page.last?.id ?? last
            }
            #expect(last == 2_000)
        }
        // A child that fails says nothing: then this ends, too.
        var waiting = pollfd(fd: ready, events: Int16(POLLIN), revents: 0)
        #expect(unsafe poll(&waiting, 1, 60_000) == 1)
        let store = try temporary.open()
        for id in 2...2_000 { try store.commit([event(Int64(id))]) }
        _ = await follower
    }

    @Test(
        "Who is not in the group is told its name, and who lacks the log's files is told what to do",
        .enabled(if: geteuid() == 0))
    func refusedAsStranger() async throws {
        let directory = temporary.directory
        try makeStateDirectory()
        try temporary.open().close()
        await #expect(processExitsWith: .success) { [directory = directory as String] in
            try become(user: 65_534, group: 65_534)
            let fault = #expect(throws: ReaderFault.self) { try EventReader(stateDirectory: directory) }
            #expect(fault == .notPermitted(path: directory + "/tocsin.db"))
            #expect(fault?.description.contains("tocsin-view") == true)
        }
        unsafe unlink(directory + "/tocsin.db-wal")
        unsafe unlink(directory + "/tocsin.db-shm")
        await #expect(processExitsWith: .success) { [directory = directory as String] in
            try become(user: 65_534, group: viewers)
            let fault = #expect(throws: ReaderFault.self) { try EventReader(stateDirectory: directory) }
            #expect(fault == .noSharedFiles(path: directory + "/tocsin.db"))
        }
    }

    @Test("A daemon that may not write its state directory says so", .enabled(if: geteuid() == 0))
    func readOnlyDirectory() async throws {
        let directory = temporary.directory
        try makeStateDirectory()
        try temporary.open().close()
        await #expect(processExitsWith: .success) { [directory = directory as String] in
            try become(user: 65_534, group: viewers)
            let fault = #expect(throws: StoreFault.self) { try EventStore(stateDirectory: directory) }
            #expect(fault == .readOnly(path: directory + "/tocsin.lock", detail: "Permission denied"))
        }
    }

    @Test(
        "A really full disk is told as one, keeps what was committed, and heals when there is room",
        .enabled(if: canMount()))
    func fullDisk() throws {
        try mountSmallDisk(on: temporary.directory)
        defer { unsafe umount2(temporary.directory, Int32(MNT_DETACH)) }
        let store = try temporary.open()
        let ballast = temporary.directory + "/ballast"
        temporary.write(Array(repeating: 1, count: 1 << 20), to: "ballast")
        var last: Int64 = 0
        var fault: StoreFault?
        while fault == nil, last < 100_000 {
            do throws(StoreFault) {
                var batch = CommitBatch()
                batch.events = (1...100).map { event(last + Int64($0), summary: String(repeating: "x", count: 200)) }
                try store.commit(batch)
                last += 100
            } catch { fault = error }
        }
        #expect(fault == .fullDisk(path: temporary.database))
        #expect(last > 0)
        #expect(try temporary.reader().lastEventID() == last)
        unsafe unlink(ballast)
        try store.commit([event(last + 1)])
        #expect(try temporary.reader().lastEventID() == last + 1)
        #expect(try temporary.reader().overview().eventCount == Int(last) + 1)
    }

    /// As tocsin.tmpfiles makes it: whatever is made in it belongs to the viewers' group.
    private func makeStateDirectory() throws {
        guard unsafe chown(temporary.directory, 0, viewers) == 0, unsafe chmod(temporary.directory, 0o2750) == 0 else {
            throw Failure(errno)
        }
    }
}

/// A group that stands for tocsin-view; it needs no entry in a file.
let viewers: gid_t = 54_321

/// Makes this process someone else for good.
private func become(user: uid_t, group: gid_t) throws {
    guard setgroups(0, nil) == 0, setgid(group) == 0, setuid(user) == 0 else {
        throw Failure(errno)
    }
}

/// Writes into a pipe that someone reads.
private func write(oneByteTo pipe: String) throws {
    let descriptor = unsafe open(pipe, O_WRONLY | O_CLOEXEC)
    defer { close(descriptor) }
    guard unsafe write(descriptor, "!", 1) == 1 else { throw Failure(errno) }
}

/// Whether this process may write there.
private func mayWrite(_ path: String) -> Bool { unsafe access(path, W_OK) == 0 }

/// A file system of 4 MB in memory.
private func mountSmallDisk(on directory: String) throws {
    guard unsafe mount("tmpfs", directory, "tmpfs", 0, "size=4m") == 0 else { throw Failure(errno) }
}

/// Whether this process may mount: root in a container often may not.
private func canMount() -> Bool {
    guard geteuid() == 0, let temporary = try? TemporaryStore() else { return false }
    guard (try? mountSmallDisk(on: temporary.directory)) != nil else { return false }
    return unsafe umount2(temporary.directory, Int32(MNT_DETACH)) == 0
}
