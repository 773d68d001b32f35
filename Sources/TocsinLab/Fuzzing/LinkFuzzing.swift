import Model
import Wire

/// What the fuzzers of DHCP and neighbor discovery give arbitrary octets to.
extension FuzzTarget {
    static func readDHCPv4(_ bytes: [UInt8]) {
        // A slice with an offset of its own, as payloads of frames have.
        let packet = ([0, 0, 0] + bytes)[3...]
        do {
            let message = try DHCPv4Message(packet)
            for number in message.codes {
                let code = DHCPv4OptionCode(rawValue: number)
                precondition(message.has(code), "a code is listed and absent")
                let value = message.option(code)
                precondition(value != nil && (value?.count ?? 0) <= bytes.count, "an option is longer than its packet")
                precondition(message.octet(code) == value?.first, "an option's first octet differs")
                precondition((message.word(code) == nil) == ((value?.count ?? 0) < 4), "a number of too few octets")
            }
            precondition(message.hasOptions || message.codes.isEmpty, "options without a cookie")
            for route in message.classlessRoutes ?? [] { _ = route.destination.text }
            _ = (message.domainSearch, message.domainName, message.prefixLength, message.chaddr, message.isProxyDHCP)
            _ = (message.routers.map(\.text), message.sname.count, message.file.count, message.hardwareAddress.count)
        } catch { precondition((0...bytes.count).contains(error.offset), "a fault lies outside") }
    }

    static func readDHCPv6(_ bytes: [UInt8]) {
        do {
            let message = try DHCPv6Message(([0, 0, 0] + bytes)[3...])
            precondition(message.relays.count <= 32, "more relay agents than the bound")
            var octets = 0
            for option in message.options { octets += 4 + option.value.count }
            precondition(octets <= bytes.count, "options are longer than their packet")
            for association in message.associations {
                for lease in association.leases {
                    precondition(lease.network.prefixLength <= 128, "a prefix is too long")
                }
            }
            _ = (message.ntpServers, message.ntpServerNames, message.domainSearch, message.status?.text)
            for duid in [message.clientDUID, message.serverDUID] {
                guard let duid else { continue }
                precondition(DUID(text: duid.text) == duid, "a DUID changes")
                _ = (duid.kind, duid.mac)
            }
        } catch { precondition((0...bytes.count).contains(error.offset), "a fault lies outside") }
    }

    /// The octets are type, code and body; the checksum is made right, which no fuzzer would guess.
    static func readNeighborDiscovery(_ bytes: [UInt8]) {
        guard bytes.count >= 2 else { return }
        let frame = FrameWriter.icmpv6(
            sourceMAC: MACAddress(value: 1), destinationMAC: MACAddress(value: 2),
            source: FuzzSeeds.linkLocal, destination: NeighborDiscoveryMessage.allRouters, type: bytes[0],
            code: bytes[1], body: Array(bytes.dropFirst(2).prefix(60_000)))
        guard let frame else { return }
        do {
            guard case .icmpv6(let captured) = try FrameContent(decoding: frame[...], linkType: .ethernet) else {
                preconditionFailure("our own frame is none")
            }
            precondition(captured.isChecksumRight, "our own checksum is wrong")
            guard case .routerAdvertisement(let found) = try NeighborDiscoveryMessage(captured) else { return }
            precondition(
                found.prefixes.count <= 64 && found.dnsServers.count <= 64 && found.domainSearch.count <= 64,
                "a list is longer than its bound")
        } catch { precondition((0...frame.count).contains(error.offset), "a fault lies outside") }
    }
}

extension FuzzSeeds {
    /// `fe80::1`.
    static let linkLocal = IPAddress.v6(high: 0xfe80 << 48, low: 1, scope: 0)
    private static let mac = MACAddress(value: 0x0254_0000_0001)

