import Foundation
import Testing

@testable import SNMP

@Suite("MIBs that an administrator configures", .serialized)
struct MIBLoaderTests {
    @Test("An enterprise's MIB loads although no standard MIB is installed")
    func enterprise() throws {
        let directory = try MIBDirectory(["ACME-MIB.txt": MIBDirectory.acme])
        let load = directory.load()
        #expect(load.faults == [])
        #expect(load.modules == ["ACME-MIB"])
        let names = load.names
        #expect(names.oid(named: "ACME-MIB::acmeTemperature")?.text == "1.3.6.1.4.1.99999.1.1")
        #expect(names.text([1, 3, 6, 1, 4, 1, 99999, 1, 7, 1, 1, 4]) == "acmeNeighbour.4")
        #expect(names.text([1, 3, 6, 1, 4, 1, 99999, 1, 7, 4]) == "1.3.6.1.4.1.99999.1.7.4")
        #expect(names.oid(named: "acmeWide_Name") != nil)
        // Our own table is still there.
        #expect(names.text([1, 3, 6, 1, 2, 1, 2, 2, 1, 8, 3]) == "ifOperStatus.3")
        #expect(names.object(named: "ifOperStatus")?.syntax?.labels[2] == "down")
    }

    @Test("Conventions, enumerations and hints of a loaded MIB show its values")
    func values() throws {
        let directory = try MIBDirectory(["ACME-MIB.txt": MIBDirectory.acme])
        let names = directory.load().names
        func text(_ name: String, _ value: VarBindValue) throws -> String? {
            names.value(value, of: try #require(names.oid(named: name))).text
        }
        #expect(try text("acmeTemperature.0", .integer(-215)) == "-21.5")
        #expect(try text("acmeMode.0", .integer(7)) == "melting")
        #expect(try text("acmeVersion.0", .octetString([3, 0, 12])) == "3.0.12")
        #expect(try text("acmeBuilt.0", .octetString([0x07, 0xea, 1, 2, 3, 4, 5, 6])) == "2026-01-02T03:04:05.6")
        #expect(try text("acmeFlags.0", .octetString([0x90])) == "open hot")
        #expect(try text("acmeWide_Name.0", .integer(1)) == "true")
        #expect(try text("acmeNeighbour.1", .octetString([1, 2, 3, 4, 5, 6])) == "01:02:03:04:05:06")
    }

    @Test("A notification of a loaded MIB tells its objects and what it means")
    func notification() throws {
        let directory = try MIBDirectory(["ACME-MIB.txt": MIBDirectory.acme])
        let names = directory.load().names
        let found = try #require(names.notification([1, 3, 6, 1, 4, 1, 99999, 0, 1]))
        #expect(found.name == "acmeOverheated")
        #expect(found.objects == ["acmeTemperature", "acmeMode", "ifIndex"])
        #expect(found.explanation == "The device is too hot.")
    }

    @Test("A TRAP-TYPE of SMIv1 is a notification below its enterprise, with a 0 between")
    func trapType() throws {
        let directory = try MIBDirectory([
            "OLD-MIB": """
            OLD-MIB DEFINITIONS ::= BEGIN
            IMPORTS enterprises, Counter, TimeTicks FROM RFC1155-SMI
                OBJECT-TYPE FROM RFC-1212
                TRAP-TYPE FROM RFC-1215
                DisplayString, ifIndex FROM RFC1213-MIB;
            old OBJECT IDENTIFIER ::= { enterprises 99998 }
            oldText OBJECT-TYPE SYNTAX DisplayString ACCESS read-only STATUS mandatory DESCRIPTION "" ::= { old 1 }
            oldTrap TRAP-TYPE ENTERPRISE old VARIABLES { oldText, ifIndex } DESCRIPTION "Old" ::= 5
            END
            """
        ])
        let load = directory.load()
        #expect(load.faults == [])
        #expect(load.names.notification([1, 3, 6, 1, 4, 1, 99998, 0, 5])?.name == "oldTrap")
        #expect(load.names.text([1, 3, 6, 1, 4, 1, 99998, 1, 0]) == "oldText.0")
    }

    @Test("Loading again begins anew, and what was loaded before stays as it was")
    func reload() throws {
        let directory = try MIBDirectory(["ACME-MIB.txt": MIBDirectory.acme])
        let first = directory.load()
        try directory.write(
            "ACME-MIB.txt", Data(MIBDirectory.acme.replacingOccurrences(of: "acmeMode", with: "acmeState").utf8))
        let second = directory.load()
        #expect(second.faults == [])
        #expect(first.names.oid(named: "acmeMode") != nil)
        #expect(second.names.oid(named: "acmeMode") == nil)
        #expect(second.names.oid(named: "acmeState") != nil)
        #expect(MIBLoader.load([]).names.oid(named: "acmeState") == nil)
    }

    @Test("A base module that the administrator has wins over our own")
    func ownBase() throws {
        let directory = try MIBDirectory([
            "ACME-MIB.txt": MIBDirectory.acme,
            "SNMPv2-SMI": """
            SNMPv2-SMI DEFINITIONS ::= BEGIN
            org OBJECT IDENTIFIER ::= { iso 3 }
            dod OBJECT IDENTIFIER ::= { org 6 }
            internet OBJECT IDENTIFIER ::= { dod 1 }
            private OBJECT IDENTIFIER ::= { internet 4 }
            enterprises OBJECT IDENTIFIER ::= { private 2 }
            END
            """,
        ])
        let load = directory.load()
        #expect(load.modules == ["ACME-MIB", "SNMPv2-SMI"])
        #expect(load.names.oid(named: "acme")?.text == "1.3.6.1.4.2.99999")
    }

    @Test("A name that a standard MIB has goes on meaning that one; with its module it means the other")
    func homonyms() throws {
        let text = MIBDirectory.acme.replacingOccurrences(of: "acmeOverheated", with: "linkDown")
        let directory = try MIBDirectory(["ACME-MIB.txt": text])
        let names = directory.load().names
        #expect(names.oid(named: "linkDown")?.text == "1.3.6.1.6.3.1.1.5.3")
        #expect(names.oid(named: "ACME-MIB::linkDown")?.text == "1.3.6.1.4.1.99999.0.1")
        #expect(names.text([1, 3, 6, 1, 4, 1, 99999, 0, 1]) == "linkDown")
    }

    @Test("A fault has its file and line, and the other files load")
    func syntaxFault() throws {
        let broken = """
            BROKEN-MIB DEFINITIONS ::= BEGIN
            IMPORTS enterprises FROM SNMPv2-SMI;
            broken OBJECT IDENTIFIER ::= { enterprises 99997 }
            brokenObject OBJECT-TYPE
                SYNTAX ) ( ::=
            END
            """
        let directory = try MIBDirectory(["ACME-MIB.txt": MIBDirectory.acme, "BROKEN-MIB.txt": broken])
        let load = directory.load()
        let fault = try #require(load.faults.first)
        #expect(fault.path == "\(directory.path)/BROKEN-MIB.txt")
        #expect(fault.line == 5)
        #expect(fault.description.hasPrefix("\(directory.path)/BROKEN-MIB.txt:5: "))
        #expect(load.names.oid(named: "acmeMode") != nil)
    }

    @Test("A module that is imported and nowhere to be found is told with the file that wants it")
    func missingImport() throws {
        let text = MIBDirectory.acme.replacingOccurrences(
            of: "enterprises FROM SNMPv2-SMI", with: "acmeTop FROM ACME-TOP-MIB"
        )
        .replacingOccurrences(of: "{ enterprises 99999 }", with: "{ acmeTop 1 }")
        let directory = try MIBDirectory(["ACME-MIB.txt": text])
        let load = directory.load()
        #expect(
            load.faults.contains { $0.path == "\(directory.path)/ACME-MIB.txt" && $0.reason.contains("ACME-TOP-MIB") })
        #expect(load.names.oid(named: "acmeMode") == nil)
        #expect(load.names.oid(named: "linkDown") != nil)
    }

