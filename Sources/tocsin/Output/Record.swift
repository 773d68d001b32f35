import Model

/// One thing of a listing with its fields by the names of the contract, for every format but the table.
struct Record {
    /// A field's value with what the formats must know of its type.
    enum Value: Hashable {
        case text(String?)
        case integer(Int64)
        /// A number as it is written in JSON.
        case number(String)
        case boolean(Bool)
        case time(Timestamp?)
        /// Names with texts, such as tags; told in the order of the names.
        case tags([String: String])
        case list([String])
        /// An object that is JSON already.
        case json(String)
    }

    /// What stands above it in `verbose`.
    var title: String
    /// The one sentence that `cat` shows.
    var sentence: String
    /// The fields in their order.
    var fields: [(name: String, value: Value)]
}

extension Record {
    /// The object as JSON on one line. Times are UTC.
    var json: String {
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        for (name, value) in fields {
            writer.key(name)
            switch value {
            case .text(let text): if let text { writer.string(text) } else { writer.null() }
            case .integer(let number): writer.integer(number)
            case .number(let text): writer.raw(text)
            case .boolean(let flag): writer.boolean(flag)
            case .time(let time): if let time { writer.string(time.rfc3339) } else { writer.null() }
            case .tags(let tags):
                writer.beginObject()
                for (name, text) in tags.sorted(by: { $0.key < $1.key }) { writer.member(name, text) }
                writer.endObject()
            case .list(let texts):
                writer.beginArray()
                for text in texts { writer.string(text) }
                writer.endArray()
            case .json(let text): writer.raw(Record.oneLine(text))
            }
        }
        writer.endObject()
        return SafeText.json(writer.text)
    }

    /// The lines of `verbose`: `name=value` for each field that has one.
    func verbose(_ times: TimeText) -> [String] {
        var lines: [String] = []
        for (name, value) in fields {
            switch value {
            case .text(let text): if let text { lines.append("\(name)=\(text)") }
            case .integer(let number): lines.append("\(name)=\(number)")
            case .number(let text): lines.append("\(name)=\(text)")
            case .boolean(let flag): lines.append("\(name)=\(flag)")
            case .time(let time): if let time { lines.append("\(name)=\(times.full(time))") }
            case .tags(let tags):
                for (key, text) in tags.sorted(by: { $0.key < $1.key }) { lines.append("\(name).\(key)=\(text)") }
            case .list(let texts): for text in texts { lines.append("\(name)=\(text)") }
            case .json(let text):
                let members = JSONValue(parsing: text)?.members ?? []
                for member in members { lines.append("\(name).\(member.name)=\(member.value.plain)") }
                if members.isEmpty { lines.append("\(name)=\(text)") }
            }
        }
        return lines.map(SafeText.line)
    }

    /// The fields of a CSV line (RFC 4180): a value that has parts is JSON.
    func csv(_ times: TimeText) -> String {
        fields.map { field in
            switch field.value {
            case .text(let text): Record.csvField(text ?? "")
            case .integer(let number): "\(number)"
            case .number(let text): text
            case .boolean(let flag): "\(flag)"
            case .time(let time): time.map(times.full) ?? ""
            case .tags(let tags):
                Record.csvField(
                    JSONValue.object(
                        tags.sorted { $0.key < $1.key }.map { JSONValue.Member(name: $0.key, value: .string($0.value)) }
                    ).text)
            case .list(let texts): Record.csvField(JSONValue.array(texts.map { .string($0) }).text)
            case .json(let text): Record.csvField(Record.oneLine(text))
            }
        }.joined(separator: ",")
    }

    /// A field, quoted where it must be (RFC 4180, section 2).
    static func csvField(_ text: String) -> String {
        let needsQuotes = text.utf8.contains { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }
        guard needsQuotes || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
        var quoted: [UInt8] = [0x22]
        quoted.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if byte == 0x22 { quoted.append(0x22) }
            quoted.append(byte)
        }
        quoted.append(0x22)
        return String(decoding: quoted, as: UTF8.self)
    }

    /// Embedded as it was stored, unless that would break the line or the object around it.
    private static func oneLine(_ json: String) -> String {
        if json.utf8.first == UInt8(ascii: "{"), json.utf8.last == UInt8(ascii: "}"),
            !json.utf8.contains(where: { $0 < 0x20 })
        {
            return json
        }
        return JSONValue(parsing: json)?.text ?? JSONValue.quoted(json)
    }
}
