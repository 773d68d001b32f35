import Alerting
public import Model
import Watchers
import Watching

/// Every rule of this version: the daemon's own and those of every watcher.
public enum DaemonCatalog {
    /// The rules by watcher, in the order of the catalog.
    public static let rules: [Rule] = TocsinRules.catalog + Catalog.kinds.flatMap(\.rules)

    /// The journal's catalog of these rules, as it stands in systemd/tocsin.catalog.
    public static var journalCatalog: String { CatalogText.generate(rules: rules) }
}

/// Which version this is.
public enum TocsinVersion {
    /// As `--version` prints it.
    public static let text = "0.1.0"
}
