import Model
import Wire

/// What a server should say. What is nil is not judged; what a message leaves out is not judged either, since clients are
/// told only what they ask for.
struct DHCPExpectation: Sendable, Hashable {
    /// Addresses from one to another.
    struct AddressRange: Sendable, Hashable {
        /// The first.
        var first: IPAddress
        /// The last.
        var last: IPAddress

        /// Reads `10.0.0.100-10.0.0.199`, or a network; nil for anything else.
        init?(_ text: String) {
            if let network = Network(text) {
                self.init(network)
                return
            }
            let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = IPAddress(Self.trimmed(ends[0])),
                let last = IPAddress(Self.trimmed(ends[1])), first.isIPv6 == last.isIPv6,
                Self.number(first) <= Self.number(last)
            else { return nil }
            self.init(first: first, last: last)
        }

        /// From one address to another.
        init(first: IPAddress, last: IPAddress) {
            self.first = first
            self.last = last
        }

        /// All addresses of a network.
        init(_ network: Network) {
            first = network.base
            switch network.base {
            case .v4(let base):
                last = .v4(network.prefixLength == 0 ? .max : base | ~(~UInt32(0) << UInt32(32 - network.prefixLength)))
            case .v6(let high, let low, let scope):
                let length = network.prefixLength
                let restHigh: UInt64 = length >= 64 ? 0 : ~UInt64(0) >> UInt64(length)
                let restLow: UInt64 = length <= 64 ? .max : length == 128 ? 0 : ~UInt64(0) >> UInt64(length - 64)
                last = .v6(high: high | restHigh, low: low | restLow, scope: scope)
            }
        }

        /// Whether an address lies within.
        func contains(_ address: IPAddress) -> Bool {
            guard address.isIPv6 == first.isIPv6 else { return false }
            let number = Self.number(address)
            return Self.number(first) <= number && number <= Self.number(last)
        }

        /// `10.0.0.100-10.0.0.199`.
        var text: String { "\(first.text)-\(last.text)" }

        private static func trimmed(_ text: Substring) -> Substring {
            let head = text.drop { $0 == " " }
            return head.lastIndex { $0 != " " }.map { head[...$0] } ?? head
        }

        private static func number(_ address: IPAddress) -> UInt128 {
            switch address {
            case .v4(let word): UInt128(word)
            case .v6(let high, let low, _): UInt128(high) << 64 | UInt128(low)
            }
        }
    }

    /// The networks that it gives addresses of.
    var subnets: [Network]?
    /// The addresses that it gives.
    var ranges: [AddressRange]?
    /// The routers.
    var routers: [IPAddress]?
    /// The DNS servers.
    var dns: [IPAddress]?
    /// The domains, in lower case; the search list counts, too.
    var domains: [String]?
    /// The NTP servers.
    var ntp: [IPAddress]?
    /// The classless routes.
    var routes: [DHCPv4Route]?
    /// The URL of the proxy's script; empty: none.
    var proxy: String?
    /// How long it lends an address, in seconds.
    var leaseSeconds: ClosedRange<Int>?

    /// Those of its addresses that are of the same family; nil where it has none of it but of the other, or is nil.
    static func family(_ addresses: [IPAddress]?, isIPv6: Bool) -> [IPAddress]? {
        guard let addresses else { return nil }
        let own = addresses.filter { $0.isIPv6 == isIPv6 }
        return own.isEmpty && !addresses.isEmpty ? nil : own
    }
}

/// One thing that a server says and should not.
struct DHCPDeviation: Sendable, Hashable {
    /// The options that a server may say wrongly.
    enum Option: String, Sendable, Hashable, CaseIterable {
        case router, dns = "DNS", routes, proxy, subnet, address, domain, ntp = "NTP", lease = "lease time"

        /// Whether clients that believe it are in the hands of whoever said it.
        var isDangerous: Bool {
            switch self {
            case .router, .dns, .routes, .proxy: true
            case .subnet, .address, .domain, .ntp, .lease: false
            }
        }
    }

    /// What it is about.
    var option: Option
    /// What it says.
    var said: String
    /// What it should say.
    var expected: String
    /// Whether it is not against a list, but only against what it said before.
    var isChange = false

    /// `DNS 10.0.0.66 instead of 10.0.0.53`.
    var text: String {
        "\(option.rawValue) \(said) \(isChange ? "after" : "instead of") \(expected.isEmpty ? "none" : expected)"
    }
}