    @Test("What had no place in one load is forgotten before the next")
    func forgotten() throws {
        let lost = """
            LOST-MIB DEFINITIONS ::= BEGIN
            IMPORTS acmeTop FROM ACME-TOP-MIB;
            lost OBJECT IDENTIFIER ::= { acmeTop 1 }
            lostBelow OBJECT IDENTIFIER ::= { lost 1 }
            ring OBJECT IDENTIFIER ::= { gnir 1 }
            gnir OBJECT IDENTIFIER ::= { ring 1 }
            END
            """
        let first = try MIBDirectory(["LOST-MIB": lost]).load()
        #expect(!first.faults.isEmpty)
        let top = """
            ACME-TOP-MIB DEFINITIONS ::= BEGIN
            IMPORTS enterprises FROM SNMPv2-SMI;
            acmeTop OBJECT IDENTIFIER ::= { enterprises 99996 }
            ring OBJECT IDENTIFIER ::= { acmeTop 5 }
            END
            """
        let second = try MIBDirectory(["ACME-TOP-MIB": top]).load()
        #expect(second.faults == [])
        #expect(second.names.oid(named: "acmeTop") != nil)
        #expect(second.names.oid(named: "lost") == nil)
        #expect(second.names.text([1, 3, 6, 1, 4, 1, 99996, 1]) == "1.3.6.1.4.1.99996.1")
        #expect(second.names.count == ObjectNames.standard.count + 2)
    }

