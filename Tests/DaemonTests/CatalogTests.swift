import Daemon
import Foundation
import Model
import Testing

@Suite struct CatalogTests {
    @Test("The journal's catalog in systemd/ is that of the rules (make catalog)")
    func current() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../systemd/tocsin.catalog")
        #expect(try String(contentsOf: file, encoding: .utf8) == DaemonCatalog.journalCatalog)
    }

    @Test("Every rule has a name, a MESSAGE_ID and words of its own")
    func distinct() {
        let rules = DaemonCatalog.rules
        #expect(Set(rules.map(\.name)).count == rules.count)
        #expect(Set(rules.map(\.messageID)).count == rules.count)
        for rule in rules {
            #expect(rule.messageID.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect(rule.messageID != Rule.userMessageID)
            #expect(!rule.meaning.isEmpty && !rule.advice.isEmpty)
            #expect(rule.name.wholeMatch(of: /[a-z][a-z0-9-]*/) != nil)
        }
    }
}
