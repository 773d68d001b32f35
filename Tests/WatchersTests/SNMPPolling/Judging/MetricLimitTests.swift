import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("Limits")
struct MetricLimitTests {
    /// A threshold of the user's.
    private static func threshold(
        _ name: String, _ metric: String, _ side: Threshold.Side, polls: Int = 3, instance: String? = nil,
        devices: [String: String] = [:]
    ) -> Threshold {
        Threshold(
            name: name, metric: metric, instancePattern: instance, side: side, polls: polls, severity: .error,
            devices: devices)
    }

    private static func world(_ thresholds: [Threshold], profiles: [Threshold] = []) -> JudgeWorld {
        JudgeWorld(JudgingConfiguration(thresholds: thresholds, profileThresholds: profiles))
    }

    private static func busy(_ percent: Double, access: Double = 1) -> PollOutcome {
        var uplink = Interface.uplink()
        uplink.inUtilization = percent
        var port = Interface.access()
        port.inUtilization = access
        return .interfaces([port, uplink])
    }

    @Test("A busy uplink is told after five polls with value, limit and duration, and ends below the clear value")
    func busyUplink() throws {
        let world = JudgeWorld()
        for _ in 0..<4 { world.poll(Self.busy(93, access: 99)) }
        #expect(world.told == [])
        for _ in 0..<3 { world.poll(Self.busy(93, access: 99)) }
        #expect(world.told == ["firing interface-in-busy core-sw1/Gi1/0/48"], "the access port may be busy")
        let busy = try #require(world.observations.first)
        #expect(
            busy.summary == "core-sw1: input of Gi1/0/48 (to dist-2) has been 93 % busy for 4m (limit 90 %)")
        #expect(!busy.isUserRule)
        #expect(busy.evidence.json.contains("\"value\":93.0,\"unit\":\"%\",\"above\":90.0,\"clear\":80.0"))
        #expect(busy.evidence.json.contains("\"recent\":[93.0,93.0,93.0,93.0,93.0]"))
        for _ in 0..<9 { world.poll(Self.busy(85)) }
        #expect(world.open.count == 1, "between the limit and its end nothing changes")
        for _ in 0..<4 { world.poll(Self.busy(40)) }
        world.poll(Self.busy(85))
        for _ in 0..<4 { world.poll(Self.busy(40)) }
        #expect(world.open.count == 1, "five in a row end it")
        world.poll(Self.busy(40))
        #expect(world.open == [])
        #expect(try #require(world.observations.last).summary.contains("is 40 % busy again"))
    }

    @Test("A spike is nothing, and leaves nothing behind")
    func spike() throws {
        let world = JudgeWorld()
        for _ in 0..<10 {
            world.poll(Self.busy(100))
            world.poll(Self.busy(10))
        }
        #expect(world.told == [])
        #expect(try world.judge().troubles.isEmpty)
    }

    @Test("No value neither fires nor ends")
    func noValue() {
        let world = JudgeWorld()
        for _ in 0..<10 { world.poll(Self.busy(.nan)) }
        #expect(world.told == [])
        for _ in 0..<5 {
            world.poll(Self.busy(95))
            world.poll(Self.busy(.nan))
        }
        #expect(world.open.count == 1, "five values above the limit, with nothing in between")
        for _ in 0..<10 { world.poll(Self.busy(.nan)) }
        #expect(world.open.count == 1)
        for _ in 0..<5 {
            world.poll(Self.busy(5))
            world.poll(Self.busy(.nan))
        }
        #expect(world.open == [])
    }

    @Test("While a device is down its limits stand still")
    func masked() {
        let world = JudgeWorld()
        for _ in 0..<5 { world.poll(Self.busy(95)) }
        for _ in 0..<20 { world.poll(.failure(.timedOut)) }
        #expect(world.open == ["device-down core-sw1", "interface-in-busy core-sw1/Gi1/0/48"])
        for _ in 0..<5 { world.poll(Self.busy(5)) }
        #expect(world.open == [])
        #expect(world.observations(of: "interface-in-busy").map(\.state) == [.firing, .resolved])
    }

    @Test("Damaged packets count as a part of all, or when they are many; a few of few do not")
    func errors() throws {
        for (errors, packets, isFault) in [
            (0.1, 1.0, false), (0.5, 10_000, false), (5, 1_000, false), (5, 100, true), (20, 1_000_000, true),
        ] {
            let world = JudgeWorld()
            var port = Interface.access()
            port.inErrors = errors
            port.inPackets = packets
            for _ in 0..<6 { world.poll(.interfaces([port])) }
            let told = world.observations(of: "interface-in-errors")
            #expect(!told.isEmpty == isFault, "\(errors) of \(packets)")
            guard isFault else { continue }
            #expect(told.count == 1)
            #expect(told.first?.summary.contains("a bad cable or transceiver") == true)
            port.inErrors = 0
            for _ in 0..<5 { world.poll(.interfaces([port])) }
            #expect(world.open == [])
        }
    }

    @Test("A threshold of the user's bears its name and severity, and only where its devices and instances are")
    func users() throws {
        let limit = Self.threshold(
            "hot", "sensor_value", .above(60, clear: 50), instance: "cpu*", devices: ["role": "core"])
        let world = Self.world([limit])
        let table = TableReading.column("sensor_value", unit: "°C", ["cpu 1": 71.5, "inlet": 99])
        for _ in 0..<3 { world.poll(.answer { $0.tables = [table] }) }
        #expect(world.told == ["firing hot core-sw1/cpu 1"])
        let hot = try #require(world.observations.first)
        #expect(hot.isUserRule && hot.severity == .error)
        #expect(hot.summary == "core-sw1: cpu 1 sensor_value has been wrong, now 71.5 °C, for 2m (limit 60 °C)")
        let other = JudgeWorld(
            JudgingConfiguration(thresholds: [limit]), devices: [.polled { $0.tags = ["role": "access"] }])
        for _ in 0..<5 { other.poll(.answer { $0.tables = [table] }) }
        #expect(other.told == [])
        let named = Self.threshold("hot", "sensor_value", .above(60, clear: 50), devices: ["name": "core-sw1"])
        let third = Self.world([named])
        for _ in 0..<3 { third.poll(.answer { $0.tables = [table] }) }
        #expect(third.open.count == 2)
    }

    @Test("Below, and states, are limits, too; a scalar's subject is the device")
    func sides() {
        let low = Self.world([Self.threshold("low", "charge", .below(20, clear: 40), polls: 1)])
        low.poll(.scalar("charge", 19, unit: "%"))
        low.poll(.scalar("charge", 30, unit: "%"))
        low.poll(.scalar("charge", nil, unit: "%"))
        #expect(low.open == ["low core-sw1"])
        low.poll(.scalar("charge", 40, unit: "%"))
        #expect(low.open == [])
        let source = Self.world([Self.threshold("battery", "source", .states(["battery", "none"]), polls: 2)])
        let states: [Int64: String] = [3: "normal", 5: "battery"]
        source.poll(.scalar("source", 5, states: states))
        #expect(source.told == [])
        source.poll(.scalar("source", 5, states: states))
        #expect(source.told == ["firing battery core-sw1"])
        #expect(source.observations.first?.summary.contains("now battery") == true)
        for _ in 0..<2 { source.poll(.scalar("source", 3, states: states)) }
        #expect(source.open == [])
    }

    @Test("A threshold of the user's on a metric is judged in place of what is shipped, where it applies")
    func inPlace() {
        let own = Self.threshold("uplink-busy", "if_in_utilization", .above(50, clear: 40), polls: 2)
        let world = Self.world([own])
        for _ in 0..<8 { world.poll(Self.busy(95)) }
        #expect(world.open == ["uplink-busy core-sw1/Gi1/0/48"])
        var particular = own
        particular.instancePattern = "Te*"
        let other = Self.world([particular])
        for _ in 0..<8 { other.poll(Self.busy(95)) }
        #expect(other.open == ["interface-in-busy core-sw1/Gi1/0/48"])
    }

    @Test("A shipped profile's threshold is a rule of the catalog; one that is switched off is not judged")
    func profiles() {
        let full = Self.threshold("storage-full", "used", .above(95, clear: 92))
        let world = Self.world([], profiles: [full])
        for _ in 0..<3 { world.poll(.scalar("used", 97, unit: "%")) }
        #expect(world.open == ["storage-full core-sw1"])
        #expect(world.observations.first?.isUserRule == false)
        var configuration = JudgingConfiguration(profileThresholds: [full])
        configuration.settings.disabled = ["storage-full", "device-slow"]
        let off = JudgeWorld(configuration)
        for _ in 0..<8 {
            off.poll(.scalar("used", 97, unit: "%"))
            off.poll(.answer { $0.latency = .seconds(2) })
        }
        #expect(off.told == [])
    }

    @Test("A threshold may be for more polls than sixteen")
    func long() {
        let world = Self.world([Self.threshold("slow-burn", "x", .above(1, clear: 1), polls: 40)])
        for _ in 0..<39 { world.poll(.scalar("x", 2)) }
        #expect(world.told == [])
        world.poll(.scalar("x", 2))
        #expect(world.open == ["slow-burn core-sw1"])
    }

    @Test("More troubles of one device than are kept are counted and not told")
    func bounded() throws {
        let world = Self.world([Self.threshold("bad", "if_in_utilization", .above(50, clear: 40), polls: 1)])
        let rows = (1...3_000).map { number in
            var row = Interface.access(UInt32(number))
            row.inUtilization = 99
            return row
        }
        world.poll(.interfaces(rows))
        #expect(world.observations.count == DeviceJudge.troubleLimit)
        #expect(world.shared.leftOut == 1_000)
    }

    @Test("Values that are kept become samples")
    func samples() {
        let world = JudgeWorld()
        var outcome = PollOutcome.scalar("load", 0.5)
        outcome.scalars[0].metric.isKept = true
        world.poll(outcome)
        let samples = world.actions.flatMap { action -> [Sample] in
            if case .report(let report) = action, case .samples(let samples) = report.content { samples } else { [] }
        }
        #expect(samples.map(\.metric) == ["load"])
        #expect(samples.map(\.device) == ["core-sw1"])
        #expect(samples.map(\.value) == [0.5])
    }
}