    @Test("A file with several modules gives them all, and a fault in the first does not hide the second")
    func severalModules() throws {
        func module(_ name: String, _ number: Int, _ extra: String = "") -> String {
            """
            \(name)-MIB DEFINITIONS ::= BEGIN
            IMPORTS enterprises FROM SNMPv2-SMI;
            \(name.lowercased())Top OBJECT IDENTIFIER ::= { enterprises \(number) }
            \(extra)
            END

            """
        }
        let good = try MIBDirectory(["both": module("ONE", 99_991) + module("TWO", 99_992)])
        let load = good.load()
        #expect(load.faults == [])
        #expect(load.modules == ["ONE-MIB", "TWO-MIB"])
        #expect(load.names.oid(named: "TWO-MIB::twoTop")?.text == "1.3.6.1.4.1.99992")
        let bad = try MIBDirectory(["both": module("ONE", 99_991, "x OBJECT-TYPE )") + module("TWO", 99_992)])
        #expect(!bad.load().faults.isEmpty)
    }

    @Test("A directory that is not there, or may not be read, is a fault and no more")
    func unreadableDirectory() throws {
        let directory = try MIBDirectory(["ACME-MIB.txt": MIBDirectory.acme])
        let load = directory.load(after: "/nonexistent/mibs")
        #expect(load.faults.map(\.path) == ["/nonexistent/mibs"])
        #expect(load.faults.first?.reason == "No such file or directory")
        #expect(load.names.oid(named: "acmeMode") != nil)
    }

    @Test("Files that are no MIBs are told by name, each with its reason, and the others load")
    func hostileFiles() throws {
        let directory = try MIBDirectory(["ACME-MIB.txt": MIBDirectory.acme, "README": "Put the MIBs here."])
        try directory.write("binary", Data((0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }))
        try directory.write("empty", Data())
        try directory.write("huge", Data(count: MIBFile.maximumOctets + 1))
        try directory.link("loop", to: "\(directory.path)/loop")
        try directory.link("nowhere", to: "/nonexistent")
        let made = unsafe mkfifo("\(directory.path)/pipe", 0o600)
        #expect(made == 0)
        try directory.write(".index", Data("ignored".utf8))
        try FileManager.default.createDirectory(atPath: "\(directory.path)/more", withIntermediateDirectories: false)
        let load = directory.load()
        let reasons = Dictionary(load.faults.map { ($0.path.split(separator: "/").last ?? "", $0.reason) }) { $1 }
        #expect(
            reasons == [
                "README": "holds no MIB module", "binary": "is binary, not MIB text", "empty": "is empty",
                "huge": "is larger than 16 MiB", "loop": "Too many levels of symbolic links",
                "nowhere": "No such file or directory", "pipe": "is not a regular file",
            ])
        #expect(load.names.oid(named: "acmeMode") != nil)
    }

    @Test("Of a module that is there twice the first is read, and the second is told")
    func duplicates() throws {
        let directory = try MIBDirectory(["a": MIBDirectory.acme, "b": MIBDirectory.acme])
        let load = directory.load(after: directory.path)
        #expect(load.faults.count == 3)
        #expect(load.faults.first?.path == "\(directory.path)/b")
        #expect(load.faults.first?.reason == "module ACME-MIB was read from \(directory.path)/a already")
        #expect(load.names.oid(named: "acmeMode") != nil)
    }

    @Test("Text cut short, turned around or repeated at every place never stops the process")
    func mangled() throws {
        let whole = Array(MIBDirectory.acme.utf8)
        for cut in stride(from: 20, to: whole.count, by: 171) {
            var mangled = Array(whole[..<cut])
            if cut.isMultiple(of: 2) { mangled += whole[(cut / 2)...].reversed() }
            if cut.isMultiple(of: 3) { mangled += whole }
            let directory = try MIBDirectory()
            try directory.write("ACME-MIB", Data(mangled))
            let load = directory.load()
            #expect(load.names.oid(named: "linkDown") != nil)
            #expect(load.faults.count <= MIBLoader.maximumFaults + 1)
        }
        #expect(MIBLoader.load([]).faults == [])
    }

    @Test("A file whose modules the parser does not see is told")
    func unseen() throws {
        let directory = try MIBDirectory(["odd": "{ } A-MIB DEFINITIONS ::= BEGIN END"])
        let load = directory.load()
        #expect(load.faults == [MIBFault(path: "\(directory.path)/odd", reason: "module A-MIB could not be read")])
    }

    @Test("A file of garbage behind a good beginning does not tell thousands of faults")
    func manyFaults() throws {
        let garbage = (0..<5_000).map { "x\($0) OBJECT IDENTIFIER ::= { y\($0) \($0) }" }.joined(separator: "\n")
        let directory = try MIBDirectory(["G-MIB": "G-MIB DEFINITIONS ::= BEGIN\n\(garbage)\nEND\n"])
        let load = directory.load()
        #expect(load.faults.count == MIBLoader.maximumFaults + 1)
        #expect(load.faults.last?.reason.hasSuffix("faults more") == true)
    }
}

