import Model
import Testing

@testable import Wire

@Suite
struct DHCPv4MessageTests {
    private func payload(_ frame: [UInt8]) throws -> ArraySlice<UInt8> {
        guard case .datagram(let datagram) = try FrameContent(decoding: frame[...], linkType: .ethernet) else {
            Issue.record("no datagram")
            return []
        }
        return datagram.payload
    }

    @Test("A server's answer gives its fields and options")
    func acknowledgement() throws {
        let message = try DHCPv4Message(try payload(CapturedFrames.ack))
        #expect(message.isReply && message.hasOptions && !message.isRelayed && message.overload == 0)
        #expect(message.messageType == .ack)
        #expect(message.xid == 0x57eb_9219 && message.hops == 0 && message.secs == 0 && message.flags == 0)
        #expect(message.yiaddr == IPAddress("10.0.0.161") && message.siaddr == IPAddress("10.0.0.1"))
        #expect(message.ciaddr == .v4(0) && message.giaddr == .v4(0))
        #expect(message.chaddr?.text == "52:54:00:aa:bb:cc" && message.hardwareAddress.count == 6)
        #expect(message.serverIdentifier == IPAddress("10.0.0.1"))
        #expect(message.subnetMask == IPAddress("255.255.255.0") && message.prefixLength == 24)
        #expect(message.routers.map(\.text) == ["10.0.0.1"])
        #expect(message.domainNameServers.map(\.text) == ["10.0.0.53", "10.0.0.54"])
        #expect(message.ntpServers.map(\.text) == ["10.0.0.42"])
        #expect(message.domainName == "corp.example")
        #expect(message.domainSearch == ["corp.example", "lab.corp.example"])
        #expect(message.leaseTimeSeconds == 3_600 && message.renewalTimeSeconds == 1_800)
        #expect(message.rebindingTimeSeconds == 3_150)
        #expect(message.webProxy == "http://wpad.corp.example/wpad.dat")
        #expect(
            message.classlessRoutes?.map { "\($0.destination.text) \($0.router.text)" } == [
                "10.9.0.0/16 10.0.0.9", "0.0.0.0/0 10.0.0.1",
            ])
        #expect(message.sname.isEmpty && message.file.isEmpty)
        #expect(!message.isPXE && message.relayAgent == nil && message.requestedAddress == nil)
        #expect(message.codes == [1, 3, 6, 15, 28, 42, 51, 53, 54, 58, 59, 119, 121, 252])
        #expect(message.badValues.isEmpty && !message.hasBrokenRoutes)
    }

    @Test("A client's questions give what they ask for")
    func questions() throws {
        let discover = try DHCPv4Message(try payload(CapturedFrames.discover))
        #expect(!discover.isReply && discover.messageType == .discover && discover.serverIdentifier == nil)
        #expect(discover.hostName == "probe")
        let request = try DHCPv4Message(try payload(CapturedFrames.request))
        #expect(request.messageType == .request && request.requestedAddress == IPAddress("10.0.0.161"))
        #expect(request.serverIdentifier == IPAddress("10.0.0.1"))
    }

    // MARK: Messages written octet by octet

    /// A reply with these options; `sname` and `file` as given.
    private func reply(
        _ options: [UInt8], sname: [UInt8] = [], file: [UInt8] = [], cookie: [UInt8] = [99, 130, 83, 99]
    ) -> [UInt8] {
        func padded(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
            bytes + [UInt8](repeating: 0, count: count - bytes.count)
        }
        return [2, 1, 6, 0] + padded([], 24) + padded([2, 0, 0, 0, 0, 1], 16) + padded(sname, 64) + padded(file, 128)
            + cookie + options
    }

    @Test("Options in file and sname are found, and their pieces are put together in that order")
    func overload() throws {
        // The server identifier is hidden in sname, the domain in three pieces over all fields (RFC 3396).
        let bytes = reply(
            [53, 1, 2, 52, 1, 3, 15, 2, 97, 98, 255], sname: [15, 2, 101, 102, 54, 4, 10, 0, 0, 9, 255],
            file: [15, 2, 99, 100, 255])
        // A slice with an offset of its own, as payloads of frames have.
        let message = try DHCPv4Message(([7, 7, 7] + bytes)[3...])
        #expect(message.overload == 3)
        #expect(message.serverIdentifier == IPAddress("10.0.0.9"))
        #expect(message.domainName == "abcdef" && message.isSplit(.domainName))
        #expect(message.sname.isEmpty && message.file.isEmpty)
        // Without the overload these fields are names.
        let plain = try DHCPv4Message(reply([53, 1, 2, 255], sname: [104, 105], file: [102])[...])
        #expect(Array(plain.sname) == [104, 105] && Array(plain.file) == [102])
        #expect(!plain.has(.domainName) && plain.serverIdentifier == nil)
        // Only one of the two fields.
        let half = try DHCPv4Message(
            reply([52, 1, 1, 255], sname: [54, 4, 1, 1, 1, 1, 255], file: [54, 4, 2, 2, 2, 2, 255])[...])
        #expect(half.serverIdentifier == IPAddress("2.2.2.2"))
    }

    @Test("Every option of messages at random is found wherever it stands, its pieces in order")
    func anywhere() throws {
        for _ in 0..<300 {
            var expected: [UInt8: [UInt8]] = [:]
            // Fields in the order in which pieces are put together.
            let fields = [250, 128, 64].map { room in
                var field: [UInt8] = []
                for _ in 0..<Int.random(in: 0...12) {
                    let code = UInt8.random(in: 1...20)
                    let value = (0..<Int.random(in: 0...6)).map { _ in UInt8.random(in: 0...255) }
                    guard field.count + value.count + 3 < room else { break }
                    if Bool.random() { field.append(0) }
                    field += [code, UInt8(value.count)] + value
                    expected[code, default: []] += value
                }
                return field + [255]
            }
            let message = try DHCPv4Message(
                reply([52, 1, 3] + fields[0] + [6, 200, 255], sname: fields[2], file: fields[1])[...])
            #expect(message.codes == (expected.keys + [52]).sorted())
            for code: UInt8 in 1...30 {
                let value = message.option(DHCPv4OptionCode(rawValue: code))
                #expect(value.map { Array($0) } == expected[code])
                #expect(message.octet(DHCPv4OptionCode(rawValue: code)) == expected[code]?.first)
            }
        }
    }

    @Test("The fingerprint is that of the options asked for, all pieces and fields of them, and of nothing else")
    func fingerprint() throws {
        func print(
            _ options: [UInt8], file: [UInt8] = [], _ codes: DHCPv4OptionSet = [3, 6, 15, 252], seed: UInt64 = 7
        ) throws -> UInt64 {
            try DHCPv4Message(reply(options, file: file)[...]).fingerprint(of: codes, seed: seed)
        }
        let plain = try print([53, 1, 2, 3, 4, 10, 0, 0, 1, 51, 4, 0, 0, 1, 0, 255])
        // Another lease time, type and padding are not asked for.
        #expect(try print([0, 53, 1, 5, 0, 3, 4, 10, 0, 0, 1, 51, 4, 0, 0, 2, 0, 255]) == plain)
        let others: [UInt64] = try [
            print([53, 1, 2, 3, 4, 10, 0, 0, 2, 255]), print([53, 1, 2, 6, 4, 10, 0, 0, 1, 255]),
            print([53, 1, 2, 3, 4, 10, 0, 0, 1, 6, 0, 255]), print([53, 1, 2, 255]),
            print([53, 1, 2, 3, 4, 10, 0, 0, 1, 3, 4, 10, 0, 0, 2, 255]),
            print([52, 1, 1, 3, 4, 10, 0, 0, 1, 255], file: [252, 1, 65, 255]),
            print([53, 1, 2, 3, 4, 10, 0, 0, 1, 255], seed: 8),
            print([3, 12, 10, 0, 0, 1, 10, 0, 0, 2, 10, 0, 0, 3, 255]),
            print([3, 12, 10, 0, 0, 1, 10, 0, 0, 2, 10, 0, 0, 4, 255]),
        ]
        #expect(Set(others + [plain]).count == others.count + 1)
        // Hidden in a field that is none of options it is nothing.
        #expect(try print([53, 1, 2, 3, 4, 10, 0, 0, 1, 255], file: [252, 1, 65, 255]) == plain)
        #expect(try DHCPv4Message(reply([3, 4], cookie: [0, 0, 0, 0])[...]).fingerprint(of: [3], seed: 7) == 7)
    }

    @Test("A number split over two options is read whole")
    func splitNumber() throws {
        let message = try DHCPv4Message(reply([54, 2, 10, 0, 54, 2, 0, 7, 53, 0, 53, 1, 5, 255])[...])
        #expect(message.serverIdentifier == IPAddress("10.0.0.7"))
        #expect(message.messageType == .ack)
    }

    @Test("BOOTP without options is understood, and other vendor areas are not options")
    func bootp() throws {
        for cookie: [UInt8] in [[], [0, 0, 0, 0], Array("CMU\0".utf8), Array("STAN".utf8)] {
            let message = try DHCPv4Message(reply(cookie.isEmpty ? [] : [53, 1, 2], cookie: cookie)[...])
            #expect(!message.hasOptions && message.messageType == nil && message.isReply)
            #expect(message.codes == [])
        }
    }

    @Test("What is malformed is told by reason and place")
    func malformed() {
        let table: [(String, [UInt8])] = [
            ("DHCP: ends too early, at offset 0", []),
            ("DHCP: ends too early, at offset 235", [UInt8](reply([]).prefix(235))),
            ("DHCP: op is neither request nor reply, at offset 0", [3] + reply([255]).dropFirst()),
            ("DHCP: hardware address length is above 16, at offset 2", [2, 1, 17] + reply([255]).dropFirst(3)),
            ("DHCP: bad cookie, at offset 236", reply([53, 1, 2, 255], cookie: [99, 130, 83, 98])),
            ("DHCP: option overruns, at offset 240", reply([53])),
            ("DHCP: option overruns, at offset 240", reply([53, 2, 1])),
            ("DHCP: option overruns, at offset 244", reply([53, 1, 2, 0, 54, 255])),
            ("DHCP: bad overload, at offset 241", reply([52, 1, 4, 255])),
            ("DHCP: bad overload, at offset 241", reply([52, 2, 1, 1, 255])),
            ("DHCP: overload loop, at offset 241", reply([52, 1, 1, 255], file: [52, 1, 3, 255])),
            ("DHCP: overload loop, at offset 241", reply([52, 1, 2, 52, 1, 2, 255], sname: [255])),
            (
                "DHCP: option overruns, at offset 234",
                reply([52, 1, 1, 255], file: [UInt8](repeating: 0, count: 126) + [6, 200])
            ),
            ("DHCP: too long, at offset 65535", reply([UInt8](repeating: 0, count: 66_000))),
        ]
        for (expected, bytes) in table {
            do {
                _ = try DHCPv4Message(bytes[...])
                Issue.record("no fault: \(expected)")
            } catch { #expect(error.description == expected) }
        }
    }

    @Test("Values that are too short or bad in themselves are absent, and nothing else suffers")
    func badValues() throws {
        let message = try DHCPv4Message(
            reply([
                54, 3, 10, 0, 0, 1, 4, 255, 0, 255, 0, 3, 5, 10, 0, 0, 1, 9, 121, 3, 33, 1, 1, 119, 2, 0xc0, 0, 6, 0,
                51,
                0, 57, 1, 2,
            ])[...])
        #expect(message.serverIdentifier == nil && message.leaseTimeSeconds == nil)
        #expect(message.prefixLength == nil && message.maximumMessageSize == nil)
        #expect(message.routers.map(\.text) == ["10.0.0.1"])
        #expect(message.domainNameServers.isEmpty && message.has(.domainNameServers))
        #expect(message.classlessRoutes == [] && message.hasBrokenRoutes && message.domainSearch == nil)
        #expect(message.badValues == [1, 3, 6, 51, 54, 57, 119, 121])
    }

    @Test("Any cut and any changed octet is decoded or refused, never more")
    func hostile() throws {
        let ack = Array(try payload(CapturedFrames.ack))
        for count in 0..<ack.count { _ = try? DHCPv4Message(ack[..<count]) }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            var bytes = ack
            for _ in 0..<3 { bytes[Int.random(in: 236..<bytes.count, using: &random)] = .random(in: 0...255) }
            guard let message = try? DHCPv4Message(bytes[...]) else { continue }
            for code in message.codes {
                let code = DHCPv4OptionCode(rawValue: code)
                #expect(message.option(code)?.count ?? 0 <= bytes.count)
                _ = (message.word(code), message.octet(code))
            }
            _ = (message.classlessRoutes, message.domainSearch, message.domainName, message.prefixLength)
        }
    }
}
