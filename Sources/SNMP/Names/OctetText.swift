internal import Model

/// Text made of octets. Each function gives nil for octets that are not what it expects: the caller then shows them in
/// hexadecimal, which loses nothing.
enum OctetText {
    static let hexDigits = Array("0123456789abcdef".utf8)

    /// `0x525400`.
    static func hexadecimal(_ octets: [UInt8]) -> String {
        unsafe String(unsafeUninitializedCapacity: 2 + 2 * octets.count) { room in
            unsafe room[0] = UInt8(ascii: "0")
            unsafe room[1] = UInt8(ascii: "x")
            var end = 2
            for octet in octets {
                unsafe room[end] = hexDigits[Int(octet >> 4)]
                unsafe room[end + 1] = hexDigits[Int(octet & 15)]
                end += 2
            }
            return end
        }
    }

    /// The octets as UTF-8, whatever it contains; nil where they are not UTF-8.
    static func utf8(_ octets: [UInt8]) -> String? { String(validating: octets, as: UTF8.self) }

    /// The octets as UTF-8 without control characters; tab and line ends are none here.
    static func printable(_ octets: [UInt8]) -> String? {
        var previous: UInt8 = 0
        for octet in octets {
            if octet < 0x20, octet != 0x09, octet != 0x0a, octet != 0x0d { return nil }
            if octet == 0x7f { return nil }
            // U+0080 to U+009F, the control characters that take two octets.
            if previous == 0xc2, octet < 0xa0 { return nil }
            previous = octet
        }
        return utf8(octets)
    }

    /// `52:54:00:12:34:56`, of any length but none.
    static func colons(_ octets: [UInt8]) -> String? {
        if octets.isEmpty { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(octets.count * 3)
        for octet in octets {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ":")) }
            bytes.append(hexDigits[Int(octet >> 4)])
            bytes.append(hexDigits[Int(octet & 15)])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A DateAndTime (RFC 2579, section 2) as RFC 3339 text: eight octets are without a zone, eleven with one.
    static func dateAndTime(_ octets: [UInt8]) -> String? {
        guard octets.count == 8 || octets.count == 11 else { return nil }
        let year = Int64(octets[0]) << 8 | Int64(octets[1])
        guard year <= 9999, CivilDate(year: year, month: Int64(octets[2]), day: Int64(octets[3])) != nil,
            octets[4] < 24, octets[5] < 60, octets[6] <= 60, octets[7] < 10
        else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(32)
        func put(_ number: Int64, _ width: Int) {
            let digits = String(number).utf8
            for _ in digits.count..<max(width, digits.count) { text.append(48) }
            text.append(contentsOf: digits)
        }
        put(year, 4)
        for (octet, mark) in zip(octets[2..<7], "--T::".utf8) {
            text.append(mark)
            put(Int64(octet), 2)
        }
        text.append(UInt8(ascii: "."))
        put(Int64(octets[7]), 1)
        if octets.count == 11 {
            let sign = octets[8]
            // Up to +14 since 1995, although the standard stops at 13.
            guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), octets[9] <= 14, octets[10] < 60 else {
                return nil
            }
            text.append(sign)
            put(Int64(octets[9]), 2)
            text.append(UInt8(ascii: ":"))
            put(Int64(octets[10]), 2)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// An InetAddress (RFC 4001) by its length: 4 and 16 octets, with a zone 8 and 20, else a DNS name.
    static func internetAddress(_ octets: [UInt8]) -> String? {
        switch octets.count {
        case 0: return nil
        case 4, 16: return IPAddress(octets: octets)?.text
        case 8, 20:
            if let name = dnsName(octets) { return name }
            guard let address = IPAddress(octets: octets.dropLast(4)) else { return nil }
            return "\(address.text)%\(octets.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) })"
        default: return dnsName(octets)
        }
    }

    /// Hundredths of a second as `3d 4:05:06.07`.
    static func timeTicks(_ hundredths: UInt32) -> String {
        let seconds = hundredths / 100
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        func put(_ mark: Unicode.Scalar, _ number: UInt32) {
            bytes.append(UInt8(ascii: mark))
            bytes.append(UInt8(truncatingIfNeeded: 48 + number / 10))
            bytes.append(UInt8(truncatingIfNeeded: 48 + number % 10))
        }
        if seconds >= 86_400 {
            bytes.append(contentsOf: String(seconds / 86_400).utf8)
            bytes.append(UInt8(ascii: "d"))
            bytes.append(UInt8(ascii: " "))
        }
        bytes.append(contentsOf: String(seconds / 3_600 % 24).utf8)
        put(":", seconds / 60 % 60)
        put(":", seconds % 60)
        put(".", hundredths % 100)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func dnsName(_ octets: [UInt8]) -> String? {
        for octet in octets {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                continue
            default: return nil
            }
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
