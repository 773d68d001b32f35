public import Model

/// Turns one YAML text into configuration nodes with exact places. It has bounds, so that no text can exhaust memory
/// or stack: size, depth, and the number of nodes with every alias counted as often as it is used.
public struct YAMLDocumentReader {
    /// The largest text, in bytes.
    public static let sizeLimit = 32 << 20
    /// How deep lists and mappings may nest, through aliases too.
    static let depthLimit = 64
    /// How many nodes there may be, aliases expanded.
    static let nodeLimit = 2_000_000

    /// A container that has begun and not ended.
    private struct Frame {
        var isMapping: Bool
        var location: SourceLocation
        var path: String
        var anchor: String?
        var items: [ConfigurationNode] = []
        var entries: [ConfigurationNode.Entry] = []
        var keyPlaces: [String: SourceLocation] = [:]
        /// The key whose value comes next; nil in a mapping means that a key comes next.
        var key: (text: String, location: SourceLocation, isKept: Bool)?
        var size = 1
        var depth = 1
    }

    /// A finished node, with what it costs to stand somewhere once more.
    private struct Built {
        var node: ConfigurationNode
        var size: Int
        var depth: Int
    }

    private let file: String
    private let faults: ConfigurationFaults
    private var stack: [Frame] = []
    private var anchors: [String: Built] = [:]
    private var root: ConfigurationNode?
    private var nodeCount = 0

    private init(file: String, faults: ConfigurationFaults) {
        self.file = file
        self.faults = faults
    }

    /// Reads a text. An empty one is null. nil after a fault that leaves nothing to go on with; after others, such as
    /// a duplicate key, reading goes on without what was faulty.
    public static func read(_ bytes: [UInt8], file: String, faults: ConfigurationFaults) -> ConfigurationNode? {
        if let (location, message) = TextScan.firstFault(in: bytes, file: file) {
            faults.fault(location, "", message)
            return nil
        }
        var reader = YAMLDocumentReader(file: file, faults: faults)
        do {
            let stream = YAMLEventStream(bytes)
            var documents = 0
            while true {
                let next = try stream.next()
                let location = SourceLocation(file: file, line: next.line, column: next.column)
                switch next.event {
                case .streamEnd:
                    return reader.root ?? ConfigurationNode(.null, location: SourceLocation(file: file), path: "")
                case .documentStart:
                    documents += 1
                    if documents > 1 {
                        throw Refusal(location, "", "a second document begins here; one file holds one")
                    }
                case .documentEnd: break
                default: try reader.take(next, at: location)
                }
            }
        } catch let refusal as Refusal {
            faults.fault(refusal.location, refusal.path, refusal.message)
        } catch let syntax as YAMLSyntaxFault {
            // At an end without a line break libyaml counts one line more than there is.
            let end = TextScan.end(of: bytes)
            let isWithin = syntax.line <= end.line
            let location = SourceLocation(
                file: file, line: isWithin ? syntax.line : end.line, column: isWithin ? syntax.column : end.column)
            let isTab = TextScan.isTab(in: bytes, line: syntax.line, column: syntax.column)
            let message = isTab ? "a tab cannot stand here: indent with spaces" : "is not YAML: \(syntax.problem)"
            faults.fault(location, "", message)
        } catch {
            faults.fault(SourceLocation(file: file), "", "is not YAML: \(error)")
        }
        return nil
    }

    /// A fault after which reading stops.
    private struct Refusal: Error {
        var location: SourceLocation
        var path: String
        var message: String

        init(_ location: SourceLocation, _ path: String, _ message: String) {
            self.location = location
            self.path = path
            self.message = message
        }
    }

