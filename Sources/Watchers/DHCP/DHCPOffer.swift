import Model
import Wire

/// What a server would have a client believe. What the message leaves out is nil.
struct DHCPOffer: Sendable, Hashable {
    /// More values of one kind than are kept.
    static let valueLimit = 16
    /// Longer texts are cut.
    static let textLimit = 255

    /// The address that the client gets, or of a v6 message the first one.
    var address: IPAddress?
    /// Further addresses and prefixes of a v6 message.
    var leases: [Network] = []
    /// The length of the subnet's prefix.
    var prefixLength: Int?
    /// The routers.
    var routers: [IPAddress]?
    /// The DNS servers.
    var dns: [IPAddress]?
    /// The domain and the search list.
    var domains: [String]?
    /// The NTP servers.
    var ntp: [IPAddress]?
    /// The classless routes of both options; of a malformed one those before the fault.
    var routes: [DHCPv4Route]?
    /// Whether there are more routes than could be read, since an option is malformed.
    var hasBrokenRoutes = false
    /// The URL of the proxy's script.
    var proxy: String?
    /// How long the address is lent.
    var leaseSeconds: UInt32?
    /// The file to boot, or its URL.
    var bootFile: String?
    /// The next server for booting; no identity of the server.
    var nextServer: IPAddress?
    /// What a NAK or a status says to people.
    var message: String?
    /// The status of a v6 message.
    var status: UInt16?

    /// Nothing.
    init() {}

    /// Of a DHCPv4 message.
    init(_ message: DHCPv4Message) {
        if message.yiaddr != .v4(0) { address = message.yiaddr }
        prefixLength = message.prefixLength
        if message.has(.routers) { routers = Array(message.routers.prefix(Self.valueLimit)) }
        if message.has(.domainNameServers) { dns = Array(message.domainNameServers.prefix(Self.valueLimit)) }
        if message.has(.ntpServers) { ntp = Array(message.ntpServers.prefix(Self.valueLimit)) }
        if message.has(.domainName) || message.has(.domainSearch) {
            let named = [message.domainName].compactMap { $0 } + (message.domainSearch ?? [])
            domains = named.prefix(Self.valueLimit).map { Self.domain($0) }
        }
        if message.has(.classlessRoutes) || message.has(.classlessRoutesMicrosoft) {
            routes = Array((message.classlessRoutes ?? []).prefix(Self.valueLimit))
            hasBrokenRoutes = message.hasBrokenRoutes
        }
        proxy = message.webProxy.map { Self.clean($0) }
        leaseSeconds = message.leaseTimeSeconds
        let file = message.file
        bootFile =
            message.text(.bootFileName).map { Self.clean($0) }
            ?? (file.isEmpty ? nil : Self.clean(String(decoding: file, as: UTF8.self)))
        if message.siaddr != .v4(0) { nextServer = message.siaddr }
        self.message = message.message.map { Self.clean($0) }
    }

    /// Of a DHCPv6 message.
    init(_ message: DHCPv6Message) {
        let associations = message.associations.prefix(Self.valueLimit)
        for lease in associations.flatMap(\.leases).prefix(Self.valueLimit) where lease.validSeconds > 0 {
            if address == nil, lease.network.prefixLength == 128 {
                address = lease.network.base
                leaseSeconds = lease.validSeconds
            } else {
                leases.append(lease.network)
            }
        }
        let servers = message.domainNameServers
        if !servers.isEmpty { dns = Array(servers.prefix(Self.valueLimit)) }
        domains = message.domainSearch?.prefix(Self.valueLimit).map { Self.domain($0) }
        let clocks = message.ntpServers
        if !clocks.isEmpty { ntp = Array(clocks.prefix(Self.valueLimit)) }
        bootFile = message.options.first(.bootFileURL).map { Self.clean(String(decoding: $0, as: UTF8.self)) }
        status = message.status?.code ?? associations.compactMap(\.status).first { $0 != 0 }
        self.message = message.status.flatMap { $0.text.isEmpty ? nil : Self.clean($0.text) }
    }

    /// Whether it says anything about an option.
    func speaks(of option: DHCPDeviation.Option) -> Bool {
        switch option {
        case .router: routers != nil
        case .dns: dns != nil
        case .routes: routes != nil
        case .proxy: proxy != nil
        case .subnet, .address: address != nil || !leases.isEmpty
        case .domain: domains != nil
        case .ntp: ntp != nil
        case .lease: leaseSeconds != nil
        }
    }

