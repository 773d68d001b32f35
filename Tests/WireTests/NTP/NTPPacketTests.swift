import Testing

@testable import Wire

@Suite("NTP packets")
struct NTPPacketTests {
    @Test("A chronyd's answer is read field by field, and written again octet by octet")
    func answer() throws {
        let packet = try NTPPacket(CapturedNTP.basicAnswer)
        #expect(packet.leap == .none)
        #expect(packet.version == 4)
        #expect(packet.mode == .server)
        #expect(packet.stratum == 2)
        #expect(packet.poll == 6)
        #expect(packet.precision == -25)
        #expect(packet.rootDelay.raw == 0)
        #expect(packet.referenceID.text(stratum: 2) == "127.127.1.1")
        #expect(packet.originTime.raw == 0x1122_3344_5566_7788)
        #expect(packet.receiveTime.raw == 0xeeb1_37d2_cdbe_d94b)
        #expect(packet.transmitTime.seconds(since: packet.receiveTime) > 0)
        #expect(packet.kiss == nil)
        #expect(!packet.isUnsynchronised)
        #expect(packet.bytes == CapturedNTP.basicAnswer)
        let old = try NTPPacket(CapturedNTP.version3Answer)
        #expect(old.version == 3)
        #expect(old.bytes == CapturedNTP.version3Answer)
    }

    @Test("A request says nothing but its cookie")
    func request() throws {
        let packet = NTPPacket(clientRequest: NTPTimestamp(raw: 0x1122_3344_5566_7788))
        #expect(
            packet.bytes == [0x23] + [UInt8](repeating: 0, count: 39) + [
                0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
            ])
        #expect(try NTPPacket(packet.bytes) == packet)
    }

    @Test("An ntpd without a source says so by leap indicator, stratum 0 and the code INIT")
    func unsynchronised() throws {
        let packet = try NTPPacket(CapturedNTP.unsynchronisedAnswer)
        #expect(packet.leap == .unsynchronised)
        #expect(packet.stratum == 0)
        #expect(packet.kiss == .other("INIT"))
        #expect(packet.isUnsynchronised)
    }

    @Test("An interleaved answer bears the request's receive timestamp and the departure of the answer before")
    func interleaved() throws {
        let before = try NTPPacket(CapturedNTP.beforeInterleaved)
        let request = try NTPPacket(CapturedNTP.interleavedRequest1)
        let answer = try NTPPacket(CapturedNTP.interleavedAnswer1)
        #expect(request.originTime == before.receiveTime)
        #expect(answer.originTime == request.receiveTime)
        let later = answer.transmitTime.seconds(since: before.transmitTime)
        #expect((0..<0.001).contains(later), "the departure before, exactly: \(later)")
    }

    @Test("The MACs of a chronyd are told by key and digest, and written again")
    func macs() throws {
        for (id, length, bytes) in [
            (1, 20, CapturedNTP.sha1Answer), (2, 20, CapturedNTP.sha256Answer), (3, 16, CapturedNTP.cmacAnswer),
            (4, 16, CapturedNTP.md5Answer), (5, 16, CapturedNTP.cmac256Answer),
        ] as [(UInt32, Int, [UInt8])] {
            let packet = try NTPPacket(bytes)
            #expect(packet.mac?.keyID == id && packet.mac?.digest.count == length)
            #expect(packet.bytes == bytes)
        }
    }

    @Test("RFC 7822 tells a MAC from an extension field by what is left")
    func trailers() throws {
        let header = CapturedNTP.basicRequest
        let field = try NTPPacket(CapturedNTP.extensionRequest)
        #expect(field.extensions == [NTPExtensionField(type: 0x2005, value: [UInt8](repeating: 0, count: 24))])
        #expect(field.mac == nil)
        #expect(field.bytes == CapturedNTP.extensionRequest)
        #expect(try NTPPacket(header + [0, 0, 0, 7]).mac == NTPMAC(keyID: 7, digest: []))
        #expect(try NTPPacket(header + [0, 0, 0, 7]).mac?.isCryptoNAK == true)
        for length in [20, 24] {
            let packet = try NTPPacket(header + [UInt8](repeating: 9, count: length))
            #expect(packet.mac?.digest.count == length - 4)
        }
        let both = try NTPPacket(header + [0x01, 0x04, 0, 16] + [UInt8](repeating: 5, count: 12 + 20))
        #expect(both.extensions.count == 1)
        #expect(both.mac?.digest.count == 16)
        // In version 3 there are no fields, and longer digests.
        let old = [0x1b] + header.dropFirst()
        #expect(try NTPPacket(old + [UInt8](repeating: 9, count: 36)).mac?.digest.count == 32)
    }

    @Test(
        "What is no packet is a fault with its place",
        arguments: [
            ([], 0, "ends too early"), ([UInt8](repeating: 0x24, count: 47), 40, "ends too early"),
            ([0x3c] + [UInt8](repeating: 0, count: 47), 0, "version is unknown"),
            ([0x26] + [UInt8](repeating: 0, count: 47), 0, "mode is another protocol's"),
            (CapturedNTP.basicAnswer + [1], 48, "trailer is neither an extension field nor a MAC"),
            (
                CapturedNTP.basicAnswer + [1, 4, 0, 12] + [UInt8](repeating: 0, count: 32), 50,
                "an extension field is too short"
            ),
            (
                CapturedNTP.basicAnswer + [1, 4, 0, 17] + [UInt8](repeating: 0, count: 32), 50,
                "length of an extension field is no multiple of four"
            ),
            (
                CapturedNTP.basicAnswer + [1, 4, 0, 40] + [UInt8](repeating: 0, count: 32), 50,
                "an extension field is beyond the end"
            ),
        ] as [([UInt8], Int, String)])
    func malformed(_ bytes: [UInt8], _ offset: Int, _ reason: String) {
        #expect(throws: MalformedPacket(layer: "NTP", offset: offset, reason: reason)) { try NTPPacket(bytes) }
    }

    @Test("Reference identifiers: a code, or dotted")
    func references() {
        #expect(NTPReferenceID(code: "GPS").text(stratum: 1) == "GPS")
        #expect(NTPReferenceID(code: "RATE").code == "RATE")
        #expect(NTPReferenceID(raw: 0x0102_0304).text(stratum: 1) == "1.2.3.4")
    }

    @Test("The NTS authenticator's body goes there and back, padding and all")
    func authenticator() throws {
        for length in [16, 17, 18, 19] {
            let nonce = (0..<16).map { UInt8($0) }
            let body = NTSAuthenticator(nonce: nonce, ciphertext: [UInt8](repeating: 7, count: length))
            #expect(try NTSAuthenticator(body.field.value) == body)
            #expect(body.field.bytes.count % 4 == 0)
        }
        #expect(throws: MalformedPacket.self) { try NTSAuthenticator([0, 200, 0, 16, 1, 2, 3, 4]) }
    }
}
