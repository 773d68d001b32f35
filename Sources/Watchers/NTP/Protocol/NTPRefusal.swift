/// Why a packet was not used as a measurement. The numbers are those of RFC 5905's packet tests (figure 24), the letters those
/// of chrony's further tests.
enum NTPRefusal: String, Sendable, Hashable, CaseIterable {
    /// TEST1: the packet was seen before.
    case duplicate
    /// TEST2: it answers no request of ours: an old answer, or a forgery.
    case bogus
    /// TEST3: one of its timestamps is unknown.
    case invalidTimestamps = "invalid-timestamps"
    /// TEST4: the server refuses to serve us; its kiss-o'-death is looked at by itself.
    case denied
    /// TEST5: it does not bear the authentication that was agreed on.
    case unauthenticated
    /// Our NTS keys or cookies are not accepted (NTSN).
    case ntsRefused = "nts-refused"
    /// TEST6: the server has no time to give.
    case unsynchronised
    /// TEST7: its header cannot be true: the root distance, or a reference time later than its own.
    case badHeader = "bad-header"
    /// TEST A: the round trip took longer than the rest of the answer is worth, or less than no time.
    case excessiveDelay = "excessive-delay"
    /// TEST D: the server takes its time from this host, or is this host.
    case loop
    /// The clock was set between question and answer, or may have been.
    case clockUnsettled = "clock-unsettled"
    /// Not even the layout is right.
    case malformed
    /// It is no server's answer.
    case wrongMode = "wrong-mode"

    /// The test's name as chronyc and the RFC have it; nil for tests of our own.
    var test: String? {
        switch self {
        case .duplicate: "1"
        case .bogus: "2"
        case .invalidTimestamps: "3"
        case .denied: "4"
        case .unauthenticated, .ntsRefused: "5"
        case .unsynchronised: "6"
        case .badHeader: "7"
        case .excessiveDelay: "A"
        case .loop: "D"
        case .clockUnsettled, .malformed, .wrongMode: nil
        }
    }
}
