public import Model

extension ObjectNames {
    /// Writes a varbind as evidence has it, one object:
    /// `{"oid":"1.3.6.1.2.1.2.2.1.8.3","name":"ifOperStatus.3","type":"INTEGER","value":2,"text":"down"}`. `name` is
    /// the
    /// dotted text where there is none; `text` is left out where `value` says all.
    ///
    /// Every varbind of every trap comes through here, so the object is put together in the writer's own buffer.
    public func write(_ varBind: VarBind, into writer: inout JSONWriter) {
        let named = lookup(varBind.name)
        let instance = named?.instance ?? varBind.name.arcs[...]
        let prefix = named?.object.dotted ?? ""
        // An unknown OID may still be a notification that lost its shape on the way.
        let name = named?.object.name ?? notification(varBind.name)?.name
        let rendered = render(varBind.value, named?.object.syntax)
        // Names are at most 64 octets long by SMI; a loaded MIB may hold longer ones.
        let capacity =
            128 + prefix.utf8.count + (name?.utf8.count ?? 0) + instance.count * 22 + rendered.octets * 6
        writer.raw(capacity: capacity) { span in
            unsafe span.withUnsafeMutableBufferPointer { room, count in
                var text = unsafe JSONBuffer(room)
                text.plain("{\"oid\":\"")
                text.dotted(prefix, instance)
                text.plain("\",\"name\":\"")
                if named == nil, let name { text.plain(name) } else { text.dotted(name ?? "", instance) }
                text.plain("\",\"type\":\"")
                text.plain(rendered.type)
                text.plain("\",\"value\":")
                switch rendered.raw {
                case .integer(let number):
                    if number < 0 { text.plain("-") }
                    text.number(number.magnitude)
                case .unsigned(let number): text.number(number)
                case .number(let number): text.plain(number.isFinite ? "\(number)" : "null")
                case .string(let string): text.quoted(string)
                case .null: text.plain("null")
                }
                if let meaning = rendered.text {
                    text.plain(",\"text\":")
                    text.quoted(meaning)
                }
                text.plain("}")
                count = text.count
            }
        }
    }
}

extension RenderedValue {
    /// About how many octets its text takes.
    fileprivate var octets: Int {
        guard case .string(let string) = raw else { return text?.utf8.count ?? 0 }
        return string.utf8.count + (text?.utf8.count ?? 0)
    }
}

/// JSON text in room that was sized for all of it. What `plain` takes needs no escapes: names, numbers, our own words.
/// It ends the process rather than write beyond its room.
@safe private struct JSONBuffer {
    private let room: UnsafeMutableBufferPointer<UInt8>
    /// How many octets it has.
    private(set) var count = 0

    /// An empty text.
    init(_ room: UnsafeMutableBufferPointer<UInt8>) { unsafe self.room = room }

    /// Adds text as it is.
    @inline(__always)
    mutating func plain(_ text: String) {
        var text = text
        let end = text.withUTF8 { source in
            unsafe precondition(source.count <= room.count - count, "A varbind's text is longer than was foreseen")
            if let from = source.baseAddress, let to = unsafe room.baseAddress {
                unsafe (to + count).update(from: from, count: source.count)
            }
            return count + source.count
        }
        count = end
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        unsafe precondition(count < room.count, "A varbind's text is longer than was foreseen")
        unsafe room[count] = byte
        count += 1
    }

    /// Adds arcs with dots between, and one behind a prefix.
    mutating func dotted(_ prefix: String, _ arcs: ArraySlice<UInt32>) {
        plain(prefix)
        var needsDot = !prefix.isEmpty
        for arc in arcs {
            if needsDot { append(UInt8(ascii: ".")) }
            number(UInt64(arc))
            needsDot = true
        }
    }

    /// Adds a number.
    mutating func number(_ number: UInt64) {
        if number < 10 {
            append(UInt8(truncatingIfNeeded: 48 + number))
            return
        }
        var divisor: UInt64 = 10
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(truncatingIfNeeded: 48 + number / divisor % 10))
            divisor /= 10
        }
    }

    /// Adds a JSON string (RFC 8259, section 7), with the escapes that `JSONWriter` uses.
    mutating func quoted(_ text: String) {
        append(UInt8(ascii: "\""))
        let needsEscape = text.utf8.contains { $0 < 0x20 || $0 == 0x7f || $0 == UInt8(ascii: "\"") || $0 == 0x5c }
        if needsEscape { escaped(text) } else { plain(text) }
        append(UInt8(ascii: "\""))
    }

    private mutating func escaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0x0a: plain("\\n")
            case 0x0d: plain("\\r")
            case 0x09: plain("\\t")
            case 0..<0x20, 0x7f:
                plain("\\u00")
                append(OctetText.hexDigits[Int(byte >> 4)])
                append(OctetText.hexDigits[Int(byte & 15)])
            default: append(byte)
            }
        }
    }
}
