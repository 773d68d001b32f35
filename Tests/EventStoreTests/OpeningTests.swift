@testable import EventStore
import Glibc
import GRDB
import Model
import Testing

@Suite("Opening a state directory")
struct OpeningTests {
    let temporary: TemporaryStore
    init() throws { temporary = try TemporaryStore() }

    @Test("Files are 0640 whatever the umask is, and the log and its index stay when the daemon ends")
    func modes() throws {
        // The umask is the process's: other tests only make files whose mode they do not look at.
        let before = umask(0o077)
        defer { _ = umask(before) }
        let store = try temporary.open()
        try store.commit([event(1)])
        for name in ["tocsin.db", "tocsin.db-wal", "tocsin.db-shm", "tocsin.lock"] {
            #expect(temporary.status(of: name).map { $0.st_mode & 0o7777 } == 0o640, "\(name)")
        }
        try store.close()
        #expect(temporary.status(of: "tocsin.db-wal")?.st_size == 0)
        #expect(temporary.status(of: "tocsin.db-shm") != nil)
    }

    @Test("A file that is no database is refused and left as it is")
    func foreignFile() throws {
        let content = Array("precious notes, nothing to do with it".utf8)
        temporary.write(content, to: "tocsin.db")
        let fault = #expect(throws: StoreFault.self) { try temporary.open() }
        #expect(fault == .foreign(path: temporary.database, detail: "it is no SQLite database"))
        #expect(fault?.description.contains("move it away") == true)
        #expect(temporary.bytes(of: "tocsin.db") == content)
        #expect(throws: ReaderFault.foreign(path: temporary.database)) { try temporary.reader() }
    }

    @Test("Another program's database is refused and left as it is")
    func foreignDatabase() throws {
        let other = try DatabaseQueue(path: temporary.database)
        try other.write { try $0.execute(sql: "CREATE TABLE events (id INTEGER PRIMARY KEY)") }
        try other.close()
        let content = temporary.bytes(of: "tocsin.db")
        let fault = #expect(throws: StoreFault.self) { try temporary.open() }
        #expect(fault == .foreign(path: temporary.database, detail: "it is another program's SQLite database"))
        #expect(temporary.bytes(of: "tocsin.db") == content)
        #expect(temporary.status(of: "tocsin.db-wal") == nil)
    }

    @Test("A damaged database is refused with what to do, and left as it is")
    func corrupt() throws {
        try temporary.open().close()
        var content = try #require(temporary.bytes(of: "tocsin.db"))
        for index in 100..<content.count { content[index] = 0xa5 }
        temporary.write(content, to: "tocsin.db")
        let fault = #expect(throws: StoreFault.self) { try temporary.open() }
        guard case .corrupt = fault else {
            Issue.record("\(fault as Any)")
            return
        }
        #expect(fault?.description.contains(".recover") == true)
        #expect(fault?.retryCanHelp == false)
        #expect(temporary.bytes(of: "tocsin.db") == content)
    }

    @Test(
        "A database of a newer version is refused by the daemon, which names what it does not know, and by the command")
    func newerVersion() throws {
        do {
            let store = try temporary.open()
            try store.perform { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9-dreams')") }
            try store.close()
        }
        #expect(throws: StoreFault.newerVersion(path: temporary.database, migrations: "9-dreams")) {
            try temporary.open()
        }
        #expect(throws: ReaderFault.newerVersion(path: temporary.database)) { try temporary.reader() }
    }

    @Test("A database that the first version wrote opens with all that is in it")
    func firstVersion() throws {
        do {
            let queue = try DatabaseQueue(path: temporary.database)
            try queue.writeWithoutTransaction { try $0.execute(sql: Fixtures.version1) }
            // The command may be newer than the daemon that still runs.
            let alert = try temporary.reader().alert(17)
            #expect(alert?.summary == "Port 7 went down" && alert?.acknowledgement == nil)
            try queue.close()
        }
        let store = try temporary.open()
        let state = try store.recover()
        #expect(state.lastEvent == 42)
        #expect(state.openAlerts.map(\.label) == ["A17"])
        #expect(state.tallies.map(\.observation.count) == [9])
        let read = try #require(try temporary.reader().event(42))
        #expect(read.observation.summary == "Port 7 went down")
        #expect(read.observation.tags == ["role": "core"])
        #expect(read.observation.address == IPAddress("10.0.0.2"))
        #expect(read.alert == 17)
        try store.commit([event(43)])
        #expect(try temporary.reader().lastEventID() == 43)
    }

    @Test("A power cut before the first transaction ended leaves a state directory that still opens")
    func cutOffAtBirth() throws {
        temporary.write([], to: "tocsin.db")
        try temporary.open().commit([event(1)])
        #expect(try temporary.reader().lastEventID() == 1)
    }

    @Test("A state directory that does not exist or may not be written is told")
    func noDirectory() {
        #expect(throws: StoreFault.inputOutput(path: "/nonexistent/tocsin.lock", detail: "No such file or directory")) {
            try EventStore(stateDirectory: "/nonexistent")
        }
        #expect(throws: ReaderFault.noDatabase(path: "/nonexistent/tocsin.db")) {
            try EventReader(stateDirectory: "/nonexistent")
        }
    }
}
