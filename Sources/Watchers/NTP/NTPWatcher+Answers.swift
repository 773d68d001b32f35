public import Model
public import Watching
import Wire

/// What the command is told.
extension NTPWatcher {
    /// Writes the counters and our view of the clock.
    public func writeStatus(into writer: inout JSONWriter) {
        counters.write(into: &writer)
        writer.member("servers", order.count)
        writer.member("servers_reachable", order.count { (sources[$0]?.association.reach ?? 0) != 0 })
        if let system {
            if let agreement = system.agreement {
                writer.key("offset_seconds")
                writer.number(agreement.offset)
                writer.key("bound_seconds")
                writer.number(agreement.bound)
                writer.key("jitter_seconds")
                writer.number(agreement.jitter)
                writer.member("truechimers", agreement.truechimers.count)
                writer.member("falsetickers", agreement.falsetickers.count)
                if let seconds = frequency.secondsToBreach(of: configuration.warningOffset, from: agreement.offset) {
                    writer.key("seconds_to_warning")
                    writer.number(seconds.rounded())
                }
            }
            writer.key("majority")
            writer.boolean(system.agreement != nil)
        }
        let authenticated = sources.values.filter { $0.keeper != nil }
        if !authenticated.isEmpty {
            writer.member("nts_servers", authenticated.count)
            writer.member("nts_servers_established", authenticated.count { $0.association.cookieCount > 0 })
        }
        if let drift = frequency.driftPPM {
            writer.key("drift_ppm")
            writer.number(drift)
            writer.key("drift_deviation_ppm")
            writer.number(frequency.deviationPPM)
            writer.key("steering_ppm")
            writer.number(frequency.steering.ppm)
        }
        if let wander = frequency.wanderPPM {
            writer.key("wander_ppm")
            writer.number(wander)
        }
        if let word = daemon.word {
            writer.key("local_daemon")
            writer.beginObject()
            word.write(into: &writer)
            writer.endObject()
        }
        if let kernel {
            writer.key("kernel")
            writer.beginObject()
            writer.key("synchronised")
            writer.boolean(kernel.isSynchronised)
            writer.key("maximum_error_seconds")
            writer.number(kernel.maximumErrorSeconds)
            writer.key("frequency_ppm")
            writer.number(kernel.frequencyPPM)
            writer.member("leap", kernel.leap)
            writer.endObject()
        }
        let unresolved = names.values.count { $0.failures > 0 }
        if !names.isEmpty { writer.member("names_unresolved", unresolved) }
    }

    /// Answers `tocsin servers ntp`: one object a server, and one for each that is not ours.
    public func answer(_ query: WatcherQuery, at moment: Moment, into writer: inout JSONWriter) -> Bool {
        switch query {
        case .servers:
            for number in order {
                if let source = sources[number] { write(source, at: moment, into: &writer) }
            }
            for (address, rogue) in rogues.servers.sorted(by: { $0.key.text < $1.key.text })
            where problems.isOpen(NTPRules.rogue, rogueSubject(address)) {
                writer.beginObject()
                writer.member("watcher", "ntp")
                writer.member("address", address.text)
                writer.member("mac", rogue.mac?.text)
                writer.member("interface", rogue.interface)
                writer.key("listed")
                writer.boolean(false)
                writer.member("state", "rogue")
                writer.member("last_seen", rogue.lastSeen.wall.rfc3339)
                writer.member("seen_by", rogue.seenBy)
                writer.endObject()
            }
            return true
        case .serversAsConfiguration:
            writer.beginObject()
            writer.member("yaml", configurationText)
            writer.endObject()
            return true
        case .devices, .interfaces, .samples: return false
        }
    }

    private func write(_ source: NTPSource, at moment: Moment, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("watcher", "ntp")
        writer.member("name", source.entry.name)
        writer.member("address", source.endpoint.address.text)
        writer.member("port", source.endpoint.port)
        writer.key("listed")
        writer.boolean(true)
        writer.member("state", state(of: source))
        writer.member("mark", source.mark.rawValue)
        writer.member("reach", String(source.association.reach, radix: 8))
        writer.member("poll", Int(source.poll.exponent))
        if let packet = source.packet {
            writer.member("stratum", packet.stratum)
            writer.member("leap", packet.leap.rawValue)
            writer.member("reference", packet.referenceID.text(stratum: packet.stratum))
            writer.key("root_delay_seconds")
            writer.number(packet.rootDelay.seconds)
            writer.key("root_dispersion_seconds")
            writer.number(packet.rootDispersion.seconds)
            writer.key("root_distance_seconds")
            writer.number(packet.rootDistance)
        }
        if let estimate = source.history.estimate(at: moment) {
            writer.key("last_sample_seconds")
            writer.number(max(0, (moment.monotonic - estimate.newest).seconds))
            writer.key("offset_seconds")
            writer.number(estimate.offset)
            writer.key("bound_seconds")
            writer.number(estimate.bound)
            writer.key("delay_seconds")
            writer.number(estimate.delay)
            writer.key("jitter_seconds")
            writer.number(estimate.jitter)
            writer.member("samples", source.history.samples.count)
        }
        writer.member("authentication", source.entry.authenticationText)
        writer.key("nts")
        writer.boolean(source.entry.usesNTS)
        source.writeKeys(at: moment, into: &writer)
        writer.key("interleaved")
        writer.boolean(source.association.lastWasInterleaved)
        writer.member("last_seen", source.answered?.wall.rfc3339)
        writer.member("seen_by", "poll")
        writer.endObject()
    }

    /// One word for how a server stands.
    private func state(of source: NTPSource) -> String {
        if source.denied != nil { return "denied" }
        if case .nts(nil) = source.association.authentication, source.association.reach == 0 {
            return source.keeper?.fault == nil ? "awaiting-nts" : "nts-failed"
        }
        if source.association.reach == 0 { return source.isUnreachable ? "unreachable" : "unknown" }
        if source.loop != nil { return "loop" }
        if source.isUnsynchronised { return "unsynchronised" }
        if source.mark == .unusable { return system?.outcome == .noMajority ? "no-majority" : "waiting" }
        return source.mark.text
    }

    /// The servers as they could stand in the configuration: with the strata that they have now.
    private var configurationText: String {
        var lines = ["ntp:", "  servers:"]
        for entry in configuration.servers {
            let seen = sources.values.filter { $0.entry.name == entry.name }.compactMap { $0.packet?.stratum }.min()
            var line = "    - { address: \(entry.name)"
            if let stratum = entry.stratum ?? seen, (1...15).contains(stratum) { line += ", stratum: \(stratum)" }
            if entry.usesNTS { line += ", nts: true" }
            if entry.usesNTS, entry.keyPort != NTSKeyExchange.port { line += ", nts_port: \(entry.keyPort)" }
            if let file = entry.trustedCertificates { line += ", nts_ca: \(file)" }
            if let key = entry.key { line += ", key: \(key.id)" }
            lines.append(line + " }")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
