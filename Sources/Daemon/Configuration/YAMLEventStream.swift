// libyaml comes with Yams. Yams' own Node is no use here: it throws at the first duplicate key, hides aliases (whose
// expansion must be bounded) and hashes keys, which an alias can make exponentially large.
internal import CYaml

/// What libyaml finds in a text, one thing after the other, without unsafe pointers in sight.
enum YAMLEvent {
    /// The text ends.
    case streamEnd
    /// A document begins.
    case documentStart
    /// A document ends.
    case documentEnd
    /// A scalar; plain is without quotes.
    case scalar(text: String, isPlain: Bool)
    /// A list begins.
    case sequenceStart
    /// The innermost list ends.
    case sequenceEnd
    /// A mapping begins.
    case mappingStart
    /// The innermost mapping ends.
    case mappingEnd
    /// The node of an anchor stands here once more.
    case alias(String)
}

/// An event with its place and what was said about its node.
struct YAMLPlacedEvent {
    /// What was found.
    var event: YAMLEvent
    /// From 1.
    var line: Int
    /// From 1, in Unicode scalars.
    var column: Int
    /// The name that aliases use for this node, or nil.
    var anchor: String?
    /// An explicit tag such as `!!str`, or nil.
    var tag: String?
}

/// A text that is not YAML.
struct YAMLSyntaxFault: Error {
    /// What libyaml says.
    var problem: String
    /// From 1.
    var line: Int
    /// From 1, in Unicode scalars.
    var column: Int
}

/// Reads events from bytes with libyaml. Safe because it owns both allocations from init to deinit and lends them to no one.
@safe final class YAMLEventStream {
    // Both stay at fixed addresses, since the C parser keeps pointers to them.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Copies the bytes, which must be UTF-8.
    init(_ bytes: [UInt8]) {
        unsafe input = .allocate(capacity: max(1, bytes.count))
        unsafe _ = input.initialize(from: bytes)
        unsafe parser.initialize(to: yaml_parser_t())
        let isReady = unsafe yaml_parser_initialize(parser)
        precondition(isReady == 1, "libyaml has no memory left for a parser")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deinitialize(count: 1)
        unsafe parser.deallocate()
        unsafe input.deallocate()
    }

    /// The next event. After a fault or the stream's end there is none, and it must not be called again.
    func next() throws(YAMLSyntaxFault) -> YAMLPlacedEvent {
        var raw = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &raw) == 1 else { throw syntaxFault() }
        defer { unsafe yaml_event_delete(&raw) }
        let line = unsafe raw.start_mark.line + 1
        let column = unsafe raw.start_mark.column + 1
        func placed(_ event: YAMLEvent, anchor: String? = nil, tag: String? = nil) -> YAMLPlacedEvent {
            YAMLPlacedEvent(event: event, line: line, column: column, anchor: anchor, tag: tag)
        }
        switch unsafe raw.type {
        case YAML_SCALAR_EVENT:
            let scalar = unsafe raw.data.scalar
            let text = unsafe String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let isPlain = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
            return placed(
                .scalar(text: text, isPlain: isPlain), anchor: unsafe Self.text(scalar.anchor),
                tag: unsafe Self.text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe raw.data.sequence_start
            return placed(.sequenceStart, anchor: unsafe Self.text(start.anchor), tag: unsafe Self.text(start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = unsafe raw.data.mapping_start
            return placed(.mappingStart, anchor: unsafe Self.text(start.anchor), tag: unsafe Self.text(start.tag))
        case YAML_ALIAS_EVENT: return placed(.alias(unsafe Self.text(raw.data.alias.anchor) ?? ""))
        case YAML_SEQUENCE_END_EVENT: return placed(.sequenceEnd)
        case YAML_MAPPING_END_EVENT: return placed(.mappingEnd)
        case YAML_DOCUMENT_START_EVENT: return placed(.documentStart)
        case YAML_DOCUMENT_END_EVENT: return placed(.documentEnd)
        case YAML_STREAM_START_EVENT: return try next()
        default: return placed(.streamEnd)
        }
    }

    private func syntaxFault() -> YAMLSyntaxFault {
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) } ?? "out of memory"
        if problem.hasPrefix("Maximum nesting level") {
            // libyaml gives no place for this one; where it stopped is near enough.
            let mark = unsafe parser.pointee.mark
            return YAMLSyntaxFault(
                problem: "lists and maps nest too deep", line: Int(mark.line) + 1, column: Int(mark.column) + 1)
        }
        let mark = unsafe parser.pointee.problem_mark
        guard let context = unsafe parser.pointee.context else {
            return YAMLSyntaxFault(problem: problem, line: mark.line + 1, column: mark.column + 1)
        }
        let start = unsafe parser.pointee.context_mark.line + 1
        let around = unsafe String(cString: context)
        let words = "\(problem) \(around)" + (start == mark.line + 1 ? "" : " that begins in line \(start)")
        return YAMLSyntaxFault(problem: words, line: mark.line + 1, column: mark.column + 1)
    }

    private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe bytes.map { unsafe String(cString: $0) }
    }
}
