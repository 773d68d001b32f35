import Model
import SNMP
import Synchronization
import Wire

/// What the fuzzers of Tests/Fuzz give arbitrary octets to, and what must hold then, crashes apart. The same bodies run in
/// a normal test over every input that ever failed. The configuration reader's is beside its own tests, for it belongs to a
/// floor above.
public enum FuzzTarget: String, Sendable, Hashable, CaseIterable {
    /// The check of an SNMP message's structure.
    case ber
    /// The check, then decoding and answering by the engine.
    case trap
    /// Replies to an SNMP manager's requests that are under way.
    case snmpReply = "snmp-reply"
    /// Captured frames down to their UDP payload.
    case frames
    /// Texts that stand in the configuration and on the command line: durations, times, addresses, identifiers.
    case times
    /// NTP packets with extension fields and MACs.
    case ntp
    /// Messages of NTS key establishment.
    case ntsKeys = "nts-ke"
    /// Answers of the daemons' control ports: ntpd's modes 6 and 7, chronyd's commands.
    case ntpControl = "ntp-control"
    /// BOOTP and DHCP messages.
    case dhcpv4
    /// DHCPv6 messages, also within relay agents' messages.
    case dhcpv6
    /// ICMPv6 messages of neighbor discovery.
    case nd

    /// Runs one input. Traps, as a fuzzer wants it, when something that must hold does not.
    public func run(_ bytes: [UInt8]) {
        switch self {
        case .ber: FuzzTarget.checkStructure(bytes)
        case .trap: FuzzTarget.decode(bytes)
        case .snmpReply: ReplyFuzzing.run(bytes)
        case .frames: FuzzTarget.openFrame(bytes)
        case .times: FuzzTarget.readTexts(String(decoding: bytes, as: UTF8.self))
        case .ntp: FuzzTarget.readNTP(bytes)
        case .ntsKeys: FuzzTarget.readNTSKeys(bytes)
        case .ntpControl: FuzzTarget.readNTPControl(bytes)
        case .dhcpv4: FuzzTarget.readDHCPv4(bytes)
        case .dhcpv6: FuzzTarget.readDHCPv6(bytes)
        case .nd: FuzzTarget.readNeighborDiscovery(bytes)
        }
    }

    /// Inputs to begin with, the same ones each time: small, and each of another kind.
    public var seeds: [[UInt8]] {
        switch self {
        case .ber, .trap: FuzzSeeds.messages
        case .snmpReply: ReplyFuzzing.seeds
        case .frames: FuzzSeeds.frames
        case .times: FuzzSeeds.texts
        case .ntp: FuzzSeeds.ntpPackets
        case .ntsKeys: FuzzSeeds.ntsKeyMessages
        case .ntpControl: FuzzSeeds.ntpControlMessages
        case .dhcpv4: FuzzSeeds.dhcpv4Messages
        case .dhcpv6: FuzzSeeds.dhcpv6Messages
        case .nd: FuzzSeeds.neighborDiscoveryMessages
        }
    }

    // MARK: Bodies

    private static func checkStructure(_ bytes: [UInt8]) {
        do {
            let envelope = try SNMPEnvelope(bytes)
            let places = [
                envelope.community, envelope.v3?.engineID, envelope.v3?.userName, envelope.v3?.authenticationParameters,
                envelope.v3?.privacyParameters, envelope.v3?.ciphertext, envelope.scopedPDU?.pdu,
                envelope.scopedPDU?.varBinds,
            ]
            for case .some(let place) in places {
                precondition(place.lowerBound >= 0 && place.upperBound <= bytes.count, "a place lies outside")
            }
            precondition(bytes.count >= 2 && bytes[0] == 0x30, "no message begins so")
        } catch {
            precondition((0...bytes.count).contains(error.offset), "a fault lies outside")
        }
        do {
            let inside = try SNMPScopedPDU(decrypted: bytes, padding: 16)
            precondition(inside.pdu.upperBound <= bytes.count, "a place lies outside")
        } catch {
            precondition((0...bytes.count).contains(error.offset), "a fault lies outside")
        }
    }

