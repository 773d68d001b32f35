internal import Model

/// Lays a later file over earlier ones: lists append, maps merge, a later scalar wins. What stands for nothing (`key:`)
/// changes nothing. Two files that mean different kinds of thing by one key are a fault.
enum ConfigurationMerge {
    /// The earlier node with the later one laid over it.
    static func merge(
        _ earlier: ConfigurationNode, _ later: ConfigurationNode, faults: ConfigurationFaults
    ) -> ConfigurationNode {
        var merged = earlier
        switch (earlier.content, later.content) {
        case (_, .null): break
        case (.null, _), (.scalar, .scalar): merged = later
        case (.sequence(let first), .sequence(let second)): merged.content = .sequence(first + second)
        case (.mapping(let first), .mapping(let second)):
            merged.content = .mapping(merge(first, second, faults: faults))
        default:
            let message = "is \(later.kind) here but \(earlier.kind) at \(earlier.location.text)"
            faults.fault(later.location, later.path, message)
        }
        return merged
    }

    private static func merge(
        _ earlier: [ConfigurationNode.Entry], _ later: [ConfigurationNode.Entry], faults: ConfigurationFaults
    ) -> [ConfigurationNode.Entry] {
        var merged = earlier
        var indices = Dictionary(earlier.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
        for entry in later {
            if let index = indices[entry.key] {
                merged[index].value = merge(merged[index].value, entry.value, faults: faults)
            } else {
                indices[entry.key] = merged.count
                merged.append(entry)
            }
        }
        return merged
    }
}
