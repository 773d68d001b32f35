import Testing

@testable import SNMP

@Suite("DISPLAY-HINT (RFC 2579, section 3.1)")
struct DisplayHintTests {
    @Test("The hints of the standard conventions read their values")
    func standardHints() {
        #expect(text("1x:", [0x52, 0x54, 0x00]) == "52:54:00")
        #expect(text("255a", Array("eth0".utf8)) == "eth0")
        #expect(text("1d.1d.1d.1d", [192, 0, 2, 1]) == "192.0.2.1")
        #expect(text("1d.1d.1d.1d/2d", [192, 0, 2, 1, 0, 162]) == "192.0.2.1/162")
        #expect(text("1d.1d.1d.1d:2d", [192, 0, 2, 1, 0, 162]) == "192.0.2.1:162")
        #expect(text("2x:2x:2x", [0x20, 0x01, 0x0d, 0xb8, 0, 1]) == "2001:0db8:0001")
        #expect(text("4d:4d:4d.4d", [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]) == "1:2:3.4")
        #expect(text("1o,", [8, 9]) == "10,11")
        #expect(text("0a[2x:2x]0a:2d", [0x20, 1, 0, 1, 0, 161]) == "[2001:0001]:161")
    }

    @Test("The last part of a hint goes on to the end of the value, and the value may end before the hint")
    func lengths() {
        #expect(text("1d.", [1, 2, 3]) == "1.2.3")
        #expect(text("1d-2x", [1, 2, 3, 4, 5]) == "1-02030405")
        #expect(text("1d.1d.1d.1d", [192, 0]) == "192.0")
        #expect(text("2d", [1]) == "1")
    }

    @Test("A star takes its count from the value")
    func repetition() {
        #expect(text("*1x:/1d.", [2, 0xaa, 0xbb, 7, 8]) == "aa:bb/7.8")
        #expect(text("*1x:/1d", [0, 7]) == "7")
        #expect(text("*1x:", [200, 1]) == "01")
        #expect(text("*1d.", [1]) == nil)
    }

    @Test(
        "A hint that breaks the rules is none",
        arguments: ["", "a", "1", "1z", "x1", "*", "*a", "0a", "1x0a-", "99999999999d", "1d.1", "é", "%s%n"])
    func garbage(hint: String) {
        #expect(DisplayHint(octets: hint) == nil)
    }

    @Test("A hint made of digits alone, or as long as a page, does not hold anything up")
    func hostileHints() {
        #expect(DisplayHint(octets: String(repeating: "9", count: 100_000)) == nil)
        #expect(DisplayHint(octets: String(repeating: "1d", count: 1_000)) == nil)
    }

    @Test("A value whose text would be without bounds is shown in another way")
    func unbounded() {
        #expect(text("1d.", [UInt8](repeating: 255, count: 65_000)) == nil)
        #expect(text("9d", [UInt8](repeating: 255, count: 9)) == nil)
        #expect(text("*0d.1x", [255, 1])?.hasPrefix("....") == true)
        // Characters that control a terminal are no text.
        #expect(text("1a1d", [0x1b, 1]) == nil)
        #expect(text("1a-", [0xff, 0xfe]) == nil)
    }

    @Test("Integers have decimals, or another base")
    func integers() {
        #expect(DisplayHint(integer: "d-2")?.text(1234) == "12.34")
        #expect(DisplayHint(integer: "d-2")?.text(-5) == "-0.05")
        #expect(DisplayHint(integer: "d-1")?.text(0) == "0.0")
        #expect(DisplayHint(integer: "d")?.text(7) == "7")
        #expect(DisplayHint(integer: "x")?.text(255) == "ff")
        #expect(DisplayHint(integer: "o")?.text(8) == "10")
        #expect(DisplayHint(integer: "b")?.text(5) == "101")
        #expect(DisplayHint(integer: "d-2")?.text(.min) == "-92233720368547758.08")
        for hint in ["", "q", "d-", "d-x", "d2", "d-99999999999999999999", "x-2", "d--1"] {
            #expect(DisplayHint(integer: hint) == nil, "\(hint)")
        }
    }

    private func text(_ hint: String, _ octets: [UInt8]) -> String? { DisplayHint(octets: hint)?.text(octets) }
}
