/// Databases of former versions, frozen: never edit what a release has written.
enum Fixtures {
    /// Version 1: `sqlite3 tocsin.db .dump` of a store with one event, one alert and one tally.
    static let version1 = """
        PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = 1416586099;
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES('1-events');
        CREATE TABLE events (
            id INTEGER PRIMARY KEY, time INTEGER NOT NULL, received INTEGER NOT NULL, watcher TEXT NOT NULL,
            rule TEXT NOT NULL, severity INTEGER NOT NULL, state TEXT NOT NULL, device TEXT NOT NULL, instance TEXT,
            address TEXT, site TEXT NOT NULL, tags TEXT NOT NULL, count INTEGER NOT NULL, summary TEXT NOT NULL,
            evidence TEXT NOT NULL, alert INTEGER, suppressed TEXT, is_user_rule INTEGER NOT NULL
        ) STRICT;
        INSERT INTO events VALUES(42,1795478442000000,1795478442000100,'traps','link-down',4,'firing','core-sw1','7',
            '10.0.0.2','hq','{"role":"core"}',1,'Port 7 went down','{"ifIndex":7}',17,NULL,0);
        CREATE TABLE spans (
            first_id INTEGER PRIMARY KEY, last_id INTEGER NOT NULL, min_time INTEGER NOT NULL,
            max_time INTEGER NOT NULL, max_received INTEGER NOT NULL, critical INTEGER NOT NULL,
            error INTEGER NOT NULL, warning INTEGER NOT NULL, notice INTEGER NOT NULL, info INTEGER NOT NULL,
            pruned INTEGER NOT NULL
        ) STRICT;
        INSERT INTO spans VALUES(42,42,1795478442000000,1795478442000000,1795478442000100,0,0,1,0,0,0);
        CREATE TABLE alerts (
            id INTEGER PRIMARY KEY, rule TEXT NOT NULL, device TEXT NOT NULL, instance TEXT, watcher TEXT NOT NULL,
            severity INTEGER NOT NULL, state TEXT NOT NULL, opened INTEGER NOT NULL, updated INTEGER NOT NULL,
            resolved INTEGER, events INTEGER NOT NULL, acknowledged_by TEXT, summary TEXT NOT NULL, address TEXT,
            tags TEXT NOT NULL
        ) STRICT;
        INSERT INTO alerts VALUES(17,'link-down','core-sw1','7','traps',4,'open',1795478442000000,1795478442000000,
            NULL,1,NULL,'Port 7 went down','10.0.0.2','{"role":"core"}');
        CREATE TABLE tallies (
            key TEXT PRIMARY KEY, time INTEGER NOT NULL, received INTEGER NOT NULL, watcher TEXT NOT NULL,
            rule TEXT NOT NULL, severity INTEGER NOT NULL, state TEXT NOT NULL, device TEXT NOT NULL, instance TEXT,
            address TEXT, tags TEXT NOT NULL, count INTEGER NOT NULL, summary TEXT NOT NULL, evidence TEXT NOT NULL,
            is_user_rule INTEGER NOT NULL, clears TEXT NOT NULL
        ) STRICT;
        INSERT INTO tallies VALUES('traps:x',1795478442000000,1795478442000000,'traps','cold-start',5,'occurred',
            'core-sw1',NULL,NULL,'{}',9,'It restarted','{}',0,'[]');
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX events_of_alert ON events (alert) WHERE alert IS NOT NULL;
        CREATE INDEX alerts_open ON alerts (id) WHERE state <> 'resolved';
        CREATE INDEX alerts_resolved ON alerts (resolved) WHERE state = 'resolved';
        """
}
