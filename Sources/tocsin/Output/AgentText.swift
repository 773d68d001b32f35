import Model

/// What a probe found at an agent, for a person.
struct AgentText {
    /// How times are printed.
    let times: TimeText
    /// What lines are laid out for.
    let terminal: Terminal

    /// The agent's words on itself, and its interfaces.
    func lines(_ agent: JSONValue, host: String) -> [String] {
        let address = agent["address"]?.plain ?? "?"
        var head = Style.good.paint("●", on: terminal) + " \(SafeText.line(host)) answers"
        if address != host { head += " at \(SafeText.line(address))" }
        if let credential = agent["credential"]?.string { head += " to the credential \(SafeText.line(credential))" }
        if let latency = agent["latency_ms"]?.double { head += " within \(QuantityText.seconds(latency / 1_000))" }
        var members: [JSONValue.Member] = []
        for name in [
            "system_name", "system_description", "system_location", "system_contact", "system_object_id",
        ] {
            guard let value = agent[name], value != .string(""), !value.isNull else { continue }
            let label = name.split(separator: "_").dropFirst().joined(separator: " ")
            members.append(.init(name: label == "object id" ? "object" : label, value: value))
        }
        if let uptime = agent["uptime_seconds"]?.double {
            members.append(.init(name: "uptime", value: .string(DurationGrammar.rounded(.seconds(uptime)))))
        }
        var lines = [head] + StructuredText(terminal: terminal, times: times).lines(members, indent: 4)
        let interfaces = agent["interfaces"]?.elements ?? []
        if interfaces.isEmpty { return lines + [Style.faint.paint("    It has no interfaces.", on: terminal)] }
        lines.append(Style.notice.paint("Interfaces", on: terminal))
        return lines + table(interfaces).lines(on: terminal, indent: 2)
    }

    /// `eth0 is up: in 1234 octets, out 5678 octets`.
    static func interfaceSentence(_ interface: JSONValue) -> String {
        "\(interface["name"]?.plain ?? "?") is \(interface["oper"]?.string ?? "unknown"): in "
            + "\(interface["in_octets"]?.plain ?? "-") octets, out \(interface["out_octets"]?.plain ?? "-") octets"
    }

    private func table(_ interfaces: [JSONValue]) -> Table {
        var table = Table(columns: [
            TableColumn(title: "INDEX", comfort: 6, minimum: 5, priority: 4, isOptional: true, isNumber: true),
            TableColumn(title: "NAME", comfort: 16, minimum: 8, priority: 9, cut: .middle),
            TableColumn(title: "ALIAS", comfort: 16, minimum: 6, priority: 3, isOptional: true),
            TableColumn(title: "ADMIN", comfort: 7, minimum: 5, priority: 2, isOptional: true),
            TableColumn(title: "OPER", comfort: 14, minimum: 4, priority: 8),
            TableColumn(title: "SPEED", comfort: 11, minimum: 7, priority: 5, isOptional: true, isNumber: true),
            TableColumn(title: "IN", comfort: 10, minimum: 8, priority: 7, isNumber: true),
            TableColumn(title: "OUT", comfort: 10, minimum: 8, priority: 6, isNumber: true),
            TableColumn(title: "IN ERR", comfort: 8, minimum: 5, priority: 1, isOptional: true, isNumber: true),
            TableColumn(title: "OUT ERR", comfort: 8, minimum: 5, priority: 1, isOptional: true, isNumber: true),
        ])
        table.rows = interfaces.map { interface in
            let oper = interface["oper"]?.string ?? "-"
            let style: Style = oper == "up" ? .good : interface["admin"]?.string == "up" ? .warning : .faint
            return [
                TableCell(interface["index"]?.plain ?? "-"), TableCell(interface["name"]?.plain ?? "?"),
                TableCell(interface["alias"]?.string ?? ""), TableCell(interface["admin"]?.string ?? "-"),
                TableCell(oper, style), TableCell(interface["speed_bps"]?.double.map(QuantityText.rate) ?? "-"),
                TableCell(interface["in_octets"]?.integer.map(StructuredText.bytes) ?? "-"),
                TableCell(interface["out_octets"]?.integer.map(StructuredText.bytes) ?? "-"),
                errors(interface["in_errors"]), errors(interface["out_errors"]),
            ]
        }
        return table
    }

    private func errors(_ value: JSONValue?) -> TableCell {
        guard let number = value?.integer else { return TableCell("-") }
        return TableCell(StructuredText.grouped(number), number > 0 ? .warning : .plain)
    }
}
