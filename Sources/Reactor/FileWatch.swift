import CLinux
import Glibc

/// A file that is looked at from time to time: it tells its octets when they may have changed. To look is one system call;
/// unlike inotify it also sees changes on network file systems and by whatever way a file was replaced.
public struct FileWatch {
    /// What was found.
    public enum Finding: Sendable, Hashable {
        /// The file is new or has changed.
        case octets([UInt8])
        /// It cannot be read; the sentence says why.
        case unreadable(String)
    }

    /// What tells one state of a file from another.
    private struct Mark: Equatable {
        var fault: Int32
        var numbers: [Int64] = []
    }

    /// The file.
    public let path: String
    /// How many octets are read at most; a longer file is unreadable.
    public let limit: Int
    private var last: Mark?

    /// Watches a file that need not be there.
    public init(path: String, limit: Int = 32 << 20) {
        self.path = path
        self.limit = limit
    }

    /// Looks: nil where nothing has changed since the last time.
    public mutating func look() -> Finding? {
        var found = clinux_file_mark()
        let fault = unsafe -clinux_file_mark(path, &found)
        let numbers = [
            Int64(truncatingIfNeeded: found.device), Int64(truncatingIfNeeded: found.node), found.size, found.modified,
        ]
        let mark = fault == 0 ? Mark(fault: 0, numbers: numbers) : Mark(fault: fault)
        guard mark != last else { return nil }
        last = mark
        guard fault == 0 else { return .unreadable(Self.sentence(path, fault)) }
        guard found.is_regular else { return .unreadable("\(path): not a regular file") }
        guard Int(found.size) <= limit else { return .unreadable("\(path): longer than \(limit) octets") }
        return read()
    }

    private func read() -> Finding {
        guard let file = unsafe fopen(path, "rbe") else { return .unreadable(Self.sentence(path, errno)) }
        defer { unsafe fclose(file) }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            octets += chunk[..<count]
            guard octets.count <= limit else { return .unreadable("\(path): longer than \(limit) octets") }
            if count < chunk.count {
                return unsafe ferror(file) != 0 ? .unreadable(Self.sentence(path, EIO)) : .octets(octets)
            }
        }
    }

    private static func sentence(_ path: String, _ code: Int32) -> String {
        "\(path): \(unsafe String(cString: strerror(code)))"
    }
}
