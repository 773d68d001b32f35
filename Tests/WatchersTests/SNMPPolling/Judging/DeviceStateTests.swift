import Model
import SNMP
import Testing
import Watching

@testable import Watchers

@Suite("Whether a device answers")
struct DeviceStateTests {
    @Test("One or two failed polls are no alert, and leave nothing behind")
    func soft() throws {
        let world = JudgeWorld()
        for _ in 0..<5 {
            world.poll(.answer())
            world.poll(.failure(.timedOut))
            world.poll(.failure(.timedOut))
        }
        world.poll(.answer())
        // So many lost questions are a matter of their own.
        #expect(Set(world.observations.map(\.rule)).isSubset(of: ["device-loss"]))
        #expect(try world.judge().condition == .up)
        #expect(try world.judge().failure == nil)
    }

    @Test("Three failed polls in a row are device-down, told once, and the first answer ends it")
    func downAndUp() throws {
        let world = JudgeWorld()
        world.poll(.answer())
        for _ in 0..<6 { world.poll(.failure(.timedOut)) }
        #expect(world.told == ["firing device-down core-sw1"])
        let down = try #require(world.observations.first)
        #expect(down.severity == .error)
        #expect(down.summary == "core-sw1: it does not answer; 3 polls failed in 2m")
        #expect(down.evidence.json.contains("\"credential\":\"core\""))
        #expect(down.evidence.json.contains("\"polls_failed\":3,\"polls\":4"))
        #expect(try world.judge().condition == .down)
        world.poll(.answer())
        #expect(world.told.last == "resolved device-down core-sw1")
        #expect(world.observations.last?.summary == "core-sw1 answers again after 6m in which it did not")
        #expect(try world.judge().condition == .up)
        #expect(world.open == [])
    }

    @Test("With two of four, a device that answers every other poll is down")
    func nOfM() {
        var configuration = JudgingConfiguration()
        configuration.settings.down = .init(polls: 2, of: 4)
        let world = JudgeWorld(configuration)
        world.poll(.answer())
        world.poll(.failure(.timedOut))
        world.poll(.answer())
        #expect(world.told == [])
        world.poll(.failure(.timedOut))
        #expect(world.told == ["firing device-down core-sw1"])
    }

    @Test("Each way to be refused has a rule of its own, is not down, and ends", arguments: SNMPFailure.Reason.allCases)
    func reasons(_ reason: SNMPFailure.Reason) throws {
        let rules: [SNMPFailure.Reason: String] = [
            .timedOut: "device-down", .portUnreachable: "device-unreachable", .notSent: "device-unreachable",
            .unknownUser: "snmp-unknown-user", .wrongKey: "snmp-wrong-key", .notInTimeWindow: "snmp-clock-window",
            .privacy: "snmp-privacy-failure", .unsupportedSecurityLevel: "snmp-unsupported-level",
            .unknownEngine: "snmp-unknown-engine", .unknownContext: "snmp-unknown-context",
            .malformedReply: "snmp-malformed-reply", .otherAddress: "snmp-other-address",
            .unusableCredential: "snmp-unusable-credential",
        ]
        let rule = try #require(rules[reason])
        let world = JudgeWorld()
        world.poll(.answer())
        world.poll(.failure(reason))
        world.poll(.failure(reason))
        #expect(world.told == [])
        world.poll(.failure(reason))
        #expect(world.told == ["firing \(rule) core-sw1"])
        let condition = try world.judge().condition
        switch reason {
        case .timedOut: #expect(condition == .down)
        case .unusableCredential: #expect(condition == .unknown)
        default: #expect(condition == .unreachable)
        }
        world.poll(.answer())
        #expect(world.told == ["firing \(rule) core-sw1", "resolved \(rule) core-sw1"])
    }

    @Test("A device that is down and then refuses us has one alert, whose nature changes")
    func changesNature() {
        let world = JudgeWorld()
        for _ in 0..<4 { world.poll(.failure(.timedOut)) }
        #expect(world.open == ["device-down core-sw1"])
        for _ in 0..<3 { world.poll(.failure(.wrongKey)) }
        #expect(world.open == ["snmp-wrong-key core-sw1"])
        world.poll(.answer())
        #expect(world.open == [])
    }

    @Test("A device that never answered says what else may be wrong")
    func neverAnswered() throws {
        let world = JudgeWorld()
        for _ in 0..<3 { world.poll(.failure(.timedOut)) }
        #expect(try #require(world.observations.last).summary.contains("community or access list may be another"))
    }

