import Model

/// Servers that the watchers see, for a person. Each watcher's objects are a table of the members that they have; those
/// of NTP are shaped as chronyc's users read them.
struct ServerText {
    /// How times are printed.
    let times: TimeText
    /// What lines are laid out for.
    let terminal: Terminal

    /// The names of a server's members, in their order.
    static let fields = ["watcher", "address", "mac", "interface", "listed", "state", "last_seen", "seen_by"]

    /// A column of NTP's table: its member, its title, and how a value is written.
    private struct Column: Sendable {
        var member: String
        var title: String
        var priority: Int
        var isNumber = true
        var text: @Sendable (JSONValue, JSONValue) -> String
    }

    /// The lines for the servers of one watcher.
    func lines(_ servers: [JSONValue], of watcher: String) -> [String] {
        if servers.isEmpty { return [Style.faint.paint("  no server was seen", on: terminal)] }
        guard watcher == "ntp" else { return table(servers).lines(on: terminal, indent: 2) }
        let isMeasured = servers.contains { $0["offset_seconds"]?.double != nil }
        let legend = isMeasured ? [Style.faint.paint(ServerText.signLegend, on: terminal)] : []
        return clocks(servers).lines(on: terminal, indent: 2) + legend
    }

    /// What users of chronyc would get wrong.
    private static let signLegend = "  offset +: this clock is slow (chronyc prints -)"

    /// `ntp 192.0.2.1 is selected`.
    static func sentence(_ server: JSONValue) -> String {
        let name = server["name"]?.string ?? server["address"]?.string ?? "?"
        let listed = server["listed"] == .boolean(false) ? ", which is not listed," : ""
        return "\(server["watcher"]?.plain ?? "?") \(name)\(listed) is \(server["state"]?.plain ?? "unknown")"
    }

    // MARK: Any watcher's

    private func table(_ servers: [JSONValue]) -> Table {
        let structured = StructuredText(terminal: terminal, times: times)
        var names = ServerText.fields.filter { $0 != "watcher" }
        for server in servers {
            for member in server.members where member.name != "watcher" && !names.contains(member.name) {
                names.append(member.name)
            }
        }
        names = names.filter { name in servers.contains { !($0[name] ?? .null).isNull } }
        var table = Table(
            columns: names.enumerated().map { index, name in
                TableColumn(
                    title: structured.label(name).uppercased(), comfort: 18, minimum: 6, priority: names.count - index,
                    isOptional: index > 0 && name != "state", cut: .middle)
            })
        table.rows = servers.map { server in
            let style = style(of: server)
            return names.map { name in
                let value = server[name] ?? .null
                if ObjectListing.isTime(name), let time = value.string.flatMap({ Timestamp(rfc3339: $0) }) {
                    return TableCell(times.age(time))
                }
                if value.isContainer { return TableCell(value.elements.map(\.plain).joined(separator: ", ")) }
                let isState = name == "state" || name == "listed"
                return TableCell(structured.text(value, of: name), isState ? style : .plain)
            }
        }
        return table
    }

    private func style(of server: JSONValue) -> Style {
        server["listed"] == .boolean(false) || ["rogue", "wrong"].contains(server["state"]?.string) ? .error : .plain
    }

    // MARK: NTP

    private func clocks(_ servers: [JSONValue]) -> Table {
        let columns = ServerText.clockColumns.filter { column in
            column.member.isEmpty || servers.contains { !($0[column.member] ?? .null).isNull }
        }
        var table = Table(
            columns: columns.map { column in
                TableColumn(
                    title: column.title, comfort: column.isNumber ? 12 : 28,
                    minimum: column.isNumber ? 7 : column.member == "state" ? 11 : 6,
                    priority: column.priority, isOptional: column.priority < 90, isNumber: column.isNumber,
                    cut: .middle)
            })
        table.rows = servers.map { server in
            columns.map { column in
                let value = column.member.isEmpty ? .null : server[column.member] ?? .null
                let text = column.member.isEmpty || !value.isNull ? column.text(value, server) : "-"
                return TableCell(text, column.member == "state" || column.member == "mark" ? mood(server) : .plain)
            }
        }
        return table
    }

    private func mood(_ server: JSONValue) -> Style {
        switch server["mark"]?.string {
        case "*", "+": .good
        case "x": .warning
        default: server["listed"] == .boolean(false) ? .error : .faint
        }
    }

    private static let clockColumns: [Column] = [
        Column(member: "mark", title: "M", priority: 99, isNumber: false) { value, _ in value.plain },
        Column(member: "", title: "SERVER", priority: 98, isNumber: false) { _, server in
            let (name, address) = (server["name"]?.string, server["address"]?.string)
            guard let name, let address, name != address else { return name ?? address ?? "?" }
            return "\(name) (\(address))"
        },
        Column(member: "stratum", title: "STRATUM", priority: 97) { value, _ in value.plain },
        Column(member: "reach", title: "REACH", priority: 96) { value, _ in value.plain },
        Column(member: "poll", title: "POLL", priority: 60) { value, _ in value.plain },
        Column(member: "last_sample_seconds", title: "LAST", priority: 95) { value, _ in
            value.double.map { DurationGrammar.rounded(.seconds($0.rounded())) } ?? "-"
        },
        Column(member: "offset_seconds", title: "OFFSET", priority: 94) { value, _ in time(value, signed: true) },
        Column(member: "bound_seconds", title: "+/-", priority: 93) { value, _ in time(value) },
        Column(member: "delay_seconds", title: "DELAY", priority: 80) { value, _ in time(value) },
        Column(member: "jitter_seconds", title: "JITTER", priority: 75) { value, _ in time(value) },
        Column(member: "root_distance_seconds", title: "ROOT DIST", priority: 70) { value, _ in time(value) },
        Column(member: "authentication", title: "AUTH", priority: 65, isNumber: false) { value, _ in value.plain },
        Column(member: "nts_state", title: "NTS", priority: 64, isNumber: false) { value, server in
            guard value.plain == "established", let cookies = server["nts_cookies"]?.integer else { return value.plain }
            return "\(cookies) cookie\(cookies == 1 ? "" : "s")"
        },
        Column(member: "leap", title: "LEAP", priority: 50, isNumber: false) { value, _ in
            switch value.integer {
            case 0: "normal"
            case 1: "insert"
            case 2: "delete"
            case 3: "unsync"
            default: value.plain
            }
        },
        Column(member: "state", title: "STATE", priority: 92, isNumber: false) { value, _ in value.plain },
    ]

    private static func time(_ value: JSONValue, signed: Bool = false) -> String {
        value.double.map { QuantityText.seconds($0, signed: signed) } ?? "-"
    }
}
