/// Patterns as a shell has them: `*` for any text, `?` for one character, everything else for itself.
enum TextPattern {
    /// Whether the pattern matches the whole text. Costs at most the product of the lengths.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let wanted = Array(pattern.unicodeScalars)
        let found = Array(text.unicodeScalars)
        var (at, position) = (0, 0)
        // Where the last star stands, and the text that it has taken so far ends.
        var star: (pattern: Int, text: Int)?
        while position < found.count {
            if at < wanted.count, wanted[at] == "*" {
                star = (at, position)
                at += 1
            } else if at < wanted.count, wanted[at] == "?" || wanted[at] == found[position] {
                at += 1
                position += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                at = last.pattern + 1
                position = last.text + 1
            } else {
                return false
            }
        }
        return wanted[at...].allSatisfy { $0 == "*" }
    }
}
