import Model
import Watching
import Wire

/// Takes frames. Most of a flood is more of the same: it is decoded, counted and let go; only what is new is judged.
extension DHCPWatcher {
    /// Takes a frame.
    mutating func receive(_ packet: CapturedPacket, at moment: Moment, into actions: inout [Action]) {
        counters.frames &+= 1
        let linkType = LinkType(rawValue: packet.linkType)
        do {
            if let datagram = CapturedDatagram(usual: packet.bytes[...], linkType: linkType) {
                return try take(datagram, packet, at: moment, into: &actions)
            }
            let content = try FrameContent(decoding: packet.bytes[...], linkType: linkType)
            switch content {
            case .datagram(let datagram): try take(datagram, packet, at: moment, into: &actions)
            case .fragment(IPPacket.udp): counters.fragments &+= 1
            case .arp, .icmpv6: try identify(content, packet, at: moment, into: &actions)
            default: break
            }
        } catch { counters.countMalformed(error.layer, error.reason) }
    }

    /// Learns an address of a host; what is open about it is told again at the next tick.
    private mutating func identify(
        _ content: FrameContent, _ packet: CapturedPacket, at moment: Moment, into actions: inout [Action]
    ) throws(MalformedPacket) {
        guard
            let mac = try sensor.neighbours.hear(content, packet, into: &hosts.neighbours, at: moment, &actions),
            rogues.concerns(mac) || troubles.concerns(mac)
        else { return }
        identified.insert(mac)
    }

    private mutating func take(
        _ datagram: CapturedDatagram, _ packet: CapturedPacket, at moment: Moment, into actions: inout [Action]
    ) throws(MalformedPacket) {
        let from = datagram.source.port
        let to = datagram.destination.port
        if Self.isV4(from) || Self.isV4(to) {
            guard !datagram.source.address.isIPv6 else { return }
            let message = try DHCPv4Message(datagram.payload)
            guard let link = link(packet.interface, datagram.vlans, at: moment) else { return }
            if message.isRelayed {
                counters.relayed &+= 1
                noteRelay(message.giaddr, at: moment)
            }
            if message.isReply {
                counters.replies &+= 1
                takeReply(message, datagram, packet, link, at: moment, into: &actions)
            } else {
                counters.requests &+= 1
                takeRequest(message, datagram, packet, link, at: moment, into: &actions)
            }
        } else if Self.isV6(from) || Self.isV6(to) {
            guard datagram.source.address.isIPv6 else { return }
            let message = try DHCPv6Message(datagram.payload)
            guard let link = link(packet.interface, datagram.vlans, at: moment) else { return }
            if !message.relays.isEmpty { counters.relayed &+= 1 }
            if message.type?.isFromServer == true {
                counters.replies6 &+= 1
                takeReply6(message, datagram, packet, link, at: moment, into: &actions)
            } else {
                counters.requests6 &+= 1
                takeRequest6(message, datagram, packet, link, at: moment, into: &actions)
            }
        }
    }

    private static func isV4(_ port: UInt16) -> Bool { port == 67 || port == 68 || port == 4_011 }
    private static func isV6(_ port: UInt16) -> Bool { port == 546 || port == 547 }

    private mutating func noteRelay(_ address: IPAddress, at moment: Moment) {
        if relaysSeen[address] != nil || relaysSeen.count < 256 { relaysSeen[address] = moment.monotonic }
    }

    // MARK: DHCPv4

    private mutating func takeRequest(
        _ message: DHCPv4Message, _ datagram: CapturedDatagram, _ packet: CapturedPacket, _ link: Int,
        at moment: Moment, into actions: inout [Action]
    ) {
        guard let chaddr = message.chaddr else {
            counters.others &+= 1
            return
        }
        if ownClients.contains(chaddr.value) {
            counters.own &+= 1
            return
        }
        let type = message.messageType
        // Of another sensor, or of the one on whose host a capture file was made: its questions are no choice of a client's,
        // and none that a client would ask. Who names another server than the one that there is not is judged all the same.
        let isProbe = type == .request && Self.asksForWrongAddress(message)
        if type == .request, let server = message.word(.serverIdentifier), server != 0,
            !isProbe || .v4(server) != Self.wrongServer
        {
            takeChoice(.v4(server), message, datagram, packet, link, at: moment, into: &actions)
        }
        if type == .discover, message.wantsBroadcast, !message.isRelayed { links[link].unanswered &+= 1 }
        let isDiscovery = type == .discover || (type == nil && !message.has(.messageType))
        if isProbe {
            counters.others &+= 1
            return
        }
        guard isDiscovery || type == .request else { return }
        links[link].requests.note(at: moment.monotonic)
        guard configuration.starvation != nil else { return }
        var identifier: UInt32 = 0
        if let value = message.clientIdentifier {
            for octet in value.prefix(40) { identifier = (identifier ^ UInt32(octet)) &* 16_777_619 }
        }
        // Behind a relay agent the frame is the relay agent's.
        let sender = message.isRelayed ? nil : datagram.sourceMAC
        let request = ClientBook.Request(
            key: chaddr.value, mac: chaddr.value, sender: sender.map { $0 == chaddr ? 0 : $0.value } ?? 0,
            isForAnother: sender.map { $0 != chaddr } ?? false, xid: message.xid, identifier: identifier,
            isDiscovery: isDiscovery, goesOn: type == .request)
        let change = links[link].clients.note(
            request, makers: hosts.vendors, known: &known, room: &clientRoom, at: moment.monotonic)
        if change != .none {
            if change == .new {
                links[link].clients.describe(
                    chaddr.value, kind: message.requestKind(seed: salt), words: message.requestWords)
            }
            judgeClients(link, isIPv6: false, change, request, packet.time, at: moment, into: &actions)
        }
    }

