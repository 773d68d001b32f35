/// How many slips of the keyboard lie between two words: insertions, deletions, replacements and swaps of neighbours
/// (Damerau-Levenshtein in its restricted form: no part of a word is changed twice).
public enum EditDistance {
    /// The distance, or nil when it is larger than the bound. Costs at most the product of the lengths.
    public static func between(_ left: some StringProtocol, _ right: some StringProtocol, bound: Int) -> Int? {
        let a = Array(left.unicodeScalars)
        let b = Array(right.unicodeScalars)
        guard bound >= 0, abs(a.count - b.count) <= bound else { return nil }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        var row = last
        for i in 1..<(a.count + 1) {
            row[0] = i
            var smallest = i
            for j in 1..<(b.count + 1) {
                let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                var cost = min(replaced, last[j] + 1, row[j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, beforeLast[j - 2] + 1) }
                row[j] = cost
                smallest = min(smallest, cost)
            }
            if smallest > bound { return nil }
            beforeLast = last
            last = row
        }
        return last[b.count] <= bound ? last[b.count] : nil
    }
}

/// Finds what a mistyped word was meant to be.
public enum DidYouMean {
    /// The nearest of the known words, or nil when none is near: one slip for each three letters, three at the most,
    /// and something must be left of the word. A known word that begins with it goes before others as near. Upper and
    /// lower case count as equal.
    public static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let lowered = String(word.unicodeScalars.prefix(100)).lowercased()
        let length = lowered.unicodeScalars.count
        var bound = min(3, max(1, length / 3))
        var found: (word: String, isLonger: Bool)?
        for candidate in known {
            let other = candidate.lowercased()
            guard let distance = EditDistance.between(lowered, other, bound: bound) else { continue }
            let isLonger = length > 0 && other.hasPrefix(lowered)
            guard isLonger || distance < length else { continue }
            if let found, distance == bound, found.isLonger || !isLonger { continue }
            if distance == 0 { return candidate }
            found = (candidate, isLonger)
            bound = distance
        }
        return found?.word
    }

    /// `; did you mean 'X'?`, or nothing: to stand at the end of a message.
    public static func suffix(_ word: String, among known: some Sequence<String>) -> String {
        guard let nearest = nearest(to: word, among: known) else { return "" }
        return "; did you mean \(nearest.quotedForMessage)?"
    }
}
