internal import GRDB
internal import GRDBSQLite
internal import Model

/// Reads the columns of a row that SQLite stands on, from the first on. GRDB's strings end at a NUL; these do not.
struct RowReader {
    private let statement: Statement
    private var column: Int32

    /// Reads the row of a statement, from a column on.
    init(_ statement: Statement, from column: Int32 = 0) {
        self.statement = statement
        self.column = column
    }

    /// The next column as a number; NULL is 0.
    mutating func integer() -> Int64 {
        defer { column += 1 }
        return unsafe sqlite3_column_int64(statement.sqliteStatement, column)
    }

    /// The next column as a number, or nil for NULL.
    mutating func optionalInteger() -> Int64? {
        if unsafe sqlite3_column_type(statement.sqliteStatement, column) == SQLITE_NULL {
            column += 1
            return nil
        }
        return integer()
    }

    /// The next column as a number with a fraction; NULL is 0.
    mutating func real() -> Double {
        defer { column += 1 }
        return unsafe sqlite3_column_double(statement.sqliteStatement, column)
    }

    /// The next column as text; NULL is empty.
    mutating func text() -> String {
        defer { column += 1 }
        guard let bytes = unsafe sqlite3_column_text(statement.sqliteStatement, column) else { return "" }
        let count = Int(unsafe sqlite3_column_bytes(statement.sqliteStatement, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// The next column as text, or nil for NULL.
    mutating func optionalText() -> String? {
        if unsafe sqlite3_column_type(statement.sqliteStatement, column) == SQLITE_NULL {
            column += 1
            return nil
        }
        return text()
    }

    /// The next column as a time.
    mutating func time() -> Timestamp { Timestamp(microseconds: integer()) }

    /// The next column as a severity; one that this version does not know is `info`.
    mutating func severity() -> Severity { Severity(rawValue: Int(integer())) ?? .info }

    /// The next column as a watcher; one that this version does not know is `tocsin`.
    mutating func watcher() -> WatcherName { WatcherName(rawValue: text()) ?? .tocsin }
}