@Suite("What a MIB file is found to hold")
struct MIBFileTests {
    @Test("Modules and imports are found outside of comments and strings")
    func scan() throws {
        let text = """
            -- FAKE-MIB DEFINITIONS ::= BEGIN
            A-MIB -- a comment -- DEFINITIONS ::= BEGIN
            IMPORTS x FROM B-MIB-- one more
              y FROM C-MIB;
            z "B2-MIB DEFINITIONS FROM D-MIB"
            END
            E-MIB DEFINITIONS ::= BEGIN END
            """
        let file = try MIBFile(path: "x", content: Array(text.utf8))
        #expect(file.modules == ["A-MIB", "E-MIB"])
        #expect(file.imports == ["B-MIB", "C-MIB"])
    }

    @Test(
        "A text without a module is none",
        arguments: ["DEFINITIONS", "\"A-MIB DEFINITIONS", "--", "-", "\"", "1 DEFINITIONS"])
    func noModule(text: String) {
        #expect(throws: MIBFault(path: "x", reason: "holds no MIB module")) {
            try MIBFile(path: "x", content: Array(text.utf8))
        }
    }

    @Test("The parser's words become a file, a line and a reason")
    func parserLines() {
        func fault(_ text: String) -> MIBFault? { MIBParserLog.fault(text, ["/proc/self/fd/5": "IF-MIB"]) }
        #expect(
            fault("Expected \"}\" (END): At line 12 in /m/A.txt\n")
                == MIBFault(path: "/m/A.txt", line: 12, reason: "Expected \"}\" (END)"))
        #expect(
            fault("Cannot resolve OID in A: x ::= { y 1 } at line 3 in /m/A\n")
                == MIBFault(path: "/m/A", line: 3, reason: "Cannot resolve OID in A: x ::= { y 1 }"))
        #expect(
            fault("Did not find 'x' in module Y (/m/A)\n")
                == MIBFault(path: "/m/A", reason: "Did not find 'x' in module Y"))
        #expect(fault("Bad thing: At line 1 in /proc/self/fd/5")?.path == "IF-MIB")
        #expect(fault("Cannot find module (X): At line 0 in (none)")?.path == "MIB files")
        #expect(
            fault("Undefined identifier: y near line 3 of /m/A\n")
                == MIBFault(path: "/m/A", line: 3, reason: "Undefined identifier: y"))
        #expect(
            fault("Cannot adopt OID in A-MIB: x ::= { y 1 }\n")
                == MIBFault(path: "A-MIB", reason: "no module defines the parent of x ::= { y 1 }"))
        #expect(fault("Unlinked OID in A-MIB: x ::= { y 1 }\n") == nil)
        #expect(fault("Did not find 'x' in module #-1 (/m/A)\n") == nil)
        #expect(fault("MIB search path: /m\n") == nil)
        #expect(fault("") == nil)
        #expect(fault("anything: At line x") == MIBFault(path: "MIB files", reason: "anything: At line x"))
    }
}
