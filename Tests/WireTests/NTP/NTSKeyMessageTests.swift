import Testing
import Wire

@Suite("NTS key establishment: records and messages")
struct NTSKeyMessageTests {
    private let protocols = NTSKeyRecord(NTSKeyRecord.nextProtocol, isCritical: true, numbers: [0])
    private let algorithm = NTSKeyRecord(NTSKeyRecord.algorithm, isCritical: false, numbers: [15])
    private let cookie = NTSKeyRecord(NTSKeyRecord.newCookie, isCritical: false, body: [1, 2, 3, 4])

    private func fault(_ bytes: [UInt8]) -> MalformedPacket? {
        do {
            _ = try NTSKeyMessage(bytes)
            return nil
        } catch { return error }
    }

    @Test("The request is octet for octet what RFC 8915 has for NTPv4 with AES-SIV-CMAC-256")
    func request() {
        // Section 4.1: critical Next Protocol 0, critical AEAD 15, critical End of Message.
        #expect(NTSKeyMessage.request == [0x80, 1, 0, 2, 0, 0, 0x80, 4, 0, 2, 0, 15, 0x80, 0, 0, 0])
    }

    @Test(
        "An answer gives protocol, algorithm, cookies in order, server and port, and passes over what is not critical")
    func answer() throws {
        let message = try NTSKeyMessage(
            NTSKeyMessage.bytes(of: [
                protocols, algorithm, cookie, NTSKeyRecord(0x4001, isCritical: false, body: [9, 9]),
                NTSKeyRecord(NTSKeyRecord.newCookie, isCritical: false, body: [5]),
                NTSKeyRecord(NTSKeyRecord.server, isCritical: true, body: Array("192.0.2.7".utf8)),
                NTSKeyRecord(NTSKeyRecord.port, isCritical: true, numbers: [11_123]),
            ]))
        #expect(message.nextProtocols == [0] && message.algorithms == [15])
        #expect(message.cookies == [[1, 2, 3, 4], [5]])
        #expect(message.server == "192.0.2.7" && message.port == 11_123)
        #expect(message.error == nil && message.warning == nil && message.unknownRecords == 1)
    }

    @Test("Refusals and empty lists are read as that")
    func refusals() throws {
        let error = NTSKeyRecord(NTSKeyRecord.error, isCritical: true, numbers: [2])
        let warning = NTSKeyRecord(NTSKeyRecord.warning, isCritical: true, numbers: [7])
        let message = try NTSKeyMessage(NTSKeyMessage.bytes(of: [error, warning]))
        #expect(message.error == 2 && message.warning == 7 && message.nextProtocols == nil)
        let empty = NTSKeyRecord(NTSKeyRecord.nextProtocol, isCritical: true)
        #expect(try NTSKeyMessage(NTSKeyMessage.bytes(of: [empty, algorithm])).nextProtocols == [])
    }

    @Test("What is no message has its reason and place")
    func hostile() {
        let end: [UInt8] = [0x80, 0, 0, 0]
        let whole = NTSKeyMessage.bytes(of: [protocols, algorithm, cookie])
        #expect(fault([])?.reason == "the end of the message is missing")
        #expect(fault(Array(whole.dropLast(4)))?.reason == "the end of the message is missing")
        #expect(fault(Array(whole.dropLast(6)))?.reason == "ends too early")
        #expect(fault(whole + [0])?.reason == "octets are left over")
        #expect(fault(whole + [0])?.offset == whole.count)
        #expect(fault([0x80, 0, 0, 1, 0])?.reason == "the end of the message has a body")
        #expect(fault([0xc0, 1, 0, 0] + end)?.reason == "a critical record is unknown")
        #expect(fault(protocols.bytes + protocols.bytes + end)?.reason == "a record is there twice")
        #expect(fault(protocols.bytes + protocols.bytes + end)?.offset == 6)
        #expect(fault([0x80, 1, 0, 3, 0, 0, 0] + end)?.reason == "a body has the wrong length")
        #expect(fault([0x80, 2, 0, 4, 0, 0, 0, 0] + end)?.reason == "a body has the wrong length")
        #expect(fault([0, 5, 0, 0] + end)?.reason == "a cookie is empty")
        let long = NTSKeyRecord(NTSKeyRecord.newCookie, isCritical: false, body: [UInt8](repeating: 0, count: 1_025))
        #expect(fault(long.bytes + end)?.reason == "a cookie is too long")
        #expect(fault([0, 6, 0, 2, 0x61, 0x20] + end)?.reason == "a server is no name and no address")
        #expect(fault([0x80, 7, 0, 2, 0, 0] + end)?.reason == "a port is zero")
        let many = Array(repeating: cookie, count: 65)
        #expect(fault(NTSKeyMessage.bytes(of: many))?.reason == "there are too many records")
    }
}
