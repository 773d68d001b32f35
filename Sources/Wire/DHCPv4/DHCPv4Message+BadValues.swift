extension DHCPv4Message {
    /// The options, in ascending order, whose values are not what RFC 2132, 3397 or 3442 has: getters leave these values out,
    /// in whole or from the fault on.
    public var badValues: [UInt8] { codes.filter { isBad(DHCPv4OptionCode(rawValue: $0)) } }

    /// Whether an option is there and its value is not what its standard has. Of options that nobody here reads: no.
    func isBad(_ code: DHCPv4OptionCode) -> Bool {
        guard let value = option(code) else { return false }
        switch code {
        case .subnetMask: return value.count != 4 || prefixLength == nil
        case .routers, .domainNameServers, .ntpServers: return value.isEmpty || !value.count.isMultiple(of: 4)
        case .requestedAddress, .leaseTime, .serverIdentifier, .renewalTime, .rebindingTime: return value.count != 4
        case .messageType: return value.count != 1
        case .maximumMessageSize: return value.count != 2
        case .clientIdentifier: return value.count < 2
        case .domainName: return value.isEmpty
        case .domainSearch: return value.isEmpty || domainSearch == nil
        case .classlessRoutes, .classlessRoutesMicrosoft: return value.isEmpty || !DHCPv4Route.decode(value).isWhole
        default: return false
        }
    }
}
