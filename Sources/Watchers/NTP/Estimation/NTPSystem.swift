import Model

/// Our own view of this host's clock at one time.
struct NTPSystem: Sendable {
    /// When it was formed.
    var time: Moment
    /// What the usable servers agree on.
    var outcome: NTPSelection.Outcome
    /// The usable servers by their numbers, in the order of the selection's indices.
    var participants: [UInt64]
    /// Their estimates, in the same order.
    var estimates: [NTPEstimate]

    /// What the majority agrees on; nil without one.
    var agreement: NTPSelection.Agreement? {
        if case .agreed(let agreement) = outcome { agreement } else { nil }
    }

    /// The participants that agree with the majority.
    var truechimers: Set<UInt64> { Set((agreement?.truechimers ?? []).map { participants[$0] }) }
}
