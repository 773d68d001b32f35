extension DHCPv4Message {
    /// A number that differs, but for chance, where these options differ: for whoever must tell quickly that a message says
    /// what one before it said. It may also differ where the same options stand in another order. Without the seed nobody
    /// can make two messages with one number.
    public func fingerprint(of codes: DHCPv4OptionSet, seed: UInt64) -> UInt64 {
        let octets = bytes.span
        var hash = seed
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
        }
        Self.forEachOption(octets, overload, hasOptions: hasOptions) { code, place in
            guard codes.contains(code) else { return }
            let count = Int(octets[place])
            mix(UInt64(code) << 32 | UInt64(count))
            var word: UInt64 = 0
            for offset in 0..<count {
                word = word << 8 | UInt64(octets[place + 1 + offset])
                if offset & 7 == 7 {
                    mix(word)
                    word = 0
                }
            }
            mix(word)
        }
        return hash
    }

    /// What kind of client sends such requests: a number for the order of its options, what it asks for (option 55) and its
    /// vendor class (60), which differ from system to system and not from client to client. 0 where it asks for no options.
    public func requestKind(seed: UInt64) -> UInt64 {
        guard let wanted = option(.parameterRequestList), !wanted.isEmpty else { return 0 }
        var hash = fingerprint(of: [.parameterRequestList, .vendorClass], seed: seed)
        for code in orderOfOptions { hash = (hash ^ UInt64(code)) &* 0x0000_0100_0000_01b3 }
        return hash == 0 ? 1 : hash
    }

    /// The same in words: `options 53 61 55, asks for 1 3 6 15, vendor class android-dhcp-14`.
    public var requestWords: String {
        func list(_ codes: some Sequence<UInt8>) -> String { codes.map { String($0) }.joined(separator: " ") }
        var words = "options \(list(orderOfOptions.prefix(64)))"
        if let wanted = option(.parameterRequestList), !wanted.isEmpty {
            words += ", asks for \(list(wanted.prefix(64)))"
        }
        if let vendor = option(.vendorClass) {
            let text = vendor.prefix(64).map { (32...126).contains($0) ? Character(UnicodeScalar($0)) : "?" }
            words += ", vendor class \(String(text))"
        }
        return words
    }

    /// The codes of the options in their order, without those that a client only sends where it has had an address or was
    /// offered one.
    private var orderOfOptions: [UInt8] {
        guard hasOptions else { return [] }
        var codes: [UInt8] = []
        var index = bytes.startIndex + Self.cookieOffset + 4
        while index + 1 < bytes.endIndex, bytes[index] != 255 {
            let code = bytes[index]
            if code == 0 {
                index += 1
                continue
            }
            if code != DHCPv4OptionCode.requestedAddress.rawValue, code != DHCPv4OptionCode.serverIdentifier.rawValue {
                codes.append(code)
            }
            index += 2 + Int(bytes[index + 1])
        }
        return codes
    }
}
