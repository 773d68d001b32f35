internal import GRDB
internal import Model

/// What a query asks of each row, in two parts: SQL with bound arguments, which SQLite judges, and regular
/// expressions, which are run on extra columns of the rows that are left.
struct Condition {
    /// Regular expressions on one field, any of which is enough, beside texts that are enough as well.
    private struct Test {
        var texts: Set<String>
        var patterns: [SearchPattern]
        var isNegated: Bool
    }

    /// The SQL of a field: always text, and empty for what is missing.
    private struct Field {
        var sql: String
        var arguments: [any DatabaseValueConvertible] = []
    }

    /// Terms to be joined by AND.
    private(set) var terms: [String] = []
    /// Expressions to be selected after the row's own columns, one a test.
    private(set) var columns: [String] = []
    /// Values that bound the ids from outside: of `id=` and `alert=`.
    private(set) var ids: [Int64] = []
    private(set) var alerts: [Int64] = []
    private var termArguments: [any DatabaseValueConvertible] = []
    private var columnArguments: [any DatabaseValueConvertible] = []
    private var tests: [Test] = []

    /// The arguments of `columns`, then what the caller puts between, then those of `terms`.
    func arguments(_ between: [any DatabaseValueConvertible]) -> StatementArguments {
        StatementArguments(columnArguments + between + termArguments)
    }

    /// The conditions that events and alerts share.
    init(
        severities: ClosedRange<Severity>?, matches: [FieldMatch], pattern: String?, isAlert: Bool
    ) throws(ReaderFault) {
        if let severities {
            terms.append("severity BETWEEN ? AND ?")
            termArguments += [severities.lowerBound.rawValue, severities.upperBound.rawValue]
        }
        var order: [String] = []
        var byField: [String: [FieldMatch]] = [:]
        for match in matches {
            if byField[match.field] == nil { order.append(match.field) }
            byField[match.field, default: []].append(match)
        }
        for name in order {
            let field = try Condition.field(name, isAlert: isAlert)
            let matches = byField[name] ?? []
            try add(field, name, matches.filter { $0.comparison.isPositive }, isNegated: false, isAlert: isAlert)
            try add(field, name, matches.filter { !$0.comparison.isPositive }, isNegated: true, isAlert: isAlert)
        }
        if let pattern {
            columns.append("summary")
            tests.append(Test(texts: [], patterns: [try SearchPattern(smartCase: pattern)], isNegated: false))
        }
    }

    /// Adds a bound on a number column, if there is one.
    mutating func add(_ term: String, _ value: Int64?) {
        guard let value else { return }
        terms.append(term)
        termArguments.append(value)
    }

    /// Whether the row passes the regular expressions; the reader stands on the first extra column.
    func passes(_ row: inout RowReader) -> Bool {
        for test in tests {
            let text = row.text()
            let isMet = test.texts.contains(text) || test.patterns.contains { $0.isFound(in: text) }
            if isMet == test.isNegated { return false }
        }
        return true
    }

    // MARK: Fields

    private mutating func add(
        _ field: Field, _ name: String, _ matches: [FieldMatch], isNegated: Bool, isAlert: Bool
    ) throws(ReaderFault) {
        if matches.isEmpty { return }
        var texts: [String] = []
        var patterns: [SearchPattern] = []
        for match in matches {
            if match.comparison.isPattern {
                patterns.append(try SearchPattern(match.value))
            } else {
                texts.append(try Condition.canonical(match.value, name, isAlert: isAlert))
            }
        }
        if patterns.isEmpty {
            let places = Array(repeating: "?", count: texts.count).joined(separator: ", ")
            terms.append("\(field.sql) \(isNegated ? "NOT " : "")IN (\(places))")
            termArguments += field.arguments + texts
            if !isNegated, !isAlert {
                if name == "id" { ids = texts.compactMap { Int64($0) } }
                if name == "alert", !texts.contains("") { alerts = texts.compactMap { Int64($0.dropFirst()) } }
            }
        } else {
            columns.append(field.sql)
            columnArguments += field.arguments
            tests.append(Test(texts: Set(texts), patterns: patterns, isNegated: isNegated))
        }
    }

