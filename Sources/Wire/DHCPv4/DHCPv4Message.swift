/// A BOOTP or DHCP message (RFC 951; RFC 2131, section 2). One pass checks every option and notes which codes there are;
/// values are looked for when they are asked for, and are slices of the packet. Decoding allocates nothing.
public struct DHCPv4Message: Sendable {
    /// Where the magic cookie begins (RFC 2131, section 3); BOOTP's vendor area stood there before.
    static let cookieOffset = 236
    /// The magic cookie.
    static let cookie: UInt32 = 0x6382_5363
    /// Vendor areas of other kinds that old BOOTP servers send (RFC 1048, section 3; `CMU` and `STAN`), and an empty one.
    private static let otherVendorAreas: [UInt32] = [0, 0x434d_5500, 0x5354_414e]
    /// Longer than any UDP payload.
    private static let sizeLimit = 65_535
    /// The fields that may bear options (RFC 2132, section 9.3), in the order in which pieces are put together (RFC 3396).
    private static let file = 108..<236
    private static let sname = 44..<108

    /// The whole message: a slice of the packet.
    public let bytes: ArraySlice<UInt8>
    /// Whether the magic cookie stands before options; without it this is plain BOOTP.
    public let hasOptions: Bool
    /// Which fields bear options besides their own (option 52): bit 0 is `file`, bit 1 `sname`.
    public let overload: UInt8
    /// The options that are there.
    private let present: DHCPv4OptionSet
    /// Those of them that stand more than once.
    private let split: DHCPv4OptionSet

    /// Decodes a UDP payload.
    public init(_ bytes: ArraySlice<UInt8>) throws(MalformedPacket) {
        let octets = bytes.span
        guard octets.count >= Self.cookieOffset else { throw Self.fault("ends too early", at: octets.count) }
        guard octets.count <= Self.sizeLimit else { throw Self.fault("too long", at: Self.sizeLimit) }
        guard octets[0] == 1 || octets[0] == 2 else { throw Self.fault("op is neither request nor reply", at: 0) }
        guard octets[2] <= 16 else { throw Self.fault("hardware address length is above 16", at: 2) }
        let mark = octets.count >= Self.cookieOffset + 4 ? Self.word(octets, Self.cookieOffset) : 0
        // All is put together at the end: what is made field by field is copied once more.
        var present = DHCPv4OptionSet()
        var split = DHCPv4OptionSet()
        var overload: UInt8 = 0
        if mark == Self.cookie {
            let options = Self.cookieOffset + 4..<octets.count
            try Self.check(octets, options, &present, &split)
            if present.contains(52), let place = Self.find(52, octets, options) {
                guard octets[place] == 1, (1...3).contains(octets[place + 1]) else {
                    throw Self.fault("bad overload", at: place)
                }
                overload = octets[place + 1]
                if overload & 1 != 0 { try Self.check(octets, Self.file, &present, &split) }
                if overload & 2 != 0 { try Self.check(octets, Self.sname, &present, &split) }
                guard !split.contains(52) else { throw Self.fault("overload loop", at: place) }
            }
        } else if !Self.otherVendorAreas.contains(mark) {
            throw Self.fault("bad cookie", at: Self.cookieOffset)
        }
        self.bytes = bytes
        self.present = present
        self.split = split
        self.overload = overload
        hasOptions = mark == Self.cookie
    }

    // MARK: Options

    /// Whether the option is there.
    public func has(_ code: DHCPv4OptionCode) -> Bool { present.contains(code.rawValue) }

    /// The option's value, its pieces put together (RFC 3396); nil where it is absent.
    public func option(_ code: DHCPv4OptionCode) -> ArraySlice<UInt8>? {
        guard let place = place(code) else { return nil }
        if isSplit(code) { return joined(code)[...] }
        let start = bytes.startIndex + place + 1
        return bytes[start..<start + Int(bytes[start - 1])]
    }

    /// The option's first octet; nil where it is absent or empty.
    public func octet(_ code: DHCPv4OptionCode) -> UInt8? {
        guard let place = place(code) else { return nil }
        let octets = bytes.span
        guard octets[place] > 0 else { return isSplit(code) ? option(code)?.first : nil }
        return octets[place + 1]
    }

    /// The option's first four octets as a number; nil where it is absent or shorter.
    public func word(_ code: DHCPv4OptionCode) -> UInt32? {
        guard let place = place(code) else { return nil }
        if isSplit(code) {
            let value = joined(code)
            return value.count >= 4 ? Self.word(value.span, 0) : nil
        }
        let octets = bytes.span
        return octets[place] >= 4 ? Self.word(octets, place + 1) : nil
    }

