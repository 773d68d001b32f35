import ArgumentParser
import TocsinLab

/// The story of a small office.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Play the story of a small office in real time.",
        discussion: "The daemon at the other end needs the configuration that 'tocsin-lab config' writes.")

    @Option(name: .customLong("to"), help: "Where the daemon listens: 127.0.0.1:PORT.")
    var destinationText = "127.0.0.1:9162"

    @Option(name: .customLong("agents"), help: "Also be the office's SNMP agents, on this port of their addresses.")
    var agentsPort: UInt16?

    @Option(help: "When to end, such as 20s; by default never.")
    var duration: DurationArgument?

    @Option(help: "How many times faster than real time.")
    var speed = 1.0

    func validate() throws {
        guard speed > 0, speed <= 1_000 else { throw ValidationError("--speed is above 0 and at most 1000") }
    }

    func run() async throws {
        let destination = try LabDestination(destinationText)
        let player = try StoryPlayer(to: destination, speed: speed) { Diagnostics.say($0) }
        let duration = duration?.duration
        try await Diagnostics.untilStopped { stop in
            async let agents: Void = serveAgents(until: stop)
            _ = try await stop.cancelling { try await player.play(for: duration) }
            stop.raise()
            try await agents
        }
    }

    private func serveAgents(until stop: StopFlag) async throws {
        guard let port = agentsPort else { return }
        do {
            try await Diagnostics.blocking { try OfficeAgents.serve(port: port, until: stop) }
        } catch {
            // Without its devices there is no story.
            stop.raise()
            throw error
        }
    }
}
