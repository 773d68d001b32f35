public import Model
import SNMP
public import Watching

/// What the command may ask, in the forms of interface.md.
extension SNMPWatcher {
    /// Writes the counters and what is seen now.
    public func writeStatus(into writer: inout JSONWriter) {
        var conditions: [DeviceCondition: Int] = [:]
        for slot in order { conditions[devices[slot].judge.condition, default: 0] += 1 }
        writer.member("devices", order.count)
        for condition in [DeviceCondition.up, .down, .unreachable, .unknown] {
            writer.member("devices_\(condition.text)", conditions[condition, default: 0])
        }
        writer.member("polls_now", polls.count - freePolls.count)
        writer.key("slip_p50_ms")
        writer.number(slips.quantile(0.5).map { $0.seconds * 1_000 } ?? .nan)
        writer.key("slip_p99_ms")
        writer.number(slips.quantile(0.99).map { $0.seconds * 1_000 } ?? .nan)
        counters.write(into: &writer)
        writer.member("ports_known", ports.count)
        if hosts.unresolved > 0 { writer.member("names_unresolved", hosts.unresolved) }
        judging.writeStatus(into: &writer)
    }

    /// Answers for devices, their interfaces and their latest values.
    public func answer(_ query: WatcherQuery, at moment: Moment, into writer: inout JSONWriter) -> Bool {
        switch query {
        case .devices(let name):
            for slot in order where name == nil || devices[slot].entry.name == name {
                write(devices[slot], slot, isWhole: name != nil, into: &writer)
            }
        case .interfaces(let name):
            guard let slot = slots[name] else { return true }
            writeInterfaces(of: devices[slot], into: &writer)
        case .samples(let name, let metric, let instance):
            guard let slot = slots[name] else { return true }
            writeSamples(of: devices[slot], metric: metric, instance: instance, into: &writer)
        case .servers, .serversAsConfiguration: return false
        }
        return true
    }

    private func write(_ device: PolledDevice, _ slot: Int, isWhole: Bool, into writer: inout JSONWriter) {
        let entry = device.entry
        writer.beginObject()
        writer.member("name", entry.name)
        if case .at(let endpoint) = target(slot) {
            writer.member("address", endpoint.address.text)
        } else {
            writer.member("address", entry.address.text)
        }
        if case .name(let host) = entry.address { writer.member("host_name", host) }
        writer.member("site", shared.site)
        writer.member("state", device.judge.condition.text)
        writer.member("since", device.judge.conditionSince?.rfc3339)
        writer.key("latency_ms")
        writer.number(device.judge.latency ?? .nan)
        writer.key("loss_percent")
        writer.number(device.judge.lossPercent ?? .nan)
        writer.key("uptime_seconds")
        if let uptime = device.system?.uptime { writer.integer(Int64(uptime.seconds)) } else { writer.null() }
        writer.key("last_poll")
        if let last = device.lastPoll { writer.string(last.rfc3339) } else { writer.null() }
        if let credential = device.credential { writer.member("credential", entry.credentials[credential]) }
        if let system = device.system {
            writer.member("system_name", system.name)
            writer.member("system_description", system.description)
            writer.member("system_object_id", system.objectID?.text)
        }
        if let plan = device.plan {
            writer.key("profiles")
            writer.beginArray()
            for name in plan.names { writer.string(name) }
            writer.endArray()
        }
        writer.key("tags")
        writer.beginObject()
        for (key, value) in entry.tags.sorted(by: { $0.key < $1.key }) { writer.member(key, value) }
        writer.endObject()
        if isWhole { device.writeWords(into: &writer) }
        writer.endObject()
    }

    private func writeInterfaces(of device: PolledDevice, into writer: inout JSONWriter) {
        guard let reading = device.tables.first(where: { $0.reading?.table.name == "interfaces" })?.reading else {
            return
        }
        let aliases = reading.label("alias")
        let numbers = Self.interfaceNumbers.map {
            ($0.member, reading.column($0.metric), $0.otherwise.flatMap(reading.column))
        }
        let states = Self.interfaceStates.map { state in
            (
                state.member, reading.column(state.metric),
                reading.table.metrics.first { $0.name == state.metric }?.states
            )
        }
        for row in reading.instances.indices {
            writer.beginObject()
            writer.member("device", device.entry.name)
            writer.member("name", reading.instances[row])
            writer.member("alias", aliases?[row] ?? "")
            writer.key("index")
            if let index = UInt32(reading.indices[row]) {
                writer.integer(index)
            } else {
                writer.string(reading.indices[row])
            }
            for (member, column, names) in states {
                writer.key(member)
                guard let value = column?[row], let number = Int64(exactly: value) else {
                    writer.null()
                    continue
                }
                writer.string(names?[number] ?? "\(number)")
            }
            for (member, column, otherwise) in numbers {
                var value = column?[row] ?? .nan
                if !(value > 0), let other = otherwise?[row], other.isFinite { value = other }
                writer.key(member)
                writer.number(value)
            }
            writer.endObject()
        }
    }

    /// The members of an interface that are states, and the metrics of the shipped profile that they are.
    private static let interfaceStates: [(member: String, metric: String)] = [
        ("admin", "if_admin"), ("oper", "if_oper"),
    ]

    /// The members that are numbers; `otherwise` where the first has none.
    private static let interfaceNumbers: [(member: String, metric: String, otherwise: String?)] = [
        ("speed_bps", "if_speed_bps", "if_speed_low_bps"), ("in_bps", "if_in_bps", nil),
        ("out_bps", "if_out_bps", nil), ("in_errors_per_s", "if_in_errors_per_s", nil),
        ("out_errors_per_s", "if_out_errors_per_s", nil), ("in_utilization_percent", "if_in_utilization", nil),
        ("out_utilization_percent", "if_out_utilization", nil),
    ]

    private func writeSamples(
        of device: PolledDevice, metric: String?, instance: String?, into writer: inout JSONWriter
    ) {
        let name = device.entry.name
        func write(_ time: Timestamp?, _ metric: String, _ instance: String?, _ value: Double, _ unit: String) {
            guard value.isFinite, let time else { return }
            writer.beginObject()
            writer.member("time", time.rfc3339)
            writer.member("device", name)
            writer.member("metric", metric)
            writer.key("instance")
            if let instance { writer.string(instance) } else { writer.null() }
            writer.key("value")
            writer.number(value)
            writer.member("unit", unit)
            writer.endObject()
        }
        if let plan = device.plan, instance == nil {
            for (index, value) in device.scalars.values.enumerated() {
                let found =
                    index < plan.metrics.count ? plan.metrics[index] : plan.ratios[index - plan.metrics.count].metric
                if let metric, found.name != metric { continue }
                write(device.scalars.readAt, found.name, nil, value, found.unit)
            }
        }
        for memory in device.tables {
            guard let reading = memory.reading else { continue }
            let columns =
                reading.table.metrics.map { ($0.name, $0.unit) } + reading.table.ratios.map { ($0.name, $0.unit) }
            for (column, (found, unit)) in columns.enumerated() where metric == nil || found == metric {
                for row in reading.instances.indices where instance == nil || reading.instances[row] == instance {
                    write(memory.readAt, found, reading.instances[row], reading.values[column][row], unit)
                }
            }
        }
    }
}
