import Foundation
import TestPrograms
import Testing

/// Bad ways to time servers: made by the kernel where it can, else by a relay of ours.
extension TimeNetwork {
    /// A way to a server: seconds, and the part that is lost each way. The members are those of Tests/Harness/time-relay.py.
    struct Way: Sendable {
        var out = 0.0
        var back = 0.0
        /// The mean of what is added each way: by the relay exponentially, by netem evenly from nothing to its double.
        var jitter = 0.0
        var loss = 0.0
        var lie = 0.0
        /// What a congested way adds at the most: it grows by fifths, three questions or seconds each, and begins anew.
        var loadOut = 0.0

        /// What the relay is told of it.
        func relayed(at address: String) -> String {
            """
            {"listen":["\(address)",123],"out":\(out),"back":\(back),"jitter":\(jitter),"loss":\(loss),"lie":\(lie),\
            "load_out":\(loadOut)}
            """
        }

        /// What netem is told of one direction, with so many fifths of the load.
        func netem(_ seconds: Double, load: Double = 0, fifths: Int = 0) -> String {
            func microseconds(_ seconds: Double) -> String { "\(Int((seconds * 1e6).rounded()))us" }
            return "delay \(microseconds(seconds + jitter + load * Double(fifths) / 5)) \(microseconds(jitter))"
                + (loss > 0 ? " loss \(loss * 100)%" : "")
        }
    }

    /// What makes the ways bad. netem knows no lies: who lies does so by the relay in either case.
    enum Means: String, Sendable, CustomTestStringConvertible {
        case netem = "tc netem"
        case relay = "a relay, since this kernel has no netem"

        var testDescription: String { rawValue }

        /// netem where the kernel has it, which is tried in a namespace of its own.
        static let here: Means = {
            let probe = ["unshare", "-n", "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"]
            guard ["unshare", "tc"].allSatisfy(SpawnedProgram.exists),
                let run = try? SpawnedProgram(probe, output: "/dev/null"), run.wait() == 0
            else { return .relay }
            return .netem
        }()
    }

    /// The address that a way leads to.
    static func end(of way: Int) -> String { "10.81.0.\(11 + way)" }

    /// The namespace that all ways lead through.
    var between: String { client.dropLast() + "w" }

    /// The commands that lead a way of its own to each server, by a router with netem at both of its sides. At the client's
    /// own end the kernel takes the time of sending behind netem, and across a bridge once more behind it, so that a
    /// delay of what is sent would not show; a router lets go of the sender.
    func cables(_ ways: [Way], to there: String) -> [[String]] {
        var commands = [
            ["ip", "netns", "add", between],
            ["ip", "netns", "exec", between, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"],
        ]
        for (number, way) in ways.enumerated() {
            let (cable, near, far) = ("way\(number)", "near\(number)", "far\(number)")
            let server = TimeNetwork.end(of: number)
            let (asker, first, last) = ("10.81.1.\(11 + number)", "10.81.2.\(11 + number)", "10.81.3.\(11 + number)")
            commands += [
                ["ip", "link", "add", cable, "netns", client, "type", "veth", "peer", "name", near, "netns", between],
                ["ip", "link", "add", cable, "netns", there, "type", "veth", "peer", "name", far, "netns", between],
            ]
            for (place, device, own, peer) in [
                (client, cable, asker, first), (between, near, first, asker), (between, far, last, server),
                (there, cable, server, last),
            ] {
                commands += [
                    ["ip", "-n", place, "addr", "add", own, "peer", peer, "dev", device],
                    ["ip", "-n", place, "link", "set", device, "up"],
                ]
            }
            commands += [
                ["ip", "-n", client, "route", "add", server, "via", first],
                ["ip", "-n", there, "route", "add", asker, "via", last],
                netem("add", far, way.netem(way.out)),
                netem("add", near, way.netem(way.back)),
            ]
        }
        return commands
    }

    /// Programs that congest the ways, by the number of each.
    func loads(_ ways: [Way]) -> [(name: String, command: [String])] {
        ways.enumerated().filter { $0.element.loadOut > 0 }.map { number, way in
            let steps = (0..<5).map { fifths in
                let words = way.netem(way.out, load: way.loadOut, fifths: fifths)
                return netem("change", "far\(number)", words).joined(separator: " ") + "; sleep 3"
            }
            return ("load\(number)", ["sh", "-c", "while :; do \(steps.joined(separator: "; ")); done"])
        }
    }

    private func netem(_ verb: String, _ device: String, _ words: String) -> [String] {
        ["tc", "-n", between, "qdisc", verb, "dev", device, "root", "netem"]
            + words.split(separator: " ").map(String.init)
    }
}
