/// An extension field of an NTPv4 packet (RFC 7822, section 7.5).
public struct NTPExtensionField: Hashable, Sendable {
    /// What it is; see the constants below.
    public var type: UInt16
    /// Its value with whatever padding the sender put behind it: the length on the wire counts padding.
    public var value: [UInt8]

    /// Unique Identifier (RFC 8915, section 5.3).
    public static let uniqueIdentifier: UInt16 = 0x0104
    /// NTS Cookie (RFC 8915, section 5.4).
    public static let cookie: UInt16 = 0x0204
    /// NTS Cookie Placeholder (RFC 8915, section 5.5).
    public static let cookiePlaceholder: UInt16 = 0x0304
    /// NTS Authenticator and Encrypted Extension Fields (RFC 8915, section 5.6).
    public static let authenticator: UInt16 = 0x0404

    /// The shortest field (RFC 7822, section 7.5.1.1).
    static let shortest = 16

    /// A field. It is padded with zeros to a multiple of four octets and to the shortest length when it is written.
    public init(type: UInt16, value: [UInt8]) {
        self.type = type
        self.value = value
    }

    /// Decodes the field that begins here.
    public init(_ reader: inout ByteReader) throws(MalformedPacket) {
        let start = reader.position
        type = try reader.uint16()
        let length = Int(try reader.uint16())
        guard length >= NTPExtensionField.shortest else {
            throw reader.fault("an extension field is too short", at: start + 2)
        }
        guard length % 4 == 0 else {
            throw reader.fault("length of an extension field is no multiple of four", at: start + 2)
        }
        guard length - 4 <= reader.remaining else {
            throw reader.fault("an extension field is beyond the end", at: start + 2)
        }
        value = Array(try reader.bytes(length - 4))
    }

    /// Decodes all fields that stand in these octets and nothing else, as in the plaintext of an NTS authenticator.
    public static func all(in bytes: [UInt8]) throws(MalformedPacket) -> [NTPExtensionField] {
        var reader = ByteReader(bytes, layer: "NTP")
        var fields: [NTPExtensionField] = []
        while !reader.isAtEnd {
            guard fields.count < NTPPacket.fieldLimit else { throw reader.fault("there are too many fields") }
            fields.append(try NTPExtensionField(&reader))
        }
        return fields
    }

    /// The field's octets. A value beyond what a length can say is cut.
    public var bytes: [UInt8] {
        let kept = min(value.count, 65_528)
        let length = max(NTPExtensionField.shortest, (kept + 4 + 3) & ~3)
        var bytes: [UInt8] = []
        bytes.append(bigEndian: type)
        bytes.append(bigEndian: UInt16(truncatingIfNeeded: length))
        bytes += value.prefix(kept)
        bytes += [UInt8](repeating: 0, count: length - bytes.count)
        return bytes
    }
}

/// The body of the field that authenticates all fields before it and hides those within (RFC 8915, section 5.6).
public struct NTSAuthenticator: Hashable, Sendable {
    /// The nonce.
    public var nonce: [UInt8]
    /// The output of the AEAD: hidden extension fields and tag.
    public var ciphertext: [UInt8]

    /// A body.
    public init(nonce: [UInt8], ciphertext: [UInt8]) {
        self.nonce = nonce
        self.ciphertext = ciphertext
    }

    /// Reads the body out of a field's value.
    public init(_ value: [UInt8]) throws(MalformedPacket) {
        var reader = ByteReader(value, layer: "NTS")
        let nonceLength = Int(try reader.uint16())
        let ciphertextLength = Int(try reader.uint16())
        nonce = Array(try reader.bytes(nonceLength))
        try reader.skip((4 - nonceLength % 4) % 4)
        ciphertext = Array(try reader.bytes(ciphertextLength))
    }

    /// The field that carries the body.
    public var field: NTPExtensionField {
        var value: [UInt8] = []
        value.append(bigEndian: UInt16(clamping: nonce.count))
        value.append(bigEndian: UInt16(clamping: ciphertext.count))
        value += nonce
        value += [UInt8](repeating: 0, count: (4 - nonce.count % 4) % 4)
        value += ciphertext
        value += [UInt8](repeating: 0, count: (4 - ciphertext.count % 4) % 4)
        return NTPExtensionField(type: NTPExtensionField.authenticator, value: value)
    }
}
