import Model
import SNMP
import Testing
import Wire

@testable import TocsinLab

@Suite struct AgentBehaviourTests {
    @Test func `A dead agent and one in a silent scene do not answer`() throws {
        let dead = try AskedAgents(one: "dead")
        #expect(try dead.ask(.get([1, 3])) == nil)
        #expect(dead.totals.lost == 1)
        let silent = try AskedAgents(one: "silent:10s-20s")
        #expect(try silent.ask(.get([1, 3]), at: .milliseconds(9_999)) != nil)
        #expect(try silent.ask(.get([1, 3]), at: .seconds(10)) == nil)
        #expect(try silent.ask(.get([1, 3]), at: .seconds(20)) != nil)
    }

    @Test func `A lossy agent loses its share, the same requests for the same seed`() throws {
        func pattern() throws -> [Bool] {
            let farm = try AskedAgents(one: "loss=20%")
            return try (0..<1_000).map { _ in try farm.ask(.get([1, 3])) != nil }
        }
        let first = try pattern()
        #expect((700...880).contains(first.count { $0 }))
        #expect(try pattern() == first)
    }

    @Test func `A reboot resets times and counters and raises snmpEngineBoots`() throws {
        let farm = try AskedAgents(one: "reboot=30s/60s,outage=5s")
        let boots = try #require(try farm.number(.snmpEngineBoots))
        let octets = try #require(try farm.number(.ifHCInOctets, 1))
        #expect(try farm.ask(.get([1, 3]), at: .seconds(32)) == nil)
        let after = Duration.seconds(36)
        #expect(try farm.number(.snmpEngineBoots, at: after) == boots + 1)
        #expect(try farm.number(.sysUpTime, at: after) == 100)
        #expect(try farm.number(.hrSystemUptime, at: after) == 100)
        #expect(try farm.number(.snmpEngineTime, at: after) == 1)
        let perTick = farm.agents[0].octetsPerTick(ofInterface: 0, isOut: false)
        #expect(try farm.number(.ifHCInOctets, 1, at: after) == perTick * 100)
        #expect(octets > perTick * 100)
        #expect(try farm.number(.snmpEngineBoots, at: .seconds(96)) == boots + 2)
        #expect(try farm.value(.ifName, 1, at: after) == .octetString(Array("Gi1/0/1".utf8)))
    }

    @Test func `A restart of the agent alone leaves the host's time and counters`() throws {
        let farm = try AskedAgents(one: "reboot=30s,agent-only,forget-boots")
        let before = try #require(try farm.number(.hrSystemUptime, at: .seconds(29)))
        let octets = try #require(try farm.number(.ifHCInOctets, 1, at: .seconds(29)))
        #expect(try farm.number(.sysUpTime, at: .seconds(31)) == 100)
        #expect(try farm.number(.hrSystemUptime, at: .seconds(31)) == before + 200)
        #expect(try #require(try farm.number(.ifHCInOctets, 1, at: .seconds(31))) > octets)
        #expect(try farm.number(.snmpEngineBoots, at: .seconds(31)) == 1)
    }

    @Test func `After a reboot that renumbers, the same names have other indices`() throws {
        let farm = try AskedAgents(one: "reboot=30s,renumber", interfaces: 4)
        func names(_ first: UInt32, at time: Duration) throws -> [VarBindValue?] {
            try (first..<first + 4).map { try farm.value(.ifName, $0, at: time) }
        }
        let before = try names(1, at: .seconds(1))
        let after = try names(101, at: .seconds(31))
        #expect(try farm.value(.ifName, 1, at: .seconds(31)) == .noSuchInstance)
        #expect(Set(before) == Set(after))
        #expect(before != after)
        #expect(!after.contains(.noSuchInstance))
        // What belongs to the name goes with it.
        let old = try #require(before.firstIndex(of: after[0]))
        let perTick = farm.agents[0].octetsPerTick(ofInterface: old, isOut: false)
        #expect(try farm.number(.ifHCInOctets, 101, at: .seconds(31)) == perTick * 100)
    }

