/// Reads one mapping of the configuration: the schema asks for keys by name and type, and what is wrong is collected
/// while reading goes on. It remembers which keys were asked for, so that `finish` can refuse the others.
///
/// Optional values are nil both when they are absent and when they are faulty; the fault has then been recorded.
public final class SectionReader {
    /// The mapping that is read.
    public let node: ConfigurationNode
    /// Where faults and warnings go.
    public let faults: ConfigurationFaults
    /// Finds secrets.
    let resolver: any SecretResolver
    private let values: [String: ConfigurationNode.Entry]
    private var asked: [String] = []
    private var children: [SectionReader] = []
    /// The readers that `section` has given, so that two who read one section agree about its keys.
    private var sections: [String: SectionReader?] = [:]
    private var isFinished = false

    /// Reads a mapping. Null reads as an empty one; anything else is a fault and then reads as an empty one.
    public init(
        _ node: ConfigurationNode, faults: ConfigurationFaults, resolver: any SecretResolver = LiteralSecretResolver()
    ) {
        self.node = node
        self.faults = faults
        self.resolver = resolver
        if let entries = node.entries {
            values = Dictionary(entries.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        } else {
            values = [:]
            faults.fault(node.location, node.path, "expected a map of keys, not \(node.kind)")
        }
    }

    /// Where the section stands.
    public var location: SourceLocation { node.location }
    /// The path of the section.
    public var path: String { node.path }

    /// Whether a key stands here, also with nothing behind it.
    public func has(_ key: String) -> Bool {
        ask(key)
        return values[key] != nil
    }

    /// What stands behind a key, as it was written; nil when the key is absent. A required key that is absent is a
    /// fault that says what was expected.
    public func value(of key: String, isRequired: Bool = false, expecting: String = "a value") -> ConfigurationNode? {
        ask(key)
        if let entry = values[key] { return entry.value }
        if isRequired { faults.fault(node.location, node.path(of: key), "is missing: expected \(expecting)") }
        return nil
    }

    /// A mapping behind a key; its reader is finished together with this one. Whoever asks again is given the same
    /// reader: a key that one of them knows is known.
    public func section(_ key: String, isRequired: Bool = false) -> SectionReader? {
        if let known = sections[key] { return known }
        guard let value = value(of: key, isRequired: isRequired, expecting: "a map of keys") else { return nil }
        let reader = child(value)
        sections[key] = .some(reader)
        return reader
    }

    /// A list of mappings behind a key; none when it is absent. What is no mapping is a fault and left out.
    public func sections(_ key: String, isRequired: Bool = false) -> [SectionReader] {
        items(key, isRequired: isRequired, expecting: "a list of maps").compactMap { child($0) }
    }

    /// The items of a list behind a key; none when it is absent. Anything but a list is a fault, unless a lone scalar
    /// is allowed to stand for a list of one.
    public func items(
        _ key: String, isRequired: Bool = false, allowsSingle: Bool = false, expecting: String = "a list"
    ) -> [ConfigurationNode] {
        guard let value = value(of: key, isRequired: isRequired, expecting: expecting) else { return [] }
        switch value.content {
        case .sequence(let items): return items
        case .null: return []
        case .scalar where allowsSingle: return [value]
        default:
            faults.fault(value.location, value.path, "expected \(expecting), not \(value.kind)")
            return []
        }
    }

    /// A mapping of free keys to texts, such as `tags: { role: core }`; empty when it is absent.
    public func tags(_ key: String) -> [String: String] {
        guard let value = value(of: key) else { return [:] }
        guard let entries = value.entries else {
            faults.fault(value.location, value.path, "expected a map of names to texts, not \(value.kind)")
            return [:]
        }
        var tags: [String: String] = [:]
        for entry in entries {
            guard case .scalar(let scalar) = entry.value.content else {
                faults.fault(entry.value.location, entry.value.path, "expected a text, not \(entry.value.kind)")
                continue
            }
            tags[entry.key] = scalar.text
        }
        return tags
    }

    /// Records a fault at the value of a key, or at the section as a whole.
    public func fault(_ key: String?, _ message: String) {
        let (location, path) = place(key)
        faults.fault(location, path, message)
    }

    /// Records a warning at the value of a key, or at the section as a whole.
    public func warn(_ key: String?, _ message: String) {
        let (location, path) = place(key)
        faults.warn(location, path, message)
    }

    /// Refuses every key that no one asked for, here and in all sections read from here. Once; later calls do nothing.
    public func finish() {
        guard !isFinished else { return }
        isFinished = true
        for entry in node.entries ?? [] where !asked.contains(entry.key) {
            let suggestion = DidYouMean.suffix(entry.key, among: asked)
            faults.fault(entry.keyLocation, node.path(of: entry.key), "unknown key\(suggestion)")
        }
        for child in children { child.finish() }
    }

    /// Where a key's name stands, or the section where it has no such key.
    public func keyLocation(_ key: String) -> SourceLocation { values[key]?.keyLocation ?? node.location }

    private func ask(_ key: String) {
        if !asked.contains(key) { asked.append(key) }
    }

    private func child(_ value: ConfigurationNode) -> SectionReader? {
        guard value.entries != nil else {
            faults.fault(value.location, value.path, "expected a map of keys, not \(value.kind)")
            return nil
        }
        let reader = SectionReader(value, faults: faults, resolver: resolver)
        children.append(reader)
        return reader
    }

    private func place(_ key: String?) -> (SourceLocation, String) {
        guard let key else { return (node.location, node.path) }
        return (values[key]?.value.location ?? node.location, node.path(of: key))
    }
}
