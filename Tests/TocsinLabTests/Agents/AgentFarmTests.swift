import Model
import SNMP
import Testing
import Wire

@testable import TocsinLab

@Suite struct AgentFarmTests {
    @Test func `Every object that agents have is in the table of standard names, and columns come in order`() {
        let columns = AgentMIB.shared(features: .all, hasOnly32Bit: false).columns
        #expect(columns.count == AgentObject.allCases.count)
        let identifiers = columns.map(\.object.identifier)
        #expect(identifiers == identifiers.sorted())
        #expect(Set(identifiers).count == identifiers.count)
    }

    @Test(arguments: [SNMPVersion.v1, .v2c])
    func `A walk with GETNEXT passes every variable once, in order`(version: SNMPVersion) throws {
        let farm = try AskedAgents(one: "healthy")
        let whole = try farm.walk([1], version: version)
        let columns = AgentMIB.shared(features: .all, hasOnly32Bit: false).columns
        let agent = farm.agents[0]
        let expected = columns.filter { version != .v1 || !$0.isCounter64 }.reduce(0) { $0 + $1.rows.count(at: agent) }
        #expect(whole.count == expected)
        #expect(whole.map(\.name) == whole.map(\.name).sorted())
    }

    @Test func `GETBULK gives what GETNEXT gives, whatever its size`() throws {
        let farm = try AskedAgents(one: "healthy")
        let walked = try farm.walk([1])
        for repetitions in [Int32(1), 7, 1_000] {
            var found: [VarBind] = []
            var name: ObjectIdentifier = [1]
            reading: while true {
                let answer = try #require(try farm.ask(.bulk(repetitions, name)))
                for varBind in answer.varBinds {
                    if varBind.value == .endOfMibView { break reading }
                    found.append(varBind)
                    name = varBind.name
                }
            }
            #expect(found == walked)
        }
    }

    @Test func `A GET of each name that a walk has passed gives the same value`() throws {
        let farm = try AskedAgents(one: "healthy")
        for varBind in try farm.walk([1]) {
            #expect(try farm.ask(.get(varBind.name))?.varBinds == [varBind])
        }
    }

    @Test func `Non-repeaters come once and repeaters row by row`() throws {
        let farm = try AskedAgents(one: "healthy", interfaces: 3)
        let (upTime, name, state) = (
            AgentObject.sysUpTime.identifier, AgentObject.ifName.identifier, AgentObject.ifOperStatus.identifier
        )
        var start = upTime
        start.arcs.removeLast()
        let answer = try #require(try farm.ask(.bulk(2, upTime, name, state, nonRepeaters: 1)))
        #expect(
            answer.varBinds.map(\.name) == [
                upTime.appending(0), name.appending(1), state.appending(1), name.appending(2), state.appending(2),
            ])
        #expect(try farm.ask(.bulk(0, upTime, name, nonRepeaters: 1))?.varBinds.count == 1)
    }

    @Test func `What is not there is told as the version tells it`() throws {
        let farm = try AskedAgents(one: "healthy", interfaces: 3)
        let (object, instance): (ObjectIdentifier, ObjectIdentifier) = (
            [1, 3, 6, 1, 2, 1, 1, 99, 0], AgentObject.ifName.identifier.appending(4)
        )
        let present = AgentObject.sysName.identifier.appending(0)
        let answer = try #require(try farm.ask(.get(present, object, instance)))
        #expect(answer.varBinds.map(\.value) == [.octetString(Array("one".utf8)), .noSuchObject, .noSuchInstance])
        let old = try #require(try farm.ask(.get(present, object, version: .v1)))
        #expect(old.errorStatus == 2)
        #expect(old.varBinds.map(\.value) == [.null, .null])
        let wide = try #require(try farm.ask(.get(AgentObject.ifHCInOctets.identifier.appending(1), version: .v1)))
        #expect(wide.errorStatus == 2)
        let end = try #require(try farm.ask(.next([1, 3, 6, 1, 7])))
        #expect(end.varBinds == [VarBind([1, 3, 6, 1, 7], .endOfMibView)])
        #expect(try farm.ask(.next([1, 3, 6, 1, 7], version: .v1))?.errorStatus == 2)
    }

    @Test func `A SET is refused and a wrong community is not answered`() throws {
        let farm = try AskedAgents(one: "healthy")
        var question = AgentQuestion.get(AgentObject.sysName.identifier.appending(0))
        question.kind = .set
        #expect(try farm.ask(question)?.errorStatus == 17)
        question.version = .v1
        #expect(try farm.ask(question)?.errorStatus == 2)
        question.community = OfficeNetwork.wrongCommunity
        #expect(try farm.ask(question) == nil)
        #expect(farm.totals.refused == 1)
        let old = try AskedAgents(one: "healthy", version: .v1)
        #expect(try old.ask(.get([1, 3])) == nil)
        #expect(try old.ask(.get([1, 3], version: .v1)) != nil)
    }

    @Test func `Counters grow by a known number of octets in each hundredth of a second of sysUpTime`() throws {
        let farm = try AskedAgents(one: "healthy")
        let (begin, end) = (Duration.milliseconds(12_340), Duration.milliseconds(75_670))
        for (object, isOut) in [(AgentObject.ifHCInOctets, false), (.ifHCOutOctets, true)] {
            for interface in UInt32(1)...6 {
                let before = try #require(try farm.number(object, interface, at: begin))
                let after = try #require(try farm.number(object, interface, at: end))
                let ticks =
                    try #require(try farm.number(.sysUpTime, at: end)) - #require(
                        try farm.number(.sysUpTime, at: begin))
                #expect(ticks == 6_333)
                let perTick = farm.agents[0].octetsPerTick(ofInterface: Int(interface) - 1, isOut: isOut)
                #expect(perTick > 0)
                #expect(after - before == perTick * ticks)
            }
        }
        let wide = try #require(try farm.number(.ifHCInOctets, 2))
        #expect(try farm.number(.ifInOctets, 2) == wide & 0xffff_ffff)
    }

    @Test func `Equal seeds make equal agents and other seeds others`() throws {
        func names(_ seed: UInt64) throws -> [[VarBind]] {
            let plan = try AgentPlan(
                [.init(count: 2, interfaces: 2)], at: AgentNetwork("127.5.0.0/24:1161"), seed: seed)
            let farm = AskedAgents(try AgentFarm(plan.agents))
            return try [farm.walk([1]), farm.walk([1], of: 1)]
        }
        let first = try names(1)
        #expect(try names(1) == first)
        #expect(try names(2) != first)
        #expect(first[0] != first[1])
    }

    @Test func `Octets that are no request are counted and never answered`() throws {
        let farm = try AskedAgents(one: "healthy")
        var packets = MalformedPackets(seed: 3)
        for kind in MalformedKind.structural {
            for _ in 0..<50 { _ = farm.answer(packets.next(kind), to: 0, at: .zero) }
        }
        let good = AgentQuestion.bulk(5, [1, 3]).datagram
        for end in 0..<good.count { #expect(farm.answer(Array(good[..<end]), to: 0, at: .zero) == nil) }
        #expect(farm.totals.malformed >= good.count)
        #expect(try farm.ask(.get([1, 3])) != nil)
    }
}