    @Test func `What is near its end wraps within half a minute`() throws {
        let narrow = try AskedAgents(one: "wrap32")
        #expect(try #require(try narrow.number(.ifInOctets, 1, at: .zero)) > 1 << 31)
        #expect(try #require(try narrow.number(.ifInOctets, 1, at: .seconds(30))) < 1 << 31)
        #expect(try #require(try narrow.number(.ifHCInOctets, 1, at: .seconds(30))) > 1 << 32)
        let wide = try AskedAgents(one: "wrap64")
        #expect(try #require(try wide.number(.ifHCInOctets, 1, at: .zero)) > 1 << 63)
        #expect(try #require(try wide.number(.ifHCInOctets, 1, at: .seconds(30))) < 1 << 40)
        let time = try AskedAgents(one: "wrap-uptime")
        #expect(try time.number(.sysUpTime, at: .seconds(19)) == (1 << 32) - 100)
        #expect(try time.number(.sysUpTime, at: .seconds(21)) == 100)
        #expect(try #require(try time.number(.snmpEngineTime, at: .seconds(21))) > 42_000_000)
    }

    @Test func `An answer that is too long for the agent is tooBig, or shorter where it keeps to the standard`() throws
    {
        let standard = try AskedAgents(one: "octets=500")
        let bulk = AgentQuestion.bulk(100, AgentObject.ifDescr.identifier)
        let short = try #require(standard.answer(bulk.datagram, to: 0, at: .zero))
        #expect(short.count <= 500)
        #expect(try SNMPAnswer(short).errorStatus == 0)
        #expect(try SNMPAnswer(short).varBinds.count > 5)
        let many = AgentQuestion(
            names: [ObjectIdentifier](repeating: AgentObject.sysDescr.identifier.appending(0), count: 20))
        #expect(try standard.ask(many)?.errorStatus == 1)
        #expect(try standard.ask(many)?.varBinds.isEmpty == true)
        var old = many
        old.version = .v1
        #expect(try standard.ask(old)?.errorStatus == 1)
        #expect(try standard.ask(old)?.varBinds.count == 20)
        let stubborn = try AskedAgents(one: "octets=500,too-big")
        #expect(try stubborn.ask(bulk)?.errorStatus == 1)
        #expect(try stubborn.ask(.bulk(3, AgentObject.ifDescr.identifier))?.errorStatus == 0)
    }

    @Test func `Walks go wrong in the way that was asked for`() throws {
        let stuck = try AskedAgents(one: "walk=not-increasing", interfaces: 6)
        let column = AgentObject.ifDescr.identifier
        #expect(try stuck.walk(column).count == 3)
        let names = try #require(try stuck.ask(.bulk(6, column))).varBinds.map(\.name)
        #expect(names == [1, 2, 3, 3, 3, 3].map { column.appending($0) })
        let loop = try AskedAgents(one: "walk=loop", interfaces: 3)
        let round = try #require(try loop.ask(.bulk(7, column))).varBinds.map(\.name)
        #expect(round == [1, 2, 3, 1, 2, 3, 1].map { column.appending($0) })
        #expect(try loop.ask(.next(column.appending(3)))?.varBinds.first?.name == column.appending(1))
    }

    @Test func `Agents without 64-bit counters have none, and sparse ones have holes that GET and walks agree on`()
        throws
    {
        let narrow = try AskedAgents(one: "only32")
        #expect(try narrow.value(.ifHCInOctets, 1) == .noSuchObject)
        #expect(try narrow.walk(AgentObject.ifHCInOctets.identifier).isEmpty)
        let sparse = try AskedAgents(one: "sparse", interfaces: 40)
        #expect(try sparse.walk(AgentObject.ifName.identifier).count == 40)
        let found = Set(try sparse.walk(AgentObject.ifHCInOctets.identifier).map(\.name))
        #expect((20...39).contains(found.count))
        for index in UInt32(1)...40 {
            let name = AgentObject.ifHCInOctets.identifier.appending(index)
            #expect((try sparse.ask(.get(name))?.varBinds.first?.value == .noSuchInstance) == !found.contains(name))
        }
    }

