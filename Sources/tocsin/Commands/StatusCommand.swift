import ArgumentParser
import EventStore
import Model

/// `tocsin status`: how the daemon is.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the daemon, its watchers, open alerts and what was dropped.",
        discussion: """
            When the daemon cannot be reached it says so, shows what the store knows, and exits 69.

            Examples:
              tocsin status
              tocsin status -o json | jq .store.events
            """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let format = try listing.format()
        guard format != .csv, format != .cat else {
            throw CommandFault.usage(
                "'status' is no listing: -o is short, verbose, json or json-pretty, not \(format.rawValue)")
        }
        var status: JSONValue
        var fault: CommandFault?
        do throws(CommandFault) {
            status = try places.ask("status", timeout: .seconds(10))["status"] ?? .object([])
        } catch {
            guard case .unreachable = error else { throw error }
            fault = error
            status = try stored()
        }
        try Output.standard(paging: !listing.isUnpaged) { output in
            switch format {
            case .json: try output.line(SafeText.json(status.text))
            case .jsonPretty: try output.line(SafeText.json(status.pretty()))
            default:
                let text = StatusText(status, times: listing.times, terminal: output.terminal)
                for line in fault == nil ? text.running : text.stopped { try output.line(line) }
            }
        }
        if let fault { throw fault }
    }

    /// What the store says by itself, in the daemon's form; without a store that can be read, why not.
    private func stored() throws -> JSONValue {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("running")
        writer.boolean(false)
        writer.key("store")
        writer.beginObject()
        do throws(ReaderFault) {
            let reader = try EventReader(stateDirectory: places.stateDirectory)
            let overview = try reader.overview()
            writer.member("path", reader.path)
            writer.member("size_bytes", overview.bytesOnDisk)
            writer.member("events", overview.eventCount)
            writer.member("oldest", overview.oldest?.observation.time.rfc3339)
            writer.member("newest", overview.newest?.observation.time.rfc3339)
            writer.endObject()
            writer.key("alerts")
            writer.beginObject()
            writer.member("open", overview.openAlerts.values.reduce(0, +))
            for severity in Severity.allCases {
                if let count = overview.openAlerts[severity], count > 0 { writer.member(severity.name, count) }
            }
        } catch {
            writer.member("fault", error.description)
        }
        writer.endObject()
        writer.endObject()
        return JSONValue(parsing: writer.text) ?? .object([])
    }
}
