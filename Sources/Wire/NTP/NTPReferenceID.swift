import Model

/// What a clock is synchronised to (RFC 5905, section 7.3): four octets whose meaning the stratum tells.
public struct NTPReferenceID: Hashable, Sendable {
    /// The octets as one number.
    public var raw: UInt32

    /// An identifier as it is on the wire.
    public init(raw: UInt32) { self.raw = raw }

    /// The identifier of a code of up to four ASCII characters.
    public init(code: String) {
        raw = (Array(code.utf8.prefix(4)) + [0, 0, 0, 0]).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The four characters of a code, without final zeros and spaces; nil where they are not printable ASCII.
    public var code: String? {
        var octets = (0..<4).map { UInt8(truncatingIfNeeded: raw >> (24 - 8 * $0)) }
        while let last = octets.last, last == 0 || last == 0x20 { octets.removeLast() }
        guard !octets.isEmpty, octets.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        return String(decoding: octets, as: UTF8.self)
    }

    /// As chronyc and ntpq show it: a code for stratum 0 and 1, else dotted, whether or not it is an IPv4 address.
    public func text(stratum: UInt8) -> String {
        if stratum <= 1, let code { return code }
        return IPAddress.v4(raw).text
    }
}

/// What a server that refuses says instead of the time (RFC 5905, section 7.4).
public enum NTPKissCode: Hashable, Sendable {
    /// Ask less often.
    case rate
    /// Access is denied for good.
    case deny
    /// Access is restricted for good.
    case restricted
    /// The request could not be authenticated by NTS (RFC 8915, section 5.7).
    case nts
    /// Any other code, which tells about the server's state and asks nothing of a client.
    case other(String)

    /// The code in a reference identifier.
    public init(_ identifier: NTPReferenceID) {
        switch identifier.code {
        case "RATE": self = .rate
        case "DENY": self = .deny
        case "RSTR": self = .restricted
        case "NTSN": self = .nts
        case let code: self = .other(code ?? "?")
        }
    }

    /// The four letters.
    public var text: String {
        switch self {
        case .rate: "RATE"
        case .deny: "DENY"
        case .restricted: "RSTR"
        case .nts: "NTSN"
        case .other(let code): code
        }
    }
}
