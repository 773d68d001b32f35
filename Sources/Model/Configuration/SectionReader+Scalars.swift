/// Scalars typed by the schema. Each says in its fault what was expected and what stood there.
extension SectionReader {
    /// A scalar that `parse` understands. `expecting` ends the sentence "expected …": "a port from 1 to 65535".
    public func value<T>(
        _ key: String, expecting: String, isRequired: Bool = false, parse: (String) -> T?
    ) -> T? {
        guard let node = value(of: key, isRequired: isRequired, expecting: expecting) else { return nil }
        return scalar(node, expecting: expecting, parse: parse)
    }

    /// A list of scalars that `parse` understands, each with its place; the faulty ones are left out. With
    /// `allowsSingle` a lone scalar is a list of one.
    public func values<T>(
        _ key: String, expecting: String, isRequired: Bool = false, allowsSingle: Bool = false, parse: (String) -> T?
    ) -> [Located<T>] {
        items(key, isRequired: isRequired, allowsSingle: allowsSingle).compactMap { item in
            scalar(item, expecting: expecting, parse: parse).map {
                Located($0, location: item.location, path: item.path)
            }
        }
    }

    /// A text; an empty one is a fault.
    public func string(_ key: String, isRequired: Bool = false, expecting: String = "a text") -> String? {
        value(key, expecting: expecting, isRequired: isRequired) { $0.isEmpty ? nil : $0 }
    }

    /// A list of texts; empty ones are faults.
    public func strings(_ key: String, isRequired: Bool = false, allowsSingle: Bool = false) -> [String] {
        values(key, expecting: "a text", isRequired: isRequired, allowsSingle: allowsSingle) { $0.isEmpty ? nil : $0 }
            .map(\.value)
    }

    /// A whole number within a range.
    public func integer(
        _ key: String, in range: ClosedRange<Int> = 0...Int.max, isRequired: Bool = false
    ) -> Int? {
        let bounds =
            switch (range.lowerBound, range.upperBound) {
            case (.min, .max): ""
            case (let lower, .max): " of at least \(lower)"
            case (.min, let upper): " of at most \(upper)"
            case (let lower, let upper): " from \(lower) to \(upper)"
            }
        return value(key, expecting: "a whole number\(bounds)", isRequired: isRequired) { text in
            ScalarGrammar.integer(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// `true` or `false`; `yes`, `no`, `on` and `off` are understood.
    public func boolean(_ key: String, isRequired: Bool = false) -> Bool? {
        value(key, expecting: "true or false", isRequired: isRequired, parse: ScalarGrammar.boolean)
    }

    /// A duration such as `500ms`, within a range where one is given.
    public func duration(_ key: String, in range: ClosedRange<Duration>? = nil, isRequired: Bool = false) -> Duration? {
        var expecting = "a duration such as 500ms, 2s, 5m, 12h or 90d"
        if let range {
            let lower = DurationGrammar.text(range.lowerBound)
            expecting = "a duration from \(lower) to \(DurationGrammar.text(range.upperBound))"
        }
        return value(key, expecting: expecting, isRequired: isRequired) { text in
            DurationGrammar.parse(text).flatMap { range?.contains($0) == false ? nil : $0 }
        }
    }

    /// `90%` as 90.0; from 0 to 100.
    public func percent(_ key: String, isRequired: Bool = false) -> Double? {
        value(key, expecting: "a percentage such as 90%", isRequired: isRequired, parse: ScalarGrammar.percent)
    }

    /// `200/s`, `12/m` or `90/h`, in times a second.
    public func rate(_ key: String, in range: ClosedRange<Double>? = nil, isRequired: Bool = false) -> Double? {
        var expecting = "a rate such as 200/s or 12/m"
        if let range { expecting += " from \(range.lowerBound)/s to \(range.upperBound)/s" }
        return value(key, expecting: expecting, isRequired: isRequired) { text in
            ScalarGrammar.rate(text).flatMap { range?.contains($0) == false ? nil : $0 }
        }
    }

    /// `8MiB`, `512KiB` or plain bytes.
    public func byteCount(_ key: String, in range: ClosedRange<Int>? = nil, isRequired: Bool = false) -> Int? {
        var expecting = "a size such as 8MiB or 512KiB"
        if let range { expecting += " from \(range.lowerBound) to \(range.upperBound) bytes" }
        return value(key, expecting: expecting, isRequired: isRequired) { text in
            ScalarGrammar.byteCount(text).flatMap { range?.contains($0) == false ? nil : $0 }
        }
    }

    /// One of named values; the names stand in the fault, and a near one is suggested. Case does not matter. Other ways
    /// of writing them are understood and not advertised.
    public func choice<T>(
        _ key: String, from choices: KeyValuePairs<String, T>, understanding others: KeyValuePairs<String, T> = [:],
        isRequired: Bool = false
    ) -> T? {
        let names = choices.map(\.key)
        let expecting = "one of \(names.joined(separator: ", "))"
        guard let node = value(of: key, isRequired: isRequired, expecting: expecting) else { return nil }
        return scalar(node, expecting: expecting, suggesting: names) { text in
            choices.first { $0.key == text }?.value
                ?? choices.first { $0.key.lowercased() == text.lowercased() }?.value
                ?? others.first { $0.key.lowercased() == text.lowercased() }?.value
        }
    }

    /// One of the cases of an enumeration by its raw value.
    public func choice<T: CaseIterable & RawRepresentable>(_ key: String, of type: T.Type, isRequired: Bool = false)
        -> T?
    where T.RawValue == String {
        let names = T.allCases.map(\.rawValue)
        let expecting = "one of \(names.joined(separator: ", "))"
        guard let node = value(of: key, isRequired: isRequired, expecting: expecting) else { return nil }
        return scalar(node, expecting: expecting, suggesting: names) { text in
            T.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
        }
    }

    /// One of the severities that the contract names.
    public func severity(_ key: String, isRequired: Bool = false) -> Severity? {
        let names = Severity.allCases.map(\.name)
        let expecting = "one of \(names.joined(separator: ", "))"
        guard let node = value(of: key, isRequired: isRequired, expecting: expecting) else { return nil }
        return scalar(node, expecting: expecting, suggesting: names) { Severity(name: $0) }
    }

    /// Types one scalar; a fault for anything that is no scalar or that `parse` refuses.
    func scalar<T>(
        _ node: ConfigurationNode, expecting: String, suggesting: [String] = [], parse: (String) -> T?
    ) -> T? {
        guard case .scalar(let scalar) = node.content else {
            faults.fault(node.location, node.path, "expected \(expecting), not \(node.kind)")
            return nil
        }
        if let value = parse(scalar.text) { return value }
        let suggestion = DidYouMean.suffix(scalar.text, among: suggesting)
        let shown = scalar.text.quotedForMessage
        faults.fault(node.location, node.path, "expected \(expecting), not \(shown)\(suggestion)")
        return nil
    }
}
