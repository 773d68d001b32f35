import Glibc

/// The state directory: who may write in it, and with what modes its files are made.
///
/// The directory is 2750 tocsin:tocsin-view (tocsin.tmpfiles), so whatever is made in it belongs to the viewers'
/// group. SQLite gives `-wal` and `-shm` the mode of the database whatever the umask is; so making the database with
/// the right mode is enough. A mode that the administrator changed later is left alone.
final class StateFolder {
    /// Owner writes, group reads.
    static let mode: mode_t = 0o640

    /// The database's path.
    let database: String
    /// The descriptor that holds the lock until this object goes.
    private let lock: Int32

    /// Takes the directory for this process. The lock is the kernel's (flock): it ends with the process, however
    /// that ends, so a file left behind means nothing.
    init(_ directory: String) throws(StoreFault) {
        database = directory + "/tocsin.db"
        let path = directory + "/tocsin.lock"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, StateFolder.mode)
        guard descriptor >= 0 else { throw StateFolder.fault(path, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = StateFolder.process(in: descriptor)
            close(descriptor)
            throw code == EWOULDBLOCK
                ? .lockedByProcess(path: path, process: holder) : StateFolder.fault(path, code)
        }
        let text = Array("\(getpid())\n".utf8)
        // Only for the other's error message: a failure to write it (a full disk) changes nothing.
        _ = fchmod(descriptor, StateFolder.mode)
        _ = ftruncate(descriptor, 0)
        _ = unsafe pwrite(descriptor, text, text.count, 0)
        lock = descriptor
    }

    deinit { close(lock) }

    /// Makes an empty database file with our mode when there is none.
    func createDatabaseFile() throws(StoreFault) {
        let descriptor = unsafe open(database, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, StateFolder.mode)
        if descriptor < 0 {
            if errno == EEXIST { return }
            throw StateFolder.fault(database, errno)
        }
        // The umask has already taken bits away.
        _ = fchmod(descriptor, StateFolder.mode)
        close(descriptor)
    }

    private static func process(in descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != 0x0a }, as: UTF8.self))
    }

    private static func fault(_ path: String, _ code: Int32) -> StoreFault {
        switch code {
        case EACCES, EPERM, EROFS: .readOnly(path: path, detail: words(ofErrno: code))
        case ENOSPC, EDQUOT: .fullDisk(path: path)
        default: .inputOutput(path: path, detail: words(ofErrno: code))
        }
    }
}
