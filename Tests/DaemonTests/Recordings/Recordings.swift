/// Recordings for snmpsim, written by hand by the MIBs: `OID|type|value`, the type being the BER tag and an `x` where the
/// value is hexadecimal. Devices of these kinds are at no test's hand. `:numeric` is a value that grows by so many a second.
enum Recordings {
    /// A switch of three ports with BRIDGE-MIB, Q-BRIDGE-MIB and LLDP-MIB (RFC 4188, 4363, IEEE 802.1AB). Port 1 leads to
    /// the core, whose addresses it has learned; port 2 is down; the bridge's port numbers are not the ifIndex.
    static let switchWithNeighbours = sorted(
        system("access-sw7", "An access switch", "1.3.6.1.4.1.99999.1") + """
            1.0.8802.1.1.2.1.3.1.0|2|4
            1.0.8802.1.1.2.1.3.2.0|4x|525400aa0001
            1.0.8802.1.1.2.1.3.3.0|4|access-sw7.example
            1.0.8802.1.1.2.1.3.7.1.2.1|2|5
            1.0.8802.1.1.2.1.3.7.1.2.2|2|5
            1.0.8802.1.1.2.1.3.7.1.3.1|4|Gi1/0/1
            1.0.8802.1.1.2.1.3.7.1.3.2|4|Gi1/0/2
            1.0.8802.1.1.2.1.3.7.1.4.1|4|to the core
            1.0.8802.1.1.2.1.3.7.1.4.2|4|
            1.0.8802.1.1.2.1.4.1.1.4.0.1.1|2|4
            1.0.8802.1.1.2.1.4.1.1.5.0.1.1|4x|525400bb0001
            1.0.8802.1.1.2.1.4.1.1.6.0.1.1|2|5
            1.0.8802.1.1.2.1.4.1.1.7.0.1.1|4|Te1/1/4
            1.0.8802.1.1.2.1.4.1.1.8.0.1.1|4|down to access-sw7
            1.0.8802.1.1.2.1.4.1.1.9.0.1.1|4|core-sw1
            1.0.8802.1.1.2.1.4.1.1.10.0.1.1|4|A core switch
            1.0.8802.1.1.2.1.4.1.1.11.0.1.1|4x|28
            1.0.8802.1.1.2.1.4.1.1.12.0.1.1|4x|28
            1.3.6.1.2.1.2.1.0|2|3
            1.3.6.1.2.1.17.1.1.0|4x|525400aa0001
            1.3.6.1.2.1.17.1.4.1.2.51|2|10101
            1.3.6.1.2.1.17.1.4.1.2.53|2|10103
            1.3.6.1.2.1.17.4.3.1.1.82.84.0.204.0.1|4x|525400cc0001
            1.3.6.1.2.1.17.4.3.1.1.82.84.0.204.0.2|4x|525400cc0002
            1.3.6.1.2.1.17.4.3.1.2.82.84.0.204.0.1|2|51
            1.3.6.1.2.1.17.4.3.1.2.82.84.0.204.0.2|2|53
            1.3.6.1.2.1.17.4.3.1.3.82.84.0.204.0.1|2|3
            1.3.6.1.2.1.17.4.3.1.3.82.84.0.204.0.2|2|3
            1.3.6.1.2.1.17.7.1.2.2.1.2.20.82.84.0.204.0.2|2|53
            1.3.6.1.2.1.17.7.1.2.2.1.3.20.82.84.0.204.0.2|2|3

            """
            + port(10101, "Gi1/0/1", "trunk", oper: 1, inOctets: "70:numeric|rate=125000,initial=1000", outOctets: .max)
            + port(10102, "Gi1/0/2", "", oper: 2, inOctets: "70|18446744073709551615", outOctets: 1 << 53 - 1)
            + port(
                10103, "Gi1/0/3", "printer", oper: 1, inOctets: "70|4503599627370497", outOctets: 4_503_599_627_370_497)
    )

