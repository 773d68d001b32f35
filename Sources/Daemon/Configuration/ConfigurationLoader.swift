public import Model

/// A section of the configuration that a watcher decodes itself.
public struct WatcherSection {
    /// The key at the top of the file.
    public let key: String
    /// Decodes the section and keeps the result; called once when the section is there, and never when it is not.
    public let decode: (SectionReader, SharedConfiguration) -> Void

    /// A section with its decoder.
    public init(key: String, decode: @escaping (SectionReader, SharedConfiguration) -> Void) {
        self.key = key
        self.decode = decode
    }
}

/// What a configuration came to. It may be used only when there are no faults.
public struct LoadedConfiguration: Sendable {
    /// What all watchers may read.
    public var shared: SharedConfiguration
    /// The watcher sections that are there, in the order of the caller's list.
    public var sections: [String]
    /// The files that were read, in order: the main one, then the drop-ins.
    public var files: [String]
    /// What makes it unusable, by file, line and column.
    public var faults: [ConfigurationFault]
    /// What works but should be changed, by file, line and column.
    public var warnings: [ConfigurationFault]
    /// All files laid over each other, as they were written.
    public var merged: ConfigurationNode
    /// Where secrets stand in it.
    var secretPlaces: Set<SourceLocation>

    /// Whether the daemon may run with it.
    public var isUsable: Bool { faults.isEmpty }
}

/// Reads a configuration file and its drop-ins, and finds every fault in one run.
public struct ConfigurationLoader {
    /// Sections of the contract that no watcher of this version decodes, with what to say about each. They are refused:
    /// a configuration that seems to watch something must not be taken in silence.
    static let sectionsToCome = [
        "dns": "has no such watcher yet", "posture": "has no such watcher yet",
        "alerting": "has no routes and sinks but journald yet",
    ]

    private let watchers: [WatcherSection]
    private let resolver: any SecretResolver
    private let files: any ConfigurationFiles

    /// A loader that hands sections to these watchers and asks this resolver for secrets.
    public init(
        watchers: [WatcherSection], resolver: any SecretResolver, files: any ConfigurationFiles = DiskFiles()
    ) {
        self.watchers = watchers
        self.resolver = resolver
        self.files = files
    }

    /// Reads the file and, beside it, `conf.d/*.yaml` by name. Blocks on the disk, never on a pipe.
    public func load(file: String) -> LoadedConfiguration {
        let faults = ConfigurationFaults()
        let folder = FilePath.folder(of: file)
        var paths = [file]
        if let main = read(file, isMain: true, faults: faults) {
            var merged = main
            var isComplete = true
            for path in dropIns(beside: folder, faults: faults) {
                paths.append(path)
                if let later = read(path, isMain: false, faults: faults) {
                    merged = ConfigurationMerge.merge(merged, later, faults: faults)
                } else {
                    isComplete = false
                }
            }
            return decode(merged, isComplete: isComplete, paths: paths, folder: folder, faults: faults)
        }
        for path in dropIns(beside: folder, faults: faults) {
            paths.append(path)
            _ = read(path, isMain: false, faults: faults)
        }
        let nothing = ConfigurationNode(.null, location: SourceLocation(file: file), path: "")
        return decode(nothing, isComplete: false, paths: paths, folder: folder, faults: faults)
    }

    /// A file that is missing a part says nothing about unknown names, so it is not decoded.
    private func decode(
        _ merged: ConfigurationNode, isComplete: Bool, paths: [String], folder: String, faults: ConfigurationFaults
    ) -> LoadedConfiguration {
        var shared = SharedConfiguration()
        var sections: [String] = []
        var order = paths
        if isComplete {
            let root = SectionReader(merged, faults: faults, resolver: resolver)
            var decoder = SharedDecoder(files: files, folder: folder, faults: faults)
            shared = decoder.decode(root)
            order += decoder.inventories
            for watcher in watchers {
                guard root.has(watcher.key), let section = root.section(watcher.key) else { continue }
                sections.append(watcher.key)
                watcher.decode(section, shared)
            }
            let decoded = Set(watchers.map(\.key))
            for (key, reason) in Self.sectionsToCome where !decoded.contains(key) && merged[key] != nil {
                _ = root.has(key)
                faults.fault(root.keyLocation(key), key, "this version of Tocsin \(reason): remove the section")
            }
            root.finish()
        }
        return LoadedConfiguration(
            shared: shared, sections: sections, files: paths, faults: sorted(faults.faults, by: order),
            warnings: sorted(faults.warnings, by: order), merged: merged, secretPlaces: faults.secretPlaces)
    }

    private func read(_ path: String, isMain: Bool, faults: ConfigurationFaults) -> ConfigurationNode? {
        let start = SourceLocation(file: path)
        do {
            let contents = try files.read(path, limit: YAMLDocumentReader.sizeLimit)
            guard let node = YAMLDocumentReader.read(contents.bytes, file: path, faults: faults) else { return nil }
            guard node.entries == nil else { return node }
            faults.fault(node.location, "", "expected a map of keys, not \(node.kind)")
        } catch {
            let advice = isMain && error == .missing ? "; 'tocsin config init' writes a first one" : ""
            faults.fault(start, "", "cannot be read: \(error.text)\(advice)")
        }
        return nil
    }

    private func dropIns(beside folder: String, faults: ConfigurationFaults) -> [String] {
        let dropIns = FilePath.join(folder, "conf.d")
        do {
            let names = try files.names(in: dropIns).filter { !$0.hasPrefix(".") }
            for name in names.sorted() where name.hasSuffix(".yml") {
                let path = FilePath.join(dropIns, name)
                faults.warn(SourceLocation(file: path), "", "is not read: the name of a drop-in ends in .yaml")
            }
            return names.filter { $0.hasSuffix(".yaml") }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                .map { FilePath.join(dropIns, $0) }
        } catch {
            if error != .missing {
                faults.fault(SourceLocation(file: dropIns), "", "cannot be read: \(error.text)")
            }
            return []
        }
    }

    /// By file as they were read, then by place; faults at one place stay in the order of discovery.
    private func sorted(_ faults: [ConfigurationFault], by files: [String]) -> [ConfigurationFault] {
        let rank = Dictionary(files.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return faults.enumerated().sorted { left, right in
            let (a, b) = (left.element.location, right.element.location)
            return (rank[a.file] ?? .max, a.line, a.column, left.offset)
                < (rank[b.file] ?? .max, b.line, b.column, right.offset)
        }.map(\.element)
    }
}
