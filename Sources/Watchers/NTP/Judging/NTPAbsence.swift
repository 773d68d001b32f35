import Model

/// Why a server is measured no more, where its next answer is not likely to be a measurement.
enum NTPAbsence: Sendable, Hashable {
    /// It refuses to serve this host.
    case refused(String)
    /// The socket that it is asked from is closed.
    case closed
    /// It answers, and does not prove who it is.
    case unproven
    /// It does not answer.
    case silent
    /// There are no keys that it could be asked with.
    case keyless
    /// It has no time to give.
    case unsynchronised
    /// It takes its time from this host, or is this host.
    case loop(String)

    /// The end of a sentence about the server.
    var words: String {
        switch self {
        case .refused(let kiss): "it refuses to serve this host (\(kiss))"
        case .closed: "the socket that it is asked from is closed"
        case .unproven: "it does not prove who it is"
        case .silent: "it does not answer"
        case .keyless: "there are no keys to ask it with"
        case .unsynchronised: "it has no time to give"
        case .loop(let how): "it \(how)"
        }
    }

    /// Whether what a rule told of the server before is over by that. Where its answers still say so it is not.
    func ends(_ rule: String) -> Bool {
        switch rule {
        case NTPRules.falseticker.name, NTPRules.asymmetric.name: return true
        case NTPRules.stratum.name: if case .loop = self { return false } else { return true }
        case NTPRules.loop.name: if case .loop = self { return false } else { return self != .closed }
        case NTPRules.amplifier.name: if case .refused = self { return true } else { return false }
        case NTPRules.unsynchronised.name, NTPRules.rateLimited.name:
            if case .refused = self { return true }
            return self == .silent || self == .keyless || self == .unproven
        case NTPRules.unauthenticated.name:
            if case .refused = self { return true }
            return self == .silent || self == .keyless
        case NTPRules.denied.name: return self == .silent || self == .keyless || self == .unproven
        default: return false
        }
    }
}
