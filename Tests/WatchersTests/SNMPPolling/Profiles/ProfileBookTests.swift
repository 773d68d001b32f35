import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("Profiles are kept in a book")
struct ProfileBookTests {
    /// The book of an `snmp` section that names these files.
    private func book(_ files: [String: String], section: String? = nil) -> (book: ProfileBook, faults: [String]) {
        let faults = ConfigurationFaults()
        let text = section ?? "profiles: [\(files.keys.sorted().joined(separator: ", "))]"
        let reader = SectionReader(BriefYAML.read(text, file: "tocsin.yaml"), faults: faults)
        let book = ProfileBook.decode(reader, context: .brief(files), names: .standard)
        reader.finish()
        return (book, faults.faults.map(\.text))
    }

    private let acme = """
        profile: acme
        summary: An imaginary device.
        applies_to: 1.3.6.1.4.1.99999.1
        scalars: [{ name: acme_value, object: 1.3.6.1.4.1.99999.1.1.0, kind: gauge }]
        """

    @Test("The shipped profiles are there, each with what it is for")
    func shipped() {
        let (book, faults) = book([:], section: "profiles: []")
        #expect(faults == [])
        #expect(
            book.names == [
                "system", "interfaces", "host-resources", "ucd", "ups", "entity-sensors", "bridge", "lldp",
                "dhcp-snooping",
            ])
        #expect(book.profiles.allSatisfy { $0.summary.hasSuffix(".") })
    }

    @Test("Interfaces: 64-bit counters come first, and every row is bounded by its speed")
    func interfaces() throws {
        let table = try #require(book([:], section: "profiles: []").book["interfaces"]?.tables.first)
        #expect(table.identity == ["name", "description"])
        #expect(table.discontinuity?.text == "1.3.6.1.2.1.31.1.1.1.19")
        func objects(_ name: String) -> [String?] {
            table.metrics.first { $0.name == name }?.objects.map { ObjectNames.standard.lookup($0)?.object.name } ?? []
        }
        #expect(objects("if_in_bps") == ["ifHCInOctets", "ifInOctets"])
        #expect(objects("if_out_bps") == ["ifHCOutOctets", "ifOutOctets"])
        #expect(objects("if_out_packets_per_s") == ["ifHCOutUcastPkts", "ifOutUcastPkts"])
        let speed = try #require(table.metrics.first { $0.name == "if_speed_bps" })
        #expect(speed.objects.indices.map { speed.multiplier(ofObject: $0) } == [1e6, 1])
        #expect(table.metrics.first { $0.name == "if_oper" }?.states[7] == "lowerLayerDown")
        #expect(table.ratios.map(\.name) == ["if_in_utilization", "if_out_utilization"])
        #expect(table.metrics.filter { $0.kind == .counter && $0.scale == 8 }.count == 2)
    }

    @Test("A device has its configured profiles, then those that its sysObjectID asks for, each once")
    func selection() {
        let (book, faults) = book(["acme.yaml": acme])
        #expect(faults == [])
        func names(_ configured: [String], _ objectID: ObjectIdentifier?) -> [String] {
            book.profiles(configured: configured, objectID: objectID).map(\.name)
        }
        #expect(names(["system", "interfaces"], nil) == ["system", "interfaces"])
        #expect(names(["system", "acme", "nosuch"], [1, 3, 6, 1, 4, 1, 99_999, 1, 7]) == ["system", "acme"])
        #expect(names(["system"], [1, 3, 6, 1, 4, 1, 99_999, 1, 7]) == ["system", "acme"])
        #expect(names(["system"], [1, 3, 6, 1, 4, 1, 99_999, 12]) == ["system"])
        #expect(names(["system"], [1, 3, 6, 1, 4, 1, 8_072, 3, 2, 10]) == ["system", "host-resources", "ucd"])
    }

    @Test("A profile takes the place of a shipped one only if it says so")
    func replacing() {
        let own = acme.replacing("profile: acme", with: "profile: ups")
        let refused = book(["p.yaml": own])
        #expect(
            refused.faults == [
                "p.yaml:1:10: profile: Tocsin ships a profile 'ups': choose another name, or say replaces: true"
            ])
        #expect(refused.book["ups"]?.scalars.count == 10)
        let taken = book(["p.yaml": "replaces: true\n" + own])
        #expect(taken.faults == [])
        #expect(taken.book["ups"]?.scalars.map(\.name) == ["acme_value"])
        #expect(taken.book.metrics.entries["ups_charge_percent"] == nil)
        #expect(
            book(["p.yaml": "replaces: true\n" + acme.replacing("acme\n", with: "upps\n")]).faults == [
                "p.yaml:2:10: profile: replaces a profile of Tocsin's own, and 'upps' is none; did you mean 'ups'?"
            ])
    }

    @Test("Two profiles of one name, and two meanings of one metric, are faults; one meaning is not")
    func collisions() {
        let twice = book(["a.yaml": acme, "b.yaml": acme])
        #expect(twice.faults == ["b.yaml:1:10: profile: the profile 'acme' is given twice, first at a.yaml:1:10"])
        let same = """
            profile: vendor-ups
            summary: s
            scalars: [{ name: ups_charge_percent, object: 1.3.6.1.4.1.318.1.0, kind: gauge, unit: "%" }]
            """
        #expect(book(["a.yaml": same]).faults == [])
        #expect(
            book(["a.yaml": same.replacing("\"%\"", with: "V")]).faults == [
                "a.yaml:3:19: scalars[0].name: is a number in '%' in the profile 'ups': choose another name"
            ])
    }

    @Test("A path that cannot be read, and a profile that no one knows, are faults where they are named")
    func unknown() {
        let (book, faults) = book([:], section: "profiles: [nosuch.yaml]")
        #expect(faults == ["tocsin.yaml:1:12: profiles[0]: cannot be read: no such file"])
        let found = ConfigurationFaults()
        let place = SourceLocation(file: "t.yaml", line: 3)
        book.check(
            [Located("interface", location: place, path: "snmp.devices[0].profiles[0]")], faults: found)
        #expect(
            found.faults.map(\.text) == [
                "t.yaml:3:1: snmp.devices[0].profiles[0]: no profile is named 'interface'; did you mean 'interfaces'?"
            ])
    }

    @Test("Every threshold of a shipped profile has a rule in the catalog, and every rule a threshold")
    func rules() {
        let thresholds = book([:], section: "profiles: []").book.profiles.flatMap(\.thresholds)
        var settings = JudgingSettings()
        settings.errors = nil
        let shipped = thresholds.map { CompiledThreshold($0, isUsers: false) }
        #expect(thresholds.contains { $0.name == "interface-in-errors" })
        #expect(DeviceStandard(settings: settings, thresholds: shipped).limit(of: "interface-in-errors") == nil)
        #expect(Set(thresholds.map(\.name)) == Set(ProfileRules.catalog.map(\.name)))
        #expect(Set(thresholds.map(\.name)).count == thresholds.count)
        for threshold in thresholds {
            #expect(ProfileRules.rule(named: threshold.name)?.severity == threshold.severity)
        }
        #expect(Set(ProfileRules.catalog.map(\.messageID)).count == ProfileRules.catalog.count)
    }

    @Test("Full disks fire, and images that are always full do not")
    func fullDisks() throws {
        let (book, _) = book([:], section: "profiles: []")
        let full = try #require(book["host-resources"]?.thresholds.first { $0.name == "storage-full" })
        func applies(_ name: String, _ type: String) -> Bool {
            full.applies(to: name) { $0 == "type" ? type : $0 == "name" ? name : nil }
        }
        #expect(applies("/", "hrStorageFixedDisk"))
        #expect(applies("C:\\ Label:System", "hrStorageFixedDisk"))
        #expect(!applies("/snap/core/1", "hrStorageFixedDisk"))
        #expect(!applies("Physical memory", "hrStorageRam"))
        let watched = try #require(book["ucd"]?.thresholds.first { $0.name == "disk-error" })
        #expect(watched.applies(to: "/var") { _ in "/var" })
        #expect(!watched.applies(to: "/run/netns") { _ in "/run/netns" })
    }
}
