import Model
import Testing

@testable import SNMP
@testable import Wire

/// What strangers may send: the check refuses it or the library copes, and nothing ever crashes.
@Suite("Hostile packets", .serialized)
struct HostilePacketTests {
    static let packets =
        [Captured.v1LinkDown, Captured.v1Enterprise, Captured.v2cLinkDown, Captured.v2cEveryType, Captured.v3NoAuth]
        + Captured.v3.filter { $0.auth == "SHA-256" }.map(\.bytes)

    @Test("Every octet changed to every telling value is decoded or refused", arguments: packets.indices)
    func mutations(_ index: Int) throws {
        let engine = try Sample.engine(Sample.monitor(nil))
        var passed = 0
        var refused = 0
        for (place, changed) in mutants(HostilePacketTests.packets[index]) {
            guard let envelope = try? SNMPEnvelope(changed) else {
                refused += 1
                continue
            }
            passed += 1
            switch engine.decode(changed, envelope: envelope, source: Sample.source) {
            case .trap(let message):
                #expect(message.trapOID.arcs.count <= 128, "octet \(place)")
                #expect(message.varBinds.allSatisfy { $0.name.arcs.count <= 128 })
            case .refused(let refusal, _):
                #expect(refusal != .libraryRefused, "What our check lets pass, the library parses: octet \(place)")
            }
        }
        #expect(passed > 0)
        #expect(refused > 0)
    }

    @Test("What an authentic user encrypts is checked before the library sees it")
    func encryptedGarbage() throws {
        let user = Sample.monitor(.sha256, .aes128)
        let engine = try Sample.engine(user)
        var sender = try SNMPv3Sender(user, engineID: Sample.sender, boots: 1, time: 1)
        let pdu = try #require(try SNMPEnvelope(Captured.v2cEveryType).scopedPDU).pdu
        for (_, changed) in mutants(Array(Captured.v2cEveryType[pdu])) {
            let encoded = sender.encode(changed, messageID: 1, isReportable: false)
            let packet = try #require(encoded)
            switch try engine.decode(packet) {
            case .trap(let message): #expect(message.user == "monitor")
            case .refused(let refusal, let response):
                #expect(refusal != .libraryRefused)
                #expect(response == nil)
            }
        }
    }

    // MARK: The shapes of snmptrapd's and the library's known faults

    @Test("CVE-2025-68615: a v1 trap whose enterprise fills the identifier, or is empty")
    func enterpriseAndSpecific() throws {
        let engine = try Sample.engine()
        func trap(_ arcs: Int) -> [UInt8] {
            SNMPEncoder.v1Trap(
                community: "c", enterprise: ObjectIdentifier([1, 3] + [UInt32](repeating: .max, count: arcs - 2)),
                generic: 6, specific: 1)
        }
        #expect(try engine.trap(trap(126)).trapOID.arcs.count == 128)
        for arcs in 127...129 {
            #expect(throws: MalformedPacket.self) { try SNMPEnvelope(trap(arcs)) }
        }
        // 06 00 instead of an enterprise.
        var empty = SNMPEncoder.v1Trap(community: "c", enterprise: [1, 3], generic: 6, specific: 5)
        let place = try #require(empty.firstIndex(of: 0xa4)) + 2
        #expect(empty[place...].starts(with: [6, 1, 0x2b]))
        empty.replaceSubrange(place..<place + 3, with: [6, 0])
        empty[place - 1] -= 1
        empty[1] -= 1
        #expect(try engine.trap(empty).trapOID == [0, 0, 0, 5])
    }

    @Test("CVE-2022-24805 to 24810: SETs and GETs with malformed indices come to a trap port")
    func requestsToAnAgent() throws {
        let engine = try Sample.engine()
        let vacm: ObjectIdentifier = [1, 3, 6, 1, 6, 3, 16, 1, 4, 1, 4, .max, .max]
        for kind in [SNMPPDUKind.set, .get, .getNext, .getBulk] {
            let packet = SNMPEncoder.v2cNotification(
                kind, community: "public", requestID: 1, trapOID: vacm, varBinds: [VarBind(vacm, .null)])
            #expect(try engine.refusal(packet) == .notATrap(kind))
        }
    }

