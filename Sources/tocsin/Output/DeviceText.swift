import Model

/// Devices and interfaces, as the daemon's objects describe them, for a person.
struct DeviceText {
    /// How times are printed.
    let times: TimeText
    /// What lines are laid out for.
    let terminal: Terminal

    /// The names of a device's members, in their order.
    static let fields = [
        "name", "address", "site", "state", "since", "latency_ms", "loss_percent", "uptime_seconds", "last_poll",
        "tags",
    ]
    /// The names of an interface's members, in their order.
    static let interfaceFields = [
        "device", "name", "alias", "index", "admin", "oper", "speed_bps", "in_bps", "out_bps", "in_errors_per_s",
        "out_errors_per_s",
    ]

    /// Devices as a table.
    func table(_ devices: [JSONValue]) -> Table {
        var table = Table(columns: [
            TableColumn(title: "NAME", comfort: 24, minimum: 8, priority: 9, cut: .middle),
            TableColumn(title: "ADDRESS", comfort: 15, minimum: 15, priority: 6, isOptional: true, cut: .middle),
            TableColumn(title: "STATE", comfort: 11, minimum: 11, priority: 8),
            TableColumn(title: "SINCE", comfort: 20, minimum: 19, priority: 5, isOptional: true),
            TableColumn(title: "LATENCY", comfort: 10, minimum: 8, priority: 4, isOptional: true, isNumber: true),
            TableColumn(title: "LOSS", comfort: 6, minimum: 5, priority: 3, isOptional: true, isNumber: true),
            TableColumn(title: "UPTIME", comfort: 10, minimum: 6, priority: 2, isOptional: true, isNumber: true),
            TableColumn(title: "LAST POLL", comfort: 12, minimum: 8, priority: 1, isOptional: true),
        ])
        table.rows = devices.map { device in
            let state = DeviceText.state(of: device)
            return [
                TableCell(device["name"]?.plain ?? "?"), TableCell(device["address"]?.string ?? "-"),
                TableCell(state, DeviceText.style(ofState: state)), TableCell(time(device["since"])),
                TableCell(DeviceText.latency(device)), TableCell(DeviceText.loss(device)),
                TableCell(DeviceText.uptime(device)), TableCell(age(device["last_poll"])),
            ]
        }
        return table
    }

    /// One device at length, with its interfaces.
    func lines(_ device: JSONValue, interfaces: [JSONValue]) -> [String] {
        let state = DeviceText.state(of: device)
        var head = DeviceText.style(ofState: state).paint("●", on: terminal)
        head += " \(SafeText.line(device["name"]?.plain ?? "?")) is "
        head += DeviceText.style(ofState: state).paint(SafeText.line(state), on: terminal)
        if let since = DeviceText.instant(device["since"]) { head += " since \(times.withAge(since))" }
        var members: [JSONValue.Member] = []
        for member in device.members where !["name", "state", "since"].contains(member.name) && !member.value.isNull {
            switch member.name {
            case "uptime_seconds": members.append(.init(name: "uptime", value: .string(DeviceText.uptime(device))))
            case "latency_ms": members.append(.init(name: "latency", value: .string(DeviceText.latency(device))))
            case "loss_percent": members.append(.init(name: "loss", value: .string(DeviceText.loss(device))))
            case "tags" where member.value.members.isEmpty: break
            case "tags":
                let tags = member.value.members.map { "\($0.name)=\($0.value.plain)" }.joined(separator: ", ")
                members.append(.init(name: "tags", value: .string(tags)))
            default:
                if member.value != .string("") { members.append(member) }
            }
        }
        var lines = [head] + StructuredText(terminal: terminal, times: times).lines(members, indent: 4)
        if interfaces.isEmpty {
            lines.append(Style.faint.paint("    No interface is known yet.", on: terminal))
        } else {
            lines.append(Style.notice.paint("Interfaces", on: terminal))
            lines += interfaceTable(interfaces).lines(on: terminal, indent: 2)
        }
        return lines
    }

