import Model
import Watching
import Wire

/// The local daemon, and questions that attackers ask.
extension NTPWatcher {
    // MARK: The local daemon

    /// Asks the local daemon and the kernel.
    mutating func askLocal(at moment: Moment, into actions: inout [Action]) {
        for packet in daemon.questions(random: &random) { actions.append(.send(packet, socket: .ntp4)) }
        guard daemon.asksKernel, configuration.local != .none,
            !questions.values.contains(where: { if case .kernel = $0 { true } else { false } })
        else { return }
        nextToken += 1
        questions[nextToken] = .kernel
        actions.append(.request(nextToken, .kernelClock))
    }

    /// Sets the daemon's word, or the kernel's where no daemon answers, against our own measurement.
    mutating func judgeLocalDaemon(at moment: Moment, into actions: inout [Action]) {
        guard configuration.local != .none, moment.monotonic >= settled else { return }
        var finding = NTPProblems.Finding.doubtful
        var firing = ""
        var resolved: String?
        if let word = daemon.word {
            if !word.isSynchronised {
                finding = .present(NTPRules.localDaemon.severity)
                firing = "\(word.program) says that this host's clock is not synchronised"
            } else if configuration.servers.isEmpty {
                finding = .clear
                resolved = "\(word.program) says that the clock is synchronised"
            } else if let agreement = system?.agreement {
                // What the daemon still has to correct is no disagreement; what it does not know of is.
                let difference = abs(agreement.offset - word.offset) - agreement.bound - word.bound
                let isWrong = difference > configuration.warningOffset / 2
                finding = isWrong ? .present(NTPRules.localDaemon.severity) : .clear
                firing =
                    "\(word.program) says that the clock is synchronised to \(word.reference) and "
                    + "\(NTPText.ours(word.offset)), but by our measurement it is \(NTPText.ours(agreement.offset)), "
                    + "give or take \(NTPText.seconds(agreement.bound))"
            }
        } else if daemon.isSilent, let kernel {
            (finding, firing) = judge(kernel)
            if configuration.servers.isEmpty { resolved = "The kernel says that the clock is synchronised" }
        } else if daemon.isSilent, !daemon.asksKernel {
            finding = .clear
            resolved = "No time daemon answers on this host any more, and the kernel cannot tell"
        }
        let word = daemon.word
        NTPWatcher.tell(
            problems.judge(
                NTPRules.localDaemon, NTPWatcher.clock, finding, needed: configuration.confirmations, at: moment),
            at: moment, into: &actions
        ) {
            NTPProblems.Account(
                firing: firing,
                resolved: resolved
                    ?? "\(word?.program ?? (kernel == nil ? "The local daemon" : "The kernel")) says that the clock is synchronised, and so do we",
                evidence: Evidence { writer in
                    word?.write(into: &writer)
                    if let agreement = system?.agreement {
                        writer.key("measured_offset_seconds")
                        writer.number(agreement.offset)
                        writer.key("measured_bound_seconds")
                        writer.number(agreement.bound)
                    }
                    if let kernel {
                        writer.key("kernel_synchronised")
                        writer.boolean(kernel.isSynchronised)
                        writer.key("kernel_maximum_error_seconds")
                        writer.number(kernel.maximumErrorSeconds)
                    }
                })
        }
    }

    /// What the kernel says of its clock, which some daemon told it that does not talk to us, such as systemd-timesyncd.
    private func judge(_ kernel: KernelClock) -> (NTPProblems.Finding, String) {
        let present = NTPProblems.Finding.present(NTPRules.localDaemon.severity)
        guard kernel.isSynchronised else {
            return (
                present,
                "No time daemon answers on this host, and the kernel says that nobody keeps its clock synchronised"
            )
        }
        if configuration.servers.isEmpty { return (.clear, "") }
        guard let agreement = system?.agreement else { return (.doubtful, "") }
        let difference = abs(agreement.offset) - agreement.bound - kernel.maximumErrorSeconds
        return (
            difference > configuration.warningOffset / 2 ? present : .clear,
            "The kernel says that the clock is synchronised to \(NTPText.seconds(kernel.maximumErrorSeconds)), but by "
                + "our measurement it is \(NTPText.ours(agreement.offset)), give or take "
                + NTPText.seconds(agreement.bound)
        )
    }

