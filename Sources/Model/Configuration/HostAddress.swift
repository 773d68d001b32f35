/// Where a device or server is: at an address, or behind a name that is resolved while the daemon runs.
public enum HostAddress: Hashable, Sendable {
    /// An address as it was written.
    case ip(IPAddress)
    /// A host name in lower case, without a final dot.
    case name(String)

    /// Reads an address or a host name (RFC 1123, section 2.1; underscores are let through as in DNS itself). nil for
    /// anything else, also for what looks like an IPv4 address and is none: a name's last label is never all digits.
    public init?(_ text: String) {
        if let address = IPAddress(text) {
            self = .ip(address)
            return
        }
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard !name.isEmpty, name.utf8.count <= 253 else { return nil }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        for label in labels {
            guard !label.isEmpty, label.utf8.count <= 63, label.first != "-", label.last != "-",
                label.utf8.allSatisfy({ Self.isLabelByte($0) })
            else { return nil }
        }
        guard let last = labels.last, !last.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        self = .name(name.lowercased())
    }

    /// The address or the name.
    public var text: String {
        switch self {
        case .ip(let address): address.text
        case .name(let name): name
        }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
