internal import Model

/// A text with ranges in it: `acc-sw{1..40}` stands for forty texts, and `{01..40}` keeps two digits.
struct BraceRange {
    /// Why a text is no such thing.
    struct Malformed: Error { var text: String }

    private enum Part {
        case literal(String)
        case range(ClosedRange<Int>, width: Int)
    }

    /// How many texts one entry may stand for.
    static let limit = 100_000
    private var parts: [Part] = []
    /// How many texts it stands for; nil without a range, which is one text for as many as are asked for.
    private(set) var count: Int?

    /// Reads a text. Braces that hold anything but a rising range are refused, as are ranges of unequal lengths.
    init(_ text: String) throws(Malformed) {
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                throw Malformed(text: "a brace stands alone; a range is written {1..40}")
            }
            let inside = rest[rest.index(after: open)..<close]
            let (range, width) = try Self.range(inside)
            if let count, count != range.count {
                throw Malformed(text: "its ranges have \(count) and \(range.count) steps; they advance together")
            }
            count = range.count
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            parts.append(.range(range, width: width))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
    }

    /// The text of one step, from 0.
    func text(at step: Int) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .literal(let text): result += text
            case .range(let range, let width):
                let digits = String(range.lowerBound + step)
                result += String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
            }
        }
        return result
    }

    private static func range(_ inside: Substring) throws(Malformed) -> (ClosedRange<Int>, width: Int) {
        let dots = inside.split(separator: "..", omittingEmptySubsequences: false)
        guard dots.count == 2, let first = bound(dots[0]), let last = bound(dots[1]) else {
            throw Malformed(text: "{\(inside.prefix(40))} is not a range such as {1..40}")
        }
        guard first <= last else { throw Malformed(text: "the range {\(inside)} falls; write {\(last)..\(first)}") }
        guard last - first < limit else { throw Malformed(text: "the range {\(inside)} has more than \(limit) steps") }
        return (first...last, dots[0].hasPrefix("0") ? dots[0].utf8.count : 0)
    }

    private static func bound(_ digits: Substring) -> Int? {
        digits.utf8.count <= 9 ? ScalarGrammar.integer(String(digits)).flatMap { $0 >= 0 ? $0 : nil } : nil
    }
}
