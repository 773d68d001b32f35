internal import GRDB
internal import GRDBSQLite

extension Statement {
    /// Runs a query and hands over each row, to be read from its first column on.
    func forEachRow(_ body: (inout RowReader) throws -> Void) throws {
        try whileRows { row in
            try body(&row)
            return true
        }
    }

    /// Runs a query and hands over one row after another until there is none or the closure returns false.
    func whileRows(_ body: (inout RowReader) throws -> Bool) throws {
        let handle = unsafe sqliteStatement
        defer { unsafe sqlite3_reset(handle) }
        while true {
            switch unsafe sqlite3_step(handle) {
            case SQLITE_ROW:
                var row = RowReader(self)
                if try !body(&row) { return }
            case SQLITE_DONE: return
            case let code:
                let text = unsafe sqlite3_errmsg(sqlite3_db_handle(handle))
                throw unsafe DatabaseError(
                    resultCode: ResultCode(rawValue: code), message: text.map { unsafe String(cString: $0) })
            }
        }
    }
}
