internal import CNetSNMP
internal import Glibc

/// What came of loading MIBs.
public struct MIBLoad: Sendable {
    /// The names: the project's own table, and over it what was loaded.
    public let names: ObjectNames
    /// The modules that were read from the directories, by name.
    public let modules: [String]
    /// What could not be read, or only in part.
    public let faults: [MIBFault]
}

/// Reads the MIB directories of the configuration with net-snmp's parser. The tree that it builds is walked once into
/// an immutable value and freed: nothing of it stays in the library.
public enum MIBLoader {
    /// The most files of one directory, and the most faults that are told.
    static let maximumFiles = 10_000
    static let maximumFaults = 200

    /// Loads all files of these directories, not of those below them. What has a fault is left out and told; the rest
    /// is loaded. Of a module that is there twice the first counts. Blocks on the disk and on the library's lock.
    public static func load(_ directories: [String]) -> MIBLoad {
        var faults: [MIBFault] = []
        var files: [MIBFile] = []
        var owners: [String: String] = [:]
        for path in directories.flatMap({ paths(in: $0, &faults) }) {
            do throws(MIBFault) {
                let file = try MIBFile(path: path)
                if let module = file.modules.first(where: { owners[$0] != nil }), let owner = owners[module] {
                    faults.append(MIBFault(path: path, reason: "module \(module) was read from \(owner) already"))
                    continue
                }
                for module in file.modules { owners[module] = path }
                files.append(file)
            } catch {
                faults.append(error)
            }
        }
        guard !files.isEmpty else { return MIBLoad(names: .standard, modules: [], faults: capped(faults)) }
        do throws(MIBFault) {
            let wanted = files.reduce(into: Set<String>()) { $0.formUnion($1.imports) }
            let base = try BaseModules(wanted: wanted, except: Set(owners.keys))
            let basePaths = base.paths
            let parsed = NetSNMPLibrary.locked { parse(files, basePaths) }
            faults += parsed.faults
            var builder = ObjectNamesBuilder(.standard)
            for description in parsed.descriptions { builder.add(description) }
            return MIBLoad(names: builder.finish(), modules: owners.keys.sorted(), faults: capped(faults))
        } catch {
            return MIBLoad(names: .standard, modules: [], faults: capped(faults + [error]))
        }
    }

    private static func capped(_ faults: [MIBFault]) -> [MIBFault] {
        guard faults.count > maximumFaults else { return faults }
        let rest = faults.count - maximumFaults
        return faults.prefix(maximumFaults) + [MIBFault(path: "…", reason: "and \(rest) faults more")]
    }

    /// The files of a directory by name, without those that begin with a dot.
    private static func paths(in directory: String, _ faults: inout [MIBFault]) -> [String] {
        guard let stream = unsafe opendir(directory) else {
            faults.append(MIBFault(path: directory, reason: SystemText.ofError(errno)))
            return []
        }
        defer { unsafe closedir(stream) }
        var paths: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe field.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name.hasPrefix(".") { continue }
            let path = directory.hasSuffix("/") ? directory + name : directory + "/" + name
            var status = stat()
            if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { continue }
            guard paths.count < maximumFiles else {
                faults.append(MIBFault(path: directory, reason: "holds more than \(maximumFiles) files"))
                break
            }
            paths.append(path)
        }
        return paths.sorted()
    }

    /// What the parser made of the files.
    private struct Parsed: Sendable {
        var descriptions: [ObjectDescription] = []
        var faults: [MIBFault] = []
    }

    /// Lets the library read the files. Its lock is held.
    private static func parse(_ files: [MIBFile], _ base: [String: String]) -> Parsed {
        let library = NETSNMP_DS_LIBRARY_ID.asInt32
        netsnmp_ds_set_int(library, NETSNMP_DS_LIB_MIB_WARNINGS.asInt32, 0)
        netsnmp_ds_set_boolean(library, NETSNMP_DS_LIB_MIB_ERRORS.asInt32, 1)
        // Many vendors' descriptors have underscores, which SMI forbids and the parser takes when it is told to.
        netsnmp_ds_set_boolean(library, NETSNMP_DS_LIB_MIB_PARSE_LABEL.asInt32, 1)
        snmp_set_save_descriptions(1)
        let log = MIBParserLog()
        log.begin()
        netsnmp_init_mib_internals()
        for path in base.keys.sorted() { unsafe _ = add_mibfile(path, nil) }
        for file in files { unsafe _ = add_mibfile(file.path, nil) }
        let modules = files.flatMap(\.modules)
        for module in modules { unsafe _ = netsnmp_read_module(module) }
        adopt_orphans()
        let numbers = Dictionary(modules.map { (unsafe which_module($0), $0) }, uniquingKeysWith: { first, _ in first })
        var walk = MIBTreeWalk(modules: numbers.filter { $0.key >= 0 })
        unsafe walk.visit(get_tree_head())
        shutdown_mib()
        log.end()
        snmp_set_save_descriptions(0)
        return Parsed(descriptions: walk.descriptions, faults: log.faults(base))
    }
}
