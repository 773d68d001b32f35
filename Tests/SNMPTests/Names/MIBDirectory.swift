import Foundation
import SNMP
import Testing

/// A directory of MIB files that a test made for itself; gone with the value.
final class MIBDirectory {
    /// Where it is.
    let path: String

    /// Makes the directory with these files.
    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.path + "/tocsin-mibs-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        for (name, text) in files { try write(name, Data(text.utf8)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Adds a file.
    func write(_ name: String, _ content: Data) throws {
        try content.write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    /// Adds a symbolic link.
    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    /// Loads it, after these other directories; it exists until that is done.
    func load(after others: String...) -> MIBLoad { withExtendedLifetime(self) { MIBLoader.load(others + [path]) } }

    /// A small enterprise's MIB as vendors write them: conventions, an enumeration, a hint, a table, notifications.
    static let acme = """
        ACME-MIB DEFINITIONS ::= BEGIN
        IMPORTS
            MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, Integer32, Gauge32, enterprises FROM SNMPv2-SMI
            TEXTUAL-CONVENTION, DisplayString, DateAndTime, MacAddress, TruthValue FROM SNMPv2-TC
            MODULE-COMPLIANCE, OBJECT-GROUP FROM SNMPv2-CONF
            InterfaceIndex, ifIndex FROM IF-MIB;

        acme MODULE-IDENTITY
            LAST-UPDATED "202611240000Z"
            ORGANIZATION "Acme" CONTACT-INFO "nobody" DESCRIPTION "A MIB of a test."
            ::= { enterprises 99999 }

        AcmeTenths ::= TEXTUAL-CONVENTION
            DISPLAY-HINT "d-1" STATUS current DESCRIPTION "Tenths of a degree" SYNTAX Integer32

        AcmeVersion ::= TEXTUAL-CONVENTION
            DISPLAY-HINT "1d.1d.1d" STATUS current DESCRIPTION "A version" SYNTAX OCTET STRING (SIZE (3))

        AcmeMode ::= TEXTUAL-CONVENTION
            STATUS current DESCRIPTION "A mode" SYNTAX INTEGER { idle(1), busy(2), melting(7) }

        acmeNotifications OBJECT IDENTIFIER ::= { acme 0 }
        acmeObjects OBJECT IDENTIFIER ::= { acme 1 }

        acmeTemperature OBJECT-TYPE
            SYNTAX AcmeTenths UNITS "degrees" MAX-ACCESS read-only STATUS current DESCRIPTION "How hot"
            ::= { acmeObjects 1 }
        acmeMode OBJECT-TYPE
            SYNTAX AcmeMode MAX-ACCESS read-only STATUS current DESCRIPTION "What it does" ::= { acmeObjects 2 }
        acmeVersion OBJECT-TYPE
            SYNTAX AcmeVersion MAX-ACCESS read-only STATUS current DESCRIPTION "-- not a comment" ::= { acmeObjects 3 }
        acmeBuilt OBJECT-TYPE
            SYNTAX DateAndTime MAX-ACCESS read-only STATUS current DESCRIPTION "" ::= { acmeObjects 4 }
        acmeFlags OBJECT-TYPE
            SYNTAX BITS { open(0), hot(3) } MAX-ACCESS read-only STATUS current DESCRIPTION "" ::= { acmeObjects 5 }
        acmeWide_Name OBJECT-TYPE
            SYNTAX TruthValue MAX-ACCESS read-only STATUS current DESCRIPTION "" ::= { acmeObjects 6 }

        acmeTable OBJECT-TYPE
            SYNTAX SEQUENCE OF AcmeEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "" ::= { acmeObjects 7 }
        acmeEntry OBJECT-TYPE
            SYNTAX AcmeEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "" INDEX { ifIndex }
            ::= { acmeTable 1 }
        AcmeEntry ::= SEQUENCE { acmeNeighbour MacAddress }
        acmeNeighbour OBJECT-TYPE
            SYNTAX MacAddress MAX-ACCESS read-only STATUS current DESCRIPTION "" ::= { acmeEntry 1 }

        acmeOverheated NOTIFICATION-TYPE
            OBJECTS { acmeTemperature, acmeMode, ifIndex }
            STATUS current
            DESCRIPTION "The device is too hot."
            ::= { acmeNotifications 1 }
        END
        """
}
