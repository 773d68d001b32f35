import Foundation
import Model
import TestPrograms

/// Debian's `snmptrap` and `snmpinform`: senders that somebody else wrote.
struct DebianSender {
    /// The options that say in which version and as whom it speaks.
    var security: [String]
    /// Where to.
    var address: IPAddress
    /// Which port.
    var port: UInt16

    /// Whether they are installed.
    static let isInstalled = SpawnedProgram.exists("snmptrap") && SpawnedProgram.exists("snmpinform")

    /// Sends a trap.
    func trap(_ words: [String], in folder: String) async throws -> Int32 {
        try await run("snmptrap", [], words, folder)
    }

    /// Sends an inform; 0 when it was acknowledged.
    func inform(_ words: [String], in folder: String, timeout: Int = 10, retries: Int = 2) async throws -> Int32 {
        try await run("snmpinform", ["-t", "\(timeout)", "-r", "\(retries)"], words, folder)
    }

    /// The words of a notification of the examples' enterprise that can be found again by its marker.
    static func marked(_ marker: String) -> [String] {
        ["", "1.3.6.1.4.1.32473.1.0.7", "1.3.6.1.4.1.8072.9999.9999.2.0", "s", marker]
    }

    private func run(_ program: String, _ options: [String], _ words: [String], _ folder: String) async throws -> Int32
    {
        // Each call has a folder of its own: the library keeps its boots count there and would fight over it.
        let own = "\(folder)/snmp-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
        let target = address.isIPv6 ? "udp6:[\(address.text)]:\(port)" : "udp:\(address.text):\(port)"
        return try await ChildProcess.run(
            [program] + security + options + ["-m", "", target] + words,
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "SNMPCONFPATH": own,
                "SNMP_PERSISTENT_DIR": own, "MIBS": "", "HOME": own,
            ], errors: folder + "/senders")
    }
}

extension IPAddress {
    static let loopback4 = IPAddress.v4(0x7f00_0001)
    static let loopback6 = IPAddress.v6(high: 0, low: 1, scope: 0)
}
