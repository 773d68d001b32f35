import Model
import SNMP
import Watching
import Wire

/// A packet's way: source allow-list, BER structure, community, library, limit. Whatever falls out on the way is
/// counted by reason and source, and told once.
extension TrapWatcher {
    mutating func receive(_ datagram: Datagram, at moment: Moment, into actions: inout [Action]) {
        counters.received += 1
        let source = datagram.source.address
        guard senders.maySpeak(source) else {
            return refuse(source, .sourceNotAllowed, at: moment, into: &actions)
        }
        guard !datagram.isTruncated else {
            return refuse(source, .truncated, at: moment, into: &actions)
        }
        let envelope: SNMPEnvelope
        do {
            envelope = try SNMPEnvelope(datagram.bytes)
        } catch {
            return reportMalformed(error, datagram, at: moment, into: &actions)
        }
        if envelope.version != .v3 {
            let offered = Secret(bytes: envelope.community.map { Array(datagram.bytes[$0]) } ?? [])
            guard configuration.takesAnyCommunity || configuration.communities.contains(where: { $0 == offered }) else {
                return refuse(source, .communityUnknown, at: moment, into: &actions)
            }
        }
        actions.append(.decodeTrap(datagram, envelope))
    }

    mutating func take(_ decoding: TrapDecoding, _ datagram: Datagram, at moment: Moment, into actions: inout [Action])
    {
        switch decoding {
        case .refused(let refusal, let response):
            if let response {
                let reply = InformMemory.Reply(bytes: response, to: datagram)
                actions.append(.send(reply.packet, socket: reply.socket))
            }
            if refusal.isDiscovery {
                counters.discoveries += 1
            } else {
                refuse(
                    datagram.source.address, Refusal(slug: refusal.slug, sentence: refusal.sentence), at: moment,
                    into: &actions)
            }
        case .trap(let message): take(message, datagram, at: moment, into: &actions)
        }
    }

    private mutating func take(
        _ message: TrapMessage, _ datagram: Datagram, at moment: Moment, into actions: inout [Action]
    ) {
        var inform: (key: InformMemory.Key, reply: InformMemory.Reply)?
        if message.kind == .inform, let response = message.response {
            let key = InformMemory.Key(message, source: datagram.source)
            let reply = InformMemory.Reply(bytes: response, to: datagram)
            let names = configuration.names
            switch informs.judge(key, reply: reply) {
            case .new
            where informs.isRecalled(TrapEvidence.make(message, datagram, names: names), at: moment.monotonic):
                counters.retransmissions += 1
                counters.acknowledged += 1
                actions.append(.send(reply.packet, socket: reply.socket))
                return
            case .new: inform = (key, reply)
            case .pending:
                counters.retransmissions += 1
                return
            case .committed:
                counters.retransmissions += 1
                counters.acknowledged += 1
                actions.append(.send(reply.packet, socket: reply.socket))
                return
            }
        }
        guard limiter.take(datagram.source.address, at: moment.monotonic) else {
            return noteLimited(datagram.source.address, at: moment, into: &actions)
        }
        let judged = judge(message, datagram)
        for index in judged.interfaces {
            actions.append(.publish(.interfaceChanged(device: judged.observation.subject.device, index: index)))
        }
        let receipt = keep(judged, message, wantsReceipt: inform != nil, at: moment, into: &actions)
        if let inform, let receipt {
            informs.remember(inform.key, receipt: receipt, reply: inform.reply, at: moment.monotonic)
        }
    }

    private mutating func keep(
        _ judged: JudgedTrap, _ message: TrapMessage, wantsReceipt: Bool, at moment: Moment,
        into actions: inout [Action]
    ) -> Receipt? {
        guard repeats.window > .zero else {
            counters.events += 1
            return report(.observation(judged.observation), wantsReceipt: wantsReceipt, into: &actions)
        }
        var settled: [Tally] = []
        let key = RepeatTable.Key(message, sender: judged.sender)
        let verdict = repeats.see(
            key, judged.observation, touches: judged.touches, at: moment.monotonic, settled: &settled)
        for tally in settled { report(.endedTally(tally), into: &actions) }
        switch verdict {
        case .first:
            counters.events += 1
            armRepeats(into: &actions)
            return report(.observation(judged.observation), wantsReceipt: wantsReceipt, into: &actions)
        case .repeated(let tally):
            counters.repeats += 1
            return report(.tally(tally), wantsReceipt: wantsReceipt, into: &actions)
        }
    }

    mutating func acknowledge(_ receipts: [Receipt], into actions: inout [Action]) {
        for receipt in receipts {
            for reply in informs.committed(receipt) {
                counters.acknowledged += 1
                actions.append(.send(reply.packet, socket: reply.socket))
            }
        }
    }

    /// Reads a captured frame: UDP to a port that we would listen on is taken as if it had come in there.
    mutating func replay(_ packet: CapturedPacket, at moment: Moment, into actions: inout [Action]) {
        guard
            case .datagram(let datagram)? = try? FrameContent(
                decoding: packet.bytes[...], linkType: LinkType(rawValue: packet.linkType))
        else { return }
        guard configuration.listen.contains(where: { $0.endpoint.port == datagram.destination.port }) else { return }
        receive(
            Datagram(
                bytes: Array(datagram.payload), source: datagram.source, destination: datagram.destination,
                received: packet.time, socket: SocketName("capture")), at: moment, into: &actions)
    }
}
