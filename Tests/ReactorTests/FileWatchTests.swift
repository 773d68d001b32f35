import Foundation
import Testing

@testable import Reactor

@Suite
struct FileWatchTests {
    @Test("A file is told when it appears, changes, is replaced and goes, and not between")
    func life() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("watch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("hosts")
        var watch = FileWatch(path: file.path, limit: 8)
        #expect(watch.look() == .unreadable("\(file.path): No such file or directory"))
        #expect(watch.look() == nil)
        try Data("one".utf8).write(to: file)
        #expect(watch.look() == .octets(Array("one".utf8)))
        #expect(watch.look() == nil)
        // The same length, and perhaps the same moment, but another file.
        try Data("two".utf8).write(to: file, options: .atomic)
        #expect(watch.look() == .octets(Array("two".utf8)))
        try Data("much too long".utf8).write(to: file)
        #expect(watch.look() == .unreadable("\(file.path): longer than 8 octets"))
        try FileManager.default.removeItem(at: file)
        #expect(watch.look() == .unreadable("\(file.path): No such file or directory"))
        var directory = FileWatch(path: folder.path)
        #expect(directory.look() == .unreadable("\(folder.path): not a regular file"))
    }
}
