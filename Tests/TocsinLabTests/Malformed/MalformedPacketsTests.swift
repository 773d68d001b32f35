import Model
import SNMP
import Testing
import Wire

@testable import TocsinLab

@Suite struct MalformedPacketsTests {
    @Test(arguments: MalformedKind.structural)
    func `Whatever is wrong in its structure is refused by the check`(kind: MalformedKind) {
        for seed in UInt64(0)..<400 {
            var packets = MalformedPackets(seed: seed)
            let packet = packets.next(kind)
            #expect(packet.count <= 65_507)
            #expect(throws: MalformedPacket.self, "seed \(seed)") { try SNMPEnvelope(packet) }
        }
    }

    @Test(arguments: [
        (MalformedKind.badDigest, TrapRefusal.wrongDigest), (.unknownEngine, .unknownEngine),
        (.staleBoots, .notInTimeWindow(.ours)),
    ])
    func `What is well-formed and false is refused by the engine for its reason`(
        kind: MalformedKind, reason: TrapRefusal
    ) throws {
        let receiver = EngineID.make(from: 7)
        let engine = try SNMPEngine(engineID: receiver, boots: 3)
        #expect(engine.setUsers([OfficeNetwork.user]) == [])
        var packets = MalformedPackets(seed: 1, receiver: receiver)
        for _ in 0..<10 { #expect(try refusal(packets.next(kind), engine) == reason) }
    }

    @Test func `A stale trap is refused though its sender was never heard before`() throws {
        let engine = try SNMPEngine(engineID: .make(from: 7), boots: 3)
        #expect(engine.setUsers([OfficeNetwork.user]) == [])
        var packets = MalformedPackets(seed: 1)
        #expect(try refusal(packets.next(.staleBoots), engine) == .notInTimeWindow(.bootsWentBack))
    }

    @Test func `What the wrong ones are made from is right`() throws {
        let engine = try SNMPEngine(engineID: .make(from: 7), boots: 3)
        #expect(engine.setUsers([USMUser(name: OfficeNetwork.userName)]) == [])
        var packets = MalformedPackets(seed: 1)
        var versions: Set<SNMPVersion> = []
        for _ in 0..<100 {
            let packet = packets.wellFormed()
            let envelope = try SNMPEnvelope(packet)
            versions.insert(envelope.version)
            #expect(try refusal(packet, engine) == nil)
        }
        #expect(versions == Set(SNMPVersion.allCases))
    }

    @Test func `The same seed gives the same packets and another gives others`() {
        var one = MalformedPackets(seed: 5)
        var two = MalformedPackets(seed: 5)
        var other = MalformedPackets(seed: 6)
        let packets = (0..<50).map { _ in one.next() }
        #expect(packets == (0..<50).map { _ in two.next() })
        #expect(packets != (0..<50).map { _ in other.next() })
    }

    private func refusal(_ packet: [UInt8], _ engine: SNMPEngine) throws -> TrapRefusal? {
        let source = Endpoint(address: .v4(0x7f00_0101), port: 40_000)
        let decoding = engine.decode(packet, envelope: try SNMPEnvelope(packet), source: source)
        if case .refused(let refusal, _) = decoding { return refusal }
        return nil
    }
}
