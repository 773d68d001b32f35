import Model
import Wire

/// What the NTP fuzzers give arbitrary octets to.
extension FuzzTarget {
    static func readNTP(_ bytes: [UInt8]) {
        do {
            let packet = try NTPPacket(bytes)
            // What was read is written again as it was: nothing is lost, nothing is made up.
            precondition(packet.bytes == bytes, "a packet changes")
            precondition(packet.mac == nil || packet.unauthenticatedBytes.count < bytes.count, "a MAC covers itself")
            _ = packet.kiss
            _ = packet.referenceID.text(stratum: packet.stratum)
            for field in packet.extensions {
                if let body = try? NTSAuthenticator(field.value) {
                    precondition(body.nonce.count + body.ciphertext.count <= field.value.count, "a body is too long")
                }
                _ = try? NTPExtensionField.all(in: field.value)
            }
            let pivot = Timestamp(nanoseconds: 1_795_428_000_000_000_000)
            let time = packet.transmitTime.time(near: pivot)
            precondition(abs((time - pivot).seconds) < 2_147_483_649, "a time is beyond half an era")
        } catch {
            precondition((0...bytes.count).contains(error.offset), "a fault lies outside")
        }
    }

    static func readNTSKeys(_ bytes: [UInt8]) {
        do {
            let message = try NTSKeyMessage(bytes)
            precondition(message.cookies.count <= 64, "more cookies than the bound")
            precondition(message.cookies.allSatisfy { (1...1_024).contains($0.count) }, "a cookie has no fit length")
            precondition(message.cookies.reduce(0) { $0 + $1.count } <= bytes.count, "more octets than there were")
            precondition(message.server.map { $0.utf8.count <= 255 } ?? true, "a name is too long")
            precondition(message.port != 0, "a port is none")
        } catch {
            precondition((0...bytes.count).contains(error.offset), "a fault lies outside")
        }
        var reader = ByteReader(bytes, layer: "NTS-KE")
        while let record = try? NTSKeyRecord(&reader) {
            // What was read is written again as it was.
            let end = reader.position
            precondition(record.bytes == Array(bytes[(end - record.bytes.count)..<end]), "a record changes")
        }
    }

    /// Also pieces of one answer: the first octet says how long each is.
    static func readNTPControl(_ bytes: [UInt8]) {
        var reply = NTPControlReply()
        let length = max(1, Int(bytes.first ?? 0))
        var rest = bytes.dropFirst()
        while !rest.isEmpty {
            if let message = try? NTPControlMessage(Array(rest.prefix(length))), let data = reply.add(message) {
                precondition(data.count <= 16_384, "an answer is longer than its bound")
            }
            rest = rest.dropFirst(length)
        }
        do {
            let message = try NTPControlMessage(bytes)
            precondition(message.data.count <= bytes.count, "more data than octets")
            let variables = NTPControlVariables(message.data)
            precondition(variables.values.count <= 256, "more variables than the bound")
            _ = variables.number("offset")
        } catch {
            precondition((0...bytes.count).contains(error.offset), "a fault lies outside")
        }
        _ = NTPControlVariables(bytes)
        _ = try? NTPPrivateMessage(bytes)
        if case .tracking(let tracking) = (try? ChronyReply(bytes))?.content {
            precondition(tracking.correction.isFinite && tracking.rootDelay.isFinite, "a number is none")
        }
    }
}

extension FuzzSeeds {
    /// Packets with each kind of trailer.
    static var ntpPackets: [[UInt8]] {
        var packet = NTPPacket(clientRequest: NTPTimestamp(raw: 0x1122_3344_5566_7788))
        var seeds = [packet.bytes]
        packet.mode = .server
        packet.stratum = 2
        packet.originTime = packet.transmitTime
        packet.mac = NTPMAC(keyID: 1, digest: [UInt8](repeating: 7, count: 16))
        seeds.append(packet.bytes)
        packet.mac = NTPMAC(keyID: 1, digest: [])
        seeds.append(packet.bytes)
        packet.mac = nil
        packet.extensions = [
            NTPExtensionField(type: NTPExtensionField.uniqueIdentifier, value: [UInt8](repeating: 1, count: 32)),
            NTPExtensionField(type: NTPExtensionField.cookie, value: [UInt8](repeating: 2, count: 100)),
            NTSAuthenticator(nonce: [UInt8](repeating: 3, count: 16), ciphertext: [UInt8](repeating: 4, count: 17))
                .field,
        ]
        seeds.append(packet.bytes)
        packet.extensions = []
        packet.version = 3
        packet.mac = NTPMAC(keyID: 1, digest: [UInt8](repeating: 7, count: 32))
        seeds.append(packet.bytes)
        packet.mac = nil
        packet.stratum = 0
        packet.referenceID = NTPReferenceID(code: "RATE")
        seeds.append(packet.bytes)
        return seeds
    }

    /// Answers of NTS key establishment: the usual one, one with everything, and refusals.
    static var ntsKeyMessages: [[UInt8]] {
        let protocols = NTSKeyRecord(NTSKeyRecord.nextProtocol, isCritical: true, numbers: [NTSKeyMessage.ntpv4])
        let algorithm = NTSKeyRecord(NTSKeyRecord.algorithm, isCritical: false, numbers: [NTSKeyMessage.aesSIVCMAC256])
        let cookie = NTSKeyRecord(NTSKeyRecord.newCookie, isCritical: false, body: [UInt8](repeating: 7, count: 100))
        let place = [
            NTSKeyRecord(NTSKeyRecord.server, isCritical: true, body: Array("time.example".utf8)),
            NTSKeyRecord(NTSKeyRecord.port, isCritical: true, numbers: [1_123]),
            NTSKeyRecord(0x4000, isCritical: false, body: [1, 2, 3]),
        ]
        return [
            NTSKeyMessage.request, NTSKeyMessage.bytes(of: [protocols, algorithm] + [cookie, cookie]),
            NTSKeyMessage.bytes(of: [protocols, algorithm, cookie] + place),
            NTSKeyMessage.bytes(of: [NTSKeyRecord(NTSKeyRecord.error, isCritical: true, numbers: [1])]),
            NTSKeyMessage.bytes(of: [NTSKeyRecord(NTSKeyRecord.warning, isCritical: true, numbers: [1]), protocols]),
            NTSKeyMessage.bytes(of: [NTSKeyRecord(NTSKeyRecord.nextProtocol, isCritical: true), algorithm]),
        ]
    }

    /// Answers of ntpd and chronyd; that for the latter is a row of zeros of the right length behind the header.
    static var ntpControlMessages: [[UInt8]] {
        var message = NTPControlMessage(.readVariables, sequence: 1)
        message.isResponse = true
        message.data = Array("leap=0, stratum=2, refid=\"GPS, 1\", offset=-0.25\r\n".utf8)
        var first = message
        first.hasMore = true
        let tracking: [UInt8] = [6, 2, 0, 0, 0, 33, 0, 5] + [UInt8](repeating: 0, count: 96)
        let source: [UInt8] = [6, 2, 0, 0, 0, 15, 0, 3] + [UInt8](repeating: 0, count: 68)
        return [
            message.bytes, [UInt8(first.bytes.count)] + first.bytes + message.bytes, tracking, source,
            NTPPrivateMessage.monitorListRequest, ChronyRequest.tracking.bytes(sequence: 1),
        ]
    }
}
