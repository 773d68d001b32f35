import ArgumentParser
import TocsinLab

/// A paced sender at high rates.
struct FloodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flood", abstract: "Send traps at a steady rate, up to hundreds of thousands a second.",
        discussion: "No two packets are equal: the request id and a serial in one variable grow with each.")

    @OptionGroup var target: TargetOptions

    @Option(help: "Packets a second, such as 100000 or 100000/s.")
    var rate: RateArgument

    @Option(help: "When to end, such as 10s.")
    var duration: DurationArgument?

    @Option(help: "After how many packets to end.")
    var count: Int64?

    @Option(help: "What they say: heartbeat (no meaning), linkdown, mixed.")
    var kind = "heartbeat"

    @Option(help: "The community.")
    var community = OfficeNetwork.community

    @Flag(help: "Print the report as one JSON object on standard output.")
    var json = false

    func validate() throws {
        guard duration != nil || count != nil else { throw ValidationError("give --duration or --count") }
        guard FloodPlan.Kind(rawValue: kind) != nil else {
            throw ValidationError("--kind is one of \(FloodPlan.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
    }

    func run() async throws {
        let plan = try FloodPlan(
            to: target.destination(), rate: rate.perSecond, duration: duration?.duration, count: count,
            sources: target.addresses().addresses, kind: FloodPlan.Kind(rawValue: kind) ?? .heartbeat,
            community: community)
        let report = try await Diagnostics.untilStopped { stop in
            try await Diagnostics.blocking {
                var flood = try Flood(plan)
                return flood.run(until: stop)
            }
        }
        if json {
            print(
                "{\"sent\":\(report.sent),\"failed\":\(report.failed),\"elapsed_seconds\":\(seconds(report.elapsed)),"
                    + "\"rate_per_second\":\(report.rate),\"processor_us_per_packet\":"
                    + "\(report.processorMicrosecondsPerPacket),\"slips\":\(report.slips),"
                    + "\"worst_lateness_seconds\":\(seconds(report.worstLateness))}")
        }
        Diagnostics.say(
            "sent \(report.sent) packets in \(Diagnostics.rounded(seconds(report.elapsed))) s, "
                + "\(Int(report.rate.rounded())) a second, \(report.failed) refused by the kernel, "
                + "\(Diagnostics.rounded(report.processorMicrosecondsPerPacket)) us of processor time each, "
                + "\(report.slips) late slips, at worst \(Diagnostics.milliseconds(report.worstLateness)) late")
    }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}
