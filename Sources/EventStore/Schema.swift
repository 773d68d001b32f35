internal import GRDB

/// The shape of `tocsin.db`, one named migration a release that changed it. A migration that was released is never
/// edited.
///
/// What a row costs decided the shape. Measured with a bare C program and a typical trap (summary 80 bytes, evidence
/// 600), 1,000 rows a transaction, two cores, ext4, SQLite 3.40, microseconds of processor time a row, checkpoints
/// included (`EventStore.commit` itself takes 3.6, and 165,000 to 190,000 rows a second):
///
///     pages of 4096 bytes 4.7 · 8192 3.1 · 16384 2.9        8192: a small commit stays small
///     inserting 8 rows a statement 3.2                      no gain over one
///     numbers for repeated names (rule, device …) 2.7       not worth a file that people cannot read with sqlite3
///     an index on time 3.3, and 15 bytes a row              `spans` does it for nearly nothing
///     a checkpoint each 64 MB instead of 16 MB 2.5          not worth a log that large
enum Schema {
    /// "Tocs", at offset 68 of the file: what tells our database from anyone else's.
    static let applicationID: UInt32 = 0x546f_6373
    /// Bytes of a page.
    static let pageSize = 8_192
    /// Pages in the log that make a commit move them into the database: 16 MB.
    static let checkpointPages = 2_000
    /// Bytes that the log keeps when it starts again from its beginning.
    static let logBytesKept = 64 << 20

    /// The migration that brought samples and the watchers' memory.
    static let samplesMigration = "2-samples"

    /// The migration that brought what is known of an acknowledgement.
    static let acknowledgementsMigration = "3-acknowledgements"

    /// All migrations in order.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-events") { database in
            try database.execute(sql: version1)
        }
        migrator.registerMigration(samplesMigration) { database in
            try database.execute(sql: version2)
        }
        migrator.registerMigration(acknowledgementsMigration) { database in
            // A JSON object beside `acknowledged_by`, or NULL.
            try database.execute(sql: "ALTER TABLE alerts ADD COLUMN acknowledgement TEXT")
        }
        return migrator
    }

    /// Events, alerts and tallies. Times are microseconds since the epoch; tags and evidence are JSON objects.
    private static let version1 = """
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, time INTEGER NOT NULL, received INTEGER NOT NULL, watcher TEXT NOT NULL,
            rule TEXT NOT NULL, severity INTEGER NOT NULL, state TEXT NOT NULL, device TEXT NOT NULL, instance TEXT,
            address TEXT, site TEXT NOT NULL, tags TEXT NOT NULL, count INTEGER NOT NULL, summary TEXT NOT NULL,
            evidence TEXT NOT NULL, alert INTEGER, suppressed TEXT, is_user_rule INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX events_of_alert ON events (alert) WHERE alert IS NOT NULL;

        -- One row for about a thousand neighbouring events: where to look for a time, how many there are of each
        -- severity, and what is old enough to delete. `pruned` spans hold only events that their alert keeps.
        CREATE TABLE spans (
            first_id INTEGER PRIMARY KEY, last_id INTEGER NOT NULL, min_time INTEGER NOT NULL,
            max_time INTEGER NOT NULL, max_received INTEGER NOT NULL, critical INTEGER NOT NULL,
            error INTEGER NOT NULL, warning INTEGER NOT NULL, notice INTEGER NOT NULL, info INTEGER NOT NULL,
            pruned INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE alerts (
            id INTEGER PRIMARY KEY, rule TEXT NOT NULL, device TEXT NOT NULL, instance TEXT, watcher TEXT NOT NULL,
            severity INTEGER NOT NULL, state TEXT NOT NULL, opened INTEGER NOT NULL, updated INTEGER NOT NULL,
            resolved INTEGER, events INTEGER NOT NULL, acknowledged_by TEXT, summary TEXT NOT NULL, address TEXT,
            tags TEXT NOT NULL
        ) STRICT;
        CREATE INDEX alerts_open ON alerts (id) WHERE state <> 'resolved';
        CREATE INDEX alerts_resolved ON alerts (resolved) WHERE state = 'resolved';

        CREATE TABLE tallies (
            key TEXT PRIMARY KEY, time INTEGER NOT NULL, received INTEGER NOT NULL, watcher TEXT NOT NULL,
            rule TEXT NOT NULL, severity INTEGER NOT NULL, state TEXT NOT NULL, device TEXT NOT NULL, instance TEXT,
            address TEXT, tags TEXT NOT NULL, count INTEGER NOT NULL, summary TEXT NOT NULL, evidence TEXT NOT NULL,
            is_user_rule INTEGER NOT NULL, clears TEXT NOT NULL
        ) STRICT;

        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        """

    /// Samples and what watchers remember.
    ///
    /// A sample is found by its minute (since the epoch) first: what is measured now is written at the end of the
    /// table, next to its neighbours, and what is old is deleted from the beginning. By series first, each round of ten
    /// thousand devices would touch a page a series. Whoever reads one series over a day looks into 1,440 minutes,
    /// which takes milliseconds.
    private static let version2 = """
        CREATE TABLE series (
            id INTEGER PRIMARY KEY, device TEXT NOT NULL, metric TEXT NOT NULL, instance TEXT NOT NULL,
            unit TEXT NOT NULL, day INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX series_names ON series (device, metric, instance);

        CREATE TABLE samples (
            minute INTEGER NOT NULL, series INTEGER NOT NULL, ms INTEGER NOT NULL, value REAL NOT NULL,
            PRIMARY KEY (minute, series, ms)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE memory (
            watcher TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (watcher, key)
        ) STRICT, WITHOUT ROWID;
        """
}
