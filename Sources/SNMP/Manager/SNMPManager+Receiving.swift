internal import Glibc
public import Model
internal import Wire

// What comes in: checked as BER first, then matched by id and by address, then, in v3, opened.
extension SNMPManager {
    /// Takes one datagram. `received` is the kernel's time of it.
    public func receive(_ bytes: [UInt8], from source: Endpoint, received: Timestamp, at now: Moment) {
        let envelope: SNMPEnvelope
        do throws(MalformedPacket) {
            envelope = try SNMPEnvelope(bytes)
        } catch {
            takeMalformed(bytes, source, error.reason, at: now.monotonic)
            return
        }
        guard let id = envelope.v3?.messageID ?? envelope.requestID else {
            takeMalformed(bytes, source, "no-request-id", at: now.monotonic)
            return
        }
        guard let place = find(id) else { return }
        let number = Int(table.messages[place].exchange)
        guard let credential = exchanges[number].credential else { return }
        if source != exchanges[number].request.endpoint {
            counters.otherAddress &+= 1
            exchanges[number].otherSource = source
            guard exchanges[number].request.acceptsOtherAddress else { return }
        }
        guard envelope.version == credential.version else {
            refuse(number, "version-\(envelope.version.text)", "a reply of version \(envelope.version.text)")
            return
        }
        let arrival = SNMPManager.arrival(received, now)
        if let header = envelope.v3 {
            takeUser(
                Incoming(bytes: bytes, source: source, arrival: arrival, place: place, number: number), envelope,
                header,
                credential)
            return
        }
        guard let pdu = envelope.scopedPDU, pdu.kind == .response else {
            refuse(number, "no-response", "a PDU that is no Response")
            return
        }
        answer(number, place, pdu, in: bytes, from: source, at: arrival, engine: nil)
    }

    /// A datagram with the exchange that it may answer.
    struct Incoming {
        var bytes: [UInt8]
        var source: Endpoint
        var arrival: MonotonicTime
        var place: Int
        var number: Int
    }

    /// Gives the reply to the asker.
    func answer(
        _ number: Int, _ place: Int, _ pdu: SNMPScopedPDU, in bytes: [UInt8], from source: Endpoint,
        at arrival: MonotonicTime, engine: SNMPReply.Engine?
    ) {
        let sent = table.messages[place].sent
        let other = exchanges[number].otherSource
        succeed(
            number,
            SNMPReply(
                varBinds: VarBindList(pdu, in: bytes), errorStatus: pdu.errorStatus, errorIndex: pdu.errorIndex,
                source: source, roundTrip: max(arrival - sent, .zero), attempts: exchanges[number].attempts,
                engine: engine, otherSource: other == source ? nil : other))
    }

    /// Refuses what bears an id of ours and is no reply; the exchange waits on.
    func refuse(_ number: Int, _ reason: String, _ detail: String, as failure: SNMPFailure.Reason = .malformedReply) {
        counters.malformed[reason, default: 0] &+= 1
        suspect(number, failure, "\(detail) came")
    }

    /// The place of the message of an id, where it is waited for.
    private func find(_ id: Int32) -> Int? {
        switch table.find(id) {
        case .waiting(let place): return place
        case .late: counters.lateReplies &+= 1
        case .unknown: counters.unknownReplies &+= 1
        }
        return nil
    }

    /// When a datagram came by the clock of intervals. The wall clock may have been set in between, so its word is bounded.
    private static func arrival(_ received: Timestamp, _ now: Moment) -> MonotonicTime {
        now.monotonic - min(max(now.wall - received, .zero), .seconds(10))
    }

    /// Counts what is no SNMP message, and remembers it for the exchange that it may have been meant for.
    private func takeMalformed(_ bytes: [UInt8], _ source: Endpoint, _ reason: String, at now: MonotonicTime) {
        counters.malformed[reason, default: 0] &+= 1
        if let hint = MessageHint(bytes), case .waiting(let place) = table.find(hint.id) {
            let number = Int(table.messages[place].exchange)
            if source == exchanges[number].request.endpoint {
                suspect(number, .malformedReply, "a reply came that is malformed (\(reason))")
            }
            return
        }
        strays.set(source, Stray(reason: reason, time: now))
    }

    // MARK: What the network says

    /// A datagram could not be sent: the errno says why.
    public func notSent(_ id: Int32, code: Int32, at now: MonotonicTime) {
        guard case .waiting(let place) = table.find(id) else { return }
        let number = Int(table.messages[place].exchange)
        let words = unsafe String(cString: strerror(code))
        // A buffer that is full now may have room when the question is repeated.
        if code == ENOBUFS || code == EAGAIN {
            suspect(number, .notSent, "the request could not be sent (\(words))")
        } else {
            fail(number, .notSent, words, at: now)
        }
    }

    /// The network told of a datagram of ours that it could not be delivered (ICMP). `quoted` is how much of it came back:
    /// its id says which request is meant, as unforgeably as in a reply. Without it the error is not believed, for
    /// anyone can send one.
    public func undeliverable(to destination: Endpoint, quoted: [UInt8], code: Int32, at now: MonotonicTime) {
        guard let hint = MessageHint(quoted), case .waiting(let place) = table.find(hint.id) else { return }
        let number = Int(table.messages[place].exchange)
        guard exchanges[number].request.endpoint == destination else { return }
        counters.networkErrors &+= 1
        let words = unsafe String(cString: strerror(code))
        if code == ECONNREFUSED {
            fail(number, .portUnreachable, "nobody listens at that port", at: now)
        } else {
            // A router's word may be passing: the repetitions go on, and a dead host is a timeout with a cause.
            suspect(number, .timedOut, words)
        }
    }
}
