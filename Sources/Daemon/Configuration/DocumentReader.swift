public import Model
public import Watching

/// Reads documents beside the configuration, such as profiles, for the watchers that ask for them.
public struct DocumentReader: Sendable {
    /// The largest file, in bytes: a profile is written by hand.
    static let sizeLimit = 4 << 20
    private let folder: String
    private let files: any ConfigurationFiles

    /// A reader that takes relative paths from this folder.
    public init(folder: String, files: any ConfigurationFiles = DiskFiles()) {
        self.folder = folder
        self.files = files
    }

    /// The documents of a text, a file or a folder, in the order of their names. Blocks on the disk.
    public func read(_ document: ConfigurationDocument, faults: ConfigurationFaults) -> [ConfigurationNode] {
        switch document {
        case .text(let text, let file):
            return [YAMLDocumentReader.read(Array(text.utf8), file: file, faults: faults)].compactMap { $0 }
        case .path(let written):
            let path = FilePath.join(folder, written.value)
            do throws(FileFault) {
                var documents: [ConfigurationNode] = []
                for file in try filesBehind(path) {
                    let contents = try files.read(file, limit: Self.sizeLimit)
                    if let document = YAMLDocumentReader.read(contents.bytes, file: file, faults: faults) {
                        documents.append(document)
                    }
                }
                return documents
            } catch {
                let message = "\(path.quotedForMessage) cannot be read: \(error.text)"
                faults.fault(written.location, written.path, message)
                return []
            }
        }
    }

    /// The path itself, or the files of the folder that it is.
    private func filesBehind(_ path: String) throws(FileFault) -> [String] {
        do throws(FileFault) {
            return try files.names(in: path).filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { FilePath.join(path, $0) }
        } catch {
            // What is no folder is missing as one: reading it tells what it is.
            guard error == .missing else { throw error }
            return [path]
        }
    }
}
