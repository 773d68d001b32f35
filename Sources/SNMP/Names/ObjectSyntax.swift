/// How the values of an object are to be read: what its SYNTAX clause says (RFC 2578, section 7.1; RFC 2579).
public struct ObjectSyntax: Sendable {
    /// The type that a value has on the wire.
    public enum Base: String, Sendable, Hashable {
        case integer = "INTEGER"
        case octetString = "OCTETS"
        case objectIdentifier = "OID"
        case bits = "BITS"
        case ipAddress = "IpAddress"
        case counter32 = "Counter32"
        case gauge32 = "Gauge32"
        case unsigned32 = "Unsigned32"
        case timeTicks = "TimeTicks"
        case counter64 = "Counter64"
        case opaque = "Opaque"
    }

    /// The way in which a value becomes text for a person.
    enum Rendering: Sendable {
        case plain
        case text
        case dateAndTime
        case macAddress
        case physicalAddress
        case internetAddress
        case timeInterval
        case bits
        case hint(DisplayHint)
    }

    /// The type on the wire.
    public let base: Base
    /// The textual convention, or nil.
    public let textualConvention: String?
    /// The names of an enumeration's numbers, or of a BITS value's bits.
    public let labels: EnumerationLabels

    let rendering: Rendering

    /// A syntax. The conventions of RFC 2579 and RFC 4001 are known by their names; a hint that cannot be read is as
    /// none.
    public init(
        base: Base, textualConvention: String? = nil, hint: String? = nil, labels: EnumerationLabels = .none
    ) {
        self.base = base
        self.textualConvention = textualConvention
        self.labels = labels
        rendering = ObjectSyntax.rendering(base: base, convention: textualConvention, hint: hint)
    }

    private static func rendering(base: Base, convention: String?, hint: String?) -> Rendering {
        switch base {
        case .bits: return .bits
        case .octetString:
            switch convention {
            case "DateAndTime": return .dateAndTime
            case "MacAddress": return .macAddress
            case "PhysAddress": return .physicalAddress
            case "InetAddress", "InetAddressIPv4", "InetAddressIPv6", "InetAddressIPv4z", "InetAddressIPv6z":
                return .internetAddress
            default: break
            }
            switch hint {
            // A convention refined from DateAndTime or PhysAddress keeps the hint and loses the name.
            case "2d-1d-1d,1d:1d:1d.1d,1a1d:1d": return .dateAndTime
            case "1x:": return .physicalAddress
            case let hint?:
                guard let hint = DisplayHint(octets: hint) else { return .plain }
                return hint.isText ? .text : .hint(hint)
            case nil: return .plain
            }
        case .integer, .gauge32, .unsigned32:
            if convention == "TimeInterval" { return .timeInterval }
            guard let hint, hint != "d", hint != "d-0", let hint = DisplayHint(integer: hint) else { return .plain }
            return .hint(hint)
        default: return .plain
        }
    }
}

/// The names of numbers, found by halving.
public struct EnumerationLabels: Sendable, Hashable {
    private let numbers: [Int32]
    private let names: [String]

    /// Names for numbers; of two names for one number the first counts.
    public init(_ pairs: some Sequence<(number: Int32, name: String)>) {
        var numbers: [Int32] = []
        var names: [String] = []
        for pair in pairs.sorted(by: { $0.number < $1.number }) where numbers.last != pair.number {
            numbers.append(pair.number)
            names.append(pair.name)
        }
        self.numbers = numbers
        self.names = names
    }

    /// No names.
    public static let none = EnumerationLabels([])

    /// Whether there are no names.
    public var isEmpty: Bool { numbers.isEmpty }

    /// The numbers with their names, ascending.
    public var pairs: [(number: Int32, name: String)] { zip(numbers, names).map { (number: $0, name: $1) } }

    /// The name of a number, or nil.
    public subscript(number: Int32) -> String? {
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < numbers.count && numbers[low] == number ? names[low] : nil
    }

    /// The number of a name, or nil.
    public func number(of name: String) -> Int32? { names.firstIndex(of: name).map { numbers[$0] } }
}
