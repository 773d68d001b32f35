import Model
import SNMP
import Watching

/// How the device lets itself be asked: what works and should not.
extension DeviceJudge {
    /// Judges the credential that worked, and who answered.
    mutating func judgeAccess(_ outcome: PollOutcome, _ turn: inout JudgeTurn, shared: PollingJudge) {
        let name = turn.device.entry.name
        let used = outcome.credential
        if let traits = shared.credentials[used] {
            judgeWeakness(
                traits.isDefaultCommunity, PollingRules.defaultCommunity, outcome, &turn,
                "\(name) answers to a community that everybody knows (credential \(used)): whoever reaches it can read it"
            )
            let isV3 = traits.version == .v3
            let better = isV3 ? nil : betterCredential(turn.device.entry, used, shared)
            judgeWeakness(
                better != nil, PollingRules.downgraded, outcome, &turn,
                "\(name) was to be asked by SNMPv3 (\(better ?? "")) and answers only \(used), SNMPv\(traits.version.rawValue)"
            )
            judgeWeakness(
                isV3 && !traits.isAuthenticated, PollingRules.noAuthentication, outcome, &turn,
                "\(name) is asked by SNMPv3 without authentication (credential \(used)): its answers can be forged")
            judgeWeakness(
                isV3 && traits.isAuthenticated && !traits.isPrivate, PollingRules.noPrivacy, outcome, &turn,
                "\(name) is asked by SNMPv3 without privacy (credential \(used)): its answers can be read on the way")
        }
        judgeOtherAddress(outcome, &turn)
    }

    /// Judges a device that was declared to refuse us.
    mutating func judgeRefusal(isAnswered: Bool, _ outcome: PollOutcome, _ turn: inout JudgeTurn) {
        let name = turn.device.entry.name
        judgeWeakness(
            isAnswered, PollingRules.accessNotRefused, outcome, &turn,
            "\(name) answers this host (credential \(outcome.credential)), although its access list should not let it")
    }

    private mutating func judgeWeakness(
        _ isWeak: Bool, _ rule: Rule, _ outcome: PollOutcome, _ turn: inout JudgeTurn,
        _ words: @autoclosure () -> String
    ) {
        let key = TroubleKey(rule: rule.name, instance: nil)
        guard isWeak || !troubles.isEmpty && troubles[key] != nil,
            let severity = turn.device.standard.severity(of: rule)
        else { return }
        let device = turn.device
        let name = device.entry.name
        let text = words()
        // One poll proves it; that it is gone is believed at once, too: another credential works.
        judge(isWeak ? .bad : .right, Measure(key: key, severity: severity, polls: 1, of: 1), &turn) { _ in
            (
                text,
                Evidence { writer in
                    writer.member("credential", outcome.credential)
                    writer.member("credentials", device.entry.credentials.joined(separator: ", "))
                }
            )
        } ends: { trouble in
            (
                "\(name): \(rule.name) is no longer so; the credential is now \(outcome.credential)",
                Evidence { writer in
                    writer.member("credential", outcome.credential)
                    writer.member("since", trouble.since.wall.rfc3339)
                }
            )
        }
    }

    /// The v3 credential that stands before the one that worked.
    private func betterCredential(_ device: DeviceEntry, _ used: String, _ shared: PollingJudge) -> String? {
        device.credentials.prefix { $0 != used }.first { shared.credentials[$0]?.version == .v3 }
    }

    private mutating func judgeOtherAddress(_ outcome: PollOutcome, _ turn: inout JudgeTurn) {
        let rule = PollingRules.otherAddress
        let key = TroubleKey(rule: rule.name, instance: nil)
        guard outcome.otherSource != nil || !troubles.isEmpty && troubles[key] != nil,
            let severity = turn.device.standard.severity(of: rule)
        else { return }
        let device = turn.device
        let name = device.entry.name
        let source = outcome.otherSource?.text ?? ""
        judge(
            outcome.otherSource == nil ? .right : .bad, Measure(key: key, severity: severity, polls: 2, of: 2), &turn
        ) { _ in
            (
                "What was asked of \(name) was answered from \(source), which is not the address that was asked",
                Evidence { writer in
                    writer.member("asked", device.address?.text)
                    writer.member("source", source)
                    writer.member("credential", outcome.credential)
                }
            )
        } ends: { trouble in
            (
                "What is asked of \(name) is answered from the address that was asked, and from no other",
                Evidence { $0.member("since", trouble.since.wall.rfc3339) }
            )
        }
    }
}
