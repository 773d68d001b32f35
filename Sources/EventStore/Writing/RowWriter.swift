internal import GRDB
internal import GRDBSQLite
internal import Model

/// Binds one row after another to a prepared statement. All text of a row is first gathered in one buffer that is
/// kept for the next row, so SQLite can be given pointers into it (SQLITE_STATIC) and copies and allocates nothing.
/// GRDB's own binding boxes each value, which would cost more than SQLite's whole insert.
struct RowWriter {
    /// Where the text of a column lies in `bytes`.
    private struct Piece {
        var column: Int32
        var start: Int
        var count: Int
    }

    private let statement: Statement
    private var column: Int32 = 0
    private var bytes: [UInt8] = []
    private var pieces: [Piece] = []

    /// Writes with this statement: its parameters in the order of the calls.
    init(_ statement: Statement) {
        self.statement = statement
        bytes.reserveCapacity(4_096)
        pieces.reserveCapacity(20)
        // One byte in front: an empty buffer has no address, and SQLite would take that for NULL.
        bytes.append(0)
    }

    /// Binds a number to the next parameter.
    mutating func integer(_ value: Int64) {
        column += 1
        unsafe sqlite3_bind_int64(statement.sqliteStatement, column, value)
    }

    /// Binds a number or NULL to the next parameter.
    mutating func integer(_ value: Int64?) {
        if let value { integer(value) } else { null() }
    }

    /// Binds a number with a fraction to the next parameter; it must be finite, for SQLite takes NaN for NULL.
    mutating func real(_ value: Double) {
        column += 1
        unsafe sqlite3_bind_double(statement.sqliteStatement, column, value)
    }

    /// Binds text to the next parameter; a NUL in it is kept.
    mutating func text(_ value: String) {
        let start = bytes.count
        var value = value
        value.withUTF8 { unsafe bytes.append(contentsOf: $0) }
        end(at: start)
    }

    /// Binds text or NULL to the next parameter.
    mutating func text(_ value: String?) {
        if let value { text(value) } else { null() }
    }

    /// Binds the text of an address or NULL. IPv4 is written digit by digit: interpolation would cost as much as the
    /// rest of the row.
    mutating func address(_ value: IPAddress?) {
        guard case .v4(let word) = value else {
            text(value?.text)
            return
        }
        let start = bytes.count
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            let octet = UInt8(truncatingIfNeeded: word >> shift)
            if octet >= 100 { bytes.append(48 + octet / 100) }
            if octet >= 10 { bytes.append(48 + octet / 10 % 10) }
            bytes.append(48 + octet % 10)
            if shift > 0 { bytes.append(UInt8(ascii: ".")) }
        }
        end(at: start)
    }

    /// Runs the statement with what was bound and makes ready for the next row.
    mutating func step() throws {
        let handle = unsafe statement.sqliteStatement
        let code = unsafe bytes.withUnsafeBytes { buffer in
            for piece in pieces {
                let address = unsafe buffer.baseAddress?.advanced(by: piece.start).assumingMemoryBound(to: CChar.self)
                unsafe sqlite3_bind_text(handle, piece.column, address, Int32(piece.count), nil)
            }
            return unsafe sqlite3_step(handle)
        }
        var message: String?
        if code != SQLITE_DONE, code != SQLITE_ROW, let text = unsafe sqlite3_errmsg(sqlite3_db_handle(handle)) {
            message = unsafe String(cString: text)
        }
        unsafe sqlite3_reset(handle)
        column = 0
        bytes.removeLast(bytes.count - 1)
        pieces.removeAll(keepingCapacity: true)
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
        }
    }

    /// Lets go of what was bound: the pointers die with this value.
    func finish() {
        unsafe sqlite3_clear_bindings(statement.sqliteStatement)
    }

    private mutating func null() {
        column += 1
        unsafe sqlite3_bind_null(statement.sqliteStatement, column)
    }

    private mutating func end(at start: Int) {
        column += 1
        pieces.append(Piece(column: column, start: start, count: bytes.count - start))
    }
}
