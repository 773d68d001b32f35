/// The names that a list has given so far, so that the second use of one is a fault naming both places.
public struct UniqueNames {
    private var places: [String: SourceLocation] = [:]

    /// No names yet.
    public init() {}

    /// The names given so far, for suggestions.
    public var names: [String] { places.keys.sorted() }

    /// Whether a name was given.
    public func contains(_ name: String) -> Bool { places[name] != nil }

    /// Takes a name; a second time it is a fault at the second place, and false.
    public mutating func claim(
        _ name: String, at location: SourceLocation, path: String, faults: ConfigurationFaults
    ) -> Bool {
        if let first = places[name] {
            faults.fault(location, path, "the name \(name.quotedForMessage) is given twice, first at \(first.text)")
            return false
        }
        places[name] = location
        return true
    }
}

extension SectionReader {
    /// The name of a list's entry: required, and no other entry's.
    public func uniqueName(_ key: String = "name", among names: inout UniqueNames) -> String? {
        guard let name = string(key, isRequired: true, expecting: "a name"), let node = value(of: key) else {
            return nil
        }
        return names.claim(name, at: node.location, path: node.path, faults: faults) ? name : nil
    }

    /// The credentials that a list of names refers to; an unknown name is a fault with a suggestion.
    public func credentials(
        _ key: String, in shared: SharedConfiguration, isRequired: Bool = false, allowsSingle: Bool = false
    ) -> [SNMPCredential] {
        values(key, expecting: "the name of a credential", isRequired: isRequired, allowsSingle: allowsSingle) {
            $0.isEmpty ? nil : $0
        }.compactMap { name in
            if let credential = shared.credential(named: name.value) { return credential }
            let suggestion = DidYouMean.suffix(name.value, among: shared.credentials.map(\.name))
            let message = "no credential is named \(name.value.quotedForMessage)\(suggestion)"
            faults.fault(name.location, name.path, message)
            return nil
        }
    }
}
