import EventStore
import Model
import Testing
@testable import tocsin

@Suite("What is typed")
struct GrammarTests {
    @Test(
        "A severity means that or worse, two with dots a range",
        arguments: [
            ("warning", Severity.critical...Severity.warning), ("err", .critical ... .error),
            ("4", .critical ... .warning),
            ("info", .critical ... .info), ("debug", .critical ... .info), ("0", .critical ... .critical),
            ("emerg", .critical ... .critical), ("error..notice", .error ... .notice),
            ("notice..error", .error ... .notice),
            ("3..5", .error ... .notice), ("WARNING", .critical ... .warning), ("crit..crit", .critical ... .critical),
        ])
    func severities(text: String, expected: ClosedRange<Severity>) throws {
        #expect(try SeverityRange.parse(text) == expected)
    }

    @Test(
        "What is no severity is refused with what there is",
        arguments: ["", "warnign", "8", "-1", "warning..", "..", "a..b", "٤"])
    func noSeverity(text: String) {
        let fault = #expect(throws: CommandFault.self) { try SeverityRange.parse(text) }
        #expect(fault?.exitCode == 64)
        #expect(fault?.text.contains("critical, error, warning, notice, info") == true)
        if text == "warnign" { #expect(fault?.text.contains("did you mean 'warning'?") == true) }
    }

    @Test("Global options may stand before the verb")
    func order() throws {
        #expect(try ArgumentOrder.arrange(["--state", "/s", "events", "-f"]) == ["events", "--state", "/s", "-f"])
        #expect(
            try ArgumentOrder.arrange(["--state=/s", "--runtime", "/r", "config", "check", "x"])
                == ["config", "check", "--state=/s", "--runtime", "/r", "x"])
        #expect(try ArgumentOrder.arrange(["events", "--state", "/s"]) == ["events", "--state", "/s"])
        #expect(try ArgumentOrder.arrange(["--no-pager", "--utc", "alerts"]) == ["alerts", "--no-pager", "--utc"])
        #expect(try ArgumentOrder.arrange(["--version"]) == ["--version"])
        #expect(try ArgumentOrder.arrange([]) == [])
        #expect(throws: CommandFault.usage("--state needs a directory")) { try ArgumentOrder.arrange(["--state"]) }
    }

    @Test("-n alone is -n 10")
    func lines() throws {
        #expect(try ArgumentOrder.arrange(["events", "-n"]) == ["events", "-n", "10"])
        #expect(try ArgumentOrder.arrange(["events", "-n", "-r"]) == ["events", "-n", "10", "-r"])
        #expect(try ArgumentOrder.arrange(["events", "-n", "rule=x"]) == ["events", "-n", "10", "rule=x"])
        #expect(try ArgumentOrder.arrange(["events", "-n", "5"]) == ["events", "-n", "5"])
        #expect(try ArgumentOrder.arrange(["events", "-n", "all"]) == ["events", "-n", "all"])
        #expect(try ArgumentOrder.arrange(["events", "--", "-n"]) == ["events", "--", "-n"])
    }

    @Test("An unknown verb is refused with the one that was meant")
    func verbs() {
        let fault = #expect(throws: CommandFault.self) { try ArgumentOrder.arrange(["--state", "/s", "evnts"]) }
        #expect(fault?.text.contains("did you mean 'events'?") == true)
        #expect(fault?.exitCode == 64)
        let nested = #expect(throws: CommandFault.self) { try ArgumentOrder.arrange(["config", "chek"]) }
        #expect(nested?.text.contains("did you mean 'check'?") == true)
        #expect(nested?.text.contains("generate-manuals") == false)
    }

    @Test("Every kind of fault has its exit code")
    func codes() {
        #expect(CommandFault.failed("").exitCode == 1)
        #expect(CommandFault.usage("").exitCode == 64)
        #expect(CommandFault.unreachable("").exitCode == 69)
        #expect(CommandFault.notPermitted("").exitCode == 77)
        #expect(CommandFault.faultyConfiguration([]).exitCode == 78)
        #expect(CommandFault(ReaderFault.notPermitted(path: "/x")).exitCode == 77)
        #expect(CommandFault(ReaderFault.notAMatch(text: "x")).exitCode == 64)
        #expect(CommandFault(ReaderFault.noDatabase(path: "/x")).exitCode == 1)
        #expect(CommandFault(connectingTo: "/x", errno: 2, words: "").exitCode == 69)
        #expect(CommandFault(connectingTo: "/x", errno: 111, words: "").exitCode == 69)
        #expect(CommandFault(connectingTo: "/x", errno: 110, words: "").exitCode == 69)
        #expect(CommandFault(connectingTo: "/x", errno: 13, words: "").exitCode == 77)
        #expect(CommandFault(connectingTo: "/x", errno: 5, words: "").exitCode == 1)
    }

    @Test("The pager is chosen as systemctl chooses it")
    func pager() {
        func choices(_ variables: [String: String], isSecure: Bool = false) -> [[String]]? {
            Pager.choices({ (["TERM": "xterm"].merging(variables) { $1 })[$0] }, isSecure: isSecure)
        }
        let usual = [["pager"], ["less"], ["more"]]
        #expect(choices([:]) == usual)
        #expect(choices(["PAGER": "most -s"]) == [["most", "-s"]] + usual)
        #expect(choices(["PAGER": "most", "SYSTEMD_PAGER": "less"]) == [["less"]] + usual)
        #expect(choices(["PAGER": "less", "SYSTEMD_PAGER": ""]) == nil)
        #expect(choices(["PAGER": "cat"]) == nil)
        #expect(choices(["TERM": "dumb"]) == nil)
        #expect(choices(["PAGER": "vi -"], isSecure: true) == [["less"]])
        #expect(choices(["PAGER": "vi -", "SYSTEMD_PAGERSECURE": "1"], isSecure: true) == [["vi", "-"], ["less"]])
    }
}
