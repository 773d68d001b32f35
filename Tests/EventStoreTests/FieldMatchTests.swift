import EventStore
import Testing

@Suite("Field matches")
struct FieldMatchTests {
    @Test("Each operator is read, and the longer one wins")
    func operators() throws {
        #expect(try FieldMatch(parsing: "rule=a=b") == FieldMatch(field: "rule", comparison: .equals, value: "a=b"))
        #expect(try FieldMatch(parsing: "rule!=") == FieldMatch(field: "rule", comparison: .differs, value: ""))
        #expect(try FieldMatch(parsing: "rule=~^a") == FieldMatch(field: "rule", comparison: .contains, value: "^a"))
        #expect(try FieldMatch(parsing: "rule!~a!=b") == FieldMatch(field: "rule", comparison: .lacks, value: "a!=b"))
    }

    @Test("What is no match is refused with how to write one", arguments: ["", "rule", "=x", "!=x", "rule!x"])
    func refusals(text: String) {
        #expect(throws: ReaderFault.notAMatch(text: text)) { try FieldMatch(parsing: text) }
    }
}
