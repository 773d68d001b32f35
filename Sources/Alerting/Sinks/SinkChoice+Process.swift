import Glibc

extension SinkChoice {
    /// The choice for this process.
    public static func current(
        environment: [String: String], socketPath: String = JournalSink.socketPath
    ) -> SinkChoice {
        var status = stat()
        let isSocket = unsafe stat(socketPath, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
        var identity: String?
        if unsafe fstat(STDERR_FILENO, &status) == 0 { identity = "\(status.st_dev):\(status.st_ino)" }
        return SinkChoice(environment: environment, standardError: identity, journalIsThere: isSocket)
    }
}
