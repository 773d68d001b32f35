import Foundation
import Synchronization
@testable import tocsin

/// A control socket that answers from a table: what the command does with a daemon's answers, without the daemon.
final class FakeDaemon: Sendable {
    /// The runtime directory to give to the command.
    let runtime: String
    private let descriptor: Int32
    private let seen = Mutex<[JSONValue]>([])

    /// The requests that came, in their order.
    var requests: [JSONValue] { seen.withLock { $0 } }

    /// Listens, and answers each line by the closure.
    init(_ answer: @escaping @Sendable (JSONValue) -> String) throws {
        runtime = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: runtime, withIntermediateDirectories: false)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array((runtime + "/control.sock").utf8CString)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            for (index, byte) in path.enumerated() where index < room.count {
                unsafe room[index] = UInt8(bitPattern: byte)
            }
        }
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(descriptor, 8) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(descriptor, nil, nil)
                if client < 0 { return }
                let stream = FileHandle(fileDescriptor: client, closeOnDealloc: true)
                var line: [UInt8] = []
                while !line.contains(10) {
                    let data = stream.availableData
                    if data.isEmpty { break }
                    line += data
                }
                let request = JSONValue(parsing: String(decoding: line, as: UTF8.self)) ?? .null
                self?.seen.withLock { $0.append(request) }
                try? stream.write(contentsOf: Data((answer(request) + "\n").utf8))
            }
        }
    }

    /// A daemon whose watchers answer these questions, by the question's name, with these objects.
    convenience init(_ answers: [String: [(watcher: String, objects: String)]]) throws {
        try self.init { request in
            let wanted = request["watcher"]?.string
            let parts = (answers[request["query"]?.string ?? ""] ?? []).filter { wanted == nil || $0.watcher == wanted }
            let text = parts.map { #"{"watcher":"\#($0.watcher)","objects":\#($0.objects)}"# }.joined(separator: ",")
            return #"{"ok":true,"answers":[\#(text)]}"#
        }
    }

    deinit {
        _ = shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
        try? FileManager.default.removeItem(atPath: runtime)
    }

    /// Runs the command against it.
    func run(_ arguments: String...) throws -> CommandRun {
        try CommandRun(arguments + ["--runtime", runtime, "--utc"])
    }
}
