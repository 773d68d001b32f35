internal import Glibc

/// A file that holds MIB modules, read only as far as is needed to know which, and what they import. The parser in C
/// sees a file only after this has found it to be text that looks like a module.
struct MIBFile {
    /// Where it is.
    let path: String
    /// The modules that it defines, in their order.
    let modules: [String]
    /// The modules that these import from.
    let imports: Set<String>

    /// The largest file that is read.
    static let maximumOctets = 16 << 20

    /// Looks into a file.
    init(path: String) throws(MIBFault) { try self.init(path: path, content: MIBFile.content(of: path)) }

    /// Looks into what a file holds.
    init(path: String, content: [UInt8]) throws(MIBFault) {
        guard !content.isEmpty else { throw MIBFault(path: path, reason: "is empty") }
        guard !content.contains(0) else { throw MIBFault(path: path, reason: "is binary, not MIB text") }
        self.path = path
        var modules: [String] = []
        var imports: Set<String> = []
        var words = MIBWords(content)
        var last = ""
        while let word = words.next() {
            if word == "DEFINITIONS", MIBFile.isModuleName(last) { modules.append(last) }
            if last == "FROM", MIBFile.isModuleName(word) { imports.insert(word) }
            last = word
        }
        guard !modules.isEmpty else { throw MIBFault(path: path, reason: "holds no MIB module") }
        self.modules = modules
        self.imports = imports
    }

    private static func isModuleName(_ word: String) -> Bool {
        // ASN.1 wants a capital first; some vendors have it otherwise, and the parser does not mind.
        guard let first = word.utf8.first, first | 0x20 >= 97, first | 0x20 <= 122 else { return false }
        return word.utf8.count <= 64
    }

    private static func content(of path: String) throws(MIBFault) -> [UInt8] {
        // Not blocking, or a named pipe in the directory would hold the daemon up for ever.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw MIBFault(path: path, reason: SystemText.ofError(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw MIBFault(path: path, reason: SystemText.ofError(errno))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw MIBFault(path: path, reason: "is not a regular file") }
        guard status.st_size <= maximumOctets else {
            throw MIBFault(path: path, reason: "is larger than \(maximumOctets >> 20) MiB")
        }
        var content = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < content.count {
            let room = content.count - filled
            let count = unsafe content.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), room)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw MIBFault(path: path, reason: SystemText.ofError(errno))
            }
            if count == 0 { break }
            filled += count
        }
        content.removeLast(content.count - filled)
        return content
    }
}

/// The words of ASN.1 text outside of comments (`--` to the end of the line or the next `--`) and strings.
struct MIBWords {
    private let content: [UInt8]
    private var index = 0

    /// The words of a text.
    init(_ content: [UInt8]) { self.content = content }

    /// The next word of letters, digits, hyphens and underscores; nil at the end.
    mutating func next() -> String? {
        while index < content.count {
            let byte = content[index]
            if byte == UInt8(ascii: "\"") {
                index = 1 + (content[(index + 1)...].firstIndex(of: byte) ?? content.count - 1)
            } else if byte == UInt8(ascii: "-"), isHyphen(index + 1) {
                skipComment()
            } else if MIBWords.isOfWord(byte) {
                let start = index
                while index < content.count, MIBWords.isOfWord(content[index]) {
                    // A comment may follow a word without a space.
                    if content[index] == UInt8(ascii: "-"), isHyphen(index + 1) { break }
                    index += 1
                }
                return String(decoding: content[start..<index], as: UTF8.self)
            } else {
                index += 1
            }
        }
        return nil
    }

    private mutating func skipComment() {
        index += 2
        while index < content.count, content[index] != UInt8(ascii: "\n") {
            if content[index] == UInt8(ascii: "-"), isHyphen(index + 1) {
                index += 2
                return
            }
            index += 1
        }
    }

    private func isHyphen(_ index: Int) -> Bool { index < content.count && content[index] == UInt8(ascii: "-") }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// The system's own words.
enum SystemText {
    /// The text of an errno.
    static func ofError(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
