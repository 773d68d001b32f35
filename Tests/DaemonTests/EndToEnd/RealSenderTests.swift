import EventStore
import Foundation
import Model
import SNMP
import Testing
import TocsinLab

/// Debian's own senders against the running daemon.
@Suite(
    "Real senders", .enabled(if: DebianSender.isInstalled, "needs snmptrap and snmpinform (Debian's snmp)"), .serialized
)
struct RealSenderTests {
    /// A v3 user, as the configuration and as the command line know it.
    struct User {
        var name: String
        var auth: String?
        var privacy: String?

        var level: String { auth == nil ? "noAuthNoPriv" : privacy == nil ? "authNoPriv" : "authPriv" }

        var credential: String {
            var line = "    - { name: \(name), version: 3, user: \(name)"
            if let auth { line += ", auth: { protocol: \(auth), passphrase: auth-\(name) }" }
            if let privacy { line += ", privacy: { protocol: \(privacy), passphrase: priv-\(name) }" }
            return line + " }"
        }

        func options(engine: Int? = nil) -> [String] {
            var words = ["-v", "3", "-u", name, "-l", level]
            if let auth { words += ["-a", auth, "-A", "auth-\(name)"] }
            if let privacy { words += ["-x", privacy, "-X", "priv-\(name)"] }
            // The sender of a trap is its authoritative engine; an inform asks for the receiver's.
            if let engine { words += ["-e", String(format: "0x80001f8805%08x", engine + 1)] }
            return words
        }

        /// Every way that Debian's programs know.
        static let all: [User] = {
            var users = [User(name: "plain-user")]
            for auth in ["MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"] {
                for privacy in [nil, "DES", "AES", "AES-192", "AES-256"] {
                    users.append(User(name: "user-\(auth)-\(privacy ?? "none")", auth: auth, privacy: privacy))
                }
            }
            return users
        }()
    }

    static func daemon(_ users: [User]) throws -> RunningDaemon {
        let names = users.map(\.name).joined(separator: ", ")
        return try RunningDaemon(
            traps: RunningDaemon.open + "\nusers: [ \(names) ]",
            rest: "snmp:\n  credentials:\n" + users.map(\.credential).joined(separator: "\n"))
    }

    @Test("Each user of every digest and cipher is heard: one event a trap, one an acknowledged inform, IPv4 and IPv6")
    func everyUser() async throws {
        let daemon = try RealSenderTests.daemon(User.all)
        try await daemon.start()
        try await withThrowingTaskGroup(of: (String, Int32).self) { group in
            var next = User.all.enumerated().makeIterator()
            func add() {
                guard let (index, user) = next.next() else { return }
                // Each family carries traps of the one half and informs of the other.
                let (first, second) =
                    index.isMultiple(of: 2)
                    ? (IPAddress.loopback4, IPAddress.loopback6) : (.loopback6, .loopback4)
                group.addTask {
                    let trap = DebianSender(security: user.options(engine: index), address: first, port: daemon.port)
                    let sent = try await trap.trap(DebianSender.marked("trap-\(user.name)"), in: daemon.folder)
                    #expect(sent == 0)
                    let inform = DebianSender(security: user.options(), address: second, port: daemon.port)
                    return (
                        user.name,
                        try await inform.inform(DebianSender.marked("inform-\(user.name)"), in: daemon.folder)
                    )
                }
            }
            for _ in 0..<3 { add() }
            for try await (user, code) in group {
                #expect(code == 0, "snmpinform as \(user)")
                add()
            }
        }
        let events = try await daemon.events("rule=trap", reach: 2 * User.all.count)
        #expect(try daemon.events("rule=trap-refused").isEmpty)
        for user in User.all {
            for pdu in ["trap", "inform"] {
                let own = events.filter { $0.marker == "\(pdu)-\(user.name)" }
                #expect(own.count == 1, "\(pdu) of \(user.name)")
                let evidence = own.first?.evidence ?? .null
                #expect(evidence["version"].text == "3")
                #expect(evidence["pdu"].text == pdu)
                #expect(evidence["user"].text == user.name)
                #expect(evidence["security_level"].text == user.level)
                #expect(evidence["engine_id"].text?.contains("800") == true)
                #expect(evidence["oid"].text == "1.3.6.1.4.1.32473.1.0.7")
            }
        }
        let text = events.map(\.observation.evidence.json).joined()
        #expect(!text.contains("auth-user") && !text.contains("priv-user"), "keys are never stored")
        #expect(try daemon.trapStatus()["acknowledged"].int == User.all.count)
        #expect(await daemon.end() == 0)
        #expect(!(daemon.output + daemon.errors).contains("auth-user"))
    }

