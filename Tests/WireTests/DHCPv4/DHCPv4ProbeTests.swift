import Model
import Testing

@testable import Wire

@Suite
struct DHCPv4ProbeTests {
    private let mac = MACAddress(value: 0x0254_0000_0001)
    private let address = IPAddress.v4(0x0a00_0007)

    private func decoded(_ form: DHCPv4Probe.Form) throws -> DHCPv4Message {
        var probe = DHCPv4Probe(form, xid: 0xdead_beef, chaddr: mac)
        probe.vendorClass = "tocsin"
        probe.clientIdentifier = [1, 2, 3]
        probe.secs = 9
        let bytes = probe.encoded
        #expect(bytes.count >= 300)
        let message = try DHCPv4Message(bytes[...])
        #expect(!message.isReply && message.xid == 0xdead_beef && message.chaddr == mac && message.secs == 9)
        return message
    }

    @Test("Each form fills what the standard says, and nothing else")
    func forms() throws {
        let server = IPAddress.v4(0x0a00_0001)
        typealias Expected = (DHCPv4MessageType?, requested: IPAddress?, server: IPAddress?, ciaddr: IPAddress)
        let table: [(DHCPv4Probe.Form, Expected)] = [
            (.discover(), (.discover, nil, nil, .v4(0))),
            (.discover(requested: address), (.discover, address, nil, .v4(0))),
            (.selecting(server: server, requested: address), (.request, address, server, .v4(0))),
            (.initReboot(requested: address), (.request, address, nil, .v4(0))),
            (.renewing(ciaddr: address), (.request, nil, nil, address)),
            (.rebinding(ciaddr: address), (.request, nil, nil, address)),
            (.inform(ciaddr: address), (.inform, nil, nil, address)),
            (.bootp, (nil, nil, nil, .v4(0))),
        ]
        for (form, expected) in table {
            let message = try decoded(form)
            #expect(message.messageType == expected.0, "\(form)")
            #expect(message.requestedAddress == expected.requested, "\(form)")
            #expect(message.serverIdentifier == expected.server, "\(form)")
            #expect(message.ciaddr == expected.ciaddr, "\(form)")
            #expect(message.wantsBroadcast == (expected.ciaddr == .v4(0)), "\(form)")
            #expect(message.hasOptions == (form != .bootp), "\(form)")
            if form != .bootp {
                #expect(message.option(.parameterRequestList)?.first == 1 && message.maximumMessageSize == 1_472)
                #expect(message.vendorClass == "tocsin" && message.clientIdentifier.map { Array($0) } == [1, 2, 3])
            }
        }
    }

    @Test("A probe in its frame has right checksums and is read back")
    func frame() throws {
        let payload = DHCPv4Probe(.discover(), xid: 1, chaddr: mac).encoded
        let frame = try #require(
            FrameWriter.datagram(
                sourceMAC: mac, destinationMAC: MACAddress(value: .max), source: Endpoint(address: .v4(0), port: 68),
                destination: Endpoint(address: .v4(.max), port: 67), payload: payload))
        guard case .datagram(let found) = try FrameContent(decoding: frame[...], linkType: .ethernet) else {
            Issue.record("no datagram")
            return
        }
        #expect(Array(found.payload) == payload && found.sourceMAC == mac && found.hopLimit == 64)
        #expect(found.destinationMAC?.text == "ff:ff:ff:ff:ff:ff")
        var header = InternetChecksum()
        header.add(frame[14..<34])
        #expect(header.value == 0)
        var datagram = InternetChecksum(
            source: .v4(0), destination: .v4(.max), protocolNumber: 17, length: frame.count - 34)
        datagram.add(frame[34...])
        #expect(datagram.value == 0)
        // The client's own checksum agrees with this arithmetic; the server's was left to the network card.
        let captured = CapturedFrames.discover
        var known = InternetChecksum(
            source: .v4(0), destination: .v4(.max), protocolNumber: 17, length: captured.count - 34)
        known.add(captured[34...])
        #expect(known.value == 0)
    }
}