    private mutating func take(_ event: YAMLPlacedEvent, at location: SourceLocation) throws {
        // By index, not by a copy: a copy would make every key of a large mapping copy all that came before it.
        if let top = stack.indices.last, stack[top].isMapping, stack[top].key == nil {
            switch event.event {
            case .mappingEnd: break
            case .scalar(let text, let isPlain):
                takeKey(text, isPlain: isPlain, at: location)
                return
            default: throw Refusal(location, stack[top].path, "a key must be a text")
            }
        }
        let path = pathOfNext
        if event.tag != nil { faults.fault(location, path, "YAML tags such as !!str are not understood: remove it") }
        switch event.event {
        case .scalar(let text, let isPlain):
            let isNull = isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
            let content = isNull ? .null : ConfigurationNode.Content.scalar(.init(text: text, isQuoted: !isPlain))
            let node = ConfigurationNode(content, location: location, path: path)
            try add(Built(node: node, size: 1, depth: 0), anchor: event.anchor)
        case .alias(let name):
            guard let built = anchors[name] else {
                throw Refusal(location, path, "no anchor &\(name) has ended before this alias")
            }
            guard stack.count + built.depth <= Self.depthLimit else { throw tooDeep(location, path) }
            try add(built, anchor: nil, at: location)
        case .sequenceStart, .mappingStart:
            guard stack.count < Self.depthLimit else { throw tooDeep(location, path) }
            let isMapping = if case .mappingStart = event.event { true } else { false }
            stack.append(Frame(isMapping: isMapping, location: location, path: path, anchor: event.anchor))
        case .sequenceEnd, .mappingEnd:
            guard let frame = stack.popLast() else { return }
            let content: ConfigurationNode.Content = frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
            let node = ConfigurationNode(content, location: frame.location, path: frame.path)
            // What stands within has been counted already.
            nodeCount -= frame.size - 1
            try add(Built(node: node, size: frame.size, depth: frame.depth), anchor: frame.anchor)
        case .streamEnd, .documentStart, .documentEnd: break
        }
    }

    /// The path of the value that comes next.
    private var pathOfNext: String {
        guard let top = stack.last else { return "" }
        if top.isMapping { return ConfigurationNode.path(of: top.key?.text ?? "", below: top.path) }
        return "\(top.path)[\(top.items.count)]"
    }

    private mutating func takeKey(_ text: String, isPlain: Bool, at location: SourceLocation) {
        let top = stack.count - 1
        let path = ConfigurationNode.path(of: text, below: stack[top].path)
        var isKept = false
        if let first = stack[top].keyPlaces[text] {
            let message = "the key stands twice in one map, first in line \(first.line)"
            faults.fault(location, path, message)
        } else if text.isEmpty {
            faults.fault(location, stack[top].path, "a key is missing before ':'")
        } else if text == "<<", isPlain {
            faults.fault(location, path, "merge keys are not understood: write the keys out")
        } else {
            isKept = true
            stack[top].keyPlaces[text] = location
        }
        stack[top].key = (text, location, isKept)
    }

    private mutating func add(_ built: Built, anchor: String?, at alias: SourceLocation? = nil) throws {
        nodeCount += built.size
        guard nodeCount <= Self.nodeLimit else {
            let message = "there are more than \(Self.nodeLimit) values, aliases counted wherever they are used"
            throw Refusal(alias ?? built.node.location, built.node.path, message)
        }
        if let anchor { anchors[anchor] = built }
        guard !stack.isEmpty else {
            root = built.node
            return
        }
        let top = stack.count - 1
        stack[top].size += built.size
        stack[top].depth = max(stack[top].depth, built.depth + 1)
        if stack[top].isMapping, let key = stack[top].key {
            stack[top].key = nil
            guard key.isKept else { return }
            stack[top].entries.append(.init(key: key.text, keyLocation: key.location, value: built.node))
        } else {
            stack[top].items.append(built.node)
        }
    }

    private func tooDeep(_ location: SourceLocation, _ path: String) -> Refusal {
        Refusal(location, "", "lists and maps nest deeper than \(Self.depthLimit)")
    }
}
