import Model
import SNMP
import Wire

/// What the fuzzers begin with, made by the lab's builders.
enum FuzzSeeds {
    /// The engine that the messages are for.
    static let receiver = EngineID.make(from: 0x0102_0304_0506_0708)

    /// Messages of all versions, right and wrong ones.
    static var messages: [[UInt8]] {
        var packets = MalformedPackets(seed: 1, community: "c", receiver: receiver)
        var seeds: [[UInt8]] = []
        for notification in [
            SentNotification.coldStart, .linkDown(3), .bgpEstablished(peer: .v4(0xc000_0201)),
            .unknownEnterprise(1, badge: [1, 2]), SentNotification([1, 3, 6, 1, 4, 1, 9], allTypes),
        ] {
            let form = notification.v1Form
            seeds.append(
                SNMPEncoder.v1Trap(
                    community: "c", enterprise: form.enterprise, agentAddress: .v4(0x7f00_0101), generic: form.generic,
                    specific: form.specific, timeStamp: 1, varBinds: notification.varBinds))
            for kind in [SNMPPDUKind.trap, .inform] {
                seeds.append(
                    SNMPEncoder.v2cNotification(
                        kind, community: "c", requestID: 1, trapOID: notification.trap, varBinds: notification.varBinds)
                )
                for user in [USMUser(name: "plain"), OfficeNetwork.user] {
                    var sender = try? SNMPv3Sender(
                        user, engineID: kind == .inform ? receiver : EngineID.make(from: 9), boots: 1, time: 3_600,
                        random: 1)
                    sender?.notification(
                        kind, messageID: 1, requestID: 1, trapOID: notification.trap, varBinds: notification.varBinds
                    ).map { seeds.append($0) }
                }
            }
        }
        seeds.append(SNMPv3Sender.discovery(messageID: 1, requestID: 1))
        // The large ones would be cut by the fuzzer and cost it time.
        seeds += MalformedKind.allCases.map { packets.next($0) }.filter { !$0.isEmpty && $0.count < 1_500 }
        return seeds
    }

    private static let allTypes: [VarBind] = [
        .integer(-1), .octetString([0, 255]), .null, .objectIdentifier([1, 3, 6, 1]), .ipAddress(.v4(1)),
        .counter32(.max), .gauge32(1), .timeTicks(1), .opaque([1, 2]), .opaqueFloat(1.5), .opaqueDouble(1.5),
        .counter64(.max), .noSuchObject, .noSuchInstance, .endOfMibView,
    ].enumerated().map { VarBind([1, 3, 6, 1, 4, 1, 9, UInt32($0)], $1) }

    /// UDP over IPv4 and IPv6 in each kind of frame; the first octet is the number of the link type.
    static var frames: [[UInt8]] {
        let udp: [UInt8] = [0x9c, 0x40, 0, 162, 0, 12, 0, 0, 1, 2, 3, 4]
        let ipv4: [UInt8] = [0x45, 0, 0, 32, 0, 1, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 2] + udp
        let options: [UInt8] =
            [0x46, 0, 0, 36, 0, 1, 0, 0, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 2, 1, 1, 1, 0] + udp
        let fragment: [UInt8] = [0x45, 0, 0, 32, 0, 1, 0x20, 1, 64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 2] + udp
        let zeros = [UInt8](repeating: 0, count: 15)
        let addresses = zeros + [1] + zeros + [2]
        let ipv6: [UInt8] = [0x60, 0, 0, 0, 0, 12, 17, 64] + addresses + udp
        let extended: [UInt8] =
            [0x60, 0, 0, 0, 0, 28, 0, 64] + addresses + [60, 0, 1, 4, 0, 0, 0, 0] + [17, 0, 1, 4, 0, 0, 0, 0] + udp
        let macs: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]
        let ethernet = macs + [0x08, 0x00] + ipv4
        let tagged = macs + [0x88, 0xa8, 0, 7, 0x81, 0x00, 0, 8, 0x86, 0xdd] + ipv6
        return [
            [0, 2, 0, 0, 0] + ipv4, [0, 0, 0, 0, 10] + ipv6, [1] + ethernet, [1] + tagged,
            [1] + macs + [0x08, 0x06, 0, 1],
            [2] + ipv4, [2] + ipv6, [3, 0, 0, 0, 2] + options,
            [4, 0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x08, 0x00] + ipv4, [5] + fragment, [6] + extended,
            [7, 0x86, 0xdd, 0, 0, 0, 0, 0, 3, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0] + ipv6, [8] + ipv4,
        ]
    }

    /// Texts of each grammar.
    static let texts: [[UInt8]] = [
        "0", "500ms", "2s", "5m", "12h", "90d", "1w", "250us", "9223372036854775807w", "2026-11-24T01:47:00.000000Z",
        "2026-11-24 01:47:60.123456789+01:30", "1678-01-01T00:00:00Z", "2261-12-31T23:59:59-23:59", "192.0.2.7",
        "2001:db8::1", "[fe80::1%1]", "::ffff:192.0.2.1", "10.0.0.0/8", "2001:db8::/32", "0.0.0.0/0", "::/0",
        "1.3.6.1.4.1.8072", ".1.3.4294967295", "0x80001f8880aabbccdd", "80:00:1f:88:04:61", "52:54:00:12:34:56",
        "critical", "1.3.6=s:text", "1.3.6=x:00ff", "127.0.0.1:9162", "[::1]:162",
    ].map { Array($0.utf8) }
}
