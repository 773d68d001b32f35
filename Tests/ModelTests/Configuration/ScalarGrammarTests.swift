import Model
import Testing

@Suite struct ScalarGrammarTests {
    @Test("Rates become times a second")
    func rates() {
        #expect(ScalarGrammar.rate("200/s") == 200)
        #expect(ScalarGrammar.rate("12/m") == 0.2)
        #expect(ScalarGrammar.rate("90/h") == 0.025)
        for text in ["200", "/s", "200/", "200/d", "-1/s", "1e3/s", "1/s/s", "nan/s", "200 /s", ".5/s", "1./s"] {
            #expect(ScalarGrammar.rate(text) == nil, "\(text)")
        }
    }

    @Test("Percentages lie between 0 and 100 and bear their sign")
    func percentages() {
        #expect(ScalarGrammar.percent("90%") == 90)
        #expect(ScalarGrammar.percent("99.5%") == 99.5)
        #expect(ScalarGrammar.percent("0%") == 0)
        for text in ["90", "101%", "-1%", "%", "0x10%", "inf%"] {
            #expect(ScalarGrammar.percent(text) == nil, "\(text)")
        }
    }

    @Test("Sizes count in bytes, and what does not fit is refused")
    func sizes() {
        #expect(ScalarGrammar.byteCount("8MiB") == 8_388_608)
        #expect(ScalarGrammar.byteCount("512 KiB") == 524_288)
        #expect(ScalarGrammar.byteCount("1GB") == 1_000_000_000)
        #expect(ScalarGrammar.byteCount("4096") == 4_096)
        for text in ["MiB", "8MB8", "-1", "8mib", "9223372036854775807GiB", "8.5MiB", ""] {
            #expect(ScalarGrammar.byteCount(text) == nil, "\(text)")
        }
    }

    @Test("Whole numbers are plain digits")
    func integers() {
        #expect(ScalarGrammar.integer("-12") == -12)
        for text in ["", "-", "+1", "1_000", "1.0", "0x10", "٣", "99999999999999999999"] {
            #expect(ScalarGrammar.integer(text) == nil, "\(text)")
        }
    }

    @Test("A host is an address or a name, and a mistyped IPv4 address is neither")
    func hosts() {
        #expect(HostAddress("192.0.2.7") == IPAddress("192.0.2.7").map { .ip($0) })
        #expect(HostAddress("NTP1.corp.example.") == .name("ntp1.corp.example"))
        #expect(HostAddress("sw_1") == .name("sw_1"))
        for text in ["192.0.2.256", "192.0.2", "-a.example", "a..b", "", ".", "a b", "ä.example", "http://x"] {
            #expect(HostAddress(text) == nil, "\(text)")
        }
        #expect(HostAddress(String(repeating: "a", count: 64)) == nil)
    }
}