    /// This message with what the server said before and now leaves out.
    func completed(by before: DHCPOffer) -> DHCPOffer {
        var all = self
        all.address = address ?? before.address
        if leases.isEmpty { all.leases = before.leases }
        all.prefixLength = prefixLength ?? before.prefixLength
        all.routers = routers ?? before.routers
        all.dns = dns ?? before.dns
        all.domains = domains ?? before.domains
        all.ntp = ntp ?? before.ntp
        all.routes = routes ?? before.routes
        all.hasBrokenRoutes = routes == nil ? before.hasBrokenRoutes : hasBrokenRoutes
        all.proxy = proxy ?? before.proxy
        all.leaseSeconds = leaseSeconds ?? before.leaseSeconds
        all.bootFile = bootFile ?? before.bootFile
        all.nextServer = nextServer ?? before.nextServer
        return all
    }

    /// A name as it is compared: in lower case, without the last dot.
    static func domain(_ text: String) -> String {
        let name = clean(text).lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// Text of a stranger: not too long, without control characters.
    static func clean(_ text: String) -> String {
        (text.utf8.count <= textLimit ? text : String(text.prefix(textLimit))).withControlsEscaped
    }

    // MARK: Judging

    /// What of it is not as it should be. Behind a relay agent subnets are others than ours and not judged, nor are routers
    /// and routes, unless a client of this link takes them.
    func deviations(
        from expected: DHCPExpectation, isIPv6: Bool, judgesSubnet: Bool, judgesRoutes: Bool
    ) -> [DHCPDeviation] {
        var found: [DHCPDeviation] = []
        func check(_ option: DHCPDeviation.Option, _ said: [IPAddress]?, _ allowed: [IPAddress]?) {
            guard let said, let all = allowed,
                !said.allSatisfy({ $0.isIPv6 == isIPv6 && all.contains($0) }),
                let allowed = DHCPExpectation.family(allowed, isIPv6: isIPv6)
            else { return }
            let wrong = said.filter { !allowed.contains($0) }
            guard !wrong.isEmpty else { return }
            found.append(DHCPDeviation(option: option, said: Self.list(wrong), expected: Self.list(allowed)))
        }
        if judgesRoutes {
            check(.router, routers, expected.routers)
            if let routes, let allowed = expected.routes, hasBrokenRoutes || !routes.allSatisfy(allowed.contains) {
                let wrong = routes.filter { !allowed.contains($0) }
                found.append(
                    DHCPDeviation(
                        option: .routes,
                        said: (wrong.map(\.text) + (hasBrokenRoutes ? ["malformed"] : [])).joined(separator: " "),
                        expected: allowed.map(\.text).joined(separator: " ")))
            }
        }
        if judgesSubnet { checkAddresses(expected, isIPv6: isIPv6, into: &found) }
        check(.dns, dns, expected.dns)
        check(.ntp, ntp, expected.ntp)
        if let domains, let allowed = expected.domains, !domains.allSatisfy(allowed.contains) {
            found.append(
                DHCPDeviation(
                    option: .domain, said: domains.filter { !allowed.contains($0) }.joined(separator: " "),
                    expected: allowed.joined(separator: " ")))
        }
        if let proxy, let allowed = expected.proxy, proxy != allowed {
            found.append(DHCPDeviation(option: .proxy, said: proxy, expected: allowed))
        }
        if let leaseSeconds, let allowed = expected.leaseSeconds, !allowed.contains(Int(leaseSeconds)) {
            found.append(
                DHCPDeviation(
                    option: .lease, said: "\(leaseSeconds) s",
                    expected: "\(allowed.lowerBound) s to \(allowed.upperBound) s"))
        }
        return found
    }

    private func checkAddresses(_ expected: DHCPExpectation, isIPv6: Bool, into found: inout [DHCPDeviation]) {
        let given = [address].compactMap { $0 } + leases.map(\.base)
        let subnets = expected.subnets?.filter { $0.base.isIPv6 == isIPv6 } ?? []
        if !subnets.isEmpty {
            for one in given where !subnets.contains(where: { $0.contains(one) }) {
                found.append(DHCPDeviation(option: .subnet, said: one.text, expected: Self.list(subnets.map(\.text))))
                break
            }
            if let address, let prefixLength,
                let subnet = subnets.first(where: { $0.contains(address) }), subnet.prefixLength != prefixLength
            {
                found.append(DHCPDeviation(option: .subnet, said: "/\(prefixLength)", expected: subnet.text))
            }
        }
        let ranges = expected.ranges?.filter { $0.first.isIPv6 == isIPv6 } ?? []
        guard !ranges.isEmpty else { return }
        for one in given where !ranges.contains(where: { $0.contains(one) }) {
            found.append(DHCPDeviation(option: .address, said: one.text, expected: Self.list(ranges.map(\.text))))
            break
        }
    }

    /// What of it is not what the same server answered to the same question before, as far as no list says what it should be.
    func changes(since before: DHCPOffer, unless expected: DHCPExpectation) -> [DHCPDeviation] {
        func note(_ option: DHCPDeviation.Option, _ was: String, _ said: String) -> DHCPDeviation? {
            was == said
                ? nil
                : DHCPDeviation(option: option, said: said.isEmpty ? "none" : said, expected: was, isChange: true)
        }
        func set(_ addresses: [IPAddress]?) -> String { Self.list((addresses ?? []).map(\.text).sorted()) }
        return [
            expected.routers == nil ? note(.router, set(before.routers), set(routers)) : nil,
            expected.dns == nil ? note(.dns, set(before.dns), set(dns)) : nil,
            expected.routes == nil
                ? note(
                    .routes, Self.list(before.routeTexts.sorted()), Self.list(routeTexts.sorted())) : nil,
            expected.proxy == nil ? note(.proxy, before.proxy ?? "", proxy ?? "") : nil,
        ].compactMap { $0 }
    }

    // MARK: Text

    /// The routes, and that more of them could not be read.
    private var routeTexts: [String] { (routes ?? []).map(\.text) + (hasBrokenRoutes ? ["malformed"] : []) }

    static func list(_ addresses: [IPAddress]) -> String { list(addresses.map(\.text)) }

    static func list(_ texts: [String]) -> String {
        texts.prefix(4).joined(separator: " ") + (texts.count > 4 ? " and \(texts.count - 4) more" : "")
    }

    /// `10.0.0.150/24, router 10.0.0.66, DNS 10.0.0.66`; what a client would take from it.
    var text: String {
        var parts: [String] = []
        if let address { parts.append(address.text + (prefixLength.map { "/\($0)" } ?? "")) }
        if !leases.isEmpty { parts.append(Self.list(leases.map(\.text))) }
        if let routers, !routers.isEmpty { parts.append("router \(Self.list(routers))") }
        if let dns, !dns.isEmpty { parts.append("DNS \(Self.list(dns))") }
        if !routeTexts.isEmpty { parts.append("routes \(Self.list(routeTexts))") }
        if let proxy, !proxy.isEmpty { parts.append("proxy \(proxy)") }
        if let domains, !domains.isEmpty { parts.append("domain \(Self.list(domains))") }
        if let bootFile, !bootFile.isEmpty {
            parts.append("boot file \(bootFile)\(nextServer.map { " from \($0.text)" } ?? "")")
        }
        if let message { parts.append("\"\(message)\"") }
        return parts.joined(separator: ", ")
    }

    /// Writes its members.
    func write(into writer: inout JSONWriter) {
        writer.member("offered_address", address?.text)
        writer.member("prefix_length", prefixLength)
        for (name, values) in [
            ("leases", leases.isEmpty ? nil : leases.map(\.text)), ("routers", routers?.map(\.text)),
            ("dns", dns?.map(\.text)), ("domain", domains), ("ntp", ntp?.map(\.text)), ("routes", routes?.map(\.text)),
        ] {
            guard let values else { continue }
            writer.key(name)
            writer.beginArray()
            for value in values { writer.string(value) }
            writer.endArray()
        }
        if hasBrokenRoutes {
            writer.key("routes_malformed")
            writer.boolean(true)
        }
        writer.member("proxy", proxy)
        writer.member("lease_seconds", leaseSeconds)
        writer.member("boot_file", bootFile)
        writer.member("next_server", nextServer?.text)
        writer.member("status", status)
        writer.member("message", message)
    }
}

extension DHCPv4Route {
    /// `10.1.0.0/16 via 10.0.0.9`.
    var text: String { "\(destination.text) via \(router.text)" }

    /// Reads the same; nil for anything else.
    init?(text: String) {
        let words = text.split(separator: " ")
        guard words.count == 3, words[1] == "via", let destination = Network(words[0]),
            let router = IPAddress(words[2]), !router.isIPv6, !destination.base.isIPv6
        else { return nil }
        self.init(destination: destination, router: router)
    }
}
