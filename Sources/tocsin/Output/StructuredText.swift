import Model

/// Any JSON for a person: members one a line, lists of objects as tables. Evidence and status are printed by it, so a
/// new watcher needs no code here.
struct StructuredText {
    /// What lines are laid out for.
    let terminal: Terminal
    /// How times are printed.
    let times: TimeText
    /// Nothing nests deeper in what the daemon writes; beyond this it is shown as JSON.
    private static let deepest = 6

    /// The members of an object.
    func lines(_ members: [JSONValue.Member], indent: Int) -> [String] {
        let margin = String(repeating: " ", count: indent)
        let simple = members.filter { isSimple($0.value) }
        let width = simple.reduce(0) { max($0, TextWidth.of(label($1.name))) }
        var lines: [String] = []
        for member in members {
            let name = label(member.name)
            if isSimple(member.value) {
                let padding = String(repeating: " ", count: max(0, width - TextWidth.of(name)))
                lines.append("\(margin)\(name)\(padding)  \(text(member.value, of: member.name))")
            } else if indent > StructuredText.deepest * 2 {
                lines.append("\(margin)\(name)  \(SafeText.line(member.value.text))")
            } else if case .array(let elements) = member.value, elements.allSatisfy({ !$0.members.isEmpty }) {
                lines.append(margin + name)
                lines += table(elements).lines(on: terminal, indent: indent + 2)
            } else if case .array(let elements) = member.value {
                lines.append(margin + name)
                lines += elements.map { "\(margin)  \(SafeText.line($0.plain))" }
            } else {
                lines.append(margin + name)
                lines += self.lines(member.value.members, indent: indent + 2)
            }
        }
        return lines
    }

    /// Numbers and words one after the other, `received 1,204, repeats 17`, in lines that fit.
    func flow(_ members: [JSONValue.Member], indent: Int) -> [String] {
        let parts = members.filter { isSimple($0.value) }.map { "\(label($0.name)) \(text($0.value, of: $0.name))" }
        return parts.isEmpty ? [] : Paragraph.wrap(parts.joined(separator: ", "), terminal.width, indent: indent)
    }

    /// Objects as rows; the columns are all members that any of them has. VarBinds have columns of their own.
    func table(_ objects: [JSONValue]) -> Table {
        if objects.allSatisfy({ $0["oid"] != nil && $0["value"] != nil }) { return varBinds(objects) }
        var names: [String] = []
        for object in objects {
            for member in object.members where !names.contains(member.name) { names.append(member.name) }
        }
        var table = Table(
            columns: names.enumerated().map { index, name in
                let isNumber = objects.allSatisfy { $0[name]?.integer != nil || $0[name] == nil }
                return TableColumn(
                    title: label(name).uppercased(), comfort: 16, minimum: 6, priority: names.count - index,
                    isOptional: index > 0, isNumber: isNumber, cut: .middle)
            })
        table.rows = objects.map { object in
            names.map { name in TableCell(object[name].map { text($0, of: name) } ?? "-") }
        }
        return table
    }

    /// The value of a member as a person reads it: with its unit, safe for a terminal, on one line.
    func text(_ value: JSONValue, of name: String) -> String {
        if let number = value.integer {
            if name.hasSuffix("_bytes") { return StructuredText.bytes(number) }
            if name.hasSuffix("_seconds") { return "\(number) s" }
            if name.hasSuffix("_ms") { return "\(number) ms" }
            if name.hasSuffix("_ppm") { return "\(number) ppm" }
            return name.hasSuffix("id") || name == "pid" ? "\(number)" : StructuredText.grouped(number)
        }
        switch value {
        case .number(let text):
            guard let number = value.double else { return text }
            if name.hasSuffix("_seconds") { return QuantityText.seconds(number) }
            for (suffix, unit) in [("_ms", " ms"), ("_percent", " %"), ("_ppm", " ppm")] where name.hasSuffix(suffix) {
                return QuantityText.plain(number) + unit
            }
            // What would be rounded away stands as it came.
            return number.magnitude < 0.1 ? text : QuantityText.plain(number)
        case .string(let text):
            if text.utf8.count >= 20, let time = Timestamp(rfc3339: text) { return times.withAge(time) }
            return SafeText.line(text)
        case .boolean(let flag): return flag ? "yes" : "no"
        case .null: return "-"
        case .array(let elements):
            return elements.isEmpty ? "none" : elements.map { SafeText.line($0.plain) }.joined(separator: ", ")
        case .object: return "none"
        }
    }

    /// `8 MiB`, `1.5 GiB`, `312 bytes`.
    static func bytes(_ count: Int64) -> String {
        var value = Double(count)
        var units = ["KiB", "MiB", "GiB", "TiB"][...]
        guard value >= 1_024, var unit = units.first else { return "\(count) bytes" }
        value /= 1_024
        units.removeFirst()
        while value >= 1_024, let next = units.popFirst() {
            value /= 1_024
            unit = next
        }
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int64(tenths)) \(unit)" : "\(tenths) \(unit)"
    }

    /// `1,204,331`.
    static func grouped(_ number: Int64) -> String {
        let digits = Array("\(number.magnitude)")
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return number < 0 ? "-\(result)" : result
    }

    /// A member's name in words; a unit at its end goes to the value.
    func label(_ name: String) -> String {
        var words = name.split(separator: "_").map(String.init)
        if words.count > 1, let last = words.last, ["bytes", "ms", "seconds", "percent", "ppm"].contains(last) {
            words.removeLast()
        }
        return SafeText.line(words.joined(separator: " "))
    }

    private func varBinds(_ objects: [JSONValue]) -> Table {
        var table = Table(columns: [
            TableColumn(title: "NAME", comfort: 32, minimum: 12, priority: 3, cut: .middle),
            TableColumn(title: "TYPE", comfort: 17, minimum: 7, priority: 1, isOptional: true),
            TableColumn(title: "VALUE", comfort: 30, minimum: 12, priority: 2),
        ])
        table.rows = objects.map { object in
            let value = object["value"]?.plain ?? ""
            let named = object["text"]?.string
            // An enumeration is read by its name and compared by its number.
            let shown = named.map { $0 == value || object["value"]?.integer == nil ? $0 : "\($0) (\(value))" } ?? value
            return [
                TableCell(object["name"]?.string ?? object["oid"]?.plain ?? ""), TableCell(object["type"]?.plain ?? ""),
                TableCell(shown),
            ]
        }
        return table
    }

    private func isSimple(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let members): members.isEmpty
        case .array(let elements): !elements.contains(where: \.isContainer) && elements.count <= 8
        default: true
        }
    }
}
