import Model
import Testing

@testable import Wire

@Suite
struct DHCPv6MessageTests {
    private func payload(_ frame: [UInt8]) throws -> ArraySlice<UInt8> {
        guard case .datagram(let datagram) = try FrameContent(decoding: frame[...], linkType: .ethernet) else {
            Issue.record("no datagram")
            return []
        }
        return datagram.payload
    }

    private func checkAdvertise(_ message: DHCPv6Message) throws {
        #expect(message.type == .advertise && message.transactionID == 0xccbe8c)
        #expect(message.serverDUID?.mac?.text == "52:54:00:12:34:56" && message.clientMAC?.text == "52:54:00:aa:bb:cc")
        #expect(message.preference == 255 && !message.isRapidCommit)
        let status = try #require(message.status)
        #expect(status.code == 0 && status.text == "success")
        #expect(message.domainNameServers.map(\.text) == ["2001:db8::53"])
        #expect(message.ntpServers.map(\.text) == ["2001:db8::42"])
        #expect(message.domainSearch == ["corp.example"])
        let association = try #require(message.associations.first)
        #expect(association.kind == .nonTemporary && association.renewSeconds == 1_800)
        #expect(association.rebindSeconds == 3_150 && association.leases.count == 1)
        #expect(association.leases.first?.network.prefixLength == 128)
        #expect(association.leases.first?.validSeconds == 3_600)
    }

    @Test("A server's answer gives its options")
    func advertise() throws {
        let message = try DHCPv6Message(try payload(CapturedFrames.advertise))
        #expect(message.relays.isEmpty)
        try checkAdvertise(message)
        let reply = try DHCPv6Message(try payload(CapturedFrames.reply))
        #expect(reply.type == .reply && reply.type?.isFromServer == true)
        let solicit = try DHCPv6Message(try payload(CapturedFrames.solicit))
        #expect(solicit.type == .solicit && solicit.serverDUID == nil)
        guard case .linkLayerTime(hardwareType: 1, _) = solicit.clientDUID?.kind else {
            Issue.record("\(String(describing: solicit.clientDUID))")
            return
        }
    }

    @Test("A message within relay agents' messages is found, and so are they")
    func relayed() throws {
        let message = try DHCPv6Message(CapturedFrames.relayReply[...])
        try checkAdvertise(message)
        #expect(message.relays.map(\.hopCount) == [1, 0])
        #expect(message.relays.first?.peerAddress.text == "2001:db8::2")
        #expect(message.relays.last?.linkAddress.text == "2001:db8::1")
        #expect(message.relays.last?.interfaceIdentifier.map { Array($0) } == Array("eth7".utf8))
    }

    @Test("Prefixes, temporary addresses, NTP servers by address and name, and other DUIDs are read")
    func prefixes() throws {
        let message = try DHCPv6Message(CapturedFrames.prefixReply[...])
        #expect(message.transactionID == 0x12_3456 && message.status == nil)
        #expect(message.clientDUID?.kind == .enterprise(9) && message.clientDUID?.mac == nil)
        #expect(message.serverDUID?.kind == .linkLayer(hardwareType: 1))
        #expect(message.serverDUID?.mac?.text == "52:54:00:12:34:56")
        #expect(message.associations.map(\.kind) == [.prefixDelegation, .temporary])
        let lease = try #require(message.associations.first?.leases.first)
        #expect(lease.network.text == "2001:db8:1::/48" && lease.preferredSeconds == 300 && lease.validSeconds == 400)
        #expect(message.associations.last?.leases.first?.validSeconds == 0)
        #expect(message.ntpServers.map(\.text) == ["2001:db8::123"] && message.ntpServerNames == ["time.example"])
    }

    @Test("DUIDs are written as they are read")
    func duids() {
        let uuid = DUID([0, 4] + [UInt8](1...16))
        #expect(uuid?.kind == .uuid && uuid?.text.hasPrefix("00:04:01:02") == true)
        #expect(DUID(text: uuid?.text ?? "") == uuid)
        #expect(DUID([0, 4, 1])?.kind == .other(4) && DUID([0, 9, 1])?.kind == .other(9))
        #expect(DUID([0, 1]) == nil && DUID([UInt8](repeating: 0, count: 131)) == nil)
        #expect(DUID(text: "00:0") == nil && DUID(text: "00:0x:11") == nil && DUID(text: "") == nil)
    }

