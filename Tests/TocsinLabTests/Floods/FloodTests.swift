import Model
import Reactor
import SNMP
import Testing

@testable import TocsinLab

@Suite(.timeLimit(.minutes(5))) struct FloodTests {
    @Test(arguments: FloodPlan.Kind.allCases)
    func `Every packet of a flood arrives, can be decoded and differs from all others`(kind: FloodPlan.Kind)
        async throws
    {
        let receiver = try TestReceiver()
        let destination = try await receiver.start()
        let sources = try SourceAddresses(count: 7, to: destination).addresses
        var flood = try Flood(FloodPlan(to: destination, rate: 20_000, count: 1_000, sources: sources, kind: kind))
        let report = flood.run(until: StopFlag())
        #expect(report.sent == 1_000)
        #expect(report.failed == 0)
        let datagrams = await receiver.wait(for: 1_000)
        #expect(Set(datagrams.map(\.bytes)).count == 1_000)
        #expect(Set(datagrams.map(\.source.address)) == Set(sources))
        let messages = await receiver.messages
        #expect(messages.count == 1_000)
        #expect(Set(messages.map { $0.varBinds.last }).count == 1_000)
        #expect(messages.allSatisfy { $0.varBinds.last?.name == StandardObjects.serial })
        #expect(Set(messages.map(\.trapOID)).count >= (kind == .mixed ? 8 : 1))
    }

    @Test func `A flood ends with its duration and a raised flag ends it before`() throws {
        let destination = try LabDestination("127.0.0.1:9")
        var flood = try Flood(FloodPlan(to: destination, rate: 1_000, duration: .milliseconds(100)))
        let report = flood.run(until: StopFlag())
        #expect((1...101).contains(report.sent))
        #expect(report.elapsed >= .milliseconds(100))
        let flag = StopFlag()
        flag.raise()
        var endless = try Flood(FloodPlan(to: destination, rate: 1_000))
        #expect(endless.run(until: flag).sent == 0)
    }

    @Test func `A template finds its numbers wherever they stand`() throws {
        let template = try #require(
            PacketTemplate(hasRequestID: true) { requestID, serial in
                SNMPEncoder.v2cNotification(
                    community: "c", requestID: requestID, trapOID: [1, 3, 6],
                    varBinds: [VarBind([1, 3], .gauge32(serial))])
            })
        var bytes = template.bytes
        PacketTemplate.write(0x1234_5678, at: try #require(template.requestID), of: &bytes)
        PacketTemplate.write(0x2345_6789, at: template.serial, of: &bytes)
        #expect(
            bytes
                == SNMPEncoder.v2cNotification(
                    community: "c", requestID: 0x1234_5678, trapOID: [1, 3, 6],
                    varBinds: [VarBind([1, 3], .gauge32(0x2345_6789))]))
    }
}
