import Alerting
import Foundation
import Model
import Testing

/// What journald makes of our entries. Run by Tests/Harness/journal-test.sh, beside a journald of its own.
@Suite(
    "A real journal", .enabled(if: ProcessInfo.processInfo.environment["TOCSIN_PRIVATE_JOURNAL"] != nil), .serialized)
struct PrivateJournalTests {
    @Test("Every field is read back with journalctl, also one with a line feed")
    func readBack() async throws {
        let queue = SinkQueue(try JournalSink(rules: [JournalSinkTests.rule]))
        let firing = JournalSinkTests.event { $0.observation.subject = Subject(device: "a\nPRIORITY=0", instance: "7") }
        let resolved = JournalSinkTests.event {
            $0.id = 13
            $0.observation.state = .resolved
            $0.observation.count = 3
        }
        let suppressed = JournalSinkTests.event {
            $0.id = 14
            $0.suppressed = "silence 4"
        }
        queue.offer([firing, resolved, suppressed])
        queue.offer([Announcement(firing, isStored: false)])
        await queue.close(within: .seconds(20))
        #expect(queue.status.delivered == 4)
        try run("journalctl", "--sync")

        let entries = try entries("-t", "tocsind")
        try #require(entries.count == 4)
        let shared = [
            "SYSLOG_IDENTIFIER": "tocsind", "MESSAGE_ID": JournalSinkTests.rule.messageID, "TOCSIN_RULE": "link-down",
            "TOCSIN_WATCHER": "traps", "TOCSIN_SITE": "hq", "TOCSIN_SEVERITY": "warning",
            "TOCSIN_TIME": "2025-11-24T16:00:00.000000Z", "DOCUMENTATION": "man:tocsin-rules(7)",
        ]
        let own = [
            [
                "MESSAGE": "a\\x0aPRIORITY=0/7: Link down (A3)", "PRIORITY": "4", "TOCSIN_EVENT": "12",
                "TOCSIN_ALERT": "A3", "TOCSIN_STATE": "firing", "TOCSIN_DEVICE": "a\nPRIORITY=0",
                "TOCSIN_SUBJECT": "a\nPRIORITY=0/7",
            ],
            [
                "MESSAGE": "sw1/7: Link down (A3 resolved, 3 times)", "PRIORITY": "4", "TOCSIN_EVENT": "13",
                "TOCSIN_ALERT": "A3", "TOCSIN_STATE": "resolved", "TOCSIN_DEVICE": "sw1", "TOCSIN_SUBJECT": "sw1/7",
                "TOCSIN_COUNT": "3",
            ],
            [
                "MESSAGE": "sw1/7: Link down (A3, suppressed: silence 4)", "PRIORITY": "6", "TOCSIN_EVENT": "14",
                "TOCSIN_ALERT": "A3", "TOCSIN_STATE": "firing", "TOCSIN_DEVICE": "sw1", "TOCSIN_SUBJECT": "sw1/7",
                "TOCSIN_SUPPRESSED": "silence 4",
            ],
            [
                "MESSAGE": "a\\x0aPRIORITY=0/7: Link down (not stored)", "PRIORITY": "4", "TOCSIN_STORED": "no",
                "TOCSIN_STATE": "firing", "TOCSIN_DEVICE": "a\nPRIORITY=0", "TOCSIN_SUBJECT": "a\nPRIORITY=0/7",
            ],
        ]
        for (entry, own) in zip(entries, own) {
            #expect(entry.filter { !$0.key.hasPrefix("_") } == shared.merging(own) { _, own in own })
        }
        #expect(try self.entries("-t", "tocsind", "-p", "warning").count == 3)
    }

    @Test("A flood is told or counted to the last event")
    func flood() async throws {
        let number = 20_000
        let queue = SinkQueue(try JournalSink(rules: [JournalSinkTests.rule]))
        let start = ContinuousClock.now
        queue.offer(
            (0..<number).map { id in
                JournalSinkTests.event {
                    $0.id = Int64(id)
                    $0.observation.rule = "flood"
                }
            })
        await queue.close(within: .seconds(60))
        let elapsed = ContinuousClock.now - start
        print("journald took \(number) events in \(elapsed), \(Int(Double(number) / elapsed.seconds)) a second")
        try run("journalctl", "--sync")
        let entries = try entries("-t", "tocsind", "TOCSIN_RULE=flood")
        #expect(entries.map { $0["TOCSIN_EVENT"] } == (0..<number).map { String($0) })
        #expect(queue.status.delivered == number)
    }

    /// The entries that match, oldest first; values that are not plain text come as arrays of bytes.
    private func entries(_ arguments: String...) throws -> [[String: String]] {
        try run("journalctl", ["-o", "json", "--no-pager"] + arguments).split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
            return object.mapValues { value in
                if let bytes = value as? [Int] { return String(decoding: bytes.map { UInt8($0) }, as: UTF8.self) }
                return value as? String ?? "\(value)"
            }
        }
    }
}

/// The catalog, read by the program that will read it.
@Suite("The catalog's syntax", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/journalctl")))
struct CatalogSyntaxTests {
    @Test("journalctl compiles it and finds every entry")
    func compiles() throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-catalog-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for folder in ["usr/lib/systemd/catalog", "var/lib/systemd/catalog"] {
            try FileManager.default.createDirectory(
                at: root.appendingPathComponent(folder), withIntermediateDirectories: true)
        }
        let text = CatalogText.generate(rules: [JournalSinkTests.rule])
        try Data(text.utf8).write(to: root.appendingPathComponent("usr/lib/systemd/catalog/tocsin.catalog"))
        try run("journalctl", "--root=\(root.path)", "--update-catalog")
        for (messageID, words) in [
            (JournalSinkTests.rule.messageID, "An interface is down."), (Rule.userMessageID, "of your configuration"),
        ] {
            let entry = try run("journalctl", "--root=\(root.path)", "--dump-catalog", messageID)
            #expect(entry.contains(words) && entry.contains("Defined-By: Tocsin"))
        }
    }
}

/// Runs a program to its end and gives its output; a failure fails the test with what it said.
@discardableResult
private func run(_ program: String, _ arguments: String...) throws -> String { try run(program, arguments) }

private func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) \(arguments.joined(separator: " "))")
    return String(decoding: data, as: UTF8.self)
}
