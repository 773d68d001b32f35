internal import Model
internal import Wire

// v3 replies: RFC 3414, section 3.2, from the asker's side.
extension SNMPManager {
    /// Takes a v3 message whose msgID and address are right.
    func takeUser(
        _ incoming: Incoming, _ envelope: SNMPEnvelope, _ header: SNMPv3Header, _ credential: AgentCredential
    ) {
        let number = incoming.number
        guard let agent = exchanges[number].agent else { return }
        let bytes = incoming.bytes
        let purpose = table.messages[incoming.place].purpose
        if purpose == .discovery {
            takeDiscovery(incoming, envelope, header, agent)
            return
        }
        if header.securityLevel == .noAuthNoPriv, let pdu = envelope.scopedPDU, pdu.kind == .report {
            takeReport(incoming, pdu, in: bytes, header, agent, isAuthentic: false)
            return
        }
        // A Report may be less protected than the request, since it tells no value; a Response may not.
        let level = purpose == .levelProbe ? .authNoPriv : credential.level
        guard header.securityLevel == level || isAuthenticReport(envelope, header, credential) else {
            counters.wrongLevels &+= 1
            suspect(
                number, .malformedReply, "a reply at \(header.securityLevel.text) came, which is not that asked for")
            return
        }
        guard bytes[header.engineID].elementsEqual(agent.engineID) else {
            refuse(number, "v3-other-engine", "a reply of another engine")
            return
        }
        guard bytes[header.userName].elementsEqual(credential.userName) else {
            refuse(number, "v3-other-user", "a reply to another user")
            return
        }
        guard let (plaintext, pdu) = open(incoming, envelope, header, credential, agent) else { return }
        let isAuthentic = credential.level > .noAuthNoPriv
        if isAuthentic, pdu.kind != .report,
            agent.heard(boots: header.boots, time: header.time, at: incoming.arrival)
        {
            noteRestart()
        }
        switch pdu.kind {
        case .report: takeReport(incoming, pdu, in: plaintext, header, agent, isAuthentic: isAuthentic)
        case .response:
            guard pdu.requestID == table.messages[incoming.place].requestID else {
                refuse(number, "v3-other-request-id", "a reply with another request-id")
                return
            }
            var engine: SNMPReply.Engine?
            if let id = EngineID(agent.engineID) {
                engine = SNMPReply.Engine(
                    id: id, boots: header.boots, timeSeconds: header.time, hasRestarted: agent.hasRestarted)
            }
            if purpose != .question {
                takeProbe(number, purpose)
                return
            }
            if isAuthentic { agent.hasRestarted = false }
            answer(
                number, incoming.place, pdu, in: plaintext, from: incoming.source, at: incoming.arrival, engine: engine)
        default: refuse(number, "no-response", "a PDU that is no Response")
        }
    }

    /// A Report that is authenticated, to a request that was encrypted, too (RFC 3414, section 3.2, step 7a).
    private func isAuthenticReport(
        _ envelope: SNMPEnvelope, _ header: SNMPv3Header, _ credential: AgentCredential
    ) -> Bool {
        header.securityLevel == .authNoPriv && credential.level == .authPriv && envelope.pduKind == .report
    }

    /// Authenticates and deciphers: the octets in plain text and the PDU in them, or nil after the fault was noted.
    private func open(
        _ incoming: Incoming, _ envelope: SNMPEnvelope, _ header: SNMPv3Header, _ credential: AgentCredential,
        _ agent: AgentEngine
    ) -> (plaintext: [UInt8], pdu: SNMPScopedPDU)? {
        let bytes = incoming.bytes
        if header.securityLevel > .noAuthNoPriv {
            let keys = NetSNMPLibrary.locked { () -> LocalisedKeys? in
                guard let keys = agent.keys(of: credential),
                    MessageSecurity.isAuthentic(bytes, parameters: header.authenticationParameters, keys.auth)
                else { return nil }
                return keys
            }
            guard let keys else {
                counters.wrongDigests &+= 1
                suspect(incoming.number, .wrongKey, "a reply came whose digest is wrong by our key")
                return nil
            }
            if let ciphertext = header.ciphertext {
                let plaintext = keys.privacy.flatMap { privacy in
                    NetSNMPLibrary.locked {
                        MessageSecurity.decrypt(
                            bytes[ciphertext], salt: bytes[header.privacyParameters], boots: header.boots,
                            time: header.time, privacy)
                    }
                }
                // DES fills its last block; some devices do so with AES, too, which does not need it.
                guard let plaintext, let pdu = try? SNMPScopedPDU(decrypted: plaintext, padding: 16) else {
                    counters.undecipherable &+= 1
                    suspect(incoming.number, .privacy, "an authentic reply came that cannot be deciphered")
                    return nil
                }
                return (plaintext, pdu)
            }
        }
        guard let pdu = envelope.scopedPDU else { return nil }
        return (bytes, pdu)
    }

