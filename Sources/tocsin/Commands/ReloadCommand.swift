import ArgumentParser
import Model

/// `tocsin reload`: a changed configuration takes effect.
struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Put the changed configuration into effect.",
        discussion: """
            Waits for the result: 0 when the new configuration is in effect, 78 with every fault when the old one goes \
            on. No counter, alert or packet is lost. It takes root, the daemon's user, or the group tocsin-admin.

            Example:
              tocsin config check && tocsin reload
            """)

    @OptionGroup var places: PlaceOptions

    func run() throws {
        let answer = try places.ask("reload", timeout: .seconds(60))
        let warnings = answer["warnings"]?.elements ?? []
        for warning in warnings { Program.complain("warning: \(SafeText.line(warning.plain))\n") }
    }
}
