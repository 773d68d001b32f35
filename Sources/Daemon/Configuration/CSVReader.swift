internal import Model

/// Comma-separated values (RFC 4180) with the place of every field. LF and CRLF end a record; empty lines are left out.
struct CSVReader {
    /// One field.
    typealias Field = Located<String>

    /// The first fault, after which the rest of the text means nothing.
    struct Malformed: Error {
        var location: SourceLocation
        var message: String
    }

    private let file: String
    private let scalars: String.UnicodeScalarView
    private var index: String.UnicodeScalarView.Index
    private var line = 1
    private var column = 1

    /// Reads a text from its beginning; a byte order mark is left out.
    init(_ text: String, file: String) {
        self.file = file
        scalars = text.unicodeScalars
        index = scalars.startIndex
        if scalars.first?.value == 0xfeff { index = scalars.index(after: index) }
    }

    /// The next record, or nil at the end.
    mutating func next() throws(Malformed) -> [Field]? {
        while takeLineEnd() {}
        guard index < scalars.endIndex else { return nil }
        var fields: [Field] = []
        repeat { fields.append(try field()) } while take(",")
        guard index == scalars.endIndex || takeLineEnd() else {
            throw Malformed(location: here, message: "a comma is missing after the closing quote")
        }
        return fields
    }

    private var here: SourceLocation { SourceLocation(file: file, line: line, column: column) }

    private mutating func field() throws(Malformed) -> Field {
        let start = here
        var text = String.UnicodeScalarView()
        guard take("\"") else {
            while index < scalars.endIndex, scalars[index] != ",", scalars[index] != "\n", scalars[index] != "\r" {
                if scalars[index] == "\"" {
                    throw Malformed(
                        location: here, message: "a quote stands within a field that does not begin with one")
                }
                text.append(advance())
            }
            return Field(String(text).trimmingSpaces, location: start, path: "")
        }
        while true {
            guard index < scalars.endIndex else {
                throw Malformed(location: start, message: "the closing quote is missing")
            }
            if take("\"") {
                if !take("\"") { return Field(String(text), location: start, path: "") }
                text.append("\"")
            } else {
                text.append(advance())
            }
        }
    }

    private mutating func advance() -> Unicode.Scalar {
        let scalar = scalars[index]
        index = scalars.index(after: index)
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
        return scalar
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard index < scalars.endIndex, scalars[index] == scalar else { return false }
        _ = advance()
        return true
    }

    private mutating func takeLineEnd() -> Bool {
        if take("\n") { return true }
        guard index < scalars.endIndex, scalars[index] == "\r" else { return false }
        _ = advance()
        if !take("\n") {
            line += 1
            column = 1
        }
        return true
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }),
            let last = lastIndex(where: { $0 != " " && $0 != "\t" })
        else { return "" }
        return String(self[first...last])
    }
}
