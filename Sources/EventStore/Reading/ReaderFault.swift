import Glibc
internal import GRDB

/// Why a question to the store has no answer, in words for whoever typed it.
public enum ReaderFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is no database in that state directory.
    case noDatabase(path: String)
    /// The file's mode or its directory's forbids reading it.
    case notPermitted(path: String)
    /// The database may be read but the shared files beside it cannot be made here, and no daemon has left them.
    case noSharedFiles(path: String)
    /// A later release has written it.
    case newerVersion(path: String)
    /// It is not a database of this project.
    case foreign(path: String)
    /// The file is damaged.
    case corrupt(path: String, detail: String)
    /// Not `FIELD=VALUE`, `!=`, `=~` or `!~`.
    case notAMatch(text: String)
    /// No such field; the one that may have been meant, and those there are.
    case unknownField(name: String, suggestion: String?, known: [String])
    /// A value that this field never has.
    case badValue(field: String, value: String, expected: String)
    /// A regular expression that cannot be read; the offset counts characters from 0.
    case badPattern(pattern: String, offset: Int, reason: String)
    /// SQLite failed otherwise.
    case failed(path: String, detail: String)

    /// Whether the question was put wrongly (exit 64), rather than the store failing.
    public var isUsage: Bool {
        switch self {
        case .notAMatch, .unknownField, .badValue, .badPattern: true
        default: false
        }
    }

    /// Whether the answer exists but not for this user (exit 77).
    public var isPermission: Bool {
        switch self {
        case .notPermitted: true
        default: false
        }
    }

    /// One sentence without a period.
    public var description: String {
        switch self {
        case .noDatabase(let path):
            "no database at \(path): no daemon has run with this state directory"
        case .notPermitted(let path):
            "not permitted to read \(path): ask to become a member of the group tocsin-view, then log in again"
        case .noSharedFiles(let path):
            "\(path) cannot be read while the files \(path)-wal and \(path)-shm are missing: start tocsind once, "
                + "or ask as a user who may write to that directory"
        case .newerVersion(let path):
            "\(path) was written by a newer version of Tocsin: use that version's command"
        case .foreign(let path):
            "\(path) is not a Tocsin database"
        case .corrupt(let path, let detail):
            "\(path) is damaged (\(detail)): keep a copy of it, then try: sqlite3 \(path) .recover"
        case .notAMatch(let text):
            "\"\(text)\" is not a match: write FIELD=VALUE, FIELD!=VALUE, FIELD=~PATTERN or FIELD!~PATTERN"
        case .unknownField(let name, let suggestion, let known):
            "there is no field \"\(name)\"" + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
                + " (fields: \(known.joined(separator: ", ")))"
        case .badValue(let field, let value, let expected):
            "\"\(value)\" is no value of \(field): \(expected)"
        case .badPattern(let pattern, let offset, let reason):
            "the pattern \"\(pattern)\" cannot be read at character \(offset + 1): \(reason)"
        case .failed(let path, let detail):
            "reading \(path) failed: \(detail)"
        }
    }

    /// The fault behind whatever GRDB threw.
    init(_ error: any Error, path: String) {
        if let fault = error as? ReaderFault {
            self = fault
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, detail: "\(error)")
            return
        }
        let detail = "\(error.message ?? "no message"), SQLite code \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: detail)
        case .SQLITE_NOTADB: self = .foreign(path: path)
        case .SQLITE_PERM, .SQLITE_AUTH: self = .notPermitted(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_IOERR:
            // SQLite does not say which of the three files it could not open.
            let files = [path, path + "-wal", path + "-shm"]
            if files.contains(where: { unsafe access($0, F_OK) != 0 }) {
                self = .noSharedFiles(path: path)
            } else if files.contains(where: { unsafe access($0, R_OK) != 0 }) {
                self = .notPermitted(path: path)
            } else {
                self = .failed(path: path, detail: detail)
            }
        default: self = .failed(path: path, detail: detail)
        }
    }
}