    /// Whether a request is about the address that no client can have and probes ask for.
    private static func asksForWrongAddress(_ message: DHCPv4Message) -> Bool {
        message.ciaddr == wrongAddress || message.word(.requestedAddress).map { .v4($0) == wrongAddress } ?? false
    }

    /// A client's request that names the server that it has chosen: where answers go to the client alone, this is all that a
    /// port of a switch sees of a server.
    private mutating func takeChoice(
        _ server: IPAddress, _ message: DHCPv4Message, _ datagram: CapturedDatagram, _ packet: CapturedPacket,
        _ link: Int, at moment: Moment, into actions: inout [Action]
    ) {
        let key = DHCPServerBook.Key(identifier: server, source: nil, mac: nil, link: link, kind: .named)
        if let index = book.find(key), book.repeats(index, signature: 1, way: .client, at: moment) { return }
        countBadValues(message)
        let sighting = DHCPSighting(
            kind: .chosen, isIPv6: false, identifier: server, place: links[link].place, isRelayed: message.isRelayed,
            way: .client, client: message.chaddr, xid: message.xid, offer: DHCPOffer(message), time: packet.time,
            frame: packet.bytes)
        judge(sighting, key: key, signature: 1, at: moment, into: &actions)
    }

    private mutating func takeReply(
        _ message: DHCPv4Message, _ datagram: CapturedDatagram, _ packet: CapturedPacket, _ link: Int,
        at moment: Moment, into actions: inout [Action]
    ) {
        guard let kind = Self.kind(message) else {
            counters.others &+= 1
            return
        }
        let source = datagram.source.address
        var isRelayed =
            message.isRelayed && (configuration.relays.isEmpty || configuration.relays.contains(message.giaddr))
        if !isRelayed, !configuration.relays.isEmpty { isRelayed = configuration.relays.contains(source) }
        let chaddr = message.chaddr?.value ?? 0
        let isToAll = datagram.destination.address == .v4(0xffff_ffff)
        var way: DHCPSighting.Way = isRelayed ? .relay : isToAll ? .broadcast : .unicast
        if ownClients.contains(chaddr), let form = question(message.xid, isIPv6: false, at: moment) {
            way = .probe(form)
            counters.probeAnswers &+= 1
        } else if kind != .nak {
            if kind == .offer, !isRelayed {
                links[link].unanswered = 0
                links[link].lastOffer = moment.monotonic
            }
            links[link].clients.noteGranted(chaddr, if: kind == .bootp || kind == .ack)
        }
        let identifier = message.serverIdentifier.flatMap { $0 == .v4(0) ? nil : $0 } ?? source
        let mac = isRelayed ? nil : datagram.sourceMAC
        let key = DHCPServerBook.Key(
            identifier: identifier, source: isRelayed ? nil : source, mac: mac, link: link,
            kind: kind == .proxy ? .proxy : isRelayed ? .relayed : .usual)
        let isToClient = datagram.destination.port == 68
        let signature = self.signature(message, kind, way, isToClient: isToClient)
        var index = book.find(key)
        if let found = index, book.repeats(found, signature: signature, way: way, at: moment) {
            if kind == .nak, way == .broadcast || way == .unicast { book.countRefusal(found, at: moment) }
        } else if index == nil, book.isFull, !hasNoList(links[link].place),
            !list.contains(where: { $0.addresses.contains(identifier) })
        {
            // A flood of made-up servers: those that are told already are enough.
            book.leaveOut()
        } else {
            // An answer of a server outside our own networks has passed a router, and its frame is the router's. A server
            // of our own networks answers from there: who says so from elsewhere is not it.
            let interface = links[link].place.interface
            countBadValues(message)
            let isRemote =
                !isRelayed && !isToAll && isOutside(source, interface) && isOutside(identifier, interface)
            let sighting = DHCPSighting(
                kind: kind, isIPv6: false, identifier: identifier, source: source,
                mac: isRemote ? nil : mac, place: links[link].place, isRelayed: isRelayed || isRemote,
                relay: message.isRelayed ? message.giaddr : nil, isToClient: isToClient, way: way,
                client: message.chaddr, xid: message.xid, offer: DHCPOffer(message), time: packet.time,
                frame: packet.bytes)
            index = judge(sighting, key: key, signature: signature, at: moment, into: &actions)
        }
        // To who says to have waited long each of a failover pair answers.
        if let index, way != .probe(.pxe), kind == .offer || kind == .ack || kind == .bootp {
            compare(index, chaddr << 16 ^ UInt64(message.xid) ^ UInt64(link) << 40, at: moment, into: &actions)
        }
    }

