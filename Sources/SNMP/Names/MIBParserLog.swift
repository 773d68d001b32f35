internal import CNetSNMP

/// Catches what the parser would print, and reads faults from it. The library's lock is held while one is at work.
@safe final class MIBParserLog {
    private var lines: [String] = []
    /// The parents that no module defines, of nodes that the library keeps for a later tree.
    private(set) var missingParents: Set<String> = []
    private var handler: UnsafeMutablePointer<netsnmp_log_handler>?

    /// The most lines that are kept: a file of garbage has one for each word.
    private static let maximumLines = 2_000

    /// Listens from now on.
    func begin() {
        unsafe handler = netsnmp_register_loghandler(NETSNMP_LOGHANDLER_CALLBACK, LOG_DEBUG)
        unsafe _ = snmp_register_callback(
            SNMP_CALLBACK_LIBRARY.asInt32, SNMP_CALLBACK_LOGGING.asInt32, receiveParserLog,
            Unmanaged.passUnretained(self).toOpaque())
    }

    /// Listens no longer.
    func end() {
        unsafe _ = snmp_unregister_callback(
            SNMP_CALLBACK_LIBRARY.asInt32, SNMP_CALLBACK_LOGGING.asInt32, receiveParserLog,
            Unmanaged.passUnretained(self).toOpaque(), 1)
        if let handler = unsafe handler { unsafe _ = netsnmp_remove_loghandler(handler) }
        unsafe handler = nil
    }

    /// What was said, as faults; a path of one of our own modules becomes its name.
    func faults(_ base: [String: String]) -> [MIBFault] {
        var seen: Set<MIBFault> = []
        return lines.compactMap { MIBParserLog.fault($0, base) }.filter { seen.insert($0).inserted }
    }

    fileprivate func append(_ line: String) {
        for mark in ["Cannot adopt OID", "Unlinked OID", "Cannot resolve OID"] where line.hasPrefix(mark) {
            if let (_, parent) = MIBParserLog.cut(line[...], at: " ::= { ") {
                missingParents.insert(String(parent.prefix { $0 != " " }))
            }
        }
        if lines.count < MIBParserLog.maximumLines { lines.append(line) }
    }

    /// Reads `Expected "}" (END): At line 12 in /path`, `Undefined identifier: x near line 9 of /path`,
    /// `Cannot adopt OID in MODULE: …` and `Did not find 'x' in module Y (/path)`; nil for what is no fault of a
    /// file, or
    /// only follows from a fault that was told already.
    static func fault(_ text: String, _ base: [String: String]) -> MIBFault? {
        var line = text[...]
        while line.last == "\n" { line.removeLast() }
        guard !line.isEmpty, !line.hasPrefix("MIB search path:"), !line.hasPrefix("Unlinked OID in ") else {
            return nil
        }
        for (mark, of) in [(": At line ", " in "), (" at line ", " in "), (" near line ", " of ")] {
            guard let (reason, place) = cut(line, at: mark), let (number, path) = cut(place, at: of) else { continue }
            // Without a file the parser stood between two of them.
            let file = path == "(none)" ? "MIB files" : base[String(path)] ?? String(path)
            return MIBFault(path: file, line: Int(number).flatMap { $0 > 0 ? $0 : nil }, reason: String(reason))
        }
        if let (_, rest) = cut(line, at: "Cannot adopt OID in "), let (module, node) = cut(rest, at: ": ") {
            return MIBFault(path: String(module), reason: "no module defines the parent of \(node)")
        }
        if line.contains("' in module #-1") { return nil }
        if line.last == ")", let open = line.lastIndex(of: "("), line[open...].dropFirst().first == "/" {
            let path = String(line[line.index(after: open)...].dropLast())
            return MIBFault(path: base[path] ?? path, reason: String(line[..<open].trimmedEnd))
        }
        return MIBFault(path: "MIB files", reason: String(line))
    }

    private static func cut(_ text: Substring, at mark: String) -> (Substring, Substring)? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(mark) {
                return (text[..<index], text[index...].dropFirst(mark.count))
            }
            text.formIndex(after: &index)
        }
        return nil
    }
}

/// The library's callback: a line of its log, and the `MIBParserLog` that listens.
private func receiveParserLog(
    _ major: Int32, _ minor: Int32, _ message: UnsafeMutableRawPointer?, _ log: UnsafeMutableRawPointer?
) -> Int32 {
    guard let message = unsafe message, let log = unsafe log,
        let text = unsafe message.assumingMemoryBound(to: snmp_log_message.self).pointee.msg
    else { return 0 }
    unsafe Unmanaged<MIBParserLog>.fromOpaque(log).takeUnretainedValue().append(String(cString: text))
    return 0
}

extension Substring {
    fileprivate var trimmedEnd: Substring {
        var copy = self
        while copy.last == " " { copy.removeLast() }
        return copy
    }
}
