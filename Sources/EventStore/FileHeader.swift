import Glibc

/// What the first hundred bytes of a file say about it, read without SQLite so that a stranger's file is left alone.
///
/// Only for a process that has no connection to the file: POSIX drops all locks of a process on a file when the process
/// closes any descriptor of it, SQLite's with them (fcntl(2)). So `EventReader`, which the daemon may use beside its
/// own connection, does not.
enum FileHeader: Equatable {
    /// Nothing there, or nothing in it: a new database may be made.
    case empty
    /// A database of this project.
    case ours
    /// A SQLite database of someone else, or one whose first transaction was cut off.
    case otherDatabase
    /// No SQLite database at all.
    case notADatabase
    /// It could not be read: the errno.
    case unreadable(Int32)

    /// Bytes before the application id (file format, section 1.3).
    private static let applicationIDOffset = 68

    /// Reads the header of a file. A symbolic link is followed: the administrator may have moved the database.
    init(path: String) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            self = errno == ENOENT ? .empty : .unreadable(errno)
            return
        }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        if count < 0 {
            self = .unreadable(errno)
        } else if count == 0 {
            self = .empty
        } else if count < bytes.count || !bytes.starts(with: Array("SQLite format 3".utf8) + [0]) {
            self = .notADatabase
        } else {
            let offset = FileHeader.applicationIDOffset
            let id = bytes[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            self = id == Schema.applicationID ? .ours : .otherDatabase
        }
    }
}

/// The size of a file in bytes, 0 when there is none.
func fileSize(_ path: String) -> Int64 {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : 0
}

/// The words of an errno.
func words(ofErrno code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
}
