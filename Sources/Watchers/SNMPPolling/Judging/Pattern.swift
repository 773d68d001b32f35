import Synchronization

/// A regular expression of the configuration: found anywhere in a text unless it is anchored. Compiled once; the lock
/// is there because a compiled expression may not be shared without one.
final class Pattern: Sendable {
    /// The longest text that is looked at, in characters: texts come from agents.
    static let longestText = 256
    /// The expression as it was written.
    let text: String
    private let expression: Mutex<Regex<AnyRegexOutput>>

    /// Compiles an expression; throws what is wrong with it.
    init(_ text: String) throws {
        self.text = text
        expression = Mutex(try Regex(text))
    }

    /// Whether it is found in a text.
    func matches(_ candidate: String) -> Bool {
        let isLong = candidate.utf8.count > Pattern.longestText
        let candidate = isLong ? String(candidate.prefix(Pattern.longestText)) : candidate
        return expression.withLock { (try? $0.firstMatch(in: candidate)) != nil }
    }
}

extension Pattern: Hashable {
    /// Two expressions that were written alike are alike.
    static func == (left: Pattern, right: Pattern) -> Bool { left.text == right.text }

    /// Hashes what was written.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
