import Model
import Watching
import Wire

/// What comes from elsewhere: frames of others, news of the host, what comes of requests, and another run of the daemon.
extension NTPExchangeFuzzing {
    /// A frame of somebody's: a server's answer of any address, or octets.
    mutating func frame(_ how: UInt8) {
        guard how & 1 == 0 else { return capture(take(Int(octet()))) }
        var packet = NTPPacket(clientRequest: NTPTimestamp(truth))
        packet.mode = .server
        packet.stratum = 1
        if how & 2 != 0 { change(&packet) }
        let body = packet.bytes
        let length = UInt16(body.count + 8)
        var bytes: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0x00, 0x45, 0]
        bytes += [UInt8((length + 20) >> 8), UInt8(truncatingIfNeeded: length + 20), 0, 1, 0, 0, 64, 17, 0, 0]
        bytes += [203, 0, 113, octet(), 10, 0, 0, 9, 0, 123, 0x9c, 0x40]
        bytes += [UInt8(length >> 8), UInt8(truncatingIfNeeded: length), 0, 0]
        capture(bytes + body)
    }

    mutating func capture(_ bytes: [UInt8]) {
        feed(.frame(CapturedPacket(bytes: bytes, linkType: 1, time: now.wall, interface: "eth0")))
    }

    mutating func surroundings(_ how: UInt8) {
        switch how & 7 {
        case 0:
            let addresses = (0..<Int(octet() & 31)).map { _ in IPAddress.v4(0xcb00_7100 | UInt32(octet())) }
            feed(.fact(.offeredTimeServers(server: .v4(0xc612_0000 | UInt32(octet())), addresses: addresses)))
        case 1:
            guard let addressWatch else { return }
            let own = Set((0..<Int(octet() & 7)).map { _ in IPAddress.v4(0xc000_0200 | UInt32(octet())) })
            feed(
                .answer(addressWatch, how & 8 == 0 ? .hostAddresses(HostAddresses(own)) : .failed("Permission denied")))
        case 2:
            let stamp = questions[place(octet())]?.packet.stamp ?? 0
            let late = Duration.microseconds(Int64(Int16(truncatingIfNeeded: number(2))) * 16)
            feed(.sent(SocketName("ntp:ipv4"), stamp: stamp, at: now.wall + late))
        case 3:
            let socket = SocketName(["ntp:ipv4", "ntp:ipv6", "ntp:capture:eth0", "x"][Int(octet() & 3)])
            feed(how & 8 == 0 ? .socketOpened(socket) : .socketFailed(socket, "fuzzed"))
        case 4: feed(.kernelDrops(number(2), socket: SocketName("ntp:ipv4")))
        case 5:
            // Another run of the daemon, that knows what this one had kept, or something like it.
            if how & 8 != 0, let key = kept.keys.min(), var text = kept[key].map({ Array($0.utf8) }), !text.isEmpty {
                text[Int(number(2)) % text.count] = octet()
                kept[key] = String(decoding: text, as: UTF8.self)
            }
            feed(.stopping)
            (open, questions, asked, arrivals, addressWatch) = ([], [:], [], [], nil)
            runner = WatcherRunner(plans[Int(octet() & 1)].makeWatcher(), decoder: nil)
            start()
        case 6: feed(.answer(RequestToken(octet()), .failed("nobody asked")))
        default:
            feed(
                .timer(
                    TimerName(
                        ["poll", "look", "name/time.example", "begin", "x"][Int(octet()) % 5],
                        number: UInt64(octet() & 15))))
        }
    }

    /// What comes of a request of the watcher's.
    mutating func reply(to request: Request) -> Answer? {
        let how = manner & 3
        if how == 1 { return .failed("it is so in a fuzzer") }
        if how == 2 { return nil }
        switch request {
        case .addresses(let name, _):
            let count = how == 0 ? 2 : Int(octet() & 15)
            let base: UInt32 = name == "time.example" ? 0xc000_0210 : 0xc000_0220
            let addresses = (0..<count).map { IPAddress.v4(base + (how == 0 ? UInt32($0) : UInt32(octet() & 31))) }
            return .addresses(addresses, timeToLive: .seconds(how == 0 ? 300 : Int(number(2))))
        case .watchAddresses: return .hostAddresses(HostAddresses([.v4(0xc000_0263)]))
        case .kernelClock:
            let error = how == 0 ? 0 : Double(Int16(truncatingIfNeeded: number(2)))
            return .kernelClock(
                KernelClock(
                    isSynchronised: how == 0 || octet() & 1 == 0, maximumErrorSeconds: error,
                    estimatedErrorSeconds: error,
                    frequencyPPM: error / 64, leap: how == 0 ? 0 : Int(Int8(bitPattern: octet())), taiOffsetSeconds: 37)
            )
        case .stream(let stream):
            let keys = stream.tls?.exports.map { [UInt8](repeating: 7, count: $0.length) } ?? []
            return .stream(
                StreamAnswer(bytes: how == 0 ? NTPExchangeFuzzing.keys : take(Int(octet())), exportedKeys: keys))
        default: return .failed("not in a fuzzer")
        }
    }

    /// What a server of NTS keys should say.
    static let keys = FuzzSeeds.ntsKeyMessages[1]
}
