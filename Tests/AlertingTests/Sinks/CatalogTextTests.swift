import Alerting
import Model
import Testing

@Suite("The journal's catalog")
struct CatalogTextTests {
    @Test("It has one entry a rule and one for the users' own, with the meaning, the advice and the doubts")
    func entries() {
        let rule = Rule(
            name: "dhcp-rogue-server", watcher: .dhcp, severity: .critical,
            meaning: "A server that is not listed answers.",
            advice: "Find its port and unplug it. " + String(repeating: "word -- # ", count: 30),
            falsePositives: ["a new relay", "a lab"], messageID: "0123456789abcdef0123456789abcdef", isAlert: true)
        let text = CatalogText.generate(rules: [rule, JournalSinkTests.rule])
        let heads = text.split(separator: "\n").filter { $0.hasPrefix("-- ") }
        #expect(heads.count == 3 && heads.first == "-- \(Rule.userMessageID)")
        #expect(
            text.contains("\n\n-- 0123456789abcdef0123456789abcdef\nSubject: @TOCSIN_SUBJECT@: dhcp-rogue-server\n"))
        #expect(text.contains("\n\nA server that is not listed answers.\n\nFind its port and unplug it."))
        #expect(text.contains("nothing is wrong: a new relay; a lab\n\nEvidence: tocsin why @TOCSIN_EVENT@\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.hasPrefix("#") || $0.contains("--") })
        #expect(text.split(separator: "\n").dropFirst().allSatisfy { !$0.hasPrefix("#") })
    }

    @Test("It is the same whatever the order of the rules")
    func stable() {
        var other = JournalSinkTests.rule
        other = Rule(
            name: "a", watcher: .traps, severity: .info, meaning: "m", advice: "", falsePositives: [],
            messageID: String(repeating: "a", count: 32), isAlert: false)
        #expect(
            CatalogText.generate(rules: [JournalSinkTests.rule, other])
                == CatalogText.generate(rules: [other, JournalSinkTests.rule]))
    }
}
