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
    /// The most files of one directory: the parser's time grows faster than their number, and nobody else has the
    /// library in the meantime.
    static let maximumFiles = 2_000
    /// The most faults that are told.
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
        let parsed = NetSNMPLibrary.locked { MIBParser.parse(files) }
        var builder = ObjectNamesBuilder(.standard)
        for description in parsed.descriptions { builder.add(description) }
        return MIBLoad(
            names: builder.finish(), modules: owners.keys.sorted(), faults: capped(faults + parsed.faults))
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
}
