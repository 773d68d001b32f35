import Glibc

/// A file as it was read.
public struct FileContents: Sendable {
    /// All of it.
    public var bytes: [UInt8]
    /// Its permission bits.
    public var permissions: UInt32

    /// A file's bytes.
    public init(bytes: [UInt8], permissions: UInt32 = 0o600) {
        self.bytes = bytes
        self.permissions = permissions
    }
}

/// Why a file or folder could not be read.
public enum FileFault: Error, Equatable, Sendable {
    /// It is not there.
    case missing
    /// This user may not read it.
    case forbidden
    /// It is a folder.
    case isFolder
    /// It is a device, pipe or socket, which could block or never end.
    case isNotRegular
    /// It is larger than the limit, in bytes.
    case tooLarge(Int)
    /// Anything else, in the system's words.
    case other(String)

    /// What to tell the user, after "cannot be read: ".
    public var text: String {
        switch self {
        case .missing: "no such file"
        case .forbidden: "permission denied"
        case .isFolder: "it is a folder"
        case .isNotRegular: "it is not a regular file"
        case .tooLarge(let limit): "it is larger than \(limit) bytes"
        case .other(let words): words
        }
    }

    init(errno code: Int32) {
        switch code {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .forbidden
        case EISDIR: self = .isFolder
        case ENXIO: self = .isNotRegular
        default: self = .other(unsafe String(cString: unsafe strerror(code)))
        }
    }
}

/// The disk, as far as the configuration needs it.
public protocol ConfigurationFiles: Sendable {
    /// Reads a regular file of at most so many bytes, without ever blocking on a pipe.
    func read(_ path: String, limit: Int) throws(FileFault) -> FileContents
    /// The names in a folder, in no order.
    func names(in folder: String) throws(FileFault) -> [String]
}

/// The real disk.
public struct DiskFiles: ConfigurationFiles {
    /// The disk has no state of its own.
    public init() {}

    /// Reads a regular file of at most so many bytes; a pipe, device or socket is refused before it is read.
    public func read(_ path: String, limit: Int) throws(FileFault) -> FileContents {
        // O_NONBLOCK: opening a pipe that no one writes would wait for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw FileFault(errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileFault(errno: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .isFolder
        default: throw .isNotRegular
        }
        guard status.st_size <= limit else { throw .tooLarge(limit) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFault(errno: errno)
            }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw .tooLarge(limit) }
        }
        return FileContents(bytes: bytes, permissions: status.st_mode & 0o7777)
    }

    /// The names in a folder, in no order, `.` and `..` left out.
    public func names(in folder: String) throws(FileFault) -> [String] {
        guard let stream = unsafe opendir(folder) else { throw FileFault(errno: errno) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

/// Paths as the configuration writes them.
enum FilePath {
    /// The folder that a path lies in; empty for the working directory.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A path as seen from a folder; an absolute one stays as it is.
    static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty { return path }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }
}
