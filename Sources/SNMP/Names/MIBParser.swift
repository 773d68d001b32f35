internal import CNetSNMP
internal import Glibc

/// Lets the library's parser read files, and takes from its tree what these define.
enum MIBParser {
    /// What the parser made of the files.
    struct Outcome: Sendable {
        /// What the files define.
        var descriptions: [ObjectDescription]
        /// What the parser found wrong.
        var faults: [MIBFault]
    }

    /// Reads the files; what they import and none of them defines comes from the base modules. The library's lock is
    /// held, and the library is left without a tree.
    static func parse(_ files: [MIBFile]) -> Outcome {
        do throws(MIBFault) {
            let wanted = files.reduce(into: Set<String>()) { $0.formUnion($1.imports) }
            var base = try BaseModules(wanted: wanted, except: Set(files.flatMap(\.modules)))
            return parse(files, &base)
        } catch {
            return Outcome(descriptions: [], faults: [error])
        }
    }

    private static func parse(_ files: [MIBFile], _ base: inout BaseModules) -> Outcome {
        let library = NETSNMP_DS_LIBRARY_ID.asInt32
        netsnmp_ds_set_int(library, NETSNMP_DS_LIB_MIB_WARNINGS.asInt32, 0)
        netsnmp_ds_set_boolean(library, NETSNMP_DS_LIB_MIB_ERRORS.asInt32, 1)
        // Many vendors' descriptors have underscores, which SMI forbids and the parser takes when it is told to.
        netsnmp_ds_set_boolean(library, NETSNMP_DS_LIB_MIB_PARSE_LABEL.asInt32, 1)
        snmp_set_save_descriptions(1)
        let log = MIBParserLog()
        log.begin()
        netsnmp_init_mib_internals()
        var registry = PathRegistry()
        for path in base.paths.keys.sorted() { registry.add(path) }
        for file in files { registry.add(file.path) }
        // Only a file's first module is registered now; reading that one registers those behind it. The library must
        // not be asked for a module that it does not know.
        let modules = files.flatMap(\.modules)
        for module in modules where unsafe which_module(module) >= 0 { unsafe _ = netsnmp_read_module(module) }
        adopt_orphans()
        var numbers: [Int32: String] = [:]
        for module in modules { unsafe numbers[which_module(module)] = module }
        numbers[-1] = nil
        var walk = MIBTreeWalk(modules: numbers)
        unsafe walk.visit(get_tree_head())
        var faults = log.faults(base.paths)
        for file in files {
            for module in file.modules where unsafe which_module(module) < 0 {
                faults.append(MIBFault(path: file.path, reason: "module \(module) could not be read"))
            }
        }
        if !log.missingParents.isEmpty {
            shelter(log.missingParents, &base, &registry)
        }
        shutdown_mib()
        _ = consume registry
        log.end()
        snmp_set_save_descriptions(0)
        return Outcome(descriptions: walk.descriptions, faults: faults)
    }

    /// Gives the nodes without a parent one, so that they are freed with the tree.
    private static func shelter(_ parents: Set<String>, _ base: inout BaseModules, _ registry: inout PathRegistry) {
        let known = Set(base.paths.keys)
        // Without memory for a small file they stay; the next load then meets the names again.
        guard (try? base.addOrphanage(for: parents)) != nil else { return }
        for path in base.paths.keys where !known.contains(path) { registry.add(path) }
        unsafe _ = netsnmp_read_module(BaseModules.orphanage)
        adopt_orphans()
    }
}

/// Paths as C strings for as long as the parser is at work: it keeps a pointer to the latest one for its messages.
@safe private struct PathRegistry: ~Copyable {
    private var strings: [UnsafeMutablePointer<CChar>]

    /// Without paths.
    init() { unsafe strings = [] }

    /// Tells the parser of a file, which thereby learns the name of its first module.
    mutating func add(_ path: String) {
        guard let copy = unsafe strdup(path) else { return }
        unsafe strings.append(copy)
        unsafe _ = add_mibfile(copy, nil)
    }

    deinit {
        tocsin_forget_mib_path()
        unsafe strings.forEach { unsafe free($0) }
    }
}
