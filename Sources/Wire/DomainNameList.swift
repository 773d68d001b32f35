/// Domain names as DHCP and ND carry them (RFC 1035, section 3.1; RFC 3397; RFC 8415, section 10; RFC 8106, section 5.2).
public enum DomainNameList {
    /// A name may have 255 octets on the wire (RFC 1035, section 2.3.4).
    private static let nameLimit = 255
    /// More names than any search list has a use for.
    private static let listLimit = 64
    /// More pointers than a name of 255 octets can need.
    private static let jumpLimit = 16

    /// Decodes names one after the other. Pointers (RFC 1035, section 4.1.4) are for DHCPv4 alone; a name that is empty is
    /// padding and left out.
    public static func decode(
        _ bytes: ArraySlice<UInt8>, allowsPointers: Bool, layer: StaticString
    ) throws(MalformedPacket) -> [String] {
        var names: [String] = []
        var index = bytes.startIndex
        func fault(_ reason: String, _ place: Int) -> MalformedPacket {
            MalformedPacket(layer: "\(layer)", offset: place - bytes.startIndex, reason: reason)
        }
        while index < bytes.endIndex {
            guard names.count < listLimit else { throw fault("too many domain names", index) }
            var text: [UInt8] = []
            var cursor = index
            var jumps = 0
            while true {
                guard cursor < bytes.endIndex else { throw fault("domain name overruns", cursor) }
                let length = Int(bytes[cursor])
                if length == 0 {
                    if jumps == 0 { index = cursor + 1 }
                    break
                }
                if length >= 0xc0 {
                    guard allowsPointers else { throw fault("domain name has a pointer", cursor) }
                    guard cursor + 1 < bytes.endIndex else { throw fault("domain name overruns", cursor) }
                    let target = bytes.startIndex + (length & 0x3f) << 8 + Int(bytes[cursor + 1])
                    if jumps == 0 { index = cursor + 2 }
                    jumps += 1
                    // Only backwards, so that a name ends.
                    guard target < cursor, jumps <= jumpLimit else { throw fault("domain name loop", cursor) }
                    cursor = target
                    continue
                }
                guard length < 0x40 else { throw fault("domain name has a bad label", cursor) }
                guard cursor + length < bytes.endIndex else { throw fault("domain name overruns", cursor) }
                if !text.isEmpty { text.append(UInt8(ascii: ".")) }
                text += bytes[cursor + 1...cursor + length]
                guard text.count <= nameLimit else { throw fault("domain name is too long", cursor) }
                cursor += length + 1
            }
            if !text.isEmpty { names.append(String(decoding: text, as: UTF8.self)) }
        }
        return names
    }
}
