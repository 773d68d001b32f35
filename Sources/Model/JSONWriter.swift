/// Writes JSON text (RFC 8259) straight into bytes, for the path that every event takes. Keys keep the order in which
/// they were written. Text that is not valid UTF-8 has been repaired by `String` before it comes here.
public struct JSONWriter: Sendable {
    private var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty text with room for so many bytes.
    public init(capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    /// The text so far.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Opens an object: `{`.
    public mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Closes an object: `}`.
    public mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Opens an array: `[`.
    public mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Closes an array: `]`.
    public mutating func endArray() { close(UInt8(ascii: "]")) }

    /// Writes a member's name; a value must follow.
    public mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a string.
    public mutating func string(_ value: String) {
        separate()
        quote(value)
        needsComma = true
    }

    /// Writes an integer.
    @inlinable
    public mutating func integer(_ value: some BinaryInteger) {
        if let number = Int64(exactly: value) { decimal(number) } else { raw(String(value)) }
    }

    /// Writes an integer of the usual type, without the detour of a generic one.
    public mutating func integer(_ value: Int) { raw(String(value)) }

    /// Writes a number; one that JSON cannot hold (infinite, not a number) becomes null.
    public mutating func number(_ value: Double) { raw(value.isFinite ? "\(value)" : "null") }

    /// Writes true or false.
    public mutating func boolean(_ value: Bool) { raw(value ? "true" : "false") }

    /// Writes null.
    public mutating func null() { raw("null") }

    /// Writes a value that is JSON text already.
    public mutating func raw(_ json: String) {
        separate()
        append(json)
        needsComma = true
    }

    /// Writes a value that is JSON text already straight into the buffer: the closure appends at most `capacity` bytes.
    public mutating func raw(capacity: Int, _ write: (inout OutputSpan<UInt8>) -> Void) {
        separate()
        bytes.append(addingCapacity: capacity, initializingWith: write)
        needsComma = true
    }

    /// Writes a member with a string, or leaves it out when there is none.
    public mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        string(value)
    }

    /// Writes a member with an integer, or leaves it out when there is none.
    @inlinable
    public mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        guard let value else { return }
        key(name)
        integer(value)
    }

    /// Writes a member with an integer of the usual type, or leaves it out when there is none.
    public mutating func member(_ name: String, _ value: Int?) {
        guard let value else { return }
        key(name)
        integer(value)
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Writes a number digit by digit: `String` would cost as much as the rest of a member.
    @usableFromInline
    mutating func decimal(_ number: Int64) {
        separate()
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = number.magnitude
        var divisor: UInt64 = 1
        while magnitude / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(truncatingIfNeeded: 48 + magnitude / divisor % 10))
            divisor /= 10
        }
        needsComma = true
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func quote(_ value: String) {
        var value = value
        bytes.append(UInt8(ascii: "\""))
        value.withUTF8 { text in
            // Nearly all text needs no escapes: one look at it, then one copy.
            if unsafe text.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5c || $0 == 0x7f }) {
                unsafe text.forEach { escape($0) }
            } else {
                unsafe bytes.append(contentsOf: text)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0a: append("\\n")
        case 0x0d: append("\\r")
        case 0x09: append("\\t")
        case 0..<0x20, 0x7f:
            let digits = Array("0123456789abcdef".utf8)
            append("\\u00")
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}

/// What led to an event: one JSON object as text, in the order in which it should be read. Communities and keys are
/// never in it.
public struct Evidence: Hashable, Sendable {
    /// The object as JSON text.
    public let json: String

    /// Takes text that is one JSON object already, such as a stored one.
    public init(json: String) { self.json = json }

    /// Builds an object with room for so many bytes: the closure writes its members.
    public init(capacity: Int = 256, _ members: (inout JSONWriter) -> Void) {
        var writer = JSONWriter(capacity: capacity)
        writer.beginObject()
        members(&writer)
        writer.endObject()
        json = writer.text
    }

    /// `{}`.
    public static let none = Evidence(json: "{}")
}
