@testable import EventStore
import Model
import Testing

@Suite("Search patterns")
struct SearchPatternTests {
    @Test(
        "What a pattern finds",
        arguments: [
            ("", ""), ("", "x"), ("abc", "xabcx"), ("a.c", "abc"), ("^abc$", "abc"), ("a|bc", "xbc"),
            ("^(a|b)+$", "abba"),
            ("(?:ab)+c", "ababc"), ("ab?c", "ac"), ("ab*?c", "abbc"), ("a{2}", "caab"), ("^a{2,3}$", "aaa"),
            ("^a{2,}$", "aaaaa"), ("a{x}", "a{x}"), ("[a-c]x", "bx"), ("[^a-c]x", "dx"), ("[]a]", "]"), ("[a-]", "-"),
            ("[[:digit:]]+ %", "80 %"), (#"\d+\.\d+"#, "1.25"), (#"\bup\b"#, "is up now"), (#"\Bup"#, "backup"),
            (#"\w+é"#, "café"), (#"[\d.]+"#, "10.0"), (#"\x41\x{e9}"#, "Aé"), (#"a\|b"#, "a|b"), ("(?i)DOWN", "down"),
            ("(a*)*$", "b"), ("(|a)+", ""), ("é", "é"), ("^.$", "👍"), (#"\S+\s\S"#, "a b"), ("a||b", ""), ("$^", ""),
            (#"\AGi[0-9/]+\z"#, "Gi1/0/48"), ("[[:alpha:]_]+7", "x_7"), ("a{0}b", "b"), ("(a{2}){2}", "aaaa"),
        ])
    func finds(pattern: String, text: String) throws {
        #expect(try SearchPattern(pattern).isFound(in: text))
    }

    @Test(
        "What a pattern does not find",
        arguments: [
            ("abc", "ab"), ("^b", "ab"), ("a$", "ab"), ("a.c", "ac"), ("^a{2,3}$", "aaaa"), ("[^a]", "a"),
            ("DOWN", "down"),
            (#"\bup\b"#, "backup"), (#"\D"#, "12"), ("(ab){2}", "abxab"), ("x+", ""), (#"a\.b"#, "axb"), ("[a-c]", "B"),
        ])
    func misses(pattern: String, text: String) throws {
        #expect(try !SearchPattern(pattern).isFound(in: text))
    }

    @Test("Case is ignored until a capital letter is written")
    func smartCase() throws {
        #expect(try SearchPattern(smartCase: "fan").isFound(in: "FAN"))
        #expect(try SearchPattern(smartCase: "[f]an").isFound(in: "FAN"))
        #expect(try SearchPattern(smartCase: "élan").isFound(in: "ÉLAN"))
        #expect(try SearchPattern(smartCase: #"\Sfan\W"#).isFound(in: "xFAN "))
        #expect(try !SearchPattern(smartCase: "Fan").isFound(in: "FAN"))
    }

    @Test(
        "What cannot be read is refused at its place",
        arguments: [
            ("(", 0), ("a)", 1), ("[a", 0), ("*a", 0), ("a**", 2), (#"a\"#, 1), (#"\1"#, 1), ("(?=a)", 1), ("[z-a]", 4),
            ("a{3,2}", 1), ("a{99999}", 1), ("[[:nope:]]", 1), (#"\xZZ"#, 2), ("^*", 0),
        ])
    func refusals(pattern: String, offset: Int) throws {
        let fault = #expect(throws: ReaderFault.self) { try SearchPattern(pattern) }
        guard case .badPattern(pattern, offset, _) = fault else {
            Issue.record("\(fault as Any)")
            return
        }
    }

    @Test("A pattern that keeps a backtracking matcher busy for ever takes a moment", .timeLimit(.minutes(5)))
    func catastrophe() throws {
        let text = String(repeating: "a", count: 2_000) + "!"
        #expect(try !SearchPattern("^(a+)+$").isFound(in: text))
        #expect(try !SearchPattern("(a|a|aa)*b").isFound(in: text))
        #expect(try !SearchPattern("^(a?){50}a{50}$").isFound(in: text))
    }

    @Test("A pattern that would need too much memory is refused")
    func tooLarge() {
        #expect(throws: ReaderFault.self) { try SearchPattern("((a{100}){100}){100}") }
        #expect(throws: ReaderFault.self) { try SearchPattern(String(repeating: "(", count: 10_000)) }
    }
}
