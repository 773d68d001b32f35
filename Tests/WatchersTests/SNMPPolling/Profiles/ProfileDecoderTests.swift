import Model
import SNMP
import Testing

@testable import Watchers

@Suite("Profiles are read from YAML")
struct ProfileDecoderTests {
    /// What one document came to.
    private func read(_ text: String) -> (profile: Profile?, faults: [String]) {
        let faults = ConfigurationFaults()
        let decoded = ProfileDecoder.decode(
            BriefYAML.read(text), names: .standard, faults: faults, reserved: ["device-down"])
        return (decoded?.profile, faults.faults.map(\.text))
    }

    @Test("A profile of scalars, texts, tables, ratios and thresholds reads as it is written")
    func whole() throws {
        let (read, faults) = read(
            """
            profile: acme-switch
            summary: An imaginary switch.
            applies_to: [1.3.6.1.4.1.99999]
            scalars:
              - { name: acme_celsius, object: 1.3.6.1.4.1.99999.1.1, kind: gauge, unit: "°C", scale: 0.1, keep: true }
              - { name: acme_fan, object: 1.3.6.1.4.1.99999.1.2.0, kind: state, states: { 1: good, 2: broken } }
              - { name: acme_uptime, object: sysUpTime }
            texts:
              - { name: serial, object: .1.3.6.1.4.1.99999.1.3.0, form: text }
            tables:
              - name: ports
                every: 10
                labels:
                  - { name: name, object: [ifName, ifDescr], form: text }
                  - { name: slot, index: 2- }
                identity: name
                metrics:
                  - { name: port_in_bps, object: [ifHCInOctets, ifInOctets], unit: bit/s, scale: 8, bound: port_bps }
                  - { name: port_bps, object: [{ object: ifHighSpeed, scale: 1000000 }, ifSpeed], unit: bit/s }
                ratios:
                  - { name: port_used, of: port_in_bps, to: port_bps }
            thresholds:
              - { name: hot, metric: acme_celsius, above: 55.5, clear: 50 °C, for: 3, severity: error }
              - { name: fan, metric: acme_fan, is: broken }
              - name: busy
                metric: port_used
                above: 90%
                instance: Gi*
                where: { name: ["!Vl*", "!Lo*"] }
                devices: { role: core }
            """)
        #expect(faults == [])
        let profile = try #require(read)
        #expect(profile.name == "acme-switch")
        #expect(profile.appliesTo == [[1, 3, 6, 1, 4, 1, 99_999]])
        let unknown: [ObjectIdentifier] = [
            [1, 3, 6, 1, 4, 1, 99_999, 1, 1, 0], [1, 3, 6, 1, 4, 1, 99_999, 1, 1],
        ]
        #expect(
            profile.scalars.map(\.objects) == [
                unknown, [[1, 3, 6, 1, 4, 1, 99_999, 1, 2, 0]], [[1, 3, 6, 1, 2, 1, 1, 3, 0]],
            ])
        #expect(profile.scalars.map(\.kind) == [.gauge, .state, .timeTicks])
        #expect(profile.scalars.map(\.unit) == ["°C", "", "s"])
        #expect(profile.scalars[0].scale == 0.1)
        #expect(profile.scalars.map(\.isKept) == [true, false, false])
        #expect(profile.scalars[1].states == [1: "good", 2: "broken"])
        #expect(profile.texts.map(\.form) == [.text])
        let table = try #require(profile.tables.first)
        #expect(table.everyPolls == 10)
        #expect(table.identity == ["name"])
        #expect(table.labels[0].objects.map(\.text) == ["1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.2"])
        #expect(table.labels[1].index == 1..<128)
        #expect(table.metrics.map(\.kind) == [.counter, .gauge])
        #expect(table.metrics[0].bound == ProfileBound(metric: "port_bps", scale: 1))
        #expect(table.metrics[1].multiplier(ofObject: 0) == 1_000_000)
        #expect(table.metrics[1].multiplier(ofObject: 1) == 1)
        #expect(table.ratios.first?.unit == "%")
        #expect(
            profile.thresholds.map(\.side) == [
                .above(55.5, clear: 50), .states(["broken"]), .above(90, clear: 90),
            ])
        #expect(profile.thresholds.map(\.polls) == [3, 1, 1])
        #expect(profile.thresholds.map(\.severity) == [.error, .warning, .warning])
        let busy = profile.thresholds[2]
        #expect(busy.devices == ["role": "core"])
        #expect(busy.applies(to: "Gi1/0/1") { _ in "Gi1/0/1" })
        #expect(!busy.applies(to: "Te1/0/1") { _ in "Te1/0/1" })
        #expect(!busy.applies(to: "Gi1/0/1") { _ in "Vlan1" })
    }

    @Test(
        "What is wrong in a metric is told with its place and what may have been meant",
        arguments: [
            (
                "object: ifHCInOctest",
                ".object: no object is called 'ifHCInOctest'; did you mean 'ifHCInOctets'?"
            ),
            (
                "object: ifInOctets.3",
                ".object: 'ifInOctets.3' is one instance; a column is named without: ifInOctets"
            ),
            (
                "object: ifTable",
                ".object: 'ifTable' is a node of the tree and has no values"
            ),
            (
                "object: linkDown",
                ".object: 'linkDown' is a notification and has no values"
            ),
            (
                "object: 1.3.6.1.4.1.9.9.1",
                ".kind: is missing: no loaded MIB says what it is; expected one of gauge, "
                    + "counter, timeticks, state"
            ),
            (
                "object: ifDescr",
                ".kind: is missing: ifDescr is no number by its MIB; expected one of gauge, "
                    + "counter, timeticks, state"
            ),
            (
                "object: ifInOctets, kind: counters",
                ".kind: expected one of gauge, counter, timeticks, state, not 'counters'; did "
                    + "you mean 'counter'?"
            ),
            (
                "object: ifMtu, kind: state",
                ": has no names for its states: expected states: { 1: up, 2: down }"
            ),
            (
                "object: ifInOctets, bound: m",
                ".bound: no other metric here is named 'm'"
            ),
            (
                "object: ifMtu, scales: 8", ".scales: unknown key; did you mean 'scale'?"
            ),
            (
                "object: ifMtu, factors: [{ object: ifSpeed, exponents: { a: 1 } }]",
                ".factors[0].exponents.a: expected a map of numbers to powers of ten such as "
                    + "{ 8: -3, 9: 0 }"
            ),
            (
                "unit: x",
                ".object: is missing: expected the name or number of an object"
            ),
        ])
    func faultyMetric(written: String, fault: String) {
        let text = """
            profile: p
            summary: s
            tables:
              - name: t
                metrics: [{ name: m, \(written) }]
            """
        let messages = read(text).faults.map { $0.split(separator: ": ", maxSplits: 1).last.map(String.init) }
        #expect(messages == ["tables[0].metrics[0]\(fault)"])
    }

    @Test("Names that are given twice, and keys that no one knows, are faults")
    func names() {
        let (_, faults) = read(
            """
            profile: a b
            summary: s
            replace: true
            scalars:
              - { name: m, object: sysUpTime }
              - { name: Big, object: sysUpTime }
            tables:
              - name: t
                labels:
                  - { name: l, object: ifName }
                  - { name: l, object: ifAlias, from: 3 }
                identity: [k]
                metrics:
                  - { name: m, object: ifMtu }
                  - { name: n, object: ifMtu }
                ratios:
                  - { name: r, of: m, to: nn }
              - name: t
                every: 0
                metrics:
                  - { name: o, object: ifMtu }
            """)
        #expect(
            faults == [
                "p.yaml:1:10: profile: expected a profile's name: letters, digits, - and _, not 'a b'",
                "p.yaml:6:13: scalars[1].name: expected a name of lower-case letters, digits and _, not 'Big'",
                "p.yaml:11:17: tables[0].labels[1].name: the name 'l' is given twice, first at p.yaml:10:17",
                "p.yaml:12:16: tables[0].identity[0]: no label is named 'k'",
                "p.yaml:14:17: tables[0].metrics[0].name: the name 'm' is given twice, first at p.yaml:5:13",
                "p.yaml:17:31: tables[0].ratios[0].to: no metric here is named 'nn'; did you mean 'n'?",
                "p.yaml:18:11: tables[1].name: the name 't' is given twice, first at p.yaml:8:11",
                "p.yaml:19:12: tables[1].every: expected a whole number from 1 to 10000, not '0'",
                "p.yaml:3:1: replace: unknown key; did you mean 'replaces'?",
                "p.yaml:11:37: tables[0].labels[1].from: unknown key; did you mean 'form'?",
            ])
    }

    @Test(
        "What is wrong in a threshold is told",
        arguments: [
            ("metric: mm, above: 1", "metric: no profile has a metric named 'mm'; did you mean 'm'?"),
            ("metric: m, above: 1, below: 2", ": expected one of above, below or is, not above and below"),
            ("metric: m", ": expected one of above, below or is, not none of them"),
            ("metric: m, above: 90%", "above: expected bits a second such as 900M, not '90%'"),
            (
                "metric: m, above: 1M, clear: 2M",
                "clear: lies on the wrong side of above, so that it would be right "
                    + "and wrong at once"
            ),
            (
                "metric: m, below: 2M, clear: 1M",
                "clear: lies on the wrong side of below, so that it would be right "
                    + "and wrong at once"
            ),
            ("metric: m, is: up", "is: the metric is a number and no state: expected above or below"),
            ("metric: s, above: 1", "above: the metric is a state: expected is: with names of states"),
            (
                "metric: s, is: upp",
                "is: expected one of up, down, testing, unknown, dormant, notPresent, "
                    + "lowerLayerDown, not 'upp'; did you mean 'up'?"
            ),
            ("metric: m, above: 1, for: 0", "for: expected a whole number from 1 to 1000, not '0'"),
            (
                "metric: m, above: 1, severity: bad",
                "severity: expected one of critical, error, warning, notice, info, "
                    + "not 'bad'"
            ),
            (
                "metric: m, above: 1, where: { nam: x }",
                "where.nam: the metric has no label named 'nam'; did you mean "
                    + "'name'?"
            ),
            (
                "metric: m, above: 1, where: { name: [a, \"!b\"] }",
                "where.name: either all patterns of a list begin "
                    + "with '!' or none does"
            ),
            ("metric: m, above: 1, until: 3", "until: unknown key"),
        ])
    func faultyThreshold(written: String, fault: String) {
        let (_, faults) = read(
            """
            profile: p
            summary: s
            tables:
              - name: t
                labels:
                  - { name: name, object: ifName }
                metrics:
                  - { name: m, object: ifInOctets, unit: bit/s }
                  - { name: s, object: ifOperStatus }
            thresholds: [{ name: x, \(written) }]
            """)
        let path = fault.hasPrefix(":") ? "thresholds[0]" : "thresholds[0]."
        #expect(faults.map { $0.split(separator: ": ", maxSplits: 1).last.map(String.init) } == [path + fault])
    }

    @Test("A threshold cannot have the name of a rule that means something else")
    func reservedName() {
        let (_, faults) = read(
            """
            profile: p
            summary: s
            scalars: [{ name: m, object: ifMtu.1 }]
            thresholds: [{ name: device-down, metric: m, above: 1 }]
            """)
        #expect(
            faults == [
                "p.yaml:4:22: thresholds[0].name: 'device-down' is a rule of Tocsin's own; choose another name"
            ])
    }

    @Test(
        "Limits are read in the unit of their metric",
        arguments: [
            ("90%", "%", 90), ("90", "%", 90), ("-10", "°C", -10), ("-10.5 °C", "°C", -10.5), ("900M", "bit/s", 9e8),
            ("900 Mbit/s", "bit/s", 9e8), ("1.5Gbps", "bit/s", 1.5e9), ("5m", "s", 300), ("90", "s", 90),
            ("1GiB", "B", 1_073_741_824), ("1GB", "B", 1e9), ("10/s", "packets/s", 10), ("2k", "", 2_000),
            ("10 packets/s", "packets/s", 10), ("90 %", "bit/s", nil), ("5m", "%", nil), ("1k", "%", nil),
            ("1Gi", "bit/s", nil), ("", "", nil), ("-", "", nil), ("1.2.3", "", nil), ("1e9", "", nil),
        ] as [(String, String, Double?)])
    func limits(text: String, unit: String, value: Double?) {
        #expect(ThresholdValue.parse(text, unit: unit) == value)
    }

    @Test(
        "Patterns match as a shell's do",
        arguments: [
            ("*", "", true), ("", "", true), ("", "a", false), ("a*", "a", true), ("*a", "ba", true),
            ("a*b*c", "axxbyyc", true), ("a*b*c", "axxbyy", false), ("?", "ä", true), ("?", "", false),
            ("/snap/*", "/snap/core/1", true), ("Gi1/0/?", "Gi1/0/12", false), ("**a**", "bab", true),
        ])
    func patterns(pattern: String, text: String, isMatch: Bool) {
        #expect(TextPattern.matches(pattern, text) == isMatch)
    }

    @Test("Factors stand for powers of ten as the sensor's row has them")
    func factors() {
        let precision = ProfileFactor(object: [1], form: .exponent(times: -1))
        #expect(precision.multiplier(of: 1) == 0.1)
        #expect(precision.multiplier(of: -2) == 100)
        #expect(precision.multiplier(of: .min) == nil)
        #expect(precision.multiplier(of: 1_000) == nil)
        let scale = ProfileFactor(object: [1], form: .exponents([8: -3, 9: 0]))
        #expect(scale.multiplier(of: 8) == 0.001)
        #expect(scale.multiplier(of: 9) == 1)
        #expect(scale.multiplier(of: 7) == nil)
        #expect(ProfileFactor(object: [1], form: .number).multiplier(of: 4_096) == 4_096)
    }
}