    @Test("A restart tells how long the device had been up, and one of the agent only is told apart")
    func restart() throws {
        let world = JudgeWorld()
        world.poll(.answer())
        world.poll(
            .answer {
                $0.system?.uptime = .seconds(30)
                $0.system?.restart = "sysUpTime went back"
            })
        world.poll(.answer { $0.system?.uptime = .seconds(90) })
        world.poll(
            .answer {
                $0.system?.restart = "snmpEngineBoots grew"
                $0.system?.isAgentOnly = true
            })
        #expect(world.told == ["occurred device-restarted core-sw1", "occurred snmp-agent-restarted core-sw1"])
        #expect(
            world.observations.first?.summary
                == "core-sw1 was restarted; when it was last asked it had been up for 1w 3d (sysUpTime went back)")
        #expect(world.observations.last?.summary.contains("its SNMP agent was restarted, and not the host") == true)
        #expect(world.observations.last?.summary.contains("up for 1m 30s") == true)
    }

    @Test("Slow for five polls is device-slow; one slow answer is not, and it ends after five quick ones")
    func slow() throws {
        let world = JudgeWorld()
        for _ in 0..<4 { world.poll(.answer { $0.latency = .milliseconds(900) }) }
        world.poll(.answer())
        #expect(world.told == [])
        for _ in 0..<6 { world.poll(.answer { $0.latency = .milliseconds(900) }) }
        #expect(world.told == ["firing device-slow core-sw1"])
        #expect(
            try #require(world.observations.last).summary
                == "core-sw1: it has been answering only after 900 ms for 4m (limit 500 ms)")
        // Between the limit and its end nothing changes.
        for _ in 0..<9 { world.poll(.answer { $0.latency = .milliseconds(400) }) }
        #expect(world.open == ["device-slow core-sw1"])
        for _ in 0..<5 { world.poll(.answer()) }
        #expect(world.open == [])
    }

    @Test("One lost question is no alert, steady loss is, and a device that was down has lost nothing")
    func loss() {
        let world = JudgeWorld()
        world.poll(.answer { $0.answers = 2 })
        for _ in 0..<20 { world.poll(.answer()) }
        #expect(world.told == [])
        for _ in 0..<30 { world.poll(.failure(.timedOut)) }
        for _ in 0..<20 { world.poll(.answer()) }
        #expect(world.observations(of: "device-loss").isEmpty)
        for _ in 0..<10 {
            world.poll(
                .answer {
                    $0.questions = 4
                    $0.answers = 3
                })
        }
        #expect(world.open == ["device-loss core-sw1"])
        for _ in 0..<40 { world.poll(.answer()) }
        #expect(world.open == [])
    }

    @Test("Three skipped polls in a row are told, and end when polling keeps pace")
    func late() throws {
        let world = JudgeWorld()
        world.poll(.answer())
        world.poll(.skipped)
        world.poll(.skipped)
        world.poll(.answer())
        #expect(world.told == [])
        for _ in 0..<4 { world.poll(.skipped) }
        #expect(world.told == ["firing snmp-polling-late core-sw1"])
        #expect(
            try #require(world.observations.last).summary
                == "core-sw1 cannot be polled every 1m: a poll has not ended when the next one is due, 3 times in a row"
        )
        #expect(try world.judge().condition == .up)
        for _ in 0..<3 { world.poll(.answer()) }
        #expect(world.open == [])
    }

    @Test("A wrong walk is told once at its second time, and ends when the column is read rightly")
    func walks() {
        let world = JudgeWorld()
        let fault = WalkFault(
            kind: .notIncreasing, object: [1, 3, 6, 1, 4, 1, 9, 1], rows: 7, detail: "…9.1.3 after …9.1.4")
        let table = TableReading.column("speed", ["1": 1], object: [1, 3, 6, 1, 4, 1, 9, 1])
        world.poll(
            .answer {
                $0.faults = [fault]
                $0.tables = [table]
            })
        #expect(world.told == [])
        // Not read in between: neither better nor worse.
        world.poll(.answer())
        for expected in [1, 1] {
            world.poll(
                .answer {
                    $0.faults = [fault]
                    $0.tables = [table]
                })
            #expect(world.told.count == expected)
        }
        #expect(world.told == ["firing snmp-walk-fault core-sw1/1.3.6.1.4.1.9.1"])
        #expect(world.observations.first?.summary.contains("7 rows were read and used") == true)
        for _ in 0..<2 { world.poll(.answer { $0.tables = [table] }) }
        #expect(world.open == [])
    }

    @Test("Answers from another address are told, and end")
    func otherAddress() {
        let world = JudgeWorld()
        for _ in 0..<3 { world.poll(.answer { $0.otherSource = Endpoint(address: .v4(0xc000_0209), port: 161) }) }
        #expect(world.told == ["firing snmp-other-address core-sw1"])
        #expect(world.observations.first?.summary.contains("192.0.2.9") == true)
        for _ in 0..<2 { world.poll(.answer()) }
        #expect(world.open == [])
    }
}
