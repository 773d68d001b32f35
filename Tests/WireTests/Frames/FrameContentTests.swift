import Model
import Testing

@testable import Wire

@Suite
struct FrameContentTests {
    private typealias Build = FrameBuilder
    private let payload: [UInt8] = [0x30, 2, 5, 0]

    private func datagram(_ frame: [UInt8], _ linkType: LinkType) throws -> CapturedDatagram? {
        // A slice with an offset of its own, as frames of a larger buffer have.
        guard case .datagram(let datagram) = try FrameContent(decoding: ([9, 9, 9] + frame)[3...], linkType: linkType)
        else { return nil }
        #expect(Array(datagram.payload) == Array(frame[datagram.payloadOffset...].prefix(datagram.payload.count)))
        return datagram
    }

    @Test("Each link type leads to the datagram of IPv4 and IPv6")
    func linkTypes() throws {
        let four = Build.ipv4(Build.udp(payload))
        let six = Build.ipv6(Build.udp(payload))
        let sll: [UInt8] = [0, 0, 0, 1, 0, 6, 0x52, 0x54, 0, 0, 0, 1, 0, 0]
        let sll2: [UInt8] = [0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 0x52, 0x54, 0, 0, 0, 1, 0, 0]
        let frames: [(LinkType, [UInt8])] = [
            (.ethernet, Build.ethernet(0x0800, four)), (.ethernet, Build.ethernet(0x86dd, six)),
            (.linuxSLL, sll + [8, 0] + four), (.linuxSLL, sll + [0x86, 0xdd] + six),
            (.linuxSLL2, [8, 0] + sll2 + four), (.linuxSLL2, [0x86, 0xdd] + sll2 + six),
            (.raw, four), (.raw, six), (LinkType(rawValue: 101), four), (LinkType(rawValue: 14), six),
            (.ipv4, four), (.ipv6, six),
            (.null, [2, 0, 0, 0] + four), (.null, [0, 0, 0, 2] + four), (.null, [30, 0, 0, 0] + six),
            (.null, [0, 0, 0, 24] + six), (.loop, [0, 0, 0, 28] + six), (.null, [10, 0, 0, 0] + six),
        ]
        for (linkType, frame) in frames {
            let found = try #require(try datagram(frame, linkType), "link type \(linkType.rawValue)")
            #expect(Array(found.payload) == payload)
            let isIPv6 = found.source.address.isIPv6
            #expect(found.source.text == (isIPv6 ? "[2001:db8::7]:50000" : "192.0.2.7:50000"))
            #expect(found.destination.text == (isIPv6 ? "[2001:db8::1]:162" : "192.0.2.1:162"))
            #expect(found.hopLimit == 64)
            let hasMAC = [.ethernet, .linuxSLL, .linuxSLL2].contains(linkType)
            #expect(found.sourceMAC?.text == (hasMAC ? "52:54:00:00:00:01" : nil))
            #expect(found.destinationMAC?.text == (linkType == .ethernet ? "52:54:00:00:00:02" : nil))
            #expect(linkType.isSupported)
        }
    }

    @Test("VLAN tags are passed over and kept, the outermost first")
    func vlans() throws {
        let tagged = Build.ethernet(
            0x0800, vlans: [(0x88a8, 0x2064), (0x8100, 7)], Build.ipv4(Build.udp(payload)))
        #expect(try datagram(tagged, .ethernet)?.vlans == [100, 7])
    }

    @Test("Options, extension headers and link padding do not hide the datagram")
    func detours() throws {
        let options = Build.ethernet(0x0800, Build.ipv4(words: 15, Build.udp(payload)) + [0, 0, 0, 0, 0, 0])
        #expect(try datagram(options, .ethernet).map { Array($0.payload) } == payload)
        let headers =
            Build.extensionHeader(next: 43) + Build.extensionHeader(next: 60, units: 2)
            + Build.extensionHeader(next: 51) + ([44, 1] + [UInt8](repeating: 0, count: 10)) + [
                17, 0, 0, 0, 0, 0, 0, 1,
            ]
        let six = Build.ipv6(next: 0, headers + Build.udp(payload))
        #expect(try datagram(six, .raw).map { Array($0.payload) } == payload)
        // UDP may be shorter than IP says; what is beyond it is not its payload.
        let trailing = Build.ipv4(Build.udp(length: 10, payload))
        #expect(try datagram(trailing, .raw).map { Array($0.payload) } == [0x30, 2])
        // Split by the network card (TSO): the total length is zero in the capture.
        #expect(try datagram(Build.ipv4(totalLength: 0, Build.udp(payload)), .raw).map { Array($0.payload) } == payload)
    }

