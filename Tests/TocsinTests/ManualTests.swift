import Testing
@testable import tocsin

@Suite("Man pages")
struct ManualTests {
    @Test("There is a page for the command and one for each verb, and none for what is hidden")
    func pages() throws {
        let names = try ManualPage.all().map(\.name)
        #expect(names.first == "tocsin")
        for verb in [
            "status", "events", "alerts", "why", "devices", "samples", "servers", "discover", "probe", "rules",
            "config", "reload", "replay",
        ] {
            #expect(names.contains("tocsin-\(verb)"))
        }
        #expect(!names.contains("tocsin-generate-manuals") && !names.contains("tocsin-help"))
    }

    @Test("A page has every option, the examples, and nothing that roff would take for a command")
    func events() throws {
        let page = try #require(try ManualPage.all().first { $0.name == "tocsin-events" })
        for part in [
            "\\fB\\-\\-since\\fR", "\\fB\\-S\\fR", "\\fB\\-\\-no\\-pager\\fR", "\\fIfield=value\\fR",
            "tocsin events \\-S \\-1h",
            ".TH TOCSIN\\-EVENTS 1", ".SH EXIT STATUS", "The default is short.",
        ] { #expect(page.text.contains(part), "\(part)") }
        for line in page.text.split(separator: "\n") where line.hasPrefix(".") || line.hasPrefix("'") {
            let known = [".\\\"", ".TH", ".SH", ".TP", ".PP", ".nf", ".fi", ".br"]
            #expect(known.contains { line.hasPrefix($0) }, "\(line)")
        }
    }

    @Test("A verb with verbs of its own has them all on its page")
    func config() throws {
        let page = try #require(try ManualPage.all().first { $0.name == "tocsin-config" })
        for verb in ["CHECK", "SHOW", "INIT"] { #expect(page.text.contains(".SH TOCSIN CONFIG \(verb)")) }
    }
}
