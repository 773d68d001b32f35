internal import CNetSNMP
internal import Glibc

/// The modules that others import from, written from the project's own table: an administrator's MIB needs SNMPv2-SMI,
/// SNMPv2-TC and their like, Debian ships none, and the parser must have them as files. They hold what can be
/// imported, which is names, OIDs and textual conventions, and live in memory only.
struct BaseModules: ~Copyable {
    private var descriptors: [Int32] = []
    /// The modules by the path under which the parser opens them.
    private(set) var paths: [String: String] = [:]

    /// Those that the parser asks for by itself, in place of the SMIv1 modules that an import may name.
    private static let always: Set<String> = ["SNMPv2-SMI", "SNMPv2-TC", "SNMPv2-MIB", "IF-MIB", "IP-MIB"]

    /// Writes those that are wanted and that the administrator's directories have not.
    init(wanted: Set<String>, except own: Set<String>) throws(MIBFault) {
        let reader = StandardNames.read()
        let needed = wanted.union(BaseModules.always).subtracting(own)
        var bodies: [String: String] = [:]
        for convention in reader.conventions where needed.contains(convention.module) {
            bodies[convention.module, default: ""] += BaseModules.text(convention)
        }
        for description in reader.builder.finish().all where needed.contains(description.module) {
            bodies[description.module, default: ""] += BaseModules.text(description)
        }
        for (module, body) in bodies.sorted(by: { $0.key < $1.key }) {
            try add(module, "\(module) DEFINITIONS ::= BEGIN\n\(body)END\n")
        }
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    private mutating func add(_ module: String, _ text: String) throws(MIBFault) {
        let descriptor = unsafe tocsin_memory_file(module)
        guard descriptor >= 0 else { throw MIBFault(path: module, reason: SystemText.ofError(errno)) }
        descriptors.append(descriptor)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw MIBFault(path: module, reason: SystemText.ofError(errno)) }
            rest = rest.dropFirst(count)
        }
        paths["/proc/self/fd/\(descriptor)"] = module
    }

    private static func text(_ description: ObjectDescription) -> String {
        let roots = ["ccitt", "iso", "joint-iso-ccitt"]
        guard let first = description.oid.arcs.first, first < 3, description.oid.arcs.count > 1 else { return "" }
        let below = description.oid.arcs.dropFirst().map { String($0) }.joined(separator: " ")
        return "\(description.name) OBJECT IDENTIFIER ::= { \(roots[Int(first)]) \(below) }\n"
    }

    private static func text(_ convention: NameTableReader.Convention) -> String {
        var text = "\(convention.name) ::= TEXTUAL-CONVENTION\n"
        if let hint = convention.hint { text += "DISPLAY-HINT \"\(hint)\"\n" }
        text += "STATUS current\nDESCRIPTION \"\"\nSYNTAX "
        switch convention.syntax.base {
        case .octetString: text += "OCTET STRING"
        case .objectIdentifier: text += "OBJECT IDENTIFIER"
        default: text += convention.syntax.base.rawValue
        }
        if !convention.syntax.labels.isEmpty {
            text +=
                " { " + convention.syntax.labels.pairs.map { "\($0.name)(\($0.number))" }.joined(separator: ", ") + " }"
        }
        return text + "\n"
    }
}