    @Test("What is no whole datagram is named by its kind")
    func otherContents() throws {
        let cases: [(FrameContent, LinkType, [UInt8])] = [
            (.fragment(protocolNumber: 17), .raw, Build.ipv4(fragment: 0x2000, Build.udp(payload))),
            (.fragment(protocolNumber: 17), .raw, Build.ipv4(fragment: 0x00b9, [1])),
            (
                .fragment(protocolNumber: 17), .raw,
                Build.ipv6(next: 44, [17, 0, 0, 1, 0, 0, 0, 1] + Build.udp(payload))
            ),
            (.fragment(protocolNumber: 58), .raw, Build.ipv6(next: 44, [58, 0, 1, 0, 0, 0, 0, 1, 9])),
            (.otherProtocol(6), .raw, Build.ipv4(protocolNumber: 6, payload)),
            (.otherProtocol(58), .raw, Build.ipv4(protocolNumber: 58, payload)),
            (.otherProtocol(59), .raw, Build.ipv6(next: 0, Build.extensionHeader(next: 59))),
            (.otherProtocol(50), .raw, Build.ipv6(next: 50, [])),
            (.notIP(etherType: 0x88cc), .ethernet, Build.ethernet(0x88cc, payload)),
            (.notIP(etherType: 4), .ethernet, Build.ethernet(4, payload)),
            (.notIP(etherType: 0), .null, [7, 0, 0, 0] + payload),
        ]
        for (expected, linkType, frame) in cases {
            #expect(try FrameContent(decoding: frame[...], linkType: linkType) == expected)
        }
        // An atomic fragment (RFC 6946) is whole.
        #expect(try datagram(Build.ipv6(next: 44, [17, 0, 0, 0, 0, 0, 0, 1] + Build.udp(payload)), .raw) != nil)
    }

