import Glibc
internal import GRDB

/// Why the store could not be opened or written, in words for the administrator.
public enum StoreFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// No room on the file system, or the quota is used up.
    case fullDisk(path: String)
    /// The file or its file system may not be written.
    case readOnly(path: String, detail: String)
    /// The database is damaged.
    case corrupt(path: String, detail: String)
    /// The file is not a Tocsin database; it is left as it is.
    case foreign(path: String, detail: String)
    /// A later release has written it.
    case newerVersion(path: String, migrations: String)
    /// Another daemon has this state directory; its process id where it is known.
    case lockedByProcess(path: String, process: Int32?)
    /// Another program holds a write transaction on the database.
    case busy(path: String)
    /// The disk or the directory failed otherwise.
    case inputOutput(path: String, detail: String)
    /// SQLite refused what we asked: our own bug.
    case refused(path: String, detail: String)

    /// Whether the same commit may succeed later without anyone's help or after room was made.
    public var retryCanHelp: Bool {
        switch self {
        case .fullDisk, .busy, .inputOutput, .readOnly: true
        case .corrupt, .foreign, .newerVersion, .lockedByProcess, .refused: false
        }
    }

    /// One sentence without a period: what failed and what to do.
    public var description: String {
        switch self {
        case .fullDisk(let path):
            "no room to write \(path): free space on its file system or shorten store.retention"
        case .readOnly(let path, let detail):
            "\(path) may not be written (\(detail)): check its owner, its mode and how its file system is mounted"
        case .corrupt(let path, let detail):
            "\(path) is damaged (\(detail)): stop tocsind, keep a copy, then either recover it with "
                + "\"sqlite3 \(path) .recover\" into a new file or move it away to begin a new one"
        case .foreign(let path, let detail):
            "\(path) is not a Tocsin database (\(detail)) and was left as it is: move it away, or give another --state"
        case .newerVersion(let path, let migrations):
            "\(path) was written by a newer version of Tocsin (\(migrations)): install that version, or move the "
                + "database away to begin a new one"
        case .lockedByProcess(let path, let process):
            "another tocsind\(process.map { " (process \($0))" } ?? "") already uses this state directory "
                + "(\(path) is locked): stop it, or give another --state"
        case .busy(let path):
            "another program holds a write transaction on \(path): end it"
        case .inputOutput(let path, let detail):
            "writing \(path) failed: \(detail)"
        case .refused(let path, let detail):
            "SQLite refused to write \(path): \(detail)"
        }
    }

    /// The fault behind whatever GRDB threw. The errno of the failed system call tells a full disk from a broken one,
    /// for SQLite itself reports ENOSPC in the shared-memory file as an I/O error.
    init(_ error: any Error, path: String, systemErrno: Int32) {
        if let fault = error as? StoreFault {
            self = fault
            return
        }
        guard let error = error as? DatabaseError else {
            self = .refused(path: path, detail: "\(error)")
            return
        }
        let system = systemErrno == 0 ? "" : ", \(words(ofErrno: systemErrno))"
        let detail = "\(error.message ?? "no message"), SQLite code \(error.extendedResultCode.rawValue)\(system)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .fullDisk(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path, detail: detail)
        case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: detail)
        case .SQLITE_NOTADB: self = .foreign(path: path, detail: detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_IOERR where systemErrno == ENOSPC || systemErrno == EDQUOT: self = .fullDisk(path: path)
        case .SQLITE_CANTOPEN where systemErrno == EACCES || systemErrno == EROFS:
            self = .readOnly(path: path, detail: detail)
        case .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_NOMEM: self = .inputOutput(path: path, detail: detail)
        default: self = .refused(path: path, detail: detail)
        }
    }
}
