import Glibc

/// A Unix datagram socket that a test binds where journald would, and what arrives there.
final class BoundSocket {
    let path: String
    private let descriptor: Int32

    /// A path of its own, at which nobody listens yet.
    static func freshPath() -> String {
        var template = Array("/tmp/tocsin-test-XXXXXX".utf8CString)
        _ = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { start in unsafe mkdtemp(start) }
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self) + "/socket"
    }

    /// Listens at a path; nil where that cannot be.
    init?(path: String = BoundSocket.freshPath()) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = UInt16(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard bound == 0 else { return nil }
    }

    deinit {
        close(descriptor)
        _ = unsafe unlink(path)
    }

    /// The next datagram; it waits for one up to ten seconds. Empty when none came.
    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 100_000)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        return Array(buffer.prefix(max(0, count)))
    }

    /// The next datagram as a journal entry.
    func receiveEntry() -> JournalEntry { JournalEntry(receive()) }
}

/// An entry of the journal's native protocol, read back the way journald does.
struct JournalEntry {
    /// The fields by name; a name that came twice is joined by a `|`.
    var fields: [String: String] = [:]
    /// Whether the bytes were an entry to the last one.
    var isWellFormed = true

    init(_ bytes: [UInt8]) {
        isWellFormed = !bytes.isEmpty && read(bytes)
    }

    /// Reads every field; whether nothing was left over or amiss.
    private mutating func read(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(of: 0x0a) else { return false }
            let line = rest[rest.startIndex..<end]
            rest = rest[(end + 1)...]
            if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
                add(line[line.startIndex..<equals], line[(equals + 1)...])
                continue
            }
            guard rest.count > 8 else { return false }
            let length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(8)
            guard rest.count > length, rest[rest.startIndex + length] == 0x0a else { return false }
            add(line, rest.prefix(length))
            rest = rest.dropFirst(length + 1)
        }
        return true
    }

    private mutating func add(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
        let name = String(decoding: name, as: UTF8.self)
        let value = String(decoding: value, as: UTF8.self)
        fields[name] = fields[name].map { $0 + "|" + value } ?? value
    }
}