    @Test("CVE-2018-18066 and CVE-2015-5621: a list of variables that breaks off, with names that are empty")
    func incompleteVariables() throws {
        let whole = Captured.v2cLinkDown
        for cut in 1..<whole.count - 40 {
            // The outer lengths are made to fit again, so that only the list itself is wrong.
            var packet = Array(whole[..<(whole.count - cut)])
            packet[2] = UInt8(packet.count - 3)
            packet[15] = UInt8(truncatingIfNeeded: packet.count - 16)
            #expect(throws: MalformedPacket.self) { try SNMPEnvelope(packet) }
        }
        let nameless = VarBind(ObjectIdentifier([]), .null)
        let packet = SNMPEncoder.v2cNotification(
            community: "c", requestID: 1, trapOID: Sample.linkDown, varBinds: [nameless, nameless])
        #expect(try Sample.engine().trap(packet).varBinds.map(\.name) == [[0, 0], [0, 0]])
    }

    @Test("CVE-2014-3565: a variable whose type is not that of its object")
    func conflictingType() throws {
        let varBinds = [VarBindValue.null, .octetString([]), .counter64(0), .opaque([]), .objectIdentifier([0, 0])].map
        {
            VarBind([1, 3, 6, 1, 2, 1, 2, 2, 1, 7, 7], $0)
        }
        let packet = SNMPEncoder.v2cNotification(
            community: "c", requestID: 1, trapOID: Sample.linkDown, varBinds: varBinds)
        #expect(try Sample.engine().trap(packet).varBinds == varBinds)
    }

    @Test("CVE-2014-2285: a trap with an empty community")
    func emptyCommunity() throws {
        #expect(
            try Sample.engine().trap(SNMPEncoder.v1Trap(community: "", enterprise: [1, 3], generic: 0)).community == [])
    }

    @Test("CVE-2008-2292: a string that fills the packet")
    func longString() throws {
        let value = VarBindValue.octetString(Sample.octets(65_000, 0x25))
        let packet = SNMPEncoder.v2cNotification(
            community: "c", requestID: 1, trapOID: Sample.linkDown, varBinds: [VarBind([1, 3, 6], value)])
        #expect(try Sample.engine().trap(packet).varBinds.first?.value == value)
    }

    @Test("CVE-2008-0960: a digest of one octet authenticates nothing")
    func shortDigest() throws {
        let packet = try #require(Captured.v3.first { $0.auth == "SHA" && $0.privacy == nil }).bytes
        let header = try #require(try SNMPEnvelope(packet).v3)
        // The digest's length is the octet before it; eleven octets go, and four lengths around it shrink.
        let place = header.authenticationParameters.lowerBound
        var short = packet
        short.removeSubrange(place + 1..<place + 12)
        short[place - 1] = 1
        short[2] -= 11
        let security = header.engineID.lowerBound - 5
        #expect(short[security + 1] == packet[security + 1])
        for octet in [security, security + 2] { short[octet] -= 11 }
        #expect(throws: MalformedPacket.self) { try SNMPEnvelope(short) }
        // The same with a length that our check does let pass, of another digest: refused by the user's protocol.
        let other = try #require(Captured.v3.first { $0.auth == "SHA-224" && $0.privacy == nil }).bytes
        #expect(try Sample.engine(Sample.monitor(.sha1)).refusal(other) == .wrongDigest)
    }

    @Test("The digest of nothing, all zeros, authenticates nothing")
    func zeroDigest() throws {
        for packet in Captured.v3 where packet.privacy == nil {
            let header = try #require(try SNMPEnvelope(packet.bytes).v3)
            var zeroed = packet.bytes
            for index in header.authenticationParameters { zeroed[index] = 0 }
            let auth = try #require(AuthProtocol(packet.auth))
            #expect(try Sample.engine(Sample.monitor(auth)).refusal(zeroed) == .wrongDigest)
        }
    }

    private func mutants(_ packet: [UInt8]) -> [(Int, [UInt8])] {
        var all: [(Int, [UInt8])] = []
        for index in packet.indices {
            for value in Set([
                0x00, 0x02, 0x04, 0x06, 0x30, 0x7f, 0x80, 0x81, 0x84, 0xff, packet[index] &+ 1, packet[index] &- 1,
            ]) {
                var changed = packet
                changed[index] = value
                all.append((index, changed))
            }
        }
        return all
    }
}
