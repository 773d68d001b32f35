/// Recordings of agents that do what is allowed and rare, and what is not allowed.
extension Recordings {
    /// A router whose sysUpTime begins at 0 again 20 seconds after the start, as after 497 days. It takes in a megabit a
    /// second. `boots` is its snmpEngineBoots where it has one.
    static func oldRouter(boots: Int?) -> String {
        sorted(
            system("old-router", "A router", "1.3.6.1.4.1.99999.3", uptime: "4294964296,wrap=1")
                + (boots.map { "1.3.6.1.6.3.10.2.1.2.0|2|\($0)\n" } ?? "")
                + port(1, "wan", "", oper: 1, inOctets: "70:numeric|rate=125000,initial=1000", outOctets: 0))
    }

    /// A switch with counters of 32 bits, of which one wraps 18 seconds after the start. It takes in a megabit a second.
    static let narrowSwitch = sorted(
        system("narrow-switch", "A switch", "1.3.6.1.4.1.99999.4") + """
            1.3.6.1.2.1.2.2.1.1.1|2|1
            1.3.6.1.2.1.2.2.1.2.1|4|wan
            1.3.6.1.2.1.2.2.1.3.1|2|6
            1.3.6.1.2.1.2.2.1.5.1|66|1000000000
            1.3.6.1.2.1.2.2.1.7.1|2|1
            1.3.6.1.2.1.2.2.1.8.1|2|1
            1.3.6.1.2.1.2.2.1.10.1|65:numeric|rate=125000,initial=4292717295,wrap=1
            1.3.6.1.2.1.2.2.1.16.1|65|0

            """)

    /// A switch of three ports. The first takes in a megabit a second, from `octets` on; the second has taken in 20 megabytes
    /// and nothing now. `ports` are their ifIndex, `changed` is ifTableLastChange, `down` are those without a link.
    static func stack(
        ports: [Int] = [1, 2, 3], uptime: Int = 8_640_000, octets: Int = 1_000, changed: Int = 0,
        down: Set<Int> = []
    ) -> String {
        sorted(
            system("stack", "A stack", "1.3.6.1.4.1.99999.5", uptime: "\(uptime)")
                + "1.3.6.1.2.1.31.1.5.0|67|\(changed)\n"
                + port(
                    ports[0], "Gi0/1", "", oper: down.contains(1) ? 2 : 1,
                    inOctets: "70:numeric|rate=125000,initial=\(octets)", outOctets: 0)
                + port(ports[1], "Gi0/2", "", oper: down.contains(2) ? 2 : 1, inOctets: "70|20000000", outOctets: 0)
                + port(
                    ports[2], "Gi0/3", "core uplink", oper: down.contains(3) ? 2 : 1, inOctets: "70|0", outOctets: 0))
    }

    /// The ifInErrors of its second port come after those of its third.
    static let disorderedStack: String = {
        var lines = stack().split(separator: "\n")
        let second = lines.firstIndex { $0.hasPrefix("\(inErrors).2|") }
        let third = lines.firstIndex { $0.hasPrefix("\(inErrors).3|") }
        if let second, let third { lines.swapAt(second, third) }
        return lines.map { "\($0)\n" }.joined()
    }()

    /// A switch with a counter of 64 bits that ends 18 seconds after the start and begins anew. It takes in a megabit a
    /// second.
    static let wideSwitch = sorted(
        system("wide", "A switch", "1.3.6.1.4.1.99999.6", uptime: "8640000")
            + port(
                1, "wan", "", oper: 1, inOctets: "70:numeric|rate=125000,initial=18446744073707301616,wrap=1",
                outOctets: 0))

    /// It answers tooBig when it is asked for the ifInErrors of its second port, however few are asked with it.
    static let overflowingStack: String = stack().split(separator: "\n").map { line in
        line.hasPrefix("\(inErrors).2|") ? "\(inErrors).2|65:error|op=get,status=tooBig,value=1\n" : "\(line)\n"
    }.joined()

    /// ifInErrors.
    private static let inErrors = "1.3.6.1.2.1.2.2.1.14"
}
