public import Model
public import Watching
import Wire

extension RouterAdvertisementWatcher {
    /// Reads `router_advertisements:`.
    public static func decode(
        _ section: SectionReader, context: DecodingContext
    ) -> RouterAdvertisementConfiguration? {
        let interfaces = section.values(
            "interfaces", expecting: "the name of a network interface", isRequired: true, allowsSingle: true
        ) { isInterfaceName($0) ? $0 : nil }
        if section.has("interfaces"), interfaces.isEmpty, section.faults.faults.isEmpty {
            section.fault("interfaces", "expected at least one network interface")
        }
        var configuration = RouterAdvertisementConfiguration(interfaces: interfaces.map(\.value))
        for name in Set(configuration.interfaces) where configuration.interfaces.count(where: { $0 == name }) > 1 {
            section.fault("interfaces", "\(name) is given twice")
        }
        configuration.isPromiscuous = section.boolean("promiscuous") ?? true
        configuration.routers = section.sections("routers").compactMap { router($0, of: configuration) }
        for router in configuration.routers
        where configuration.routers.count(where: { ($0.address, $0.interface) == (router.address, router.interface) })
            > 1
        {
            section.fault("routers", "\(router.address.text) is given twice")
            break
        }
        configuration.probeInterval = probeInterval(section)
        configuration.learningPeriod =
            section.duration("learn", in: .seconds(10) ... .seconds(7 * 86_400)) ?? configuration.learningPeriod
        configuration.floodLimit = section.integer("flood", in: 10...1_000_000) ?? configuration.floodLimit
        if let path = section.string("oui", expecting: "the path of a file such as \(MACVendors.usualPath)") {
            configuration.vendorsPath = path
        }
        return configuration
    }

    /// `probe: { interval: 60s }`, or `probe: off`.
    private static func probeInterval(_ section: SectionReader) -> Duration? {
        let usual = RouterAdvertisementConfiguration(interfaces: []).probeInterval
        guard let node = section.value(of: "probe") else { return usual }
        if case .scalar = node.content { return section.boolean("probe") == false ? nil : usual }
        let probe = section.section("probe")
        return probe?.duration("interval", in: .seconds(5) ... .seconds(86_400)) ?? usual
    }

    private static func router(
        _ reader: SectionReader, of configuration: RouterAdvertisementConfiguration
    ) -> ListedRouter? {
        let address = reader.value(
            "address", expecting: "the link-local address of a router, such as fe80::1", isRequired: true
        ) { text -> IPAddress? in
            guard let address = IPAddress(text), address.isIPv6LinkLocal, case .v6(let high, let low, _) = address
            else {
                return nil
            }
            return .v6(high: high, low: low, scope: 0)
        }
        let macs = reader.values(
            "mac", expecting: "a MAC address such as 52:54:00:12:34:56", allowsSingle: true
        ) { MACAddress($0) }.map(\.value)
        let interface = reader.string("interface")
        if let interface, !configuration.interfaces.contains(interface) {
            reader.fault("interface", "\(interface) is not among router_advertisements.interfaces")
        }
        let prefixes = reader.has("prefixes") ? reader.networks("prefixes") : nil
        let dns = reader.has("dns") ? reader.addresses("dns") : nil
        let isManaged = reader.boolean("managed")
        let isOther = reader.boolean("other")
        let preference: RouterAdvertisement.Preference? = reader.choice(
            "preference", from: ["high": .high, "medium": .medium, "low": .low])
        guard let address else { return nil }
        return ListedRouter(
            address: address, macs: macs, interface: interface, prefixes: prefixes, dns: dns, isManaged: isManaged,
            isOther: isOther, preference: preference)
    }

    /// What the kernel takes as a name (dev_valid_name), and `any`, which libpcap has.
    private static func isInterfaceName(_ text: String) -> Bool {
        (1...15).contains(text.utf8.count) && text != "." && text != ".."
            && text.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
    }
}
