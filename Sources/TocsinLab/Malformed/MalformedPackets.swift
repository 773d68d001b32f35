import Model
public import SNMP
import Wire

/// Makes wrong packets, the same ones for the same seed.
public struct MalformedPackets: Sendable {
    private var generator: SeededGenerator
    private let community: String
    private let user: USMUser
    /// Our engine in v3 messages that claim to be traps.
    private let engineID: EngineID
    /// The receiver's engine, where it is known.
    private let receiver: EngineID?

    /// A source of packets. Community and user are those that a receiver accepts, so that nothing but the fault is in
    /// the way. With the receiver's engine stale messages are informs; without, they are traps.
    public init(
        seed: UInt64, community: String = OfficeNetwork.community, user: USMUser = OfficeNetwork.user,
        receiver: EngineID? = nil
    ) {
        self.receiver = receiver
        generator = SeededGenerator(seed: seed)
        self.community = community
        self.user = user
        engineID = EngineID.make(from: seed)
    }

    /// The next packet of any kind.
    public mutating func next() -> [UInt8] {
        let kinds = MalformedKind.allCases
        return next(kinds[Int.random(in: kinds.indices, using: &generator)])
    }

    /// The next packet of a kind.
    public mutating func next(_ kind: MalformedKind) -> [UInt8] {
        switch kind {
        case .truncated:
            let packet = wellFormed()
            return Array(packet[..<Int.random(in: 1..<packet.count, using: &generator)])
        case .lyingLength: return lyingLength()
        case .wrongTag: return wrongTag()
        case .trailingBytes: return wellFormed() + generator.octets(Int.random(in: 1...40, using: &generator))
        case .deepNesting: return deepNesting()
        case .giantOID: return giantOID()
        case .hugeInteger: return hugeInteger()
        case .indefiniteLength: return indefiniteLength()
        case .manyVarBinds: return manyVarBinds()
        case .unknownVersion: return unknownVersion()
        case .v3Header: return v3Header()
        case .randomBytes: return randomBytes()
        case .empty: return []
        case .badDigest: return badDigest()
        case .unknownEngine: return v3(.inform, EngineID.make(from: generator.next()), boots: 1, time: 1)
        case .staleBoots:
            // Boots that have reached their end are in nobody's time window (RFC 3414, section 2.2.3).
            guard let receiver else { return v3(.trap, engineID, boots: UInt32(Int32.max), time: 3_600) }
            return v3(.inform, receiver, boots: 0, time: UInt32.random(in: 1...1_000, using: &generator))
        }
    }

    /// A packet that is right in all respects, of v1, v2c or v3 in turn by chance: what the others are made from.
    public mutating func wellFormed() -> [UInt8] {
        let requestID = Int32.random(in: 1 ... .max, using: &generator)
        let notification = anyNotification()
        switch Int.random(in: 0...2, using: &generator) {
        case 0:
            let form = notification.v1Form
            return SNMPEncoder.v1Trap(
                community: community, enterprise: form.enterprise, agentAddress: .v4(0x7f00_0101),
                generic: form.generic, specific: form.specific, timeStamp: 360_000, varBinds: notification.varBinds)
        case 1:
            return SNMPEncoder.v2cNotification(
                Bool.random(using: &generator) ? .trap : .inform, community: community, requestID: requestID,
                sysUpTime: 360_000, trapOID: notification.trap, varBinds: notification.varBinds)
        default:
            let plain = USMUser(name: user.name)
            var sender = try? SNMPv3Sender(plain, engineID: engineID, boots: 1, time: 3_600, random: generator.next())
            return sender?.notification(
                messageID: requestID, requestID: requestID, sysUpTime: 360_000, trapOID: notification.trap,
                varBinds: notification.varBinds) ?? []
        }
    }

    // MARK: A good packet with one fault

    private mutating func lyingLength() -> [UInt8] {
        var packet = wellFormed()
        let elements = BERElement.all(in: packet)
        let place = elements[Int.random(in: elements.indices, using: &generator)]
        // The first octet of the length: a long form's number of octets is as good a lie as a short form's length.
        let index = place.tagIndex + 1
        let old = packet[index]
        repeat { packet[index] = UInt8.random(in: 0...255, using: &generator) } while packet[index] == old
        return packet
    }

    private mutating func wrongTag() -> [UInt8] {
        var packet = wellFormed()
        let elements = BERElement.all(in: packet)
        let place = elements[Int.random(in: elements.indices, using: &generator)]
        let tags: [UInt8] = [0x00, 0x03, 0x0a, 0x0c, 0x13, 0x1f, 0x31, 0x48, 0x5f, 0x88, 0xa9, 0xbf, 0xff]
        packet[place.tagIndex] = tags[Int.random(in: tags.indices, using: &generator)]
        return packet
    }

    private mutating func unknownVersion() -> [UInt8] {
        let versions: [Int32] = [2, 4, 127, -1, 1_000_000, .min]
        let version = versions[Int.random(in: versions.indices, using: &generator)]
        return message(version: version) { writer, _ in
            writer.octets([])
            writer.close(0xa7, since: 0)
        }
    }

    // MARK: Packets made to be wrong

    private mutating func deepNesting() -> [UInt8] {
        var writer = BERWriter(capacity: 60_000)
        let limit = Int.random(in: 2_000...60_000, using: &generator)
        // In variable values, where a parser descends last, or from the first octet on.
        while writer.count < limit { writer.close(0x30, since: 0) }
        guard Bool.random(using: &generator) else { return writer.bytes }
        return varBindPacket { inner, _ in inner.raw(writer.bytes) }
    }