    private static func field(_ name: String, isAlert: Bool) throws(ReaderFault) -> Field {
        if name.hasPrefix("tags.") { return try member(of: "tags", name, name.dropFirst(5)) }
        if name.hasPrefix("evidence."), !isAlert { return try member(of: "evidence", name, name.dropFirst(9)) }
        let known = isAlert ? FieldMatch.alertFields : FieldMatch.eventFields
        guard known.contains(name) else {
            let near = known.map { ($0, distance($0, name)) }.min { $0.1 < $1.1 }
            let suggestion = near.flatMap { $0.1 <= max(1, name.count / 3) ? $0.0 : nil }
            throw .unknownField(
                name: name, suggestion: suggestion,
                known: known + (isAlert ? ["tags.KEY"] : ["tags.KEY", "evidence.KEY"]))
        }
        switch name {
        case "id": return Field(sql: isAlert ? "('A' || id)" : "CAST(id AS TEXT)")
        case "count", "events": return Field(sql: "CAST(\(name) AS TEXT)")
        case "alert": return Field(sql: "coalesce('A' || alert, '')")
        case "subject": return Field(sql: "(device || coalesce('/' || instance, ''))")
        case "instance", "address", "suppressed", "acknowledged_by": return Field(sql: "coalesce(\(name), '')")
        case "severity":
            let names = Severity.allCases.map { "WHEN \($0.rawValue) THEN '\($0.name)'" }.joined(separator: " ")
            return Field(sql: "(CASE severity \(names) ELSE '' END)")
        default: return Field(sql: name)
        }
    }

    /// A member of a JSON column, as text; true and false by their names.
    private static func member(
        of column: String, _ name: String, _ key: Substring
    ) throws(ReaderFault) -> Field {
        // SQLite's paths know no escape for a quotation mark.
        guard !key.isEmpty, !key.contains("\"") else {
            throw .badValue(field: column, value: name, expected: "write \(column).KEY with the key of one member")
        }
        let path = "$.\"\(key)\""
        let sql = """
            (CASE WHEN json_valid(\(column)) THEN CASE json_type(\(column), ?) WHEN 'true' THEN 'true'
            WHEN 'false' THEN 'false' ELSE coalesce(CAST(json_extract(\(column), ?) AS TEXT), '') END ELSE '' END)
            """
        return Field(sql: sql, arguments: [path, path])
    }

    /// The value as the store writes it.
    private static func canonical(_ value: String, _ name: String, isAlert: Bool) throws(ReaderFault) -> String {
        func oneOf(_ names: [String]) throws(ReaderFault) -> String {
            guard names.contains(value) else {
                throw .badValue(field: name, value: value, expected: "one of \(names.joined(separator: ", "))")
            }
            return value
        }
        switch name {
        case "severity":
            guard let severity = Severity(name: value) else {
                return try oneOf(Severity.allCases.map(\.name))
            }
            return severity.name
        case "state":
            return try oneOf(isAlert ? Alert.State.allCases.map(\.rawValue) : EventState.allCases.map(\.rawValue))
        case "watcher": return try oneOf(WatcherName.allCases.map(\.rawValue))
        case "address": return value.isEmpty ? "" : IPAddress(value)?.text ?? value
        case "alert" where value.isEmpty: return ""
        case "alert" where !isAlert, "id" where isAlert:
            let digits = value.hasPrefix("A") || value.hasPrefix("a") ? value.dropFirst() : value[...]
            guard let number = Int64(digits) else {
                throw .badValue(field: name, value: value, expected: "an alert's number, such as A17")
            }
            return "A\(number)"
        case "id", "count", "events":
            guard let number = Int64(value) else {
                throw .badValue(field: name, value: value, expected: "a whole number")
            }
            return "\(number)"
        default: return value
        }
    }

    /// How many letters must change to make one word of the other (Levenshtein).
    private static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one.utf8), Array(other.utf8.prefix(40)))
        var row = Array(0...other.count)
        for (i, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, candidate) in other.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (letter == candidate ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[other.count]
    }
}
