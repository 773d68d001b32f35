import Model
import Watching
import Wire

/// What servers and the local daemon answer.
extension NTPExchangeFuzzing {
    /// One of those that were asked.
    func place(_ index: UInt8) -> Endpoint {
        let servers = asked.filter { $0.port != 323 }
        guard !servers.isEmpty else { return Endpoint(address: .v4(0xc000_0201), port: 123) }
        return servers[Int(index) % servers.count]
    }

    /// Answers the last question to one of the servers, as it should be but for what is changed.
    mutating func answer(
        _ index: UInt8, isInterleaved: Bool = false,
        _ change: (inout NTPPacket, inout NTPExchangeFuzzing) -> Void
    ) {
        let server = place(index)
        guard let question = questions[server], let request = try? NTPPacket(question.packet.bytes) else { return }
        var packet = right(request, of: server, isInterleaved: isInterleaved)
        change(&packet, &self)
        answers += 1
        receive(packet.bytes, from: server)
    }

    /// The right answer to a question: by a server whose clock is the true time.
    mutating func right(_ request: NTPPacket, of server: Endpoint, isInterleaved: Bool) -> NTPPacket {
        var packet = request
        packet.mode = .server
        packet.leap = .none
        packet.stratum = 2
        packet.precision = -20
        packet.rootDelay = NTPShort(seconds: 0.001)
        packet.rootDispersion = NTPShort(seconds: 0.001)
        packet.referenceID = NTPReferenceID(raw: 0xcb00_7101)
        packet.referenceTime = NTPTimestamp(truth - .seconds(16))
        packet.originTime = request.transmitTime
        packet.receiveTime = NTPTimestamp(truth)
        packet.transmitTime = NTPTimestamp(truth)
        packet.extensions = []
        packet.mac = nil
        if isInterleaved, let before = answered[server] {
            packet.originTime = request.receiveTime
            packet.transmitTime = before.transmit
        }
        answered[server] = (packet.receiveTime, packet.transmitTime)
        return packet
    }

    /// Changes one field of an answer.
    mutating func change(_ packet: inout NTPPacket) {
        let mode = octet()
        switch mode & 15 {
        case 0: packet.leap = NTPPacket.Leap(rawValue: mode >> 4 & 3) ?? .none
        case 1: packet.version = mode >> 4
        case 2: packet.mode = NTPPacket.Mode(rawValue: mode >> 4 & 7) ?? .reserved
        case 3: packet.stratum = octet()
        case 4: packet.poll = Int8(bitPattern: octet())
        case 5: packet.precision = Int8(bitPattern: octet())
        case 6: packet.rootDelay = NTPShort(raw: UInt32(number(Int(mode >> 4 & 3) + 1)))
        case 7: packet.rootDispersion = NTPShort(raw: UInt32(number(Int(mode >> 4 & 3) + 1)))
        case 8: packet.referenceID = NTPReferenceID(raw: UInt32(number(4)))
        case 9: packet.referenceTime = NTPTimestamp(raw: number(8))
        case 10: packet.originTime = NTPTimestamp(raw: mode >> 4 == 0 ? 0 : packet.originTime.raw ^ number(1))
        case 11: packet.receiveTime = moved(packet.receiveTime, mode >> 4)
        case 12: packet.transmitTime = moved(packet.transmitTime, mode >> 4)
        case 13:
            // The server's clock is wrong by so much.
            let raw = Int64(bitPattern: number(3)) << (16 + Int64(mode >> 5))
            let error = UInt64(bitPattern: mode >> 4 & 1 == 0 ? raw : -raw)
            packet.receiveTime = NTPTimestamp(raw: packet.receiveTime.raw &+ error)
            packet.transmitTime = NTPTimestamp(raw: packet.transmitTime.raw &+ error)
            packet.referenceTime = NTPTimestamp(raw: packet.referenceTime.raw &+ error)
        case 14:
            let types = [
                NTPExtensionField.uniqueIdentifier, NTPExtensionField.cookie, NTPExtensionField.authenticator,
                UInt16(octet()) << 8 | 4,
            ]
            let octets = 4 * (Int(octet() & 31) + 4)
            packet.extensions.append(NTPExtensionField(type: types[Int(mode >> 4) & 3], value: take(octets)))
        default: packet.mac = NTPMAC(keyID: UInt32(mode >> 4), digest: mode >> 6 == 0 ? [] : take(20))
        }
    }

    mutating func moved(_ time: NTPTimestamp, _ how: UInt8) -> NTPTimestamp {
        switch how & 3 {
        case 0: NTPTimestamp(raw: 0)
        case 1: NTPTimestamp(raw: number(8))
        case 2: NTPTimestamp(raw: time.raw &+ number(4))
        default: NTPTimestamp(raw: time.raw &- number(4))
        }
    }

    mutating func receive(_ bytes: [UInt8], from source: Endpoint) {
        feed(.datagram(datagram(bytes, from: source)))
    }

    func datagram(_ bytes: [UInt8], from source: Endpoint) -> Datagram {
        let isLong = source.address.isIPv6
        let own: IPAddress = isLong ? .v6(high: 0x2001_0db8_0000_0000, low: 0x63, scope: 0) : .v4(0xc000_0263)
        return Datagram(
            bytes: bytes, source: source, destination: Endpoint(address: own, port: 40_000), received: now.wall,
            socket: SocketName(isLong ? "ntp:ipv6" : "ntp:ipv4"))
    }

    /// Answers what was asked of a server or of the local daemon in other protocols, rightly in part.
    mutating func answerControl(_ how: UInt8) {
        let local = Endpoint(address: .v4(0x7f00_0001), port: how & 1 == 0 ? 323 : 123)
        let source = how & 2 == 0 ? local : place(octet())
        let question = questions[source]?.packet.bytes ?? []
        if how & 4 != 0 { return receive(take(Int(octet())), from: source) }
        if source.port == 323 {
            var reply: [UInt8] = [6, 2, 0, 0, 0, 33, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]
            reply += question.count >= 12 ? question[8..<12] : [0, 0, 0, 0]
            return receive(reply + [UInt8](repeating: 0, count: 8) + take(76), from: source)
        }
        if how & 8 != 0 { return receive([0x97, octet(), 3, 42, 0, octet() & 7, 0, 72] + take(432), from: source) }
        let sequence = question.count >= 4 ? UInt16(question[2]) << 8 | UInt16(question[3]) : 0
        var message = NTPControlMessage(.readVariables, sequence: sequence)
        message.isResponse = true
        message.hasMore = octet() & 1 == 1
        message.status = UInt16(number(2))
        message.offset = message.hasMore ? 0 : UInt16(octet())
        message.data = Array(
            "leap=0,stratum=\(octet()),offset=\(Int8(bitPattern: octet())).5,rootdisp=1,frequency=".utf8)
        message.data += take(Int(octet() & 15))
        receive(message.bytes, from: source)
    }

    /// The answer of a chronyd of stratum 3 that has nothing left to correct.
    func tracking(_ question: [UInt8]) -> [UInt8] {
        var reply: [UInt8] = [6, 2, 0, 0, 0, 33, 0, 5] + [UInt8](repeating: 0, count: 8)
        reply += question.count >= 12 ? question[8..<12] : [0, 0, 0, 0]
        reply += [UInt8](repeating: 0, count: 8) + [10, 0, 0, 1, 10, 0, 0, 1] + [UInt8](repeating: 0, count: 12)
        return reply + [0, 1, 0, 0, 0, 3, 0, 0] + [UInt8](repeating: 0, count: 48)
    }
}
