/// One thing that is wrong, or worth a warning, in the configuration. Secrets are never in it.
public struct ConfigurationFault: Hashable, Sendable, Error {
    /// Where it stands.
    public var location: SourceLocation
    /// The path of keys that leads there; empty for a fault of the file as a whole.
    public var path: String
    /// What is wrong, and what would be right.
    public var message: String

    /// A fault at a place.
    public init(location: SourceLocation, path: String = "", message: String) {
        self.location = location
        self.path = path
        self.message = message
    }

    /// `FILE:LINE:COLUMN: path.to.key: message`, always one line that is safe to print on a terminal.
    public var text: String {
        (path.isEmpty ? "\(location.text): \(message)" : "\(location.text): \(path): \(message)").withControlsEscaped
    }
}

/// Collects what is wrong while decoding goes on, so that one run shows every fault.
public final class ConfigurationFaults {
    /// What makes the configuration unusable, in the order of discovery.
    public private(set) var faults: [ConfigurationFault] = []
    /// What works but should be changed, in the order of discovery.
    public private(set) var warnings: [ConfigurationFault] = []
    /// Where secrets were read, so that whoever shows the configuration leaves them out.
    public private(set) var secretPlaces: Set<SourceLocation> = []
    /// How many faults are kept; a file of garbage is not worth more.
    private static let limit = 1_000
    private var seen: Set<ConfigurationFault> = []

    /// Nothing wrong so far.
    public init() {}

    /// Whether nothing is wrong; warnings do not count.
    public var isEmpty: Bool { faults.isEmpty }

    /// Records what makes the configuration unusable.
    public func fault(_ location: SourceLocation, _ path: String, _ message: String) {
        let fault = ConfigurationFault(location: location, path: path, message: message)
        // An anchor's node is read once for each alias: the same fault is told once.
        guard faults.count < Self.limit, seen.insert(fault).inserted else { return }
        faults.append(fault)
        if faults.count == Self.limit {
            faults.append(ConfigurationFault(location: location, message: "there are more faults than can be shown"))
        }
    }

    /// Records what works but should be changed.
    public func warn(_ location: SourceLocation, _ path: String, _ message: String) {
        let warning = ConfigurationFault(location: location, path: path, message: message)
        guard warnings.count < Self.limit, seen.insert(warning).inserted else { return }
        warnings.append(warning)
    }

    /// Remembers that a secret stands at a place.
    public func markSecret(at location: SourceLocation) { secretPlaces.insert(location) }
}

extension String {
    /// The text on one line: control and direction-changing characters as `\u{1b}`, so that a file cannot write to the
    /// terminal of whoever reads its faults.
    package var withControlsEscaped: String {
        if utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return self }
        guard unicodeScalars.contains(where: \.isUnsafeToPrint) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            if scalar.isUnsafeToPrint {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text in single quotes, shortened, for a message.
    package var quotedForMessage: String {
        let shown = unicodeScalars.count > 60 ? "\(String(unicodeScalars.prefix(57)))..." : self
        return "'\(shown.withControlsEscaped)'"
    }
}

extension Unicode.Scalar {
    fileprivate var isUnsafeToPrint: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        case .format: value != 0x200c && value != 0x200d
        default: false
        }
    }
}