    @Test("Lengths that lie and headers that end too early are faults with their place")
    func hostileFrames() {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1]
        let table: [(String, LinkType, [UInt8])] = [
            ("Ethernet: ends too early, at offset 0", .ethernet, []),
            ("Ethernet: ends too early, at offset 12", .ethernet, [UInt8](repeating: 0, count: 13)),
            ("VLAN: ends too early, at offset 14", .ethernet, Build.ethernet(0x8100, [0])),
            (
                "VLAN: too many tags, at offset 30", .ethernet,
                Build.ethernet(0x0800, vlans: Array(repeating: (0x8100, 1), count: 5), [])
            ),
            ("SLL: ends too early, at offset 14", .linuxSLL, [UInt8](repeating: 0, count: 14)),
            ("SLL2: ends too early, at offset 12", .linuxSLL2, [UInt8](repeating: 0, count: 19)),
            ("loopback: ends too early, at offset 0", .null, [2, 0, 0]),
            ("raw IP: ends too early, at offset 0", .raw, []),
            ("raw IP: version is neither 4 nor 6, at offset 0", .raw, [0x50]),
            ("link: link type is not supported, at offset 0", LinkType(rawValue: 105), [1]),
            ("IPv4: total length is beyond the end, at offset 2", .raw, Array(Build.ipv4([]).prefix(19))),
            ("IPv4: ends too early, at offset 2", .raw, Array(Build.ipv4([]).prefix(3))),
            ("IPv4: version is not 4, at offset 14", .ethernet, Build.ethernet(0x0800, Build.ipv4(version: 6, []))),
            ("IPv4: header length is below 20, at offset 0", .raw, Build.ipv4(words: 4, [])),
            ("IPv4: total length is below the header's, at offset 2", .raw, Build.ipv4(totalLength: 19, [])),
            ("IPv4: total length is beyond the end, at offset 2", .raw, Build.ipv4(totalLength: 21, [])),
            (
                "IPv4: total length is below the header's, at offset 2", .raw,
                Array(Build.ipv4(words: 15, totalLength: 0, []).prefix(59))
            ),
            ("IPv6: version is not 6, at offset 14", .ethernet, Build.ethernet(0x86dd, Build.ipv6(version: 4, []))),
            ("IPv6: ends too early, at offset 32", .raw, Array(Build.ipv6([]).prefix(39))),
            ("IPv6: payload length is beyond the end, at offset 4", .raw, Build.ipv6(length: 1, [])),
            (
                "IPv6: address is a mapped IPv4 address, at offset 8", .raw,
                Build.ipv6(source: mapped, Build.udp(payload))
            ),
            (
                "IPv6: ends too early, at offset 42", .raw,
                Build.ipv6(next: 0, [17, 1] + [UInt8](repeating: 0, count: 6))
            ),
            (
                "IPv6: too many extension headers, at offset 104", .raw,
                Build.ipv6(next: 60, (0..<9).flatMap { _ in Build.extensionHeader(next: 60) })
            ),
            ("UDP: ends too early, at offset 26", .raw, Build.ipv4([0, 1, 0, 2, 0, 8, 0])),
            ("UDP: length is below the header's, at offset 24", .raw, Build.ipv4(Build.udp(length: 7, payload))),
            ("UDP: length is below the header's, at offset 24", .raw, Build.ipv4(Build.udp(length: 0, payload))),
            ("UDP: length is beyond the end, at offset 44", .raw, Build.ipv6(Build.udp(length: 13, payload))),
        ]
        for (expected, linkType, frame) in table {
            let fault = #expect(throws: MalformedPacket.self, "\(expected)") {
                try FrameContent(decoding: ([0] + frame)[1...], linkType: linkType)
            }
            #expect(fault?.description == expected)
        }
    }

    @Test("A frame that is cut anywhere is a fault or a smaller content, never a datagram with octets it does not have")
    func cutFrames() throws {
        let frame = Build.ethernet(
            0x86dd, vlans: [(0x8100, 1)], Build.ipv6(next: 0, Build.extensionHeader(next: 17) + Build.udp(payload)))
        for length in 0..<frame.count {
            #expect(throws: MalformedPacket.self) { try FrameContent(decoding: frame[..<length], linkType: .ethernet) }
        }
        #expect(try datagram(frame, .ethernet) != nil)
    }

    @Test("Mutated frames of every link type end in a content or a fault", arguments: [1, 2, 3, 4])
    func mutatedFrames(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let linkTypes: [LinkType] = [.null, .ethernet, .raw, .loop, .linuxSLL, .ipv4, .ipv6, .linuxSLL2]
        let seeds: [[UInt8]] = [
            Build.ethernet(0x0800, vlans: [(0x8100, 1)], Build.ipv4(words: 7, Build.udp(payload))),
            Build.ethernet(
                0x86dd,
                Build.ipv6(next: 0, Build.extensionHeader(next: 44) + [17, 0, 0, 0, 0, 0, 0, 1] + Build.udp(payload))),
            Build.ipv4(Build.udp(payload)),
            Build.ipv6(next: 51, [17, 4] + [UInt8](repeating: 0, count: 22) + Build.udp(payload)),
        ]
        var (datagrams, faults) = (0, 0)
        for _ in 0..<5_000 {
            var frame = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                frame[Int.random(in: 0..<frame.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { frame.removeLast(Int.random(in: 0...frame.count, using: &random)) }
            let linkType = linkTypes[Int.random(in: 0..<linkTypes.count, using: &random)]
            do throws(MalformedPacket) {
                let content = try FrameContent(decoding: frame[...], linkType: linkType)
                guard case .datagram(let datagram) = content else { continue }
                datagrams += 1
                #expect(datagram.payloadOffset + datagram.payload.count <= frame.count)
            } catch {
                faults += 1
                #expect((0...frame.count).contains(error.offset))
            }
        }
        #expect(datagrams > 0 && faults > 0)
    }

    @Test("The short way for the usual frame finds what the long way finds")
    func shortWay() {
        for whole in [CapturedFrames.ack, CapturedFrames.discover, CapturedFrames.advertise] {
            for _ in 0..<2_000 {
                var bytes = whole
                for _ in 0..<2 { bytes[Int.random(in: 0..<44)] = .random(in: 0...255) }
                let frame = bytes.prefix(Int.random(in: 0...bytes.count))
                let short = Result { () throws(MalformedPacket) in
                    try FrameContent(decoding: frame, linkType: .ethernet)
                }
                let long = Result { () throws(MalformedPacket) in
                    try FrameContent(unusual: frame, linkType: .ethernet)
                }
                #expect(short == long)
            }
        }
    }
}

/// A small generator (splitmix64) whose numbers are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
        return word ^ word >> 31
    }
}
