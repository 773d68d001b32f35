import Dispatch
import Glibc

/// Debian's snmpget and its kin: managers that somebody else wrote.
enum NetSNMPCommand {
    /// Whether they are installed.
    static let isInstalled = unsafe access("/usr/bin/snmpget", X_OK) == 0 && access("/usr/bin/snmpbulkwalk", X_OK) == 0

    /// Runs one of them in a folder of its own and gives the lines of its output, diagnostics included.
    static func run(_ command: String) async -> [String] {
        await withCheckedContinuation { done in
            DispatchQueue.global().async { done.resume(returning: blocking(command)) }
        }
    }

    private static func blocking(_ command: String) -> [String] {
        let folder = "/tmp/tocsin-lab-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let whole =
            "mkdir \(folder) && cd \(folder) && MIBS= SNMPCONFPATH=. SNMP_PERSISTENT_DIR=. HOME=. \(command) 2>&1; rm -r \(folder)"
        guard let pipe = unsafe popen(whole, "r") else { return [] }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            text += buffer[..<count]
        }
        unsafe _ = pclose(pipe)
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
            // It says once that it has made the folder for its certificates.
            .filter { !$0.hasPrefix("Created directory") }
    }
}
