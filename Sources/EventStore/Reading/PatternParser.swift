/// A pattern as a tree.
indirect enum PatternNode {
    case empty
    case scalar(UInt32)
    case any
    case set(ScalarSet)
    case assertion(SearchPattern.Assertion)
    case sequence([PatternNode])
    case either([PatternNode])
    case repeated(PatternNode, least: Int, most: Int?)
}

/// Reads the syntax that `SearchPattern` describes.
struct PatternParser {
    /// Parentheses within parentheses; more is a slip or an attack on the stack.
    private static let deepest = 100
    /// The largest number in `{n,m}`.
    private static let mostRepeats = 1_000

    /// Whether case is ignored: as asked for, or by `(?i)`.
    private(set) var ignoresCase: Bool
    private let pattern: String
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    /// A parser at the beginning of a pattern.
    init(_ pattern: String, ignoringCase: Bool) {
        self.pattern = pattern
        scalars = Array(pattern.unicodeScalars)
        ignoresCase = ignoringCase
    }

    /// The whole pattern's tree.
    mutating func parse() throws(ReaderFault) -> PatternNode {
        if take("(?i)") { ignoresCase = true }
        let tree = try alternatives()
        if position < scalars.count { throw fault("\")\" without \"(\"") }
        return tree
    }

    private mutating func alternatives() throws(ReaderFault) -> PatternNode {
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .either(nodes)
    }

    private mutating func sequence() throws(ReaderFault) -> PatternNode {
        var nodes: [PatternNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            let start = position
            let node = try atom()
            nodes.append(try repeats(of: node, from: start))
        }
        return nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func repeats(of node: PatternNode, from start: Int) throws(ReaderFault) -> PatternNode {
        var bounds: (least: Int, most: Int?)
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if let counted = try counts() {
            bounds = counted
        } else {
            return node
        }
        if case .assertion = node {
            position = start
            throw fault("a place cannot be repeated")
        }
        _ = take("?")
        if let scalar = peek, scalar == "*" || scalar == "+" || scalar == "?" { throw fault("nothing to repeat") }
        return .repeated(node, least: bounds.least, most: bounds.most)
    }

    /// `{n}`, `{n,}` or `{n,m}`; a brace that is none of these is itself.
    private mutating func counts() throws(ReaderFault) -> (least: Int, most: Int?)? {
        let start = position
        guard take("{"), let least = number() else {
            position = start
            return nil
        }
        var most: Int? = least
        if take(",") { most = number() }
        guard take("}") else {
            position = start
            return nil
        }
        guard least <= Self.mostRepeats, most ?? 0 <= Self.mostRepeats, most ?? least >= least else {
            position = start
            throw fault("repeats are 0 to \(Self.mostRepeats), the smaller number first")
        }
        return (least, most)
    }

    private mutating func atom() throws(ReaderFault) -> PatternNode {
        let scalar = scalars[position]
        switch scalar {
        case "(": return try group()
        case "[":
            position += 1
            return .set(try bracket())
        case "\\": return try escape()
        case "*", "+", "?": throw fault("nothing to repeat")
        default: break
        }
        position += 1
        switch scalar {
        case ".": return .any
        case "^": return .assertion(.start)
        case "$": return .assertion(.end)
        default: return literal(scalar.value)
        }
    }

    private mutating func group() throws(ReaderFault) -> PatternNode {
        let start = position
        position += 1
        if !take("?:"), peek == "?" { throw fault("look-around, names and options in a group are not supported") }
        depth += 1
        guard depth <= Self.deepest else { throw fault("too many parentheses") }
        let node = try alternatives()
        depth -= 1
        guard take(")") else {
            position = start
            throw fault("\"(\" without \")\"")
        }
        return node
    }

    private mutating func escape() throws(ReaderFault) -> PatternNode {
        let start = position
        position += 1
        guard let scalar = peek else {
            position = start
            throw fault("nothing after the backslash")
        }
        position += 1
        switch scalar {
        case "b": return .assertion(.wordBoundary)
        case "B": return .assertion(.noWordBoundary)
        case "A": return .assertion(.start)
        case "z", "Z": return .assertion(.end)
        default: break
        }
        if let named = ScalarSet(escape: scalar) { return .set(named) }
        position -= 1
        return literal(try escapedScalar())
    }

    /// The scalar that an escape stands for; the position is after the backslash.
    private mutating func escapedScalar() throws(ReaderFault) -> UInt32 {
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "t": return 9
        case "n": return 10
        case "r": return 13
        case "f": return 12
        case "v": return 11
        case "e": return 27
        case "x":
            let isBraced = take("{")
            var digits = ""
            while let digit = peek, digit.properties.isASCIIHexDigit, digits.count < (isBraced ? 8 : 2) {
                digits.unicodeScalars.append(digit)
                position += 1
            }
            guard let value = UInt32(digits, radix: 16), Unicode.Scalar(value) != nil, !isBraced || take("}") else {
                throw fault("\\x takes two hexadecimal digits, or a code point in braces")
            }
            return value
        default:
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                position -= 1
                throw fault("\"\\\(scalar)\" is not supported")
            }
            return scalar.value
        }
    }

    private mutating func bracket() throws(ReaderFault) -> ScalarSet {
        let start = position - 1
        var set = ScalarSet()
        set.isNegated = take("^")
        var isFirst = true
        while let scalar = peek {
            if scalar == "]", !isFirst {
                position += 1
                return set
            }
            isFirst = false
            let item = position
            if take("[:") {
                let name = self.name()
                guard take(":]"), let kind = ScalarSet.Kind(rawValue: name) else {
                    position = item
                    throw fault("no class of characters is named \"\(name)\"")
                }
                set.add(kind)
                continue
            }
            guard let low = try bracketScalar(&set) else { continue }
            guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.add(low...low)
                continue
            }
            position += 1
            guard let high = try bracketScalar(&set), high >= low else { throw fault("the range runs backwards") }
            set.add(low...high)
        }
        position = start
        throw fault("\"[\" without \"]\"")
    }

    /// One scalar of a bracket, or nil when it was a class such as `\d`, which is added.
    private mutating func bracketScalar(_ set: inout ScalarSet) throws(ReaderFault) -> UInt32? {
        guard take("\\") else {
            position += 1
            return scalars[position - 1].value
        }
        guard let scalar = peek else { throw fault("nothing after the backslash") }
        if scalar == "b" {
            position += 1
            return 8
        }
        if let named = ScalarSet(escape: scalar) {
            position += 1
            set.add(named)
            return nil
        }
        return try escapedScalar()
    }

    private func literal(_ value: UInt32) -> PatternNode {
        .scalar(ignoresCase ? SearchPattern.folded(value) : value)
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ text: String) -> Bool {
        let wanted = text.unicodeScalars
        guard scalars[position...].starts(with: wanted) else { return false }
        position += wanted.count
        return true
    }

    private mutating func number() -> Int? {
        var text = ""
        while let scalar = peek, scalar >= "0", scalar <= "9", text.count < 9 {
            text.unicodeScalars.append(scalar)
            position += 1
        }
        return Int(text)
    }

    private mutating func name() -> String {
        var text = ""
        while let scalar = peek, scalar.properties.isAlphabetic {
            text.unicodeScalars.append(scalar)
            position += 1
        }
        return text
    }

    private func fault(_ reason: String) -> ReaderFault {
        .badPattern(pattern: pattern, offset: position, reason: reason)
    }
}
