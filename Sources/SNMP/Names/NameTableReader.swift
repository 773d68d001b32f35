/// Reads the tables of `StandardNames`. They are part of the program, so a fault in one is our own bug and stops it.
struct NameTableReader {
    /// A textual convention of the tables.
    struct Convention {
        /// The module that defines it.
        let module: String
        /// Its name.
        let name: String
        /// Its DISPLAY-HINT.
        let hint: String?
        /// What its values are.
        let syntax: ObjectSyntax
    }

    /// What was read.
    private(set) var builder = ObjectNamesBuilder()
    /// The conventions in the order of the tables.
    private(set) var conventions: [Convention] = []

    private var module = ""
    private var parent: [UInt32] = []
    private var parentNode = NameTree.root
    private var syntaxes: [String: ObjectSyntax] = [:]
    private var ownSyntaxes: [String: ObjectSyntax] = [:]
    private var bases: [String: ObjectSyntax] = [:]

    /// A reader that knows the base types.
    init() {
        for base: ObjectSyntax.Base in [
            .integer, .octetString, .objectIdentifier, .bits, .ipAddress, .counter32, .gauge32, .unsigned32, .timeTicks,
            .counter64, .opaque,
        ] {
            bases[base.rawValue] = ObjectSyntax(base: base)
        }
    }

    /// Reads one table.
    mutating func read(_ table: String) {
        let bytes = Array(table.utf8)
        var words: [String] = []
        var start = 0
        for index in 0...bytes.count {
            let byte = index < bytes.count ? bytes[index] : UInt8(ascii: "\n")
            guard byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") else { continue }
            if index > start { words.append(String(decoding: bytes[start..<index], as: UTF8.self)) }
            start = index + 1
            if byte == UInt8(ascii: "\n"), !words.isEmpty {
                line(words)
                words.removeAll(keepingCapacity: true)
            }
        }
    }

    private mutating func line(_ words: [String]) {
        switch words[0] {
        case "=": module = words[1]
        case ":": convention(words)
        case "@": below(words)
        default: entry(words)
        }
    }

    private mutating func convention(_ words: [String]) {
        var rest = words[3...]
        var hint: String?
        if let word = rest.first, word.hasPrefix("~") {
            hint = String(word.dropFirst())
            rest = rest.dropFirst()
        }
        let base = syntax(words[2]).base
        let new = ObjectSyntax(
            base: base, textualConvention: words[1], hint: hint, labels: labels(rest, from: base == .bits ? 0 : 1))
        if syntaxes[words[1]] == nil { syntaxes[words[1]] = new }
        ownSyntaxes["\(module)::\(words[1])"] = new
        conventions.append(Convention(module: module, name: words[1], hint: hint, syntax: new))
    }

    private mutating func below(_ words: [String]) {
        guard let oid = ObjectIdentifier(words[1]) else { preconditionFailure("No OID in a table: \(words)") }
        parent = oid.arcs
        parentNode = builder.tree.node(parent)
        for (up, name) in words[2...].reversed().enumerated() {
            let arcs = Array(parent.dropLast(up))
            builder.add(ObjectDescription(name: name, module: module, oid: ObjectIdentifier(arcs)))
        }
    }

    private mutating func entry(_ words: [String]) {
        guard let arc = UInt32(words[0]), words.count >= 2 else { preconditionFailure("No arc in a table: \(words)") }
        let oid = ObjectIdentifier(parent + [arc])
        let description: ObjectDescription
        if words.count == 2 {
            description = ObjectDescription(name: words[1], module: module, oid: oid)
        } else if words[2] == "!" {
            description = ObjectDescription(
                name: words[1], module: module, oid: oid, kind: .notification, objects: Array(words[3...]))
        } else {
            var syntax = syntax(words[2])
            if words.count > 3 {
                let first: Int32 = syntax.base == .bits ? 0 : 1
                syntax = ObjectSyntax(base: syntax.base, labels: labels(words[3...], from: first))
            }
            description = ObjectDescription(
                name: words[1], module: module, oid: oid, kind: .object, syntax: syntax)
        }
        builder.add(description, at: builder.tree.child(of: parentNode, arc))
    }

    private func syntax(_ word: String) -> ObjectSyntax {
        if let base = bases[word] { return base }
        if let own = ownSyntaxes["\(module)::\(word)"] { return own }
        guard let found = syntaxes[word] else { preconditionFailure("No type \(word) in the tables") }
        return found
    }

    private func labels(_ words: ArraySlice<String>, from first: Int32) -> EnumerationLabels {
        var next = first
        var pairs: [(number: Int32, name: String)] = []
        for word in words {
            var name = word
            if let colon = word.utf8.firstIndex(of: UInt8(ascii: ":")), let number = Int32(word[..<colon]) {
                next = number
                name = String(word[word.index(after: colon)...])
            }
            pairs.append((number: next, name: name))
            next += 1
        }
        return EnumerationLabels(pairs)
    }
}
