extension DHCPv4Message {
    /// A number that differs, but for chance, where these options differ: for whoever must tell quickly that a message says
    /// what one before it said. Without the seed nobody can make two messages with one number.
    public func fingerprint(of codes: [DHCPv4OptionCode], seed: UInt64) -> UInt64 {
        let octets = bytes.span
        var hash = seed
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
        }
        for code in codes {
            let place = Int(places[Int(code.rawValue)])
            guard place != 0 else { continue }
            if isSplit(code) {
                for octet in option(code) ?? [] { mix(UInt64(octet)) }
                continue
            }
            let count = Int(octets[place])
            mix(UInt64(code.rawValue) << 32 | UInt64(count))
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
}