    /// An engine that lives as long as the process: to derive keys for each input would take milliseconds.
    private static let engine = Mutex<SNMPEngine?>(
        {
            let engine = try? SNMPEngine(
                engineID: FuzzSeeds.receiver, boots: 1, started: MonotonicTime(nanoseconds: 0), random: 1)
            _ = engine?.setUsers([USMUser(name: "plain"), OfficeNetwork.user])
            return engine
        }())

    private static func decode(_ bytes: [UInt8]) {
        guard let envelope = try? SNMPEnvelope(bytes) else { return }
        let source = Endpoint(address: .v4(0x7f00_0001), port: 40_000)
        let now = MonotonicTime(nanoseconds: 3_600_000_000_000)
        let decoding = engine.withLock { $0?.decode(bytes, envelope: envelope, source: source, now: now) }
        let response: [UInt8]?
        switch decoding {
        case .trap(let message):
            response = message.response
            precondition(message.kind != .inform || response != nil, "an inform has no acknowledgment")
            precondition(message.varBinds.count <= 4_096, "more variables than the check allows")
        case .refused(_, let report): response = report
        case nil: preconditionFailure("no engine")
        }
        if let response {
            precondition((try? SNMPEnvelope(response)) != nil, "our own answer is malformed")
        }
        _ = try? SNMPAnswer(bytes)
    }

    /// The first octet chooses the link type.
    private static func openFrame(_ bytes: [UInt8]) {
        let types: [LinkType] = [
            .null, .ethernet, .raw, .loop, .linuxSLL, .ipv4, .ipv6, .linuxSLL2, LinkType(rawValue: 9),
        ]
        guard let first = bytes.first else { return }
        let frame = bytes.dropFirst()
        do {
            let content = try FrameContent(decoding: frame, linkType: types[Int(first) % types.count])
            if case .icmpv6(let captured) = content {
                precondition(captured.message.startIndex >= frame.startIndex, "a message lies outside")
                precondition(captured.message.endIndex <= frame.endIndex, "a message lies outside")
                _ = try NeighborDiscoveryMessage(captured)
            }
            guard case .datagram(let datagram) = content else { return }
            precondition(datagram.payload.startIndex >= frame.startIndex, "a payload lies outside")
            precondition(datagram.payload.endIndex <= frame.endIndex, "a payload lies outside")
            precondition(datagram.payloadOffset + datagram.payload.count <= frame.count, "a payload lies outside")
        } catch {
            precondition((0...frame.count).contains(error.offset), "a fault lies outside")
        }
    }

    private static func readTexts(_ text: String) {
        if let duration = DurationGrammar.parse(text) {
            // Nanoseconds have no unit, but no text can give any.
            precondition(DurationGrammar.parse(DurationGrammar.text(duration)) == duration, "a duration changes")
            _ = DurationGrammar.rounded(duration)
        }
        if let time = Timestamp(rfc3339: text) {
            // An offset may put the first and the last day of the range beyond it; such a time is not read again.
            let again = Timestamp(rfc3339: time.rfc3339) ?? time
            precondition(again.microseconds == time.microseconds, "a time changes")
            _ = time.rfc3339Local
        }
        if let address = IPAddress(text) { precondition(IPAddress(address.text) == address, "an address changes") }
        if let network = Network(text) {
            precondition(network.contains(network.base) || network.base.isIPv6, "a network does not contain its base")
        }
        if let object = ObjectIdentifier(text) {
            precondition(ObjectIdentifier(object.text) == object, "an identifier changes")
        }
        if let engine = EngineID(text) { precondition(EngineID(engine.text) == engine, "an engine id changes") }
        _ = MACAddress(text)
        _ = Severity(name: text)
        _ = try? VarBind(text: text)
        _ = try? LabDestination(text)
    }
}
