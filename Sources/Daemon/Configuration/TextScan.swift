internal import Model

/// Looks at the bytes of a text file before a parser does, so that what no parser should see is refused with its place.
enum TextScan {
    /// The first byte that is no UTF-8, or the first control character other than tab and line breaks; nil when clean.
    static func firstFault(in bytes: [UInt8], file: String) -> (SourceLocation, String)? {
        var line = 1
        var column = 1
        var index = 0
        func here() -> SourceLocation { SourceLocation(file: file, line: line, column: column) }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                switch byte {
                case 0x0a, 0x0d:
                    if byte == 0x0d, index + 1 < bytes.count, bytes[index + 1] == 0x0a { index += 1 }
                    line += 1
                    column = 0
                case 0x09: break
                case 0x00: return (here(), "a NUL byte stands here: is this a text file?")
                case 0x01..<0x20, 0x7f:
                    return (here(), "the control character 0x\(hexadecimal(byte)) cannot stand here")
                default: break
                }
                index += 1
                column += 1
                continue
            }
            guard let (scalar, length) = decode(bytes, at: index) else {
                return (here(), "the byte 0x\(hexadecimal(byte)) is not UTF-8")
            }
            switch scalar {
            case 0x85, 0x2028, 0x2029:
                line += 1
                column = 1
            case 0x80..<0xa0, 0xfffe, 0xffff:
                return (here(), "the control character U+\(String(scalar, radix: 16)) cannot stand here")
            case 0xfeff where index == 0: break
            default: column += 1
            }
            index += length
        }
        return nil
    }

    /// The place behind the last scalar of a text that has no fault.
    static func end(of bytes: [UInt8]) -> (line: Int, column: Int) {
        var line = 1
        var start = 0
        var index = 0
        while index < bytes.count {
            let rest = bytes[index...]
            let length = lineEnd(rest)
            index += max(1, length)
            if length > 0 {
                line += 1
                start = index
            }
        }
        return (line, bytes[start...].count { $0 & 0xc0 != 0x80 } + 1)
    }

    /// How many bytes of a line end the bytes begin with: LF, CR, CRLF, and NEL, LS and PS as YAML 1.1 has them.
    private static func lineEnd(_ bytes: ArraySlice<UInt8>) -> Int {
        switch bytes.first {
        case 0x0a: 1
        case 0x0d: bytes.dropFirst().first == 0x0a ? 2 : 1
        case 0xc2: bytes.dropFirst().first == 0x85 ? 2 : 0
        case 0xe2: bytes.starts(with: [0xe2, 0x80, 0xa8]) || bytes.starts(with: [0xe2, 0x80, 0xa9]) ? 3 : 0
        default: 0
        }
    }

    /// Whether a tab stands at a place; a place as an editor counts it.
    static func isTab(in bytes: [UInt8], line: Int, column: Int) -> Bool {
        var rest = bytes[...]
        for _ in 1..<max(1, line) {
            guard let end = rest.firstIndex(where: { $0 == 0x0a || $0 == 0x0d }) else { return false }
            let isPair = rest[end] == 0x0d && rest.dropFirst(end - rest.startIndex + 1).first == 0x0a
            rest = rest[(end + (isPair ? 2 : 1))...]
        }
        var scalars = 0
        for byte in rest where byte & 0xc0 != 0x80 {
            scalars += 1
            if scalars == column { return byte == 0x09 }
        }
        return false
    }

    /// One scalar of UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.
    private static func decode(_ bytes: [UInt8], at index: Int) -> (scalar: UInt32, length: Int)? {
        let first = bytes[index]
        let length: Int
        let smallest: UInt32
        var scalar: UInt32
        switch first {
        case 0xc2...0xdf: (length, smallest, scalar) = (2, 0x80, UInt32(first & 0x1f))
        case 0xe0...0xef: (length, smallest, scalar) = (3, 0x800, UInt32(first & 0x0f))
        case 0xf0...0xf4: (length, smallest, scalar) = (4, 0x1_0000, UInt32(first & 0x07))
        default: return nil
        }
        guard index + length <= bytes.count else { return nil }
        for byte in bytes[(index + 1)..<(index + length)] {
            guard byte & 0xc0 == 0x80 else { return nil }
            scalar = scalar << 6 | UInt32(byte & 0x3f)
        }
        guard scalar >= smallest, Unicode.Scalar(scalar) != nil else { return nil }
        return (scalar, length)
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }
}