    /// A power supply on its battery (RFC 1628): two lines in, one out, overloaded.
    static let powerSupply = sorted(
        system("ups-1", "A power supply", "1.3.6.1.2.1.33") + """
            1.3.6.1.2.1.33.1.1.1.0|4|Riello
            1.3.6.1.2.1.33.1.1.2.0|4|Sentinel 10
            1.3.6.1.2.1.33.1.1.3.0|4|v1.20
            1.3.6.1.2.1.33.1.1.5.0|4|basement
            1.3.6.1.2.1.33.1.2.1.0|2|3
            1.3.6.1.2.1.33.1.2.2.0|2|95
            1.3.6.1.2.1.33.1.2.3.0|2|7
            1.3.6.1.2.1.33.1.2.4.0|2|18
            1.3.6.1.2.1.33.1.2.5.0|2|2304
            1.3.6.1.2.1.33.1.2.6.0|2|-125
            1.3.6.1.2.1.33.1.2.7.0|2|31
            1.3.6.1.2.1.33.1.3.3.1.2.1|2|500
            1.3.6.1.2.1.33.1.3.3.1.2.2|2|499
            1.3.6.1.2.1.33.1.3.3.1.3.1|2|0
            1.3.6.1.2.1.33.1.3.3.1.3.2|2|231
            1.3.6.1.2.1.33.1.4.1.0|2|5
            1.3.6.1.2.1.33.1.4.2.0|2|501
            1.3.6.1.2.1.33.1.4.4.1.2.1|2|230
            1.3.6.1.2.1.33.1.4.4.1.3.1|2|44
            1.3.6.1.2.1.33.1.4.4.1.4.1|2|9400
            1.3.6.1.2.1.33.1.4.4.1.5.1|2|94
            1.3.6.1.2.1.33.1.6.1.0|66|2

            """)

    /// A chassis with sensors (RFC 6933, 3433): 45.2 °C in tenths, 3.295 V in millivolts, a fan that has failed, 12 A by a
    /// scale of micro and one decimal, and a sensor without a name.
    static let sensors = sorted(
        system("chassis-1", "A chassis", "1.3.6.1.4.1.99999.2") + """
            1.3.6.1.2.1.47.1.1.1.1.2.1001|4|Inlet temperature sensor
            1.3.6.1.2.1.47.1.1.1.1.2.1002|4|3.3 V rail
            1.3.6.1.2.1.47.1.1.1.1.2.1003|4|Fan tray 1
            1.3.6.1.2.1.47.1.1.1.1.2.1004|4|Supply current
            1.3.6.1.2.1.47.1.1.1.1.2.1005|4|Spare sensor
            1.3.6.1.2.1.47.1.1.1.1.7.1001|4|Inlet
            1.3.6.1.2.1.47.1.1.1.1.7.1002|4|3V3
            1.3.6.1.2.1.47.1.1.1.1.7.1003|4|Fan 1
            1.3.6.1.2.1.47.1.1.1.1.7.1004|4|PSU
            1.3.6.1.2.1.47.1.1.1.1.7.1005|4|

            """
            + sensor(1001, type: 8, scale: 9, precision: 1, value: 452, status: 1)
            + sensor(1002, type: 3, scale: 8, precision: 0, value: 3295, status: 1)
            + sensor(1003, type: 10, scale: 9, precision: 0, value: 0, status: 3)
            + sensor(1004, type: 5, scale: 7, precision: 1, value: 120_000_000, status: 1)
            + sensor(1005, type: 6, scale: 10, precision: 2, value: -150, status: 1))

    /// A host with HOST-RESOURCES-MIB and UCD-SNMP-MIB: a full disk, a read-only image that is full by nature, two
    /// processors, little memory left, and an agent that complains of a disk.
    static let host = sorted(
        system("host-1", "A host", "1.3.6.1.4.1.8072.3.2.10") + """
            1.3.6.1.2.1.25.1.1.0|67:numeric|rate=100,initial=500000
            1.3.6.1.2.1.25.1.5.0|66|3
            1.3.6.1.2.1.25.1.6.0|66|211
            1.3.6.1.2.1.25.2.3.1.2.1|6|1.3.6.1.2.1.25.2.1.2
            1.3.6.1.2.1.25.2.3.1.2.31|6|1.3.6.1.2.1.25.2.1.4
            1.3.6.1.2.1.25.2.3.1.2.36|6|1.3.6.1.2.1.25.2.1.4
            1.3.6.1.2.1.25.2.3.1.3.1|4|Physical memory
            1.3.6.1.2.1.25.2.3.1.3.31|4|/
            1.3.6.1.2.1.25.2.3.1.3.36|4|/snap/core/1
            1.3.6.1.2.1.25.2.3.1.4.1|2|1024
            1.3.6.1.2.1.25.2.3.1.4.31|2|4096
            1.3.6.1.2.1.25.2.3.1.4.36|2|131072
            1.3.6.1.2.1.25.2.3.1.5.1|2|8000000
            1.3.6.1.2.1.25.2.3.1.5.31|2|1000000
            1.3.6.1.2.1.25.2.3.1.5.36|2|500
            1.3.6.1.2.1.25.2.3.1.6.1|2|6000000
            1.3.6.1.2.1.25.2.3.1.6.31|2|970000
            1.3.6.1.2.1.25.2.3.1.6.36|2|500
            1.3.6.1.2.1.25.3.2.1.3.196608|4|GenuineIntel
            1.3.6.1.2.1.25.3.2.1.3.196609|4|GenuineIntel
            1.3.6.1.2.1.25.3.3.1.2.196608|2|12
            1.3.6.1.2.1.25.3.3.1.2.196609|2|88
            1.3.6.1.4.1.2021.4.3.0|2|2000000
            1.3.6.1.4.1.2021.4.4.0|2|1500000
            1.3.6.1.4.1.2021.4.5.0|2|8000000
            1.3.6.1.4.1.2021.4.6.0|2|100000
            1.3.6.1.4.1.2021.4.27.0|2|160000
            1.3.6.1.4.1.2021.9.1.2.1|4|/
            1.3.6.1.4.1.2021.9.1.3.1|4|/dev/sda1
            1.3.6.1.4.1.2021.9.1.9.1|2|97
            1.3.6.1.4.1.2021.9.1.10.1|2|41
            1.3.6.1.4.1.2021.9.1.100.1|2|1
            1.3.6.1.4.1.2021.10.1.5.1|2|152
            1.3.6.1.4.1.2021.10.1.5.2|2|87
            1.3.6.1.4.1.2021.10.1.5.3|2|4

            """)

