import Foundation
import Model
import Testing

@testable import Daemon

@Suite("Names of MIB files in profiles")
struct ProfileNamesTests {
    private static let mib = """
        TOCSIN-TEST-MIB DEFINITIONS ::= BEGIN
        IMPORTS enterprises, OBJECT-TYPE, MODULE-IDENTITY FROM SNMPv2-SMI;
        tocsinTest MODULE-IDENTITY
            LAST-UPDATED "202611290000Z" ORGANIZATION "T" CONTACT-INFO "T" DESCRIPTION "T"
            ::= { enterprises 99997 }
        tocsinTestHumidity OBJECT-TYPE
            SYNTAX INTEGER MAX-ACCESS read-only STATUS current DESCRIPTION "T" ::= { tocsinTest 1 }
        END
        """

    private func load(withMIBs: Bool) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tocsin-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder + "/mibs", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Self.mib.write(toFile: folder + "/mibs/TOCSIN-TEST-MIB.txt", atomically: true, encoding: .utf8)
        try """
        profile: room
        summary: What a sensor of ours says.
        scalars:
          - { name: room_humidity, object: tocsinTestHumidity, kind: gauge, unit: "%" }
        """.write(toFile: folder + "/room.yaml", atomically: true, encoding: .utf8)
        try """
        snmp:
          \(withMIBs ? "mibs: [ \(folder)/mibs, /usr/share/snmp/mibs ]" : "")
          profiles: [ room.yaml ]
          credentials: [ { name: lan, version: 2c, community: x } ]
          devices: [ { name: a, address: 192.0.2.1, credential: lan, profiles: [system, room] } ]
        """.write(toFile: folder + "/tocsin.yaml", atomically: true, encoding: .utf8)
        return DaemonConfiguration.load(file: folder + "/tocsin.yaml", secrets: .off).loaded.faults.map(\.text)
    }

    @Test("A profile may name objects of a vendor's MIB where snmp.mibs has its folder, and is told of the name else")
    func names() throws {
        #expect(try load(withMIBs: true) == [])
        let faults = try load(withMIBs: false)
        #expect(faults.count == 1 && faults[0].contains("tocsinTestHumidity"), "\(faults)")
    }
}
