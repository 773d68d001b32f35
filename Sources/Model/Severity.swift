/// How much an event matters, in the words and numbers of syslog (RFC 5424, section 6.2.1).
public enum Severity: Int, Sendable, Hashable, CaseIterable, Comparable, Codable {
    /// The service that the network stands on is gone: act now.
    case critical = 2
    /// Something is broken and will not mend itself.
    case error = 3
    /// Something is wrong or soon will be.
    case warning = 4
    /// A change that is normal and worth knowing.
    case notice = 5
    /// For the record.
    case info = 6

    /// The name that stands in configuration, JSON and tables.
    public var name: String {
        switch self {
        case .critical: "critical"
        case .error: "error"
        case .warning: "warning"
        case .notice: "notice"
        case .info: "info"
        }
    }

    /// The severity of a name, with journalctl's `crit` and `err` understood; nil for any other word.
    public init?(name: some StringProtocol) {
        switch name.lowercased() {
        case "critical", "crit": self = .critical
        case "error", "err": self = .error
        case "warning", "warn": self = .warning
        case "notice": self = .notice
        case "info": self = .info
        default: return nil
        }
    }

    /// Orders from most severe to least, as the journal's PRIORITY does.
    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}