    /// Questions of each form, answers with options in pieces, in all three fields, hidden and lying.
    static var dhcpv4Messages: [[UInt8]] {
        let address = IPAddress.v4(0x0a00_0007)
        let forms: [DHCPv4Probe.Form] = [
            .discover(), .selecting(server: address, requested: address), .initReboot(requested: address),
            .rebinding(ciaddr: address), .inform(ciaddr: address), .bootp,
        ]
        var seeds = forms.map { DHCPv4Probe($0, xid: 1, chaddr: mac).encoded }
        func reply(_ options: [UInt8], sname: [UInt8] = [], file: [UInt8] = []) -> [UInt8] {
            [2, 1, 6, 0] + [UInt8](repeating: 0, count: 40) + sname + [UInt8](repeating: 0, count: 64 - sname.count)
                + file + [UInt8](repeating: 0, count: 128 - file.count) + [99, 130, 83, 99] + options
        }
        let offer: [UInt8] =
            [53, 1, 2, 54, 4, 10, 0, 0, 1, 1, 4, 255, 255, 255, 0, 3, 4, 10, 0, 0, 1, 6, 8, 10, 0, 0, 53, 10, 0, 0, 54]
            + [51, 4, 0, 0, 14, 16, 15, 1, 97, 119, 12, 1, 97, 3, 98, 99, 100, 0, 1, 101, 0xc0, 2, 0]
            + [121, 8, 16, 10, 9, 10, 0, 0, 9, 0, 252, 1, 104, 82, 4, 1, 2, 0, 7, 60, 9] + Array("PXEClient".utf8)
        seeds += [
            reply(offer + [255]),
            reply([53, 1, 5, 52, 1, 3, 255], sname: [54, 4, 10, 0, 0, 9, 255], file: [15, 1, 97, 255]),
            reply([54, 2, 10, 0, 54, 2, 0, 1, 255]), reply([52, 1, 1, 255], file: [52, 1, 3, 255]),
            reply([54, 200, 1]),
            reply([]),
        ]
        return seeds
    }

    /// Questions, an answer with associations, and the same within two relay agents' messages.
    static var dhcpv6Messages: [[UInt8]] {
        guard let client = DUID([0, 3, 0, 1, 2, 0, 0, 0, 0, 1]) else { return [] }
        let zeros = [UInt8](repeating: 0, count: 15)
        let lease: [UInt8] = [0, 5, 0, 24, 0x20] + zeros + [0, 0, 1, 0, 0, 0, 2, 0]
        let prefix: [UInt8] = [0, 26, 0, 25, 0, 0, 1, 0, 0, 0, 2, 0, 48, 0x20] + zeros
        let advertise: [UInt8] =
            [2, 1, 2, 3, 0, 1, 0, 10] + client.bytes + [0, 2, 0, 14, 0, 1, 0, 1, 1, 2, 3, 4, 2, 0, 0, 0, 0, 2]
            + [0, 3, 0, 40, 0, 0, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2] + lease
            + [0, 25, 0, 41, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 2] + prefix + [0, 4, 0, 4, 0, 0, 0, 9]
            + [0, 13, 0, 4, 0, 2, 110, 111, 0, 7, 0, 1, 255, 0, 23, 0, 16, 0x20] + zeros + [0, 24, 0, 3, 1, 97, 0]
            + [0, 56, 0, 27, 0, 1, 0, 16, 0x20] + zeros + [0, 3, 0, 3, 1, 97, 0]
        var relayed = advertise
        for hop in 0..<2 {
            relayed =
                [13, UInt8(hop), 0x20] + zeros + [0xfe] + zeros + [0, 18, 0, 1, 101, 0, 9]
                + [UInt8(relayed.count >> 8), UInt8(relayed.count & 255)] + relayed
        }
        return [
            DHCPv6Probe(.solicit(associationID: 7), transactionID: 1, client: client).encoded,
            DHCPv6Probe(.informationRequest, transactionID: 1, client: client).encoded, advertise, relayed,
            [2, 0, 0, 1, 0, 1, 255, 255], [12, 0] + zeros + [0] + zeros + [0],
        ]
    }

    /// Each of the four messages: type, code and body.
    static var neighborDiscoveryMessages: [[UInt8]] {
        let zeros = [UInt8](repeating: 0, count: 15)
        let link: [UInt8] = [1, 1, 2, 0, 0, 0, 0, 1]
        let advertisement: [UInt8] = [134, 0, 64, 0xc8, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0]
        let options: [UInt8] =
            link + [3, 4, 64, 0xc0, 0, 0, 14, 16, 0, 0, 14, 16, 0, 0, 0, 0, 0x20] + zeros + [5, 1, 0, 0, 0, 0, 5, 220]
            + [24, 2, 48, 8, 0, 0, 2, 88, 0x20, 1, 0xd, 0xb8, 0, 9, 0, 0] + [25, 3, 0, 0, 0, 0, 4, 176, 0x20] + zeros
            + [31, 2, 0, 0, 0, 0, 4, 176, 4, 99, 111, 114, 112, 0, 0, 0] + [37, 1, 104, 116, 116, 112, 0, 0]
            + [38, 2, 7, 8, 0, 100, 255, 155, 0, 0, 0, 0, 0, 0, 0, 0]
        return [
            [133, 0, 0, 0, 0, 0] + link, advertisement, advertisement + options,
            advertisement + [1, 0, 0, 0, 0, 0, 0, 0],
            advertisement + [24, 1, 64, 0, 0, 0, 0, 0], [135, 0, 0, 0, 0, 0, 0xfe] + zeros + link,
            [136, 0, 0xe0, 0, 0, 0, 0xfe] + zeros + [2, 1, 2, 0, 0, 0, 0, 1],
        ]
    }
}
