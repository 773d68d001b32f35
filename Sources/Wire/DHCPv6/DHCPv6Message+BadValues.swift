extension DHCPv6Message {
    /// The options, in ascending order, whose values are not what RFC 3646, 4075 or 5908 has: getters leave these values out, in
    /// whole or from the fault on. What RFC 8415 itself defines has been checked with the message.
    public var badValues: [UInt16] {
        var found: Set<UInt16> = []
        for option in options where Self.isBad(option.code, option.value) { found.insert(option.code.rawValue) }
        return found.sorted()
    }

    private static func isBad(_ code: DHCPv6OptionCode, _ value: ArraySlice<UInt8>) -> Bool {
        switch code {
        case .domainNameServers, .sntpServers: value.isEmpty || !value.count.isMultiple(of: 16)
        case .domainSearch: value.isEmpty || !isNameList(value)
        case .ntpServers:
            value.isEmpty || DHCPv6Options(value).reduce(0) { $0 + 4 + $1.value.count } != value.count
                || DHCPv6Options(value).contains { $0.code == 3 ? !isNameList($0.value) : $0.value.count != 16 }
        default: false
        }
    }

    private static func isNameList(_ value: ArraySlice<UInt8>) -> Bool {
        (try? DomainNameList.decode(value, allowsPointers: false, layer: "DHCPv6")) != nil
    }
}
