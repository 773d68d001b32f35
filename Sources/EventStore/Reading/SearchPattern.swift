/// A regular expression that is found or not found in a text in time proportional to the text.
///
/// Patterns come from whoever types them, and a backtracking matcher (Swift's own, PCRE) can be kept busy for ever by
/// `(a+)+$` on one line. This one runs all alternatives side by side, one scalar at a time (Thompson's construction),
/// so the worst is `maximumSize` steps a scalar. The price is that back-references and look-around do not exist.
///
/// Syntax: `.` `[a-z]` `[^…]` `[[:alpha:]]` `\d \w \s \D \W \S \b \B` `^ $` `( ) (?: )` `|` `* + ? {n,m}` (also lazy,
/// which makes no difference here), `\t \n \r \xHH \x{…}`, `\` before punctuation, and `(?i)` at the beginning.
struct SearchPattern: Sendable {
    /// Most instructions that a pattern may have, counted repeats written out.
    static let maximumSize = 4_000

    /// One step of the machine.
    enum Instruction: Sendable {
        /// This scalar, in lower case when case is ignored.
        case scalar(UInt32)
        /// Any scalar.
        case any
        /// A scalar of a set.
        case set(ScalarSet)
        /// Nothing is consumed; the place must be right.
        case assertion(Assertion)
        /// Go on in both places.
        case split(Int, Int)
        /// Go on elsewhere.
        case jump(Int)
        /// Found.
        case found
    }

    /// What a place in the text can be.
    enum Assertion: Sendable {
        case start, end, wordBoundary, noWordBoundary
    }

    private let program: [Instruction]
    private let ignoresCase: Bool

    /// Reads a pattern. Without `ignoringCase` the case counts, except after `(?i)`.
    init(_ pattern: String, ignoringCase: Bool = false) throws(ReaderFault) {
        var parser = PatternParser(pattern, ignoringCase: ignoringCase)
        let tree = try parser.parse()
        ignoresCase = parser.ignoresCase
        var program: [Instruction] = []
        guard SearchPattern.compile(tree, into: &program) else {
            throw .badPattern(pattern: pattern, offset: 0, reason: "it is too large once its repeats are written out")
        }
        self.program = program + [.found]
    }

    /// As journalctl does for `-g`: case counts only when the pattern has a capital letter. Those of `\S`, `\W` and the
    /// like do not make it so.
    init(smartCase pattern: String) throws(ReaderFault) {
        var isEscaped = false
        var hasCapital = false
        for scalar in pattern.unicodeScalars {
            if !isEscaped, scalar.properties.isUppercase { hasCapital = true }
            isEscaped = scalar == "\\" && !isEscaped
        }
        try self.init(pattern, ignoringCase: !hasCapital)
    }

    /// Whether the pattern is found anywhere in a text.
    func isFound(in text: String) -> Bool {
        var now = Places(count: program.count)
        var next = Places(count: program.count)
        var previous: UInt32?
        var scalars = text.unicodeScalars.makeIterator()
        var current = scalars.next()?.value
        while true {
            // A match may begin at every scalar: a new place joins those on their way.
            if enter(0, &now, previous, current) { return true }
            guard let value = current else { return false }
            let following = scalars.next()?.value
            let folded = ignoresCase ? SearchPattern.folded(value) : value
            for place in now.consuming {
                let goesOn =
                    switch program[place] {
                    case .scalar(let wanted): wanted == folded
                    case .any: true
                    case .set(let set): set.contains(value, ignoringCase: ignoresCase)
                    default: false
                    }
                if goesOn, enter(place + 1, &next, value, following) { return true }
            }
            swap(&now, &next)
            next.clear()
            previous = value
            current = following
        }
    }

    /// The scalar in lower case, where that is one scalar.
    static func folded(_ value: UInt32) -> UInt32 {
        if value < 128 { return value >= 65 && value <= 90 ? value + 32 : value }
        guard let scalar = Unicode.Scalar(value) else { return value }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        return lower.count == 1 ? lower.first?.value ?? value : value
    }

    // MARK: The machine

    /// The instructions that wait for a scalar, each once.
    private struct Places {
        var consuming: [Int] = []
        private var seen: [Bool]
        private var visited: [Int] = []
        /// Instructions still to be followed; kept here only so that it need not be allocated at every scalar.
        var waiting: [Int] = []

        init(count: Int) { seen = Array(repeating: false, count: count) }

        /// Whether this instruction was not yet reached at this scalar.
        mutating func isNew(_ place: Int) -> Bool {
            if seen[place] { return false }
            seen[place] = true
            visited.append(place)
            return true
        }

        mutating func clear() {
            for place in visited { seen[place] = false }
            visited.removeAll(keepingCapacity: true)
            consuming.removeAll(keepingCapacity: true)
        }
    }

    /// Follows everything that consumes nothing from one instruction on: true when the end of the pattern is reached.
    private func enter(_ first: Int, _ places: inout Places, _ before: UInt32?, _ after: UInt32?) -> Bool {
        places.waiting.append(first)
        while let place = places.waiting.popLast() {
            guard places.isNew(place) else { continue }
            switch program[place] {
            case .found: return true
            case .jump(let target): places.waiting.append(target)
            case .split(let one, let other):
                places.waiting.append(other)
                places.waiting.append(one)
            case .assertion(let assertion):
                if holds(assertion, before, after) { places.waiting.append(place + 1) }
            case .scalar, .any, .set: places.consuming.append(place)
            }
        }
        return false
    }

    private func holds(_ assertion: Assertion, _ before: UInt32?, _ after: UInt32?) -> Bool {
        switch assertion {
        case .start: return before == nil
        case .end: return after == nil
        case .wordBoundary, .noWordBoundary:
            let isBoundary = ScalarSet.isWord(before) != ScalarSet.isWord(after)
            return isBoundary == (assertion == .wordBoundary)
        }
    }

    // MARK: The compiler

    /// Appends the instructions of a tree; false when they are too many.
    private static func compile(_ node: PatternNode, into program: inout [Instruction]) -> Bool {
        guard program.count <= maximumSize else { return false }
        switch node {
        case .empty: return true
        case .scalar(let value): program.append(.scalar(value))
        case .any: program.append(.any)
        case .set(let set): program.append(.set(set))
        case .assertion(let assertion): program.append(.assertion(assertion))
        case .sequence(let nodes):
            for node in nodes where !compile(node, into: &program) { return false }
        case .either(let nodes):
            var jumps: [Int] = []
            for (index, node) in nodes.enumerated() {
                if index == nodes.count - 1 { return compile(node, into: &program) && land(jumps, &program) }
                let split = program.count
                program.append(.found)
                guard compile(node, into: &program) else { return false }
                jumps.append(program.count)
                program.append(.found)
                program[split] = .split(split + 1, program.count)
            }
        case .repeated(let node, let least, let most):
            for _ in 0..<least where !compile(node, into: &program) { return false }
            guard let most else {
                let split = program.count
                program.append(.found)
                guard compile(node, into: &program) else { return false }
                program.append(.jump(split))
                program[split] = .split(split + 1, program.count)
                return true
            }
            var splits: [Int] = []
            for _ in least..<most {
                splits.append(program.count)
                program.append(.found)
                guard compile(node, into: &program) else { return false }
            }
            for split in splits { program[split] = .split(split + 1, program.count) }
        }
        return program.count <= maximumSize
    }

    private static func land(_ jumps: [Int], _ program: inout [Instruction]) -> Bool {
        for jump in jumps { program[jump] = .jump(program.count) }
        return program.count <= maximumSize
    }
}
