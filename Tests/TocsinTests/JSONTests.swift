import Testing
@testable import tocsin

@Suite("JSON")
struct JSONTests {
    @Test(
        "What is JSON is read and written back in its order",
        arguments: [
            "{}", "[]", "null", "true", "-0.5e+10", "\"\"", #"{"b":1,"a":[1,2,{"c":null}],"b":2}"#, #""\u0000\\\"""#,
            "[1.50,10000000000000000000000]",
        ])
    func roundTrip(text: String) { #expect(JSONValue(parsing: text)?.text == text) }

    @Test("Space and escapes mean what RFC 8259 says")
    func reading() {
        #expect(JSONValue(parsing: " {\"a\" :\t[ 1 ,\r\n2 ] } ")?.text == #"{"a":[1,2]}"#)
        #expect(JSONValue(parsing: #""\ud83d\ude00\u00e9\/\b""#)?.string == "😀é/\u{8}")
        #expect(JSONValue(parsing: #""\ud83dx""#)?.string == "\u{fffd}x")
        #expect(JSONValue(parsing: #""\ud83d\u0041""#)?.string == "\u{fffd}A")
    }

    @Test(
        "What is no JSON is refused",
        arguments: [
            "", " ", "{", "}", "[1,]", "{\"a\":}", "{a:1}", "01", "1.", ".5", "+1", "1e", "nul", "\"\n\"", "\"",
            "\"\\x\"",
            "\"\\u12\"", "1 2", "{\"a\":1,}", "[1 2]", "'a'", "-", "NaN",
        ])
    func refusals(text: String) { #expect(JSONValue(parsing: text) == nil) }

    @Test("Depth has a bound, and below it is no matter")
    func depth() {
        func nested(_ count: Int) -> String {
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        #expect(JSONValue(parsing: nested(150)) != nil)
        #expect(JSONValue(parsing: nested(100_000)) == nil)
    }
}