    /// Interfaces as a table.
    func interfaceTable(_ interfaces: [JSONValue]) -> Table {
        var table = Table(columns: [
            TableColumn(title: "NAME", comfort: 16, minimum: 8, priority: 9, cut: .middle),
            TableColumn(title: "ALIAS", comfort: 16, minimum: 6, priority: 3, isOptional: true),
            TableColumn(title: "ADMIN", comfort: 7, minimum: 5, priority: 2, isOptional: true),
            TableColumn(title: "OPER", comfort: 14, minimum: 4, priority: 8),
            TableColumn(title: "SPEED", comfort: 11, minimum: 7, priority: 4, isOptional: true, isNumber: true),
            TableColumn(title: "IN", comfort: 12, minimum: 8, priority: 7, isNumber: true),
            TableColumn(title: "OUT", comfort: 12, minimum: 8, priority: 6, isNumber: true),
            TableColumn(title: "IN ERR/S", comfort: 8, minimum: 5, priority: 5, isOptional: true, isNumber: true),
            TableColumn(title: "OUT ERR/S", comfort: 9, minimum: 5, priority: 5, isOptional: true, isNumber: true),
        ])
        table.rows = interfaces.map { interface in
            let oper = interface["oper"]?.string ?? "-"
            let admin = interface["admin"]?.string ?? "-"
            let style: Style = oper == "up" ? .good : admin == "up" && oper != "-" ? .warning : .faint
            return [
                TableCell(interface["name"]?.plain ?? interface["index"]?.plain ?? "?"),
                TableCell(interface["alias"]?.string ?? ""), TableCell(admin), TableCell(oper, style),
                TableCell(rate(interface["speed_bps"])), TableCell(rate(interface["in_bps"])),
                TableCell(rate(interface["out_bps"])), errors(interface["in_errors_per_s"]),
                errors(interface["out_errors_per_s"]),
            ]
        }
        return table
    }

    /// `core-sw1 is up: latency 1.2 ms, loss 0 %`.
    static func sentence(_ device: JSONValue) -> String {
        "\(device["name"]?.plain ?? "?") is \(state(of: device)): latency \(latency(device)), loss \(loss(device))"
    }

    /// `core-sw1 Gi1/0/1 is up: in 1.2 Mbit/s, out 3 Mbit/s`.
    static func interfaceSentence(_ interface: JSONValue) -> String {
        let rates = ["in", "out"].map { way in
            "\(way) \(interface["\(way)_bps"]?.double.map(QuantityText.rate) ?? "-")"
        }
        return "\(interface["device"]?.plain ?? "?") \(interface["name"]?.plain ?? "?") is "
            + "\(interface["oper"]?.string ?? "unknown"): \(rates.joined(separator: ", "))"
    }

    /// `up`, `down`, `unreachable`, `unknown`.
    static func state(of device: JSONValue) -> String { device["state"]?.string ?? "unknown" }

    /// How a state is set off.
    static func style(ofState state: String) -> Style {
        switch state {
        case "up": .good
        case "down": .error
        case "unreachable": .warning
        default: .faint
        }
    }

    private static func latency(_ device: JSONValue) -> String {
        device["latency_ms"]?.double.map { QuantityText.seconds($0 / 1_000) } ?? "-"
    }

    private static func loss(_ device: JSONValue) -> String {
        device["loss_percent"]?.double.map { "\(QuantityText.plain(($0 * 10).rounded() / 10)) %" } ?? "-"
    }

    private static func uptime(_ device: JSONValue) -> String {
        device["uptime_seconds"]?.double.map { DurationGrammar.rounded(.seconds($0)) } ?? "-"
    }

    private static func instant(_ value: JSONValue?) -> Timestamp? {
        value?.string.flatMap { Timestamp(rfc3339: $0) }
    }

    private func time(_ value: JSONValue?) -> String { DeviceText.instant(value).map(times.short) ?? "-" }

    private func age(_ value: JSONValue?) -> String { DeviceText.instant(value).map(times.age) ?? "never" }

    private func rate(_ value: JSONValue?) -> String { value?.double.map(QuantityText.rate) ?? "-" }

    private func errors(_ value: JSONValue?) -> TableCell {
        guard let number = value?.double else { return TableCell("-") }
        return TableCell(QuantityText.plain(number), number > 0 ? .warning : .plain)
    }
}
