import Glibc
internal import GRDB
internal import GRDBSQLite
internal import Model

/// Keys of the table `meta` that are the store's own.
enum MetaKey {
    /// The largest event id that retention has deleted.
    static let lastEvent = "store.last_event"
    /// The largest alert id that retention has deleted.
    static let lastAlert = "store.last_alert"
}

/// How the database is opened, checked and set up.
extension EventStore {
    /// How long a statement waits for a lock: only a program that is not ours can hold one.
    static let busyMilliseconds: Int32 = 2_000

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "tocsin.store"
        configuration.busyMode = .timeout(Double(busyMilliseconds) / 1_000)
        return configuration
    }

    /// Refuses what is not ours before SQLite sees it: opening it could already write beside it.
    static func checkHeader(_ path: String) throws(StoreFault) {
        switch FileHeader(path: path) {
        case .empty, .ours: return
        case .unreadable(let code):
            throw code == EACCES || code == EPERM
                ? .readOnly(path: path, detail: words(ofErrno: code))
                : .inputOutput(path: path, detail: words(ofErrno: code))
        case .notADatabase: throw .foreign(path: path, detail: "it is no SQLite database")
        case .otherDatabase:
            // A power cut in the very first transaction leaves such a header, and a journal that undoes it.
            var status = stat()
            if unsafe stat(path + "-journal", &status) == 0 { return }
            throw .foreign(path: path, detail: "it is another program's SQLite database")
        }
    }

    /// Refuses what is not ours or is too new, sets a new database up, and tells SQLite how to write.
    static func prepare(_ database: Database, path: String) throws {
        let isNew = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
        let id = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        if isNew, id == 0 {
            // Page size and vacuum mode can be chosen only before the first page is written; the id is written with
            // the rollback journal still, so that the header on the disk always has it.
            try database.execute(
                sql: """
                    PRAGMA page_size = \(Schema.pageSize); PRAGMA auto_vacuum = INCREMENTAL;
                    PRAGMA application_id = \(Schema.applicationID);
                    """)
        } else if id != Int64(Schema.applicationID) {
            throw StoreFault.foreign(path: path, detail: "it is another program's SQLite database")
        }
        let migrator = Schema.migrator
        if try migrator.hasBeenSuperseded(database) {
            let unknown = try migrator.appliedIdentifiers(database).subtracting(migrator.migrations)
            throw StoreFault.newerVersion(path: path, migrations: unknown.sorted().joined(separator: ", "))
        }
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
            throw StoreFault.inputOutput(path: path, detail: "its file system does not support a write-ahead log")
        }
        try database.execute(
            sql: """
                PRAGMA synchronous = FULL;
                PRAGMA wal_autocheckpoint = \(Schema.checkpointPages);
                PRAGMA journal_size_limit = \(Schema.logBytesKept);
                PRAGMA cache_size = -8000;
                PRAGMA secure_delete = OFF;
                """)
        try keepLog(database)
    }

    /// Where ids go on, also after retention has deleted the last event.
    static func lastEvent(_ database: Database) throws -> Int64 {
        let sql = "SELECT max(last_id) FROM (SELECT last_id FROM spans ORDER BY first_id DESC LIMIT 1)"
        let spans = try Int64.fetchOne(database, sql: sql) ?? 0
        return max(spans, Int64(try value(MetaKey.lastEvent, database) ?? "") ?? 0)
    }

    static func value(_ key: String, _ database: Database) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }

    static func setValue(_ value: String?, _ key: String, _ database: Database) throws {
        if let value {
            try database.execute(sql: "INSERT OR REPLACE INTO meta VALUES (?, ?)", arguments: [key, value])
        } else {
            try database.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [key])
        }
    }

    /// Lets the database grow no further, or again: how tests fill a disk.
    func setFull(_ isFull: Bool) throws(StoreFault) {
        // SQLite takes no bound below the present size for that size.
        try perform { try $0.execute(sql: "PRAGMA max_page_count = \(isFull ? 1 : 4_294_967_294)") }
    }

    /// Debian's SQLite would delete the log with the last connection.
    private static func keepLog(_ database: Database) throws {
        var isPersistent: Int32 = 1
        let code = unsafe sqlite3_file_control(
            database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &isPersistent)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }
}
