import Model
import SNMP
public import Watchers
public import Watching

/// A configuration as the daemon runs it: the file with its drop-ins, and a plan for each watcher that has a section.
public struct DaemonConfiguration: Sendable {
    /// What was read, with faults and warnings. Unusable where there is a fault.
    public var loaded: LoadedConfiguration
    /// The watchers to run, in the order of the catalog.
    public var plans: [(kind: WatcherKind, plan: any WatcherPlan)]

    /// Reads a file for this version's watchers. Blocks on the disk.
    public static func load(
        file: String, secrets: SystemSecretResolver.Strictness, kinds: [WatcherKind] = Catalog.kinds
    ) -> DaemonConfiguration {
        let plans = PlanCollector()
        let documents = DocumentReader(folder: FilePath.folder(of: file))
        let sections = kinds.map { kind in
            WatcherSection(key: kind.section) { section, shared in
                let context = DecodingContext(shared: shared, documents: documents.read) { directories in
                    guard !directories.isEmpty else { return (.standard, []) }
                    let loaded = MIBLoader.load(directories)
                    return (loaded.names, loaded.faults.map { "\($0)" })
                }
                if let plan = kind.decode(section, context: context) { plans.found.append((kind, plan)) }
            }
        }
        let loader = ConfigurationLoader(
            watchers: sections,
            resolver: SystemSecretResolver(configurationFile: file, strictness: secrets))
        let loaded = loader.load(file: file)
        return DaemonConfiguration(loaded: loaded, plans: loaded.isUsable ? plans.found : [])
    }

    /// Collects what the sections' closures decode.
    private final class PlanCollector {
        var found: [(kind: WatcherKind, plan: any WatcherPlan)] = []
    }
}
