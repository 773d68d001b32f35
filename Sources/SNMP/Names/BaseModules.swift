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

    /// The modules of SMIv1 have in one what was divided later.
    private static let united: [String: Set<String>] = [
        "RFC1155-SMI": ["SNMPv2-SMI"],
        "RFC1158-MIB": ["SNMPv2-SMI", "SNMPv2-TC", "SNMPv2-MIB", "IF-MIB", "IP-MIB", "TCP-MIB", "UDP-MIB"],
        "RFC1213-MIB": ["SNMPv2-SMI", "SNMPv2-TC", "SNMPv2-MIB", "IF-MIB", "IP-MIB", "TCP-MIB", "UDP-MIB"],
    ]

    /// Writes those that are wanted and that the administrator's directories have not.
    init(wanted: Set<String>, except own: Set<String>) throws(MIBFault) {
        let reader = StandardNames.read()
        let needed = wanted.union(BaseModules.always).subtracting(own)
        var bodies: [String: String] = [:]
        for convention in reader.conventions {
            bodies[convention.module, default: ""] += BaseModules.text(convention)
        }
        for description in reader.builder.finish().all {
            bodies[description.module, default: ""] += BaseModules.text(description)
        }
        for module in needed.sorted() {
            let parts = (BaseModules.united[module] ?? []).union([module]).sorted().compactMap { bodies[$0] }
            if !parts.isEmpty { try add(module, parts.joined()) }
        }
    }

    /// Writes a module that gives each of these names an OID where nothing else is: a place for nodes whose parent no
    /// module defines. The library would keep such nodes for ever and hang them into the tree of a later load.
    mutating func addOrphanage(for parents: Set<String>) throws(MIBFault) {
        let lines = parents.sorted().enumerated().map { "\($1) OBJECT IDENTIFIER ::= { joint-iso-ccitt 999 \($0) }\n" }
        try add(BaseModules.orphanage, lines.joined())
    }

    /// The name of the module that `addOrphanage` makes.
    static let orphanage = "TOCSIN-ORPHANAGE"

    deinit { for descriptor in descriptors { close(descriptor) } }

    private mutating func add(_ module: String, _ body: String) throws(MIBFault) {
        let descriptor = unsafe tocsin_memory_file(module)
        guard descriptor >= 0 else { throw MIBFault(path: module, reason: SystemText.ofError(errno)) }
        descriptors.append(descriptor)
        var rest = Array("\(module) DEFINITIONS ::= BEGIN\n\(body)END\n".utf8)[...]
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
