import Model
import SNMP
import Watching

@testable import Watchers

/// Reads the part of YAML that profiles are written in, so that these tests need no library: maps and lists by
/// indentation, both in brackets, and texts with or without double quotes. Not for what people write; it stops at the first
/// surprise. DaemonTests reads the same profiles with the daemon's own reader.
struct BriefYAML {
    private struct Line {
        var indent: Int
        var text: String
        var number: Int
    }

    private let file: String
    private var lines: [Line] = []
    private var at = 0

    /// The document of a text.
    static func read(_ text: String, file: String = "p.yaml") -> ConfigurationNode {
        var reader = BriefYAML(text, file: file)
        return reader.block(indent: reader.lines.first?.indent ?? 0, path: "")
    }

    /// What a context of the daemon gives, without a disk.
    static func documents(
        _ paths: [String: String] = [:]
    ) -> (ConfigurationDocument, ConfigurationFaults) -> [ConfigurationNode] {
        { document, faults in
            switch document {
            case .text(let text, let file): return [read(text, file: file)]
            case .path(let written):
                if let text = paths[written.value] { return [read(text, file: written.value)] }
                faults.fault(written.location, written.path, "cannot be read: no such file")
                return []
            }
        }
    }

    private init(_ text: String, file: String) {
        self.file = file
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = line.drop { $0 == " " }
            if content.isEmpty || content.hasPrefix("#") { continue }
            // Brackets that are still open go on in the next line.
            if let last = lines.last?.text,
                last.count(where: { "[{".contains($0) }) > last.count(where: { "]}".contains($0) })
            {
                lines[lines.count - 1].text += " " + content
                continue
            }
            lines.append(Line(indent: line.count - content.count, text: String(content), number: index + 1))
        }
    }

    private mutating func block(indent: Int, path: String) -> ConfigurationNode {
        guard at < lines.count else { return ConfigurationNode(.null, location: place(1, 0), path: path) }
        let start = place(lines[at].number, indent)
        if lines[at].text.hasPrefix("- ") {
            var items: [ConfigurationNode] = []
            while at < lines.count, lines[at].indent == indent, lines[at].text.hasPrefix("- ") {
                lines[at].text = String(lines[at].text.dropFirst(2))
                lines[at].indent += 2
                let below = "\(path)[\(items.count)]"
                let isMap = !"[{\"".contains(lines[at].text.first ?? "[") && lines[at].text.contains(":")
                items.append(isMap ? block(indent: indent + 2, path: below) : value(path: below))
            }
            return ConfigurationNode(.sequence(items), location: start, path: path)
        }
        var entries: [ConfigurationNode.Entry] = []
        while at < lines.count, lines[at].indent == indent, let colon = lines[at].text.firstIndex(of: ":") {
            let line = lines[at]
            let key = String(line.text[..<colon])
            let rest = line.text[line.text.index(after: colon)...].drop { $0 == " " }
            let below = ConfigurationNode.path(of: key, below: path)
            let value: ConfigurationNode
            if rest.isEmpty {
                at += 1
                let isDeeper = at < lines.count && (lines[at].indent > indent || lines[at].text.hasPrefix("- "))
                value =
                    isDeeper
                    ? block(indent: lines[at].indent, path: below)
                    : ConfigurationNode(.null, location: place(line.number, indent), path: below)
            } else {
                lines[at].indent += line.text.count - rest.count
                lines[at].text = String(rest)
                value = self.value(path: below)
            }
            entries.append(.init(key: key, keyLocation: place(line.number, indent), value: value))
        }
        precondition(!entries.isEmpty, "This is not the YAML that tests are written in: line \(lines[at].number)")
        return ConfigurationNode(.mapping(entries), location: start, path: path)
    }

    /// What stands on the rest of the line.
    private mutating func value(path: String) -> ConfigurationNode {
        let line = lines[at]
        at += 1
        var flow = Array(line.text)[...]
        if !"[{\"".contains(flow.first ?? "[") {
            return ConfigurationNode(
                .scalar(.init(text: line.text)), location: place(line.number, line.indent), path: path)
        }
        return self.flow(&flow, line, path: path)
    }

    private func flow(_ rest: inout ArraySlice<Character>, _ line: Line, path: String) -> ConfigurationNode {
        rest = rest.drop { $0 == " " }
        let location = place(line.number, line.indent + rest.startIndex)
        switch rest.first {
        case "[":
            rest = rest.dropFirst().drop { $0 == " " }
            var items: [ConfigurationNode] = []
            while rest.first != "]" {
                items.append(flow(&rest, line, path: "\(path)[\(items.count)]"))
                rest = rest.drop { $0 == " " || $0 == "," }
            }
            rest = rest.dropFirst()
            return ConfigurationNode(.sequence(items), location: location, path: path)
        case "{":
            rest = rest.dropFirst().drop { $0 == " " }
            var entries: [ConfigurationNode.Entry] = []
            while rest.first != "}" {
                let place = place(line.number, line.indent + rest.startIndex)
                let key = String(rest.prefix { $0 != ":" })
                rest = rest.dropFirst(key.count + 1)
                let value = flow(&rest, line, path: ConfigurationNode.path(of: key, below: path))
                entries.append(.init(key: key, keyLocation: place, value: value))
                rest = rest.drop { $0 == " " || $0 == "," }
            }
            rest = rest.dropFirst()
            return ConfigurationNode(.mapping(entries), location: location, path: path)
        case "\"":
            let text = String(rest.dropFirst().prefix { $0 != "\"" })
            rest = rest.dropFirst(text.count + 2)
            return ConfigurationNode(.scalar(.init(text: text, isQuoted: true)), location: location, path: path)
        default:
            var text = String(rest.prefix { !",]}".contains($0) })
            rest = rest.dropFirst(text.count)
            while text.hasSuffix(" ") { text.removeLast() }
            return ConfigurationNode(.scalar(.init(text: text)), location: location, path: path)
        }
    }

    private func place(_ line: Int, _ column: Int) -> SourceLocation {
        SourceLocation(file: file, line: line, column: column + 1)
    }
}

extension DecodingContext {
    /// A context whose documents are read by `BriefYAML`.
    static func brief(_ paths: [String: String] = [:], shared: SharedConfiguration = SharedConfiguration())
        -> DecodingContext
    {
        DecodingContext(shared: shared, documents: BriefYAML.documents(paths)) { _ in (.standard, []) }
    }
}
