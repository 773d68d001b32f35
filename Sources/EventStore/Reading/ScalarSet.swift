/// The Unicode scalars that a bracket or an escape of a pattern stands for.
struct ScalarSet: Sendable {
    /// The classes of POSIX (IEEE 1003.1, section 9.3.5), of Unicode where they are wider than ASCII.
    enum Kind: String, Sendable {
        case alpha, digit, alnum, upper, lower, space, blank, punct, xdigit, cntrl, print, graph, word
    }

    /// Whether everything else is meant.
    var isNegated = false
    private var ranges: [ClosedRange<UInt32>] = []
    private var kinds: [(kind: Kind, isNegated: Bool)] = []

    /// An empty set.
    init() {}

    /// The set of `\d`, `\w`, `\s` or of their opposites; nil for any other letter.
    init?(escape: Unicode.Scalar) {
        switch escape {
        case "d": kinds = [(.digit, false)]
        case "D": kinds = [(.digit, true)]
        case "w": kinds = [(.word, false)]
        case "W": kinds = [(.word, true)]
        case "s": kinds = [(.space, false)]
        case "S": kinds = [(.space, true)]
        default: return nil
        }
    }

    /// Adds neighbouring scalars.
    mutating func add(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    /// Adds a class.
    mutating func add(_ kind: Kind) { kinds.append((kind, false)) }

    /// Adds what an escape stands for.
    mutating func add(_ other: ScalarSet) { kinds += other.kinds }

    /// Whether the scalar, or when case is ignored its other case, is in the set.
    func contains(_ value: UInt32, ignoringCase: Bool) -> Bool {
        var isIn = has(value)
        if !isIn, ignoringCase {
            let lower = SearchPattern.folded(value)
            isIn = lower != value && has(lower) || has(ScalarSet.raised(value))
        }
        return isIn != isNegated
    }

    /// Whether a scalar is part of a word; the end of the text is not.
    static func isWord(_ value: UInt32?) -> Bool {
        guard let value else { return false }
        return isIn(value, .word)
    }

    private func has(_ value: UInt32) -> Bool {
        ranges.contains { $0.contains(value) } || kinds.contains { ScalarSet.isIn(value, $0.kind) != $0.isNegated }
    }

    private static func raised(_ value: UInt32) -> UInt32 {
        if value < 128 { return value >= 97 && value <= 122 ? value - 32 : value }
        guard let upper = Unicode.Scalar(value)?.properties.uppercaseMapping.unicodeScalars, upper.count == 1 else {
            return value
        }
        return upper.first?.value ?? value
    }

    private static func isIn(_ value: UInt32, _ kind: Kind) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        let isDigit = value >= 48 && value <= 57
        switch kind {
        case .digit: return isDigit
        case .alpha: return scalar.properties.isAlphabetic
        case .alnum: return isDigit || scalar.properties.isAlphabetic
        case .word: return isDigit || value == 95 || scalar.properties.isAlphabetic
        case .upper: return scalar.properties.isUppercase
        case .lower: return scalar.properties.isLowercase
        case .space: return scalar.properties.isWhitespace
        case .blank: return value == 32 || value == 9
        case .xdigit: return scalar.properties.isASCIIHexDigit
        case .cntrl: return value < 32 || value == 127
        case .print: return value >= 32 && value != 127
        case .graph: return value > 32 && value != 127 && !scalar.properties.isWhitespace
        case .punct: return (33...126).contains(value) && !isDigit && !scalar.properties.isAlphabetic
        }
    }
}