    // MARK: Amplifiers

    /// Sets when our own servers are asked what an attacker would ask: an interval after the last time. The first time is not at
    /// once, lest a daemon that is restarted again and again asks again and again.
    mutating func armAmplifiers(at moment: Moment, into actions: inout [Action]) {
        guard let interval = configuration.amplifierInterval else {
            amplifiersDue = nil
            actions.append(.cancelTimer(.amplifiers))
            return
        }
        let due: MonotonicTime
        if let asked = amplifiersAsked {
            due = max(moment.monotonic, asked + interval)
        } else {
            let first = amplifiersDue ?? moment.monotonic + .seconds(600 + Int64(random.next() % 600))
            due = min(first, moment.monotonic + interval)
        }
        amplifiersDue = due
        actions.append(.setTimer(.amplifiers, at: due))
    }

    /// Whether a server is one of our own, by the configuration or else by its address.
    func isOwn(_ source: NTPSource) -> Bool { source.entry.isOwn ?? source.endpoint.address.isPrivate }

    /// Asks our own servers what an attacker would ask: those with private addresses, and those that are said to be ours.
    mutating func askAmplifiers(at moment: Moment, into actions: inout [Action]) {
        guard configuration.amplifierInterval != nil else { return }
        amplifiersAsked = moment.monotonic
        for number in order { askAmplifier(number, isRepeated: false, into: &actions) }
        actions.append(.setTimer(.amplifierEnd, at: moment.monotonic + NTPAmplifierProbe.patience))
        armAmplifiers(at: moment, into: &actions)
    }

    private mutating func askAmplifier(_ number: UInt64, isRepeated: Bool, into actions: inout [Action]) {
        guard var source = sources[number], source.denied == nil,
            isOwn(source), !ownAddresses.contains(source.endpoint.address)
        else { return }
        let questions = NTPAmplifierProbe.questions(sequence: UInt16(truncatingIfNeeded: random.next()))
        source.amplification = NTPAmplifierProbe(
            asked: questions.reduce(0) { $0 + $1.count }, isRepeated: isRepeated)
        sources[number] = source
        for bytes in questions {
            actions.append(
                .send(
                    OutgoingPacket(bytes: bytes, destination: source.endpoint),
                    socket: source.endpoint.address.isIPv6 ? .ntp6 : .ntp4))
        }
    }

    mutating func judgeAmplifiers(at moment: Moment, into actions: inout [Action]) {
        for number in order {
            guard let source = sources[number], let probe = source.amplification else { continue }
            sources[number]?.amplification = nil
            var finding = probe.finding
            if finding == .clear, problems.isOpen(NTPRules.amplifier, source.subject) {
                // Silence ends nothing while the server answers nothing else, and not before it was asked once more.
                if source.association.reach == 0 {
                    finding = .doubtful
                } else if !probe.isRepeated {
                    askAmplifier(number, isRepeated: true, into: &actions)
                    actions.append(.setTimer(.amplifierEnd, at: moment.monotonic + NTPAmplifierProbe.patience))
                    continue
                }
            }
            NTPWatcher.tell(
                problems.judge(
                    NTPRules.amplifier, source.subject, finding, needed: 1, address: source.endpoint.address,
                    at: moment), at: moment, into: &actions
            ) {
                let what =
                    probe.monitorPackets > 0
                    ? "monlist with \(NTPText.count(probe.monitorPackets, "packet")) of \(probe.monitorOctets) octets in all"
                    : "control messages with \(probe.controlOctets) octets to a question of 12"
                return NTPProblems.Account(
                    firing: "\(source.title) answers \(what): it can be used to flood others",
                    resolved: "\(source.title) no longer answers questions that attackers use",
                    evidence: Evidence { writer in
                        writer.member("server", source.endpoint.text)
                        writer.member("control_octets", probe.controlOctets)
                        writer.member("control_packets", probe.controlPackets)
                        writer.member("monlist_octets", probe.monitorOctets)
                        writer.member("monlist_packets", probe.monitorPackets)
                    })
            }
        }
    }
}
