import Model
import SNMP
import Testing
import Watching

@testable import Daemon
@testable import Watchers

@Suite("Profiles by the daemon's own reader")
struct ShippedProfilesTests {
    /// The context of a configuration in `/etc/tocsin` on a disk of these files.
    private func context(_ texts: [String: String] = [:], unreadable: [String: FileFault] = [:]) -> DecodingContext {
        var files = MemoryFiles(texts)
        files.unreadable = unreadable
        let reader = DocumentReader(folder: "/etc/tocsin", files: files)
        return DecodingContext(shared: SharedConfiguration(), documents: reader.read) { _ in (.standard, []) }
    }

    /// The book of an `snmp` section.
    private func book(_ section: String, _ context: DecodingContext) throws -> (book: ProfileBook, faults: [String]) {
        let faults = ConfigurationFaults()
        let node = YAMLDocumentReader.read(Array(section.utf8), file: "tocsin.yaml", faults: faults)
        let reader = SectionReader(try #require(node), faults: faults)
        let book = ProfileBook.decode(reader, context: context, names: .standard)
        reader.finish()
        return (book, faults.faults.map(\.text))
    }

    @Test(
        "Every shipped profile is read without a fault, and each of its objects has a name in the project's own table")
    func shipped() throws {
        let (book, faults) = try book("profiles: []", context())
        #expect(faults == [])
        #expect(book.names == BuiltInProfiles.texts.map(\.key))
        for profile in book.profiles {
            var objects = profile.scalars.flatMap(\.objects) + profile.texts.flatMap(\.objects)
            for metric in profile.scalars + profile.tables.flatMap(\.metrics) {
                objects += metric.factors.map(\.object)
            }
            for table in profile.tables {
                objects += table.metrics.flatMap(\.objects) + [table.discontinuity].compactMap { $0 }
                objects += table.labels.flatMap { $0.objects + $0.through }
                #expect(!table.labels.isEmpty || !table.metrics.isEmpty)
            }
            #expect(!objects.isEmpty)
            for object in objects {
                #expect(ObjectNames.standard.lookup(object)?.object.kind == .object, "\(profile.name) \(object)")
            }
        }
    }

    @Test("Each word of a shipped profile that names an object is a name and no number")
    func names() {
        for (name, text) in BuiltInProfiles.texts {
            for line in text.split(separator: "\n") where line.contains("object:") {
                #expect(!line.contains("object: 1."), "\(name): \(line)")
            }
        }
    }

    private let own = """
        profile: acme
        summary: An imaginary device.
        scalars: [{ name: acme_value, object: sysUpTime }]
        """

    @Test("Profiles are read from files and folders, relative to the configuration's folder")
    func files() throws {
        let disk = context([
            "/etc/tocsin/one.yaml": own, "/etc/tocsin/more/b.yaml": own.replacing("acme", with: "b"),
            "/etc/tocsin/more/a.yaml": own.replacing("acme", with: "a"), "/etc/tocsin/more/notes.txt": "no profile",
            "/srv/c.yaml": own.replacing("acme", with: "c"),
        ])
        let (book, faults) = try book("profiles: [one.yaml, more, /srv/c.yaml]", disk)
        #expect(faults == [])
        #expect(book.names.suffix(4) == ["acme", "a", "b", "c"])
    }

    @Test("A file that cannot be read, and one that is no YAML, are faults with their places")
    func faultyFiles() throws {
        let disk = context(
            ["/etc/tocsin/bad.yaml": "profile: [a", "/etc/tocsin/list.yaml": "- a"],
            unreadable: ["/etc/tocsin/secret.yaml": .forbidden])
        let (_, faults) = try book("profiles: [nosuch.yaml, secret.yaml, bad.yaml, list.yaml]", disk)
        #expect(faults.count == 4)
        #expect(faults[0] == "tocsin.yaml:1:12: profiles[0]: '/etc/tocsin/nosuch.yaml' cannot be read: no such file")
        #expect(
            faults[1] == "tocsin.yaml:1:25: profiles[1]: '/etc/tocsin/secret.yaml' cannot be read: permission denied")
        #expect(faults[2].hasPrefix("/etc/tocsin/bad.yaml:1:"))
        #expect(faults[3] == "/etc/tocsin/list.yaml:1:1: expected a map of keys, not a list")
    }

    @Test("The example of docs/PROFILES.md is a profile without a fault")
    func example() throws {
        let page = #filePath.replacing(
            "Tests/DaemonTests/Configuration/ShippedProfilesTests.swift", with: "docs/PROFILES.md")
        let contents = try DiskFiles().read(page, limit: 1 << 20)
        let blocks = String(decoding: contents.bytes, as: UTF8.self).split(separator: "```yaml\n")
            .dropFirst().compactMap { $0.split(separator: "```", maxSplits: 1).first.map(String.init) }
        let text = try #require(blocks.first { $0.hasPrefix("profile:") })
        let (book, faults) = try book("profiles: [p.yaml]", context(["/etc/tocsin/p.yaml": text]))
        #expect(faults == [])
        let profile = try #require(book["acme-climate"])
        #expect(profile.scalars.count == 3 && profile.tables.count == 1 && profile.thresholds.count == 3)
        #expect(profile.thresholds.allSatisfy { ProfileRules.rule(named: $0.name) == nil })
    }
}