    private static func kind(_ message: DHCPv4Message) -> DHCPSighting.Kind? {
        guard let type = message.messageType else { return message.has(.messageType) ? nil : .bootp }
        switch type {
        case .offer, .ack:
            // What gives neither address nor router nor DNS but says what to boot is no address server.
            if message.isProxyDHCP, !message.has(.routers), !message.has(.domainNameServers) { return .proxy }
            return type == .offer ? .offer : .ack
        case .nak: return .nak
        case .forceRenew: return .forceRenew
        default: return nil
        }
    }

    /// What makes two answers of one server the same to a judge. Salted, so that nobody can make another message that
    /// passes for one that has been judged.
    private func signature(
        _ message: DHCPv4Message, _ kind: DHCPSighting.Kind, _ way: DHCPSighting.Way, isToClient: Bool
    ) -> UInt64 {
        var hash = message.fingerprint(of: Self.judgedOptions, seed: salt)
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
        }
        // Of the address only the network of 256, unless its place in a range matters.
        let address = UInt64(message.fixedAddress)
        mix(judgesRanges ? address : address >> 8)
        let isProbe = if case .probe = way { true } else { false }
        mix((kind == .nak ? 1 : 0) | (isProbe ? 2 : 0) | (isToClient ? 4 : 0))
        return hash == 0 ? 1 : hash
    }

    private static let judgedOptions: DHCPv4OptionSet = [
        .subnetMask, .routers, .domainNameServers, .domainName, .ntpServers, .domainSearch, .classlessRoutes,
        .classlessRoutesMicrosoft, .webProxy,
    ]

    // MARK: DHCPv6

    private mutating func takeRequest6(
        _ message: DHCPv6Message, _ datagram: CapturedDatagram, _ packet: CapturedPacket, _ link: Int,
        at moment: Moment, into actions: inout [Action]
    ) {
        if let mac = datagram.sourceMAC, sensor.isOwn(mac) {
            counters.own &+= 1
            return
        }
        guard let client = message.options.first(.clientIdentifier) else { return }
        if message.type == .request || message.type == .renew,
            let octets = message.options.first(.serverIdentifier)
        {
            let key = DHCPServerBook.Key(
                duid: octets, salt: salt, source: nil, mac: nil, link: link, kind: .named)
            let index = book.find(key)
            let isRepeat = index.map { book.repeats($0, signature: 1, way: .client, at: moment) } ?? false
            if !isRepeat { countBadValues(message) }
            if !isRepeat, let duid = DUID(octets) {
                let sighting = DHCPSighting(
                    kind: .chosen, isIPv6: true, duid: duid, place: links[link].place,
                    isRelayed: !message.relays.isEmpty, way: .client, client: message.clientMAC,
                    xid: message.transactionID, offer: DHCPOffer(message), time: packet.time, frame: packet.bytes)
                judge(sighting, key: key, signature: 1, at: moment, into: &actions)
            }
        }
        guard
            message.type == .solicit || message.type == .request || message.type == .renew
                || message.type == .rebind
        else { return }
        links[link].requests.note(at: moment.monotonic)
        guard configuration.starvation != nil else { return }
        var hash = salt
        for octet in client.prefix(130) { hash = (hash ^ UInt64(octet)) &* 0x0000_0100_0000_01b3 }
        // Behind a relay agent the frame is the relay agent's. A DUID need not be made of the MAC address of the card that
        // is in use, so that a frame from another one proves nothing; but who sends for many is named.
        let mac = message.relays.isEmpty ? datagram.sourceMAC?.value ?? 0 : 0
        let request = ClientBook.Request(
            key: hash, mac: mac, sender: mac, isForAnother: false, xid: message.transactionID, identifier: 0,
            isDiscovery: message.type == .solicit, goesOn: message.type != .solicit)
        let change = links[link].clients6.note(
            request, makers: hosts.vendors, known: &known, room: &clientRoom, at: moment.monotonic)
        if change != .none {
            judgeClients(link, isIPv6: true, change, request, packet.time, at: moment, into: &actions)
        }
    }

    private mutating func takeReply6(
        _ message: DHCPv6Message, _ datagram: CapturedDatagram, _ packet: CapturedPacket, _ link: Int,
        at moment: Moment, into actions: inout [Action]
    ) {
        let source = datagram.source.address
        var server: ArraySlice<UInt8>?
        var client: ArraySlice<UInt8>?
        var hash = salt
        for option in message.options {
            switch option.code.rawValue {
            case 1: client = option.value
            case 2: server = option.value
            // Identity associations differ from client to client; what they give is judged when the rest changes or a second
            // has passed.
            case 3, 4, 25: break
            default: hash = Self.mix(option.code.rawValue, option.value, into: hash)
            }
        }
        guard let server else {
            // Clients ignore it (RFC 8415, section 16.3).
            counters.countMalformed("DHCPv6", "server without DUID")
            return
        }
        let isRelayed = !message.relays.isEmpty || configuration.relays.contains(source)
        let isOurs = client.map { value in
            probeClients.values.contains { $0.duid?.bytes.elementsEqual(value) ?? false }
        }
        var way: DHCPSighting.Way = isRelayed ? .relay : .unicast
        if isOurs == true, let form = question(message.transactionID, isIPv6: true, at: moment) {
            way = .probe(form)
            counters.probeAnswers &+= 1
        }
        let mac = isRelayed ? nil : datagram.sourceMAC
        let key = DHCPServerBook.Key(
            duid: server, salt: salt, source: isRelayed ? nil : source, mac: mac, link: link,
            kind: isRelayed ? .relayed : .usual)
        let isProbe = if case .probe = way { true } else { false }
        let signature = (hash ^ UInt64(message.typeNumber) << 1 ^ (isProbe ? 1 : 0)) | 2
        if let index = book.find(key) {
            if book.repeats(index, signature: signature, way: way, at: moment) { return }
        } else if book.isFull, !hasNoList(links[link].place),
            !list.contains(where: { $0.duids.contains { $0.bytes.elementsEqual(server) } })
        {
            book.leaveOut()
            return
        }
        countBadValues(message)
        guard let duid = DUID(server) else { return }
        let kind: DHCPSighting.Kind =
            switch message.type {
            case .advertise: .advertise
            case .reconfigure: .reconfigure
            default: .reply
            }
        let sighting = DHCPSighting(
            kind: kind, isIPv6: true, duid: duid, source: source, mac: mac, place: links[link].place,
            isRelayed: isRelayed, relay: message.relays.first?.linkAddress, way: way, client: message.clientMAC,
            xid: message.transactionID, offer: DHCPOffer(message), time: packet.time, frame: packet.bytes)
        judge(sighting, key: key, signature: signature, at: moment, into: &actions)
    }

    private static func mix(_ code: UInt16, _ value: ArraySlice<UInt8>, into seed: UInt64) -> UInt64 {
        var hash = (seed ^ UInt64(code)) &* 0x9e37_79b9_7f4a_7c15
        let octets = value.span
        for index in 0..<octets.count { hash = (hash ^ UInt64(octets[index])) &* 0x0000_0100_0000_01b3 }
        return hash ^ hash >> 29
    }

    // MARK: Bad values

    /// Counts the options that say nothing since their values are bad; of messages that are looked at as a whole only.
    private mutating func countBadValues(_ message: DHCPv4Message) {
        for code in message.badValues { counters.countMalformed("DHCP", "option \(code): bad value") }
    }

    private mutating func countBadValues(_ message: DHCPv6Message) {
        for code in message.badValues { counters.countMalformed("DHCPv6", "option \(code): bad value") }
    }

    // MARK: Networks

    /// The networks of an interface, as far as it has addresses.
    func networks(of interface: String) -> [Network] {
        (sensor.interfaces[interface]?.network?.addresses ?? []).compactMap { one in
            if one.address.isIPv6LinkLocal { return nil }
            return Network(one.address, prefixLength: one.prefixLength)
        }
    }

    /// Whether an IPv4 address is surely outside the networks of an interface.
    private func isOutside(_ address: IPAddress, _ interface: String) -> Bool {
        let own = networks(of: interface).filter { !$0.base.isIPv6 }
        return !own.isEmpty && address != .v4(0) && !own.contains { $0.contains(address) }
    }
}

extension DHCPv4Message {
    /// The address that the client is given, as a number.
    fileprivate var fixedAddress: UInt32 { if case .v4(let word) = yiaddr { word } else { 0 } }
}
