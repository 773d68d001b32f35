import Glibc

/// A directory of the daemon's that the command line names. The package's own come with the package, and systemd makes them
/// with their owners and modes; one that somebody names is made here, if only its last component is missing.
struct GivenDirectory {
    /// A directory that could not be made.
    struct Fault: Error, CustomStringConvertible {
        /// In words, with the system's own.
        let description: String
    }

    /// Owner does all, group reads; others see nothing.
    static let mode: mode_t = 0o750

    /// The package's: the defaults of the command line.
    static let packaged: Set<String> = [Supervisor.Options.stateDirectory, Supervisor.Options.runtimeDirectory]

    /// Makes the directory unless something of its name is there, or it is one of the package's. A directory above it that is
    /// missing is a fault: it may be a slip of the pen, or a disk that is not mounted.
    static func make(_ path: String, for use: String) throws(Fault) {
        guard !packaged.contains(path), unsafe access(path, F_OK) != 0 else { return }
        guard unsafe mkdir(path, mode) != 0, errno != EEXIST else { return }
        let words = unsafe String(cString: unsafe strerror(errno))
        throw Fault(description: "making the directory \(path) for \(use) failed: \(words)")
    }
}
