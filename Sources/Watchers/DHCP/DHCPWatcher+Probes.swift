import Model
import Watching
import Wire

/// Asks servers. An offer is never accepted, and all questions come from one client, so no pool can be used up.
extension DHCPWatcher {
    /// An address of no network (RFC 5737): a server that stands for its network refuses it.
    static let wrongAddress = IPAddress.v4(0xc000_0201)
    /// A server that there is not: others should be silent, and those that are not give themselves away.
    static let wrongServer = IPAddress.v4(0xc000_02fe)
    private static let broadcastMAC = MACAddress(value: 0xffff_ffff_ffff)

    /// The timer of one interface's rounds of questions.
    static func probeTimer(_ interface: String) -> TimerName { TimerName("probe \(interface)") }

    /// Asks one round on an interface, in every form, each with an id of its own: servers that ignore clients that they do not
    /// know still refuse addresses that are wrong.
    mutating func probe(_ timer: TimerName, at moment: Moment, into actions: inout [Action]) {
        guard let interval = configuration.probeInterval, timer.purpose.hasPrefix("probe ") else { return }
        let interface = String(timer.purpose.dropFirst(6))
        guard sensor.isOpen(interface) else { return }
        actions.append(.setTimer(timer, at: moment.monotonic + random.jitter(interval)))
        guard let network = sensor.interfaces[interface]?.network, let own = network.mac else { return }
        let client = ProbeClient(of: own)
        if probeClients[interface] != client {
            probeClients[interface] = client
            ownClients = probeClients.values.map(\.mac.value)
        }
        questions.removeAll { moment.monotonic >= $0.asked + DHCPQuestion.patience }
        asked[interface] = moment.monotonic
        let address = network.addresses.lazy.map(\.address).first { !$0.isIPv6 }
        // What offers answer comes last: a server may ping an address before it offers it, dnsmasq for three seconds in which it
        // answers nothing else.
        var forms: [(DHCPQuestion.Form, DHCPv4Probe.Form)] = address.map { [(.inform, .inform(ciaddr: $0))] } ?? []
        forms += [
            (.initReboot, .initReboot(requested: Self.wrongAddress)),
            (.selecting, .selecting(server: Self.wrongServer, requested: Self.wrongAddress)),
            (.rebinding, .rebinding(ciaddr: Self.wrongAddress)), (.bootp, .bootp), (.discover, .discover()),
            (.pxe, .discover()),
        ]
        for (form, message) in forms where !configuration.unasked.contains(form) {
            var probe = DHCPv4Probe(message, xid: random.next32(), chaddr: client.mac)
            if form == .pxe {
                probe.isPXE = true
                // Some servers leave the first answers to others, and answer who has waited.
                probe.secs = 60
            }
            if form != .bootp { probe.clientIdentifier = [1] + Self.octets(client.mac) }
            let source: IPAddress = form == .inform ? address ?? .v4(0) : .v4(0)
            ask(
                form, probe.xid, interface,
                FrameWriter.datagram(
                    sourceMAC: client.mac, destinationMAC: Self.broadcastMAC,
                    source: Endpoint(address: source, port: 68),
                    destination: Endpoint(address: .v4(0xffff_ffff), port: 67), payload: probe.encoded),
                at: moment, into: &actions)
        }
        probe6(interface, network, own, client, at: moment, into: &actions)
    }

    /// DHCPv6 servers answer to an address, which must be one that this host answers for: its own.
    private mutating func probe6(
        _ interface: String, _ network: NetworkInterface, _ own: MACAddress, _ client: ProbeClient, at moment: Moment,
        into actions: inout [Action]
    ) {
        let source = network.addresses.lazy.map(\.address).first { $0.isIPv6LinkLocal }
        guard case .v6(let high, let low, _) = source, let duid = client.duid,
            let destinationMAC = FrameWriter.multicastMAC(DHCPv6Probe.allServers)
        else { return }
        let forms: [(DHCPQuestion.Form, DHCPv6Probe.Form)] = [
            (.solicit, .solicit(associationID: 0x746f_6373)), (.informationRequest, .informationRequest),
        ]
        for (form, message) in forms where !configuration.unasked.contains(form) {
            let xid = random.next32() & 0xff_ffff
            let payload = DHCPv6Probe(message, transactionID: xid, client: duid).encoded
            ask(
                form, xid, interface,
                FrameWriter.datagram(
                    sourceMAC: own, destinationMAC: destinationMAC,
                    source: Endpoint(address: .v6(high: high, low: low, scope: 0), port: 546),
                    destination: Endpoint(address: DHCPv6Probe.allServers, port: 547), hopLimit: 1, payload: payload),
                at: moment, into: &actions)
        }
    }

    private mutating func ask(
        _ form: DHCPQuestion.Form, _ xid: UInt32, _ interface: String, _ frame: [UInt8]?, at moment: Moment,
        into actions: inout [Action]
    ) {
        guard let frame, questions.count < 1_024 else { return }
        counters.probes &+= 1
        questions.append(DHCPQuestion(form: form, xid: xid, interface: interface, asked: moment.monotonic))
        actions.append(.request(Self.frameToken, .frame(interface: interface, bytes: frame)))
    }

    /// The question of ours that a message answers.
    func question(_ xid: UInt32, isIPv6: Bool, at moment: Moment) -> DHCPQuestion.Form? {
        questions.last {
            $0.xid == xid && $0.form.isIPv6 == isIPv6 && moment.monotonic < $0.asked + DHCPQuestion.patience
        }?.form
    }

    private static func octets(_ mac: MACAddress) -> [UInt8] {
        (0..<6).map { UInt8(truncatingIfNeeded: mac.value >> (40 - 8 * $0)) }
    }
}

extension CaptureRandom {
    /// The next number of 32 bits.
    mutating func next32() -> UInt32 { UInt32(truncatingIfNeeded: next() >> 32) }
}