    @Test("What is malformed is told by reason and place")
    func malformed() {
        let relay = [12, 0] + [UInt8](repeating: 0, count: 32)
        var nested: [UInt8] = [1, 0, 0, 1]
        for _ in 0..<40 { nested = relay + [0, 9, UInt8(nested.count >> 8), UInt8(nested.count & 255)] + nested }
        let table: [(String, [UInt8])] = [
            ("DHCPv6: ends too early, at offset 0", []),
            ("DHCPv6: ends too early, at offset 1", [2, 1, 2]),
            ("DHCPv6: option overruns, at offset 4", [2, 0, 0, 1, 0, 1, 0]),
            ("DHCPv6: option overruns, at offset 4", [2, 0, 0, 1, 0, 8, 0, 3, 1, 1]),
            ("DHCPv6: bad option length, at offset 4", [2, 0, 0, 1, 0, 2, 0, 2, 1, 1]),
            ("DHCPv6: bad option length, at offset 4", [2, 0, 0, 1, 0, 7, 0, 2, 1, 1]),
            ("DHCPv6: bad option length, at offset 8", [2, 0, 0, 1, 0, 14, 0, 0, 0, 13, 0, 1, 0]),
            (
                "DHCPv6: option overruns, at offset 20",
                [2, 0, 0, 1, 0, 3, 0, 14] + [UInt8](repeating: 0, count: 12) + [0, 5]
            ),
            ("DHCPv6: relay agent's message is missing, at offset 34", relay),
            ("DHCPv6: ends too early, at offset 38", relay + [0, 9, 0, 0]),
            ("DHCPv6: too many relay agents, at offset 1217", nested),
        ]
        for (expected, bytes) in table {
            do {
                _ = try DHCPv6Message(bytes[...])
                Issue.record("no fault: \(expected)")
            } catch { #expect(error.description == expected) }
        }
    }

    @Test("A list that is cut or bad is no fault of the message: what is whole is read, and the option is told")
    func badValues() throws {
        let server: [UInt8] = [0x20, 1, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [0x53]
        let message = try DHCPv6Message(
            ([2, 0, 0, 1, 0, 23, 0, 17] + server + [9, 0, 24, 0, 2, 4, 1, 0, 31, 0, 0, 0, 56, 0, 6, 0, 1, 0, 9, 1, 1])[
                ...])
        #expect(message.domainNameServers.map(\.text) == ["2001:db8::53"] && message.domainSearch == nil)
        #expect(message.badValues == [23, 24, 31, 56])
        let good = try DHCPv6Message(
            ([2, 0, 0, 1, 0, 23, 0, 16] + server + [0, 24, 0, 3, 1, 97, 0, 0, 56, 0, 20, 0, 1, 0, 16] + server)[...])
        #expect(good.badValues.isEmpty && good.ntpServers.map(\.text) == ["2001:db8::53"])
    }

    @Test("Any cut and any changed octet is decoded or refused, never more")
    func hostile() throws {
        for whole in [CapturedFrames.relayReply, CapturedFrames.prefixReply] {
            for count in 0..<whole.count { _ = try? DHCPv6Message(whole[..<count]) }
            for _ in 0..<3_000 {
                var bytes = whole
                for _ in 0..<3 { bytes[Int.random(in: 0..<bytes.count)] = .random(in: 0...255) }
                guard let message = try? DHCPv6Message(bytes[...]) else { continue }
                _ = (message.associations, message.ntpServers, message.ntpServerNames, message.domainSearch)
                _ = (message.serverDUID?.kind, message.clientMAC, message.status, message.domainNameServers)
            }
        }
    }

    @Test("Questions are written as servers read them")
    func probes() throws {
        let client = try #require(DUID([0, 3, 0, 1, 2, 0, 0, 0, 0, 1]))
        let solicit = try DHCPv6Message(
            DHCPv6Probe(.solicit(associationID: 7), transactionID: 0x12_3456, client: client).encoded[...])
        #expect(solicit.type == .solicit && solicit.transactionID == 0x12_3456 && solicit.clientDUID == client)
        #expect(solicit.associations.map(\.identifier) == [7] && !solicit.isRapidCommit)
        let question = try DHCPv6Message(
            DHCPv6Probe(.informationRequest, transactionID: .max, client: client).encoded[...])
        #expect(question.type == .informationRequest && question.transactionID == 0xff_ffff)
        #expect(question.associations.isEmpty && question.options.first(.optionRequest)?.count == 8)
    }
}
