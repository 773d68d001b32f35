import Glibc
public import Reactor

/// The few files that the lab writes.
public enum LabFolder {
    /// Makes a folder if it is not there.
    public static func make(_ path: String) throws(SocketFault) {
        if unsafe mkdir(path, 0o755) != 0, errno != EEXIST {
            throw SocketFault(operation: "make", target: path, code: errno)
        }
    }

    /// Writes a file in place of the one that may be there; a new one gets these permissions.
    public static func write(_ bytes: [UInt8], to path: String, permissions: UInt32) throws(SocketFault) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw SocketFault(operation: "create", target: path, code: errno) }
        defer { close(descriptor) }
        let written = unsafe Glibc.write(descriptor, bytes, bytes.count)
        guard written == bytes.count else {
            throw SocketFault(operation: "write", target: path, code: errno)
        }
    }

    /// Reads a file; what is longer than a datagram can be is cut.
    static func read(_ path: String) throws(SocketFault) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SocketFault(operation: "open", target: path, code: errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw SocketFault(operation: "read", target: path, code: errno) }
        return Array(bytes[..<count])
    }

    /// Reads a file of text, of at most a mebibyte.
    public static func text(of path: String) throws(SocketFault) -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// The names of the files in a folder, sorted; none where there is no such folder.
    static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