    @Test("v1 and v2c traps and v2c informs of both families are judged by their rules, with all varbinds")
    func communities() async throws {
        let daemon = try RunningDaemon()
        try await daemon.start()
        let link = [
            "1.3.6.1.2.1.2.2.1.1.3", "i", "3", "1.3.6.1.2.1.2.2.1.7.3", "i", "1", "1.3.6.1.2.1.2.2.1.8.3", "i", "2",
        ]
        for address in [IPAddress.loopback4, .loopback6] {
            let first = DebianSender(security: ["-v", "1", "-c", "public"], address: address, port: daemon.port)
            // enterprise, agent, generic 2 (linkDown), specific, uptime
            #expect(
                try await first.trap(["1.3.6.1.4.1.32473.2", "127.0.0.1", "2", "0", "4711"] + link, in: daemon.folder)
                    == 0)
            let second = DebianSender(security: ["-v", "2c", "-c", "public"], address: address, port: daemon.port)
            #expect(try await second.inform(["815", "1.3.6.1.6.3.1.1.5.4"] + link, in: daemon.folder) == 0)
        }
        let down = try await daemon.events("state=firing", reach: 2)
        try #require(down.count == 2)
        #expect(down.map(\.observation.rule) == ["link-down", "link-down"])
        #expect(down.map(\.observation.subject.text) == ["127.0.0.1/3", "::1/3"])
        #expect(down.map { $0.evidence["version"].text } == ["1", "1"])
        #expect(down[0].evidence["enterprise"].text == "1.3.6.1.4.1.32473.2")
        #expect(down[0].evidence["uptime_seconds"].int == 47)
        let varBinds = down[0].varBinds
        #expect(varBinds.map { $0["name"].text } == ["ifIndex.3", "ifAdminStatus.3", "ifOperStatus.3"])
        #expect(varBinds.map { $0["text"].text ?? "" } == ["", "up", "down"])
        // An acknowledged inform is in the store already: no waiting here.
        let up = try daemon.events("state=resolved")
        #expect(up.map(\.observation.subject.text) == ["127.0.0.1/3", "::1/3"])
        #expect(up.map(\.alert) == down.map(\.alert))
        #expect(up.map { $0.evidence["pdu"].text } == ["inform", "inform"])
        #expect(!(down + up).contains { $0.observation.evidence.json.contains("public") })
        #expect(await daemon.end() == 0)
    }

    @Test("A wrong community, user, key or level is refused, told once a reason, and an inform is not acknowledged")
    func refused() async throws {
        let user = User(name: "monitor", auth: "SHA-256", privacy: "AES")
        let daemon = try RealSenderTests.daemon([user])
        try await daemon.start()
        func sender(_ words: [String]) -> DebianSender {
            DebianSender(security: words, address: .loopback4, port: daemon.port)
        }
        let engine = ["-e", "0x80001f880500000099"]
        let wrong: [(words: [String], slug: String)] = [
            (["-v", "2c", "-c", "guess"], "unknown-community"),
            (["-v", "3", "-u", "nobody", "-l", "noAuthNoPriv"] + engine, "unknown-user"),
            (
                [
                    "-v", "3", "-u", "monitor", "-l", "authPriv", "-a", "SHA-256", "-A", "not-the-key", "-x", "AES",
                    "-X", "priv-monitor",
                ]
                    + engine, "wrong-digest"
            ),
            (
                [
                    "-v", "3", "-u", "monitor", "-l", "authPriv", "-a", "SHA-256", "-A", "auth-monitor", "-x", "AES",
                    "-X", "not-the-key",
                ]
                    + engine, "decryption-failed"
            ),
            (
                ["-v", "3", "-u", "monitor", "-l", "authNoPriv", "-a", "SHA-256", "-A", "auth-monitor"] + engine,
                "wrong-security-level"
            ),
        ]
        for (words, _) in wrong {
            for _ in 0..<2 { #expect(try await sender(words).trap(DebianSender.marked("no"), in: daemon.folder) == 0) }
        }
        let community = try await sender(["-v", "2c", "-c", "guess"]).inform(
            DebianSender.marked("no"), in: daemon.folder, timeout: 1, retries: 0)
        #expect(community != 0)
        // The daemon's counters say when all have come in.
        let hasAll = try await eventually { try daemon.trapStatus()["received"].int == 2 * wrong.count + 1 }
        #expect(hasAll)
        let refused = try await daemon.events("rule=trap-refused", reach: wrong.count)
        #expect(Set(refused.compactMap { $0.evidence["reason"].text }) == Set(wrong.map(\.slug)))
        #expect(refused.count == wrong.count, "each reason is told once")
        #expect(refused.allSatisfy { $0.observation.severity == .notice && $0.observation.state == .occurred })
        #expect(try daemon.events("rule=trap").isEmpty)
        let counted = try daemon.trapStatus()["refused"]
        #expect(counted["unknown-community"].int == 3)
        #expect(wrong.dropFirst().allSatisfy { counted[$0.slug].int == 2 })
        let told = daemon.output + daemon.errors + refused.map(\.observation.evidence.json).joined()
        #expect(!told.contains("guess") && !told.contains("not-the-key"), "what was offered is not told either")
        // The end tells what was refused and not told yet.
        #expect(await daemon.end() == 0)
        #expect(try daemon.events("rule=trap-refused").map(\.observation.count).reduce(0, +) == 2 * wrong.count + 1)
    }
}