    /// The answer to the question for an engine's id. Its boots and time are not authentic and not looked at.
    private func takeDiscovery(
        _ incoming: Incoming, _ envelope: SNMPEnvelope, _ header: SNMPv3Header, _ agent: AgentEngine
    ) {
        guard let pdu = envelope.scopedPDU, pdu.kind == .report || pdu.kind == .response,
            header.engineID.count >= 5
        else {
            refuse(incoming.number, "v3-no-engine-id", "an answer without an engine id")
            return
        }
        if pdu.kind == .report {
            counters.reports[ReportKind(VarBindList(pdu, in: incoming.bytes)).rawValue, default: 0] &+= 1
        }
        guard exchanges[incoming.number].isDiscovering else {
            counters.lateReplies &+= 1
            return
        }
        discovered(Array(incoming.bytes[header.engineID]), agent, at: incoming.arrival)
    }

    /// An authentic answer to a question for nothing, while the exchange's own is not answered.
    private func takeProbe(_ number: Int, _ purpose: MessageTable.Purpose) {
        if purpose == .contextProbe {
            suspect(number, .unknownContext, "the agent answers in its default context, but not in the one asked for")
        } else if exchanges[number].suspicion?.reason != .unknownContext {
            suspect(
                number, .privacy,
                "the agent answers what is only authenticated: its privacy protocol or passphrase is another")
        }
    }

    /// A Report to a question.
    private func takeReport(
        _ incoming: Incoming, _ pdu: SNMPScopedPDU, in bytes: [UInt8], _ header: SNMPv3Header, _ agent: AgentEngine,
        isAuthentic: Bool
    ) {
        let number = incoming.number
        let kind = ReportKind(VarBindList(pdu, in: bytes))
        counters.reports[kind.rawValue, default: 0] &+= 1
        guard table.messages[incoming.place].purpose == .question else { return }
        // The same message draws one Report; what repeats it confirms nothing.
        guard table.noteReport(at: incoming.place) else {
            counters.lateReplies &+= 1
            return
        }
        if isAuthentic {
            guard kind == .notInTimeWindows else {
                if agent.heard(boots: header.boots, time: header.time, at: incoming.arrival) { noteRestart() }
                fail(number, kind.failure, "the agent reports \(kind.rawValue)", at: incoming.arrival)
                return
            }
            let isFirst = agent.clock == nil
            if agent.corrected(boots: header.boots, time: header.time, at: incoming.arrival) { noteRestart() }
            if isFirst { engineChanges &+= 1 }
            exchanges[number].corrections += 1
            if exchanges[number].corrections > SNMPManager.mostCorrections {
                fail(number, .notInTimeWindow, "the agent refuses its own boots and time", at: incoming.arrival)
            } else {
                proceed(number, at: incoming.arrival)
            }
            return
        }
        if kind == .unknownEngineIDs, exchanges[number].rediscoveries == 0 {
            // Only a hint: the engine that is known stays in use until a discovery of its own tells another.
            exchanges[number].rediscoveries += 1
            discover(number, agent, at: incoming.arrival)
            return
        }
        suspect(number, report: kind, at: incoming.arrival)
    }

    private func noteRestart() {
        counters.restarts &+= 1
        engineChanges &+= 1
    }
}