    private mutating func giantOID() -> [UInt8] {
        let isLong = Bool.random(using: &generator)
        return varBindPacket { writer, generator in
            let mark = writer.count
            if isLong {
                writer.raw([UInt8](repeating: 1, count: Int.random(in: 129...20_000, using: &generator)))
            } else {
                writer.raw(
                    [0x2b] + [UInt8](repeating: 0xff, count: Int.random(in: 5...2_000, using: &generator)) + [0x7f])
            }
            writer.close(0x06, since: mark)
        }
    }

    private mutating func hugeInteger() -> [UInt8] {
        varBindPacket { writer, generator in
            let mark = writer.count
            writer.raw([0x7f] + generator.octets(Int.random(in: 9...5_000, using: &generator)))
            writer.close([0x02, 0x41, 0x42, 0x43, 0x46, 0x47][Int.random(in: 0..<6, using: &generator)], since: mark)
        }
    }

    private mutating func indefiniteLength() -> [UInt8] {
        let packet = wellFormed()
        guard let outer = BERElement.all(in: packet).first else { return [0x30, 0x80, 0, 0] }
        return [0x30, 0x80] + packet[outer.content] + [0, 0]
    }

    private mutating func manyVarBinds() -> [UInt8] {
        let count = Int.random(in: 4_097...9_000, using: &generator)
        return message(version: 1) { writer, _ in
            for _ in 0..<count { writer.raw([0x30, 0x05, 0x06, 0x01, 0x2b, 0x05, 0x00]) }
            writer.close(0x30, since: 0)
            MalformedPackets.closePDU(&writer)
        }
    }

    private mutating func v3Header() -> [UInt8] {
        let fault = Int.random(in: 0...5, using: &generator)
        var writer = BERWriter()
        writer.raw([0x30, 0x00])
        let security = writer.count
        writer.octets(generator.octets(fault == 0 ? 7 : 0))
        writer.octets(generator.octets(fault == 1 ? 13 : 0))
        writer.octets(fault == 2 ? generator.octets(33) : Array(user.name.utf8))
        writer.integer(1)
        writer.integer(fault == 3 ? -1 : 1)
        writer.octets(fault == 4 ? generator.octets(4) : engineID.bytes)
        writer.close(0x30, since: security)
        writer.close(0x04, since: security)
        let global = writer.count
        writer.integer(3)
        writer.octets([fault == 5 ? 2 : 0])
        writer.integer(65_507)
        writer.integer(1)
        writer.close(0x30, since: global)
        writer.integer(3)
        writer.close(0x30, since: 0)
        return writer.bytes
    }

    private mutating func randomBytes() -> [UInt8] {
        var octets = generator.octets(Int.random(in: 1...1_500, using: &generator))
        // Half of them begin as a message would, so that they are not all refused at the first octet.
        if Bool.random(using: &generator), octets.count > 8 {
            octets.replaceSubrange(
                0..<7, with: [0x30, 0x82, UInt8(octets.count >> 8), UInt8(octets.count & 0xff), 2, 1, 1])
        }
        return octets
    }

    // MARK: Packets that are well-formed and false

    private mutating func badDigest() -> [UInt8] {
        var wrong = user
        wrong.auth = USMUser.Authentication(user.auth?.protocol ?? .sha256, Passphrase("not the passphrase"))
        return v3(.trap, engineID, boots: 1, time: 3_600, as: wrong)
    }

    private mutating func v3(
        _ kind: SNMPPDUKind, _ engine: EngineID, boots: UInt32, time: UInt32, as user: USMUser? = nil
    ) -> [UInt8] {
        var sender = try? SNMPv3Sender(
            user ?? self.user, engineID: engine, boots: boots, time: time, random: generator.next())
        let id = Int32.random(in: 1 ... .max, using: &generator)
        let notification = anyNotification()
        return sender?.notification(
            kind, messageID: id, requestID: id, trapOID: notification.trap, varBinds: notification.varBinds) ?? []
    }

    // MARK: Parts

    private mutating func anyNotification() -> SentNotification {
        let port = UInt32.random(in: 1...48, using: &generator)
        let notifications: [SentNotification] = [
            .coldStart, .linkDown(port, name: "Gi1/0/\(port)"), .linkUp(port), .bgpEstablished(peer: .v4(0xc000_0201)),
            .unknownEnterprise(2, badge: generator.octets(12)), .upsAlarm(2, id: 1, isOver: false),
        ]
        return notifications[Int.random(in: notifications.indices, using: &generator)]
    }

    /// A v2c trap with one variable whose value the closure writes.
    private mutating func varBindPacket(_ value: (inout BERWriter, inout SeededGenerator) -> Void) -> [UInt8] {
        message(version: 1) { writer, generator in
            value(&writer, &generator)
            writer.objectIdentifier(StandardObjects.serial.arcs)
            writer.close(0x30, since: 0)
            writer.close(0x30, since: 0)
            MalformedPackets.closePDU(&writer)
        }
    }

    private mutating func message(
        version: Int32, _ pdu: (inout BERWriter, inout SeededGenerator) -> Void
    ) -> [UInt8] {
        var writer = BERWriter()
        pdu(&writer, &generator)
        writer.octets(Array(community.utf8))
        writer.integer(version)
        writer.close(0x30, since: 0)
        return writer.bytes
    }

    private static func closePDU(_ writer: inout BERWriter) {
        writer.integer(0)
        writer.integer(0)
        writer.integer(4_711)
        writer.close(0xa7, since: 0)
    }
}
