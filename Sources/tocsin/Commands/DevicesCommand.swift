import ArgumentParser
import Model

/// `tocsin devices`: what is polled, and how it is.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Show the devices that are polled, or one with its interfaces.",
        discussion: """
            The daemon is asked, so it must run. A device is up when it answers, down when it does not, unreachable when \
            what leads to it is down, and unknown until it was asked. With a name: all that is known of it, and its \
            interfaces with their rates; -o csv then lists the interfaces.

            Examples:
              tocsin devices
              tocsin devices core-sw1
              tocsin devices -o json | jq -r 'select(.state != "up") | .name'
            """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var listing: ListingOptions

    @Argument(help: "The device's name.")
    var name: String?

    func run() throws {
        let format = try listing.format()
        guard let name else { return try list(try devices(nil), format) }
        guard let device = try devices(name).first else {
            let names = try devices(nil).compactMap { $0["name"]?.string }
            throw CommandFault.failed(
                "no device is named \(name.quotedForMessage)\(DidYouMean.suffix(name, among: names)) "
                    + "('tocsin devices' shows all)")
        }
        let interfaces = try places.query("interfaces", [("device", name)]).flatMap(\.objects)
        try show(device, interfaces, format)
    }

    private func devices(_ name: String?) throws(CommandFault) -> [JSONValue] {
        let answers = try places.query("devices", [("name", name)])
        if answers.isEmpty { throw .failed("no watcher polls devices: the configuration has no 'snmp' with devices") }
        return answers.flatMap(\.objects)
    }

    private func list(_ devices: [JSONValue], _ format: OutputFormat) throws {
        try Output.standard(paging: !listing.isUnpaged) { output in
            guard format == .short else {
                return try DevicesCommand.listing(devices).write(format, listing.times, to: output)
            }
            let text = DeviceText(times: listing.times, terminal: output.terminal)
            if devices.isEmpty, output.terminal.isInteractive {
                return try output.line(Style.faint.paint("No device is configured.", on: output.terminal))
            }
            if devices.isEmpty { return }
            for line in text.table(devices).lines(on: output.terminal) { try output.line(line) }
        }
    }

    private func show(_ device: JSONValue, _ interfaces: [JSONValue], _ format: OutputFormat) throws {
        try Output.standard(paging: !listing.isUnpaged) { output in
            let times = listing.times
            switch format {
            case .short:
                let text = DeviceText(times: times, terminal: output.terminal)
                for line in text.lines(device, interfaces: interfaces) { try output.line(line) }
            case .csv: try DevicesCommand.interfaceListing(interfaces).write(format, times, to: output)
            case .json, .jsonPretty:
                // One device is one object, its interfaces in it.
                let whole = JSONValue.object(
                    device.members + [JSONValue.Member(name: "interfaces", value: .array(interfaces))])
                try DevicesCommand.listing([whole]).write(format, times, to: output)
            case .verbose, .cat:
                try DevicesCommand.listing([device]).write(format, times, to: output)
                if format == .verbose, !interfaces.isEmpty { try output.line() }
                try DevicesCommand.interfaceListing(interfaces).write(format, times, to: output)
            }
        }
    }

    /// Devices in the formats that are no table.
    static func listing(_ devices: [JSONValue]) -> ObjectListing {
        ObjectListing(
            objects: devices, fields: DeviceText.fields,
            title: { "\($0["name"]?.plain ?? "?"), \(DeviceText.state(of: $0))" }, sentence: DeviceText.sentence)
    }

    /// Interfaces in the formats that are no table.
    static func interfaceListing(_ interfaces: [JSONValue]) -> ObjectListing {
        ObjectListing(
            objects: interfaces, fields: DeviceText.interfaceFields,
            title: { "\($0["device"]?.plain ?? "?") \($0["name"]?.plain ?? "?")" },
            sentence: DeviceText.interfaceSentence)
    }
}