    /// The system group; `uptime` is where it begins, and further words of the numeric module.
    static func system(
        _ name: String, _ description: String, _ objectID: String, uptime: String = "8640000"
    ) -> String {
        """
        1.3.6.1.2.1.1.1.0|4|\(description)
        1.3.6.1.2.1.1.2.0|6|\(objectID)
        1.3.6.1.2.1.1.3.0|67:numeric|rate=100,initial=\(uptime)
        1.3.6.1.2.1.1.4.0|4|
        1.3.6.1.2.1.1.5.0|4|\(name)
        1.3.6.1.2.1.1.6.0|4|a rack

        """
    }

    /// An interface with counters of 64 bits.
    static func port(
        _ index: Int, _ name: String, _ alias: String, oper: Int, inOctets: String, outOctets: UInt64
    ) -> String {
        """
        1.3.6.1.2.1.2.2.1.1.\(index)|2|\(index)
        1.3.6.1.2.1.2.2.1.2.\(index)|4|GigabitEthernet \(name)
        1.3.6.1.2.1.2.2.1.3.\(index)|2|6
        1.3.6.1.2.1.2.2.1.4.\(index)|2|9000
        1.3.6.1.2.1.2.2.1.5.\(index)|66|1000000000
        1.3.6.1.2.1.2.2.1.7.\(index)|2|1
        1.3.6.1.2.1.2.2.1.8.\(index)|2|\(oper)
        1.3.6.1.2.1.2.2.1.9.\(index)|67|4294967295
        1.3.6.1.2.1.2.2.1.14.\(index)|65|4294967295
        1.3.6.1.2.1.31.1.1.1.1.\(index)|4|\(name)
        1.3.6.1.2.1.31.1.1.1.6.\(index)|\(inOctets)
        1.3.6.1.2.1.31.1.1.1.10.\(index)|70|\(outOctets)
        1.3.6.1.2.1.31.1.1.1.15.\(index)|66|1000
        1.3.6.1.2.1.31.1.1.1.18.\(index)|4|\(alias)

        """
    }

    private static func sensor(_ index: Int, type: Int, scale: Int, precision: Int, value: Int, status: Int) -> String {
        """
        1.3.6.1.2.1.99.1.1.1.1.\(index)|2|\(type)
        1.3.6.1.2.1.99.1.1.1.2.\(index)|2|\(scale)
        1.3.6.1.2.1.99.1.1.1.3.\(index)|2|\(precision)
        1.3.6.1.2.1.99.1.1.1.4.\(index)|2|\(value)
        1.3.6.1.2.1.99.1.1.1.5.\(index)|2|\(status)

        """
    }

    /// Lines in the order of their OIDs, which snmpsim looks for by halving.
    static func sorted(_ text: String) -> String {
        let lines = text.split(separator: "\n").map { line in
            (line.prefix { $0 != "|" }.split(separator: ".").compactMap { Int($0) }, line)
        }
        return lines.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map { "\($0.1)\n" }.joined()
    }
}
