internal import Model

extension ObjectNames {
    /// What a mistyped name may have meant, nearest first: at most `limit` names, for a message of the configuration.
    /// A name behind a module is sought without it; a number has no suggestions.
    public func suggestions(for text: String, limit: Int = 3) -> [String] {
        let name = text.split(separator: ":").last.map(String.init) ?? text
        let lowered = String(name.prefix(64)).lowercased()
        guard limit > 0, !lowered.isEmpty, ObjectIdentifier(text) == nil else { return [] }
        let bound = min(3, max(1, lowered.utf8.count / 3))
        var found: [(name: String, distance: Int)] = []
        for candidate in names {
            guard abs(candidate.utf8.count - lowered.utf8.count) <= bound,
                let distance = EditDistance.between(lowered, candidate.lowercased(), bound: bound)
            else { continue }
            found.append((candidate, distance))
        }
        found.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return found.prefix(limit).map(\.name)
    }
}