    @Test func `An interface goes down and up, is busy and has errors as its scenes say`() throws {
        let farm = try AskedAgents(
            one: "down@2:10s-20s,busy=90%@3:10s-20s,errors=50@4:10s-20s,discards=20@4:10s-20s,disabled@5:10s")
        func growth(_ object: AgentObject, _ index: UInt32, _ begin: Int, _ end: Int) throws -> UInt64 {
            try #require(try farm.number(object, index, at: .seconds(end)))
                &- #require(try farm.number(object, index, at: .seconds(begin)))
        }
        #expect(try [5, 15, 25].map { try farm.number(.ifOperStatus, 2, at: .seconds($0)) } == [1, 2, 1])
        #expect(try farm.number(.ifAdminStatus, 2, at: .seconds(15)) == 1)
        #expect(try farm.number(.ifAdminStatus, 5, at: .seconds(15)) == 2)
        #expect(try farm.number(.ifOperStatus, 1, at: .seconds(15)) == 1)
        #expect(try growth(.ifHCInOctets, 2, 11, 19) == 0)
        #expect(try growth(.ifHCInOctets, 2, 21, 22) > 0)
        let changed = try #require(try farm.number(.ifLastChange, 2, at: .seconds(15)))
        #expect(try farm.number(.sysUpTime, at: .seconds(10)) == changed)
        #expect(try growth(.ifHCInOctets, 3, 10, 20) == 1_000_000_000 / 8 / 10 * 9 * 10)
        #expect(try growth(.ifInErrors, 4, 10, 20) == 500)
        #expect(try growth(.ifOutDiscards, 4, 10, 20) == 200)
        #expect(try growth(.ifInErrors, 4, 30, 40) == 0)
    }

    @Test func `Sensors, load and the UPS follow their scenes`() throws {
        let farm = try AskedAgents(one: "temperature=61:10s-20s,load=95%:10s-20s,on-battery:10s-130s")
        #expect(try farm.number(.entPhySensorValue, 1_001, at: .seconds(15)) == 610)
        #expect(try #require(try farm.number(.entPhySensorValue, 1_001, at: .seconds(25))) < 400)
        #expect(try farm.number(.hrProcessorLoad, 196_608, at: .seconds(15)) == 95)
        #expect(try #require(try farm.number(.hrProcessorLoad, 196_608, at: .seconds(25))) < 50)
        #expect(try farm.number(.upsOutputSource, at: .seconds(5)) == 3)
        #expect(try farm.number(.upsOutputSource, at: .seconds(15)) == 5)
        #expect(try farm.number(.upsSecondsOnBattery, at: .seconds(70)) == 60)
        #expect(try farm.number(.upsEstimatedMinutesRemaining, at: .seconds(70)) == 41)
    }

    @Test func `Answers are mangled, misnumbered and refused as asked`() throws {
        let question = AgentQuestion.get(AgentObject.sysName.identifier.appending(0))
        let wrong = try AskedAgents(one: "wrong-id")
        #expect(try wrong.ask(question)?.requestID == question.requestID ^ 1)
        let error = try AskedAgents(one: "error=5")
        #expect(try error.ask(question)?.errorStatus == 5)
        for behaviour in ["truncated", "lying-length", "hostile=deep-nesting", "hostile"] {
            let farm = try AskedAgents(one: behaviour)
            let good = try AskedAgents(one: "healthy").answer(question.datagram, to: 0, at: .zero)
            for _ in 0..<20 { #expect(farm.answer(question.datagram, to: 0, at: .zero) != good) }
        }
        let half = try AskedAgents(one: "truncated,share=50%")
        let right = (0..<200).count { _ in
            half.answer(question.datagram, to: 0, at: .zero).map { (try? SNMPAnswer($0)) != nil } == true
        }
        #expect((60...140).contains(right))
    }

    @Test func `What is written of behaviours and plans is read, and what is not understood is said`() throws {
        let behaviour = try AgentText.behaviour("slow=200ms,jitter=5ms,other-address,duplicates=1%,busy=90%@7:5s-")
        #expect(behaviour.delay == .milliseconds(200))
        #expect(behaviour.answersFromOtherAddress)
        #expect(behaviour.scenes == [AgentScene(.busy(0.9), interface: 7, from: .seconds(5))])
        let groups = try AgentText.groups(
            "# switches\ncount=40 name=sw interfaces=48 features=interfaces,lldp dead=10%\n\ncount=2 version=3 behaviour=loss=1%\n"
        )
        #expect(groups.map(\.count) == [40, 2])
        #expect(groups[1].version == .v3)
        #expect(groups[1].behaviour.loss == 0.01)
        for wrong in ["fast", "slow", "slow=quick", "loss=200%", "renumber", "walk=off", "slow=1s:5s", "error=x"] {
            #expect(throws: LabTextFault.self) { try AgentText.behaviour(wrong) }
        }
        for wrong in ["count", "count=x", "colour=red", "version=4", "features=teeth"] {
            #expect(throws: LabTextFault.self) { try AgentText.groups(wrong) }
        }
    }
}
