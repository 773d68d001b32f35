import Model
import Testing

@testable import Wire

@Suite("Control messages of ntpd and chronyd")
struct NTPControlTests {
    @Test("The question for the system's variables is what ntpq sends, and an ntpd's answer is read")
    func ntpd() throws {
        #expect(
            NTPControlMessage(.readVariables, sequence: 1).bytes == [0x26, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
        let message = try NTPControlMessage(CapturedNTP.ntpdVariables)
        #expect(message.isResponse && !message.isError && !message.hasMore)
        #expect(message.sequence == 1)
        // Leap 3, no source, one event: "restart".
        #expect(message.status == 0xc016)
        var reply = NTPControlReply()
        let whole = reply.add(message)
        let data = try #require(whole)
        let variables = NTPControlVariables(data)
        #expect(variables["leap"] == "3")
        #expect(variables.number("stratum") == 16)
        #expect(variables.number("precision") == -24)
        #expect(variables["refid"] == "INIT")
        #expect(variables["version"] == "ntpd ntpsec-1.2.2")
        #expect(variables["processor"] == "x86_64")
        #expect(variables.number("mintc") == 0)
        #expect(try NTPControlMessage(CapturedNTP.ntpdStatus).data == [0x45, 0x67, 0x90, 0x14])
    }

    @Test("Fragments are put together in any order, and what lacks one is not whole")
    func fragments() throws {
        var first = NTPControlMessage(.readVariables, sequence: 1)
        first.isResponse = true
        first.hasMore = true
        first.data = Array("leap=0, str".utf8)
        var second = first
        second.hasMore = false
        second.offset = 11
        second.data = Array("atum=2".utf8)
        var reply = NTPControlReply()
        let part = reply.add(try NTPControlMessage(second.bytes))
        #expect(part == nil)
        let whole = reply.add(try NTPControlMessage(first.bytes))
        let data = try #require(whole)
        #expect(NTPControlVariables(data).number("stratum") == 2)
        var beyond = second
        beyond.offset = 65_000
        let outside = reply.add(beyond)
        var error = second
        error.isError = true
        var other = NTPControlReply()
        let refused = other.add(error)
        #expect(outside == nil && refused == nil)
    }

    @Test("Quoted values keep their commas, and what is no pair is passed over")
    func variables() {
        let variables = NTPControlVariables(Array("a=\"x, y\",b ,\r\nc= 7 ,=3,a=second, d=nan".utf8))
        #expect(variables.values == ["a": "x, y", "c": "7", "d": "nan"])
        #expect(variables.number("d") == nil)
        #expect(NTPControlVariables([]).values.isEmpty)
    }

    @Test("Questions to chronyd are chronyc's, padding and all")
    func chronyQuestions() {
        #expect(ChronyRequest.tracking.bytes(sequence: 0x73ae_58cd) == CapturedNTP.trackingRequest)
        #expect(ChronyRequest.sourceCount.bytes(sequence: 0x33b6_857b) == CapturedNTP.sourceCountRequest)
        #expect(ChronyRequest.source(0).bytes(sequence: 0x809d_098d) == CapturedNTP.sourceRequest)
    }

    @Test("chronyd's answers say what chronyc printed of them")
    func chronyAnswers() throws {
        let reply = try ChronyReply(CapturedNTP.trackingAnswer)
        #expect(reply.sequence == 0x73ae_58cd)
        guard case .tracking(let tracking) = reply.content else {
            Issue.record("it is no tracking report")
            return
        }
        #expect(tracking.address?.text == "127.0.0.9")
        #expect(tracking.stratum == 2 && tracking.leap == 0 && tracking.isSynchronised)
        #expect(tracking.referenceTime?.microseconds ?? 0 > 1_795_602_000_000_000 - 86_400_000_000)
        // System time: 0.000001906 seconds fast; last offset -0.000000137; RMS offset 0.000000286
        #expect(abs(tracking.correction - -0.000_001_906) < 1e-9)
        #expect(abs(tracking.lastOffset - -0.000_000_137) < 1e-9)
        #expect(abs(tracking.rmsOffset - 0.000_000_286) < 1e-9)
        // Frequency 0.054 ppm fast; residual -0.003; skew 0.134; root delay 0.000007371; dispersion 0.000001123
        #expect(abs(tracking.frequencyPPM - 0.054) < 0.001)
        #expect(abs(tracking.residualPPM - -0.003) < 0.001)
        #expect(abs(tracking.skewPPM - 0.134) < 0.001)
        #expect(abs(tracking.rootDelay - 0.000_007_371) < 1e-9)
        #expect(abs(tracking.rootDispersion - 0.000_001_123) < 1e-9)
        #expect(abs(tracking.updateInterval - 1) < 0.1)
        #expect(try ChronyReply(CapturedNTP.sourceCountAnswer).content == .sourceCount(1))
        guard case .source(let source) = try ChronyReply(CapturedNTP.sourceAnswer).content else {
            Issue.record("it is no source")
            return
        }
        #expect(source.address?.text == "127.0.0.9")
        #expect(source.stratum == 1 && source.poll == 0 && source.reach == 0o377 && source.state == 0)
        // +255ns +/- 3744ns
        #expect(abs(source.offset - 255e-9) < 1e-9)
        #expect(abs(source.bound - 3_744e-9) < 1e-9)
        #expect(try ChronyReply(CapturedNTP.refusedAnswer).content == .refused(status: 2))
    }

    @Test("What is no answer of chronyd is a fault")
    func chronyFaults() {
        #expect(throws: MalformedPacket.self) { try ChronyReply([]) }
        #expect(throws: MalformedPacket.self) { try ChronyReply(CapturedNTP.trackingRequest) }
        #expect(throws: MalformedPacket.self) { try ChronyReply(Array(CapturedNTP.trackingAnswer.dropLast())) }
        #expect(throws: MalformedPacket.self) { try ChronyReply([5] + CapturedNTP.trackingAnswer.dropFirst()) }
    }

    @Test("Private messages are told by their mode")
    func privateMessages() throws {
        #expect(NTPPrivateMessage.monitorListRequest.count == 192)
        let answer: [UInt8] = [0xd7, 0, 3, 42, 0, 6, 0, 72] + [UInt8](repeating: 0, count: 432)
        let message = try NTPPrivateMessage(answer)
        #expect(message.isResponse && message.hasMore && message.itemCount == 6 && message.error == 0)
        #expect(throws: MalformedPacket.self) { try NTPPrivateMessage([0x97, 0, 3]) }
        #expect(throws: MalformedPacket.self) { try NTPPrivateMessage(CapturedNTP.basicAnswer) }
    }
}