    /// The codes that are present, in ascending order.
    public var codes: [UInt8] { (1...254).filter { present.contains($0) } }

    /// Whether the option stands in pieces, or twice.
    public func isSplit(_ code: DHCPv4OptionCode) -> Bool { split.contains(code.rawValue) }

    /// Where an option first stands: the offset of its length octet; nil where it is absent.
    private func place(_ code: DHCPv4OptionCode) -> Int? {
        guard present.contains(code.rawValue) else { return nil }
        let octets = bytes.span
        if let place = Self.find(code.rawValue, octets, Self.cookieOffset + 4..<octets.count) { return place }
        if overload & 1 != 0, let place = Self.find(code.rawValue, octets, Self.file) { return place }
        return overload & 2 != 0 ? Self.find(code.rawValue, octets, Self.sname) : nil
    }

    /// All pieces of an option one after the other.
    private func joined(_ code: DHCPv4OptionCode) -> [UInt8] {
        let octets = bytes.span
        var value: [UInt8] = []
        Self.forEachOption(octets, overload, hasOptions: hasOptions) { found, place in
            guard found == code.rawValue else { return }
            for index in place + 1..<place + 1 + Int(octets[place]) { value.append(octets[index]) }
        }
        return value
    }

    // MARK: Fixed fields

    /// A number of four octets in the fixed fields.
    func fixedWord(_ offset: Int) -> UInt32 { Self.word(bytes.span, offset) }

    /// An octet of the fixed fields.
    func fixedOctet(_ offset: Int) -> UInt8 { bytes[bytes.startIndex + offset] }

    /// The text of a field that options have not taken: up to its first NUL.
    func fixedText(_ field: Range<Int>, overloadBit: UInt8) -> ArraySlice<UInt8> {
        guard overload & overloadBit == 0 else { return [] }
        let field = bytes[bytes.startIndex + field.lowerBound..<bytes.startIndex + field.upperBound]
        return field.prefix { $0 != 0 }
    }

    // MARK: Decoding

    /// Checks the options of one field and notes their codes. A missing end option is no fault: real senders forget it.
    @inline(__always)
    private static func check(
        _ octets: Span<UInt8>, _ field: Range<Int>, _ present: inout DHCPv4OptionSet, _ split: inout DHCPv4OptionSet
    ) throws(MalformedPacket) {
        var index = field.lowerBound
        let end = field.upperBound
        while index < end {
            let code = octets[index]
            if code == 0 {
                index += 1
                continue
            }
            if code == 255 { return }
            guard index + 1 < end else { throw fault("option overruns", at: index) }
            let next = index + 2 + Int(octets[index + 1])
            guard next <= end else { throw fault("option overruns", at: index) }
            if present.contains(code) { split.insert(code) } else { present.insert(code) }
            index = next
        }
    }

    /// Where an option stands in a field that has been checked: the offset of its length octet.
    @inline(__always)
    private static func find(_ code: UInt8, _ octets: Span<UInt8>, _ field: Range<Int>) -> Int? {
        var index = field.lowerBound
        while index < field.upperBound {
            let found = octets[index]
            if found == code { return index + 1 }
            if found == 255 { return nil }
            index += found == 0 ? 1 : 2 + Int(octets[index + 1])
        }
        return nil
    }

    /// Gives each option of a message that has been checked, piece by piece in the order of RFC 3396: its code, and the
    /// offset of its length octet.
    @inline(__always)
    static func forEachOption(
        _ octets: Span<UInt8>, _ overload: UInt8, hasOptions: Bool, _ body: (UInt8, Int) -> Void
    ) {
        guard hasOptions else { return }
        for number in 0..<3 where number == 0 || overload & UInt8(number) != 0 {
            let field = number == 0 ? cookieOffset + 4..<octets.count : number == 1 ? file : sname
            var index = field.lowerBound
            while index < field.upperBound {
                let code = octets[index]
                if code == 255 { break }
                if code == 0 {
                    index += 1
                    continue
                }
                body(code, index + 1)
                index += 2 + Int(octets[index + 1])
            }
        }
    }

    @inline(__always)
    private static func word(_ octets: Span<UInt8>, _ offset: Int) -> UInt32 {
        UInt32(octets[offset]) << 24 | UInt32(octets[offset + 1]) << 16 | UInt32(octets[offset + 2]) << 8
            | UInt32(octets[offset + 3])
    }

    @inline(never)
    private static func fault(_ reason: String, at offset: Int) -> MalformedPacket {
        MalformedPacket(layer: "DHCP", offset: offset, reason: reason)
    }
}
