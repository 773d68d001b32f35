internal import CNetSNMP
internal import Synchronization

/// The one door to net-snmp. The library keeps its MIB tree, its error text and its statistics in process globals and
/// is not thread-safe in practice, so whoever calls it holds this lock; one queue owns it in the daemon, and there the
/// lock is never waited for.
enum NetSNMPLibrary {
    /// Runs a piece of work that calls the library, alone.
    static func locked<Result: Sendable>(_ work: () throws -> Result) rethrows -> Result {
        try parser.withLock { _ in
            silence
            return try work()
        }
    }

    /// Runs a piece of work that calls the library, alone, and lends it the parser.
    static func parsing<Result: Sendable>(_ work: (inout PDUParser) throws -> Result) rethrows -> Result {
        try parser.withLock { parser in
            silence
            return try work(&parser)
        }
    }

    /// The lock, and the buffer that it protects besides the library.
    private static let parser = Mutex(PDUParser())

    /// Once, before the first call: the library reads no configuration, keeps no state on disk and writes no log. It
    /// would do the first two only in `init_snmp`, which is never called; should a part of it think otherwise, it finds
    /// them forbidden. Its log texts name what it refuses, which our own refusals do better.
    private static let silence: Void = {
        let library = NETSNMP_DS_LIBRARY_ID.asInt32
        for flag in [
            NETSNMP_DS_LIB_DONT_PERSIST_STATE, NETSNMP_DS_LIB_DONT_READ_CONFIGS, NETSNMP_DS_LIB_NO_TOKEN_WARNINGS,
            NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE,
            NETSNMP_DS_LIB_NO_DISCOVERY,
        ] {
            netsnmp_ds_set_boolean(library, flag.asInt32, 1)
        }
        unsafe _ = netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, Int32(LOG_DEBUG))
    }()
}

extension BinaryInteger {
    /// A constant of the library as its functions take it; the importer gives macros different integer types.
    var asInt32: Int32 { Int32(truncatingIfNeeded: self) }
}
