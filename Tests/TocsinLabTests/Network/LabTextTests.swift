import Model
import SNMP
import Testing
import Wire

@testable import TocsinLab

@Suite struct LabTextTests {
    @Test func `The options of a v3 user are read`() throws {
        let text = LabText.Security(
            version: "3", user: "u", auth: "sha512:first words", privacy: "AES-256:second:words", level: "authnopriv",
            engineID: "0x8000000001020304")
        let (security, level) = try text.parsed()
        let user = USMUser(
            name: "u", auth: .init(.sha512, "first words"), privacy: .init(.aes256, "second:words"))
        let engine = try #require(EngineID([0x80, 0, 0, 0, 1, 2, 3, 4]))
        #expect(security == .v3(user, engineID: engine))
        #expect(level == .authNoPriv)
    }

    @Test func `Without a user's name v3 is the office's user`() throws {
        guard case .v3(let user, _, _) = try LabText.Security(version: "3").parsed().0 else {
            Issue.record("not v3")
            return
        }
        #expect(user == OfficeNetwork.user)
    }

    @Test(arguments: [
        LabText.Security(version: "4"), .init(version: "3", auth: "SHA-256"), .init(version: "3", auth: "SHA-3:words"),
        .init(version: "3", privacy: "ROT13:words"), .init(version: "3", level: "high"),
        .init(version: "3", engineID: "01"),
    ])
    func `What cannot be read is refused`(text: LabText.Security) {
        #expect(throws: LabTextFault.self) { try text.parsed() }
    }
}
