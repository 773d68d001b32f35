import ArgumentParser
import Model

/// A page in man(7) format, made of what the parser knows of a command.
struct ManualPage {
    /// The page's name, `tocsin-events`.
    let name: String
    /// The section of the manual: 1 for commands, 7 for the catalog of rules, 8 for the daemon.
    var section = 1
    /// The page.
    let text: String

    /// tocsind(8), from what its parser prints for `--experimental-dump-help`.
    static func daemon(helpDump: String) throws -> ManualPage {
        guard let command = JSONValue(parsing: helpDump)?["command"] else {
            throw CommandFault.failed("the daemon's own description of itself cannot be read")
        }
        return page(command, path: ["tocsind"], verbs: [], section: 8)
    }

    /// tocsin-rules(7): the catalog, as `tocsin rules RULE` shows it.
    static func rules(_ rules: [Rule]) -> ManualPage {
        var lines = [
            ".\\\" Made by 'tocsin generate-manuals'; change the rules themselves instead.",
            ".TH TOCSIN\\-RULES 7 \"\" \"\(DaemonBridge.version)\" \"Tocsin\"", ".SH NAME",
            "tocsin\\-rules \\- what Tocsin's rules mean, and when they err", ".SH DESCRIPTION",
            "Every event bears the name of the rule that judged it. Rules of the configuration come first and may "
                + "replace one of these by name.",
        ]
        for rule in rules {
            lines += [
                ".SS \(escaped(rule.name))", ".PP", escaped(rule.meaning), ".PP", escaped(rule.advice),
            ]
            if !rule.falsePositives.isEmpty {
                lines += [".PP", "It may err:"] + rule.falsePositives.flatMap { [".IP \\(bu 2", escaped($0)] }
            }
            lines += [
                ".PP",
                "Watcher \(rule.watcher.rawValue), severity \(rule.severity.name), "
                    + "\(rule.isAlert ? "an alert" : "an event without an end"), MESSAGE_ID \(rule.messageID).",
            ]
        }
        lines += [".SH SEE ALSO", "\\fBtocsin\\fR(1), \\fBtocsind\\fR(8), \\fBjournalctl\\fR(1)"]
        return ManualPage(name: "tocsin-rules", section: 7, text: lines.joined(separator: "\n") + "\n")
    }

    /// One page for the command as a whole and one for each verb.
    static func all() throws -> [ManualPage] {
        let dump: String
        do {
            _ = try Tocsin.parseAsRoot(["--experimental-dump-help"])
            return []
        } catch { dump = Tocsin.fullMessage(for: error) }
        guard let root = JSONValue(parsing: dump)?["command"] else {
            throw CommandFault.failed("the parser's own description of the command cannot be read")
        }
        let verbs = shown(root["subcommands"])
        var pages = [page(root, path: ["tocsin"], verbs: verbs)]
        for verb in verbs {
            pages.append(
                page(verb, path: ["tocsin", verb["commandName"]?.plain ?? ""], verbs: shown(verb["subcommands"])))
        }
        return pages
    }

    /// The visible ones of a list of commands or arguments, without the parser's own `help`.
    private static func shown(_ list: JSONValue?) -> [JSONValue] {
        (list?.elements ?? []).filter { $0["shouldDisplay"] != .boolean(false) && $0["commandName"]?.string != "help" }
    }

    private static func page(
        _ command: JSONValue, path: [String], verbs: [JSONValue], section: Int = 1
    ) -> ManualPage {
        let name = path.joined(separator: "-")
        let isRoot = path.count == 1
        var lines = [
            ".\\\" Made by 'tocsin generate-manuals'; change the command's own definitions instead.",
            ".TH \(name.uppercased().replacing("-", with: "\\-")) \(section) \"\" \"\(DaemonBridge.version)\" \"Tocsin\"",
            ".SH NAME", "\(escaped(name)) \\- \(escaped(phrase(command["abstract"]?.string ?? "")))",
            ".SH SYNOPSIS",
        ]
        lines +=
            verbs.isEmpty ? [synopsis(command, path)] : verbs.flatMap { [synopsis($0, path + [verbName($0)]), ".br"] }
        lines += [".SH DESCRIPTION"] + body(command["discussion"]?.string ?? "")
        if isRoot, !verbs.isEmpty {
            lines.append(".SH COMMANDS")
            for verb in verbs {
                lines += [
                    ".TP", "\\fBtocsin\\-\(escaped(verbName(verb)))\\fR(1)", escaped(verb["abstract"]?.string ?? ""),
                ]
            }
        } else {
            for verb in verbs {
                let title = (path + [verbName(verb)]).joined(separator: " ")
                lines += [".SH \(escaped(title.uppercased()))", escaped(verb["abstract"]?.string ?? ""), ".PP"]
                lines += body(verb["discussion"]?.string ?? "") + options(verb)
            }
        }
        if verbs.isEmpty { lines += [".SH OPTIONS"] + options(command) }
        if !isRoot {
            lines += [
                ".SH EXIT STATUS",
                "0 done (also when nothing matched), 1 it failed, 64 usage, 69 the daemon cannot be reached, "
                    + "77 not permitted, 78 faulty configuration.", ".SH SEE ALSO",
                "\\fBtocsin\\fR(1), \\fBtocsind\\fR(8), \\fBjournalctl\\fR(1), \\fBsystemd.time\\fR(7)",
            ]
        } else if section == 8 {
            lines += [
                ".SH FILES", ".TP", "/etc/tocsin/tocsin.yaml, /etc/tocsin/conf.d/*.yaml",
                "The configuration; \\fBtocsin config init\\fR writes a first one.", ".TP", "/var/lib/tocsin/tocsin.db",
                "The store.", ".TP", "/run/tocsin/control.sock", "Where \\fBtocsin\\fR asks.", ".SH EXIT STATUS",
                "0 ended as it was told to, 1 it could not start, 64 usage, 78 missing or faulty configuration.",
                ".SH SEE ALSO", "\\fBtocsin\\fR(1), \\fBtocsin\\-rules\\fR(7), \\fBjournalctl\\fR(1)",
            ]
        } else {
            lines += [
                ".SH SEE ALSO", "\\fBtocsind\\fR(8), \\fBtocsin\\-rules\\fR(7), \\fBjournalctl\\fR(1)",
            ]
        }
        return ManualPage(name: name, section: section, text: lines.joined(separator: "\n") + "\n")
    }

    private static func verbName(_ verb: JSONValue) -> String { verb["commandName"]?.plain ?? "" }

    /// `tocsin events [-S time] … [field=value …]`.
    private static func synopsis(_ command: JSONValue, _ path: [String]) -> String {
        var words = ["\\fB\(escaped(path.joined(separator: " ")))\\fR"]
        for argument in shown(command["arguments"]) {
            guard !["help", "version"].contains(argument["valueName"]?.string) else { continue }
            let dots = argument["isRepeating"] == .boolean(true) ? " ..." : ""
            let value = "\\fI\(escaped(argument["valueName"]?.plain ?? ""))\\fR"
            let word: String
            switch argument["kind"]?.string {
            case "positional": word = value + dots
            case "option": word = "\\fB\(escaped(optionName(argument["preferredName"])))\\fR \(value)\(dots)"
            default: word = "\\fB\(escaped(optionName(argument["preferredName"])))\\fR"
            }
            words.append(argument["isOptional"] == .boolean(true) ? "[\(word)]" : word)
        }
        return words.joined(separator: " ")
    }

    private static func options(_ command: JSONValue) -> [String] {
        shown(command["arguments"]).flatMap { argument in
            let value = "\\fI\(escaped(argument["valueName"]?.plain ?? ""))\\fR"
            var head = (argument["names"]?.elements ?? []).map { "\\fB\(escaped(optionName($0)))\\fR" }.joined(
                separator: ", ")
            if argument["kind"]?.string == "positional" { head = value }
            if argument["kind"]?.string == "option" { head += " \(value)" }
            var text = escaped(argument["abstract"]?.string ?? "")
            if let usual = argument["defaultValue"]?.string, !usual.isEmpty {
                text += " The default is \(escaped(usual))."
            }
            return [".TP", head, text]
        }
    }

    private static func optionName(_ name: JSONValue?) -> String {
        (name?["kind"]?.string == "long" ? "--" : "-") + (name?["name"]?.plain ?? "")
    }

    /// Paragraphs as text, indented lines as examples.
    private static func body(_ text: String) -> [String] {
        var lines: [String] = []
        var isExample = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let isCode = line.hasPrefix("  ")
            if isCode != isExample { lines.append(isCode ? ".nf" : ".fi") }
            isExample = isCode
            lines.append(line.isEmpty ? ".PP" : escaped(String(line)))
        }
        return isExample ? lines + [".fi"] : lines
    }

    /// A sentence without its capital and its period, as NAME wants it.
    private static func phrase(_ sentence: String) -> String {
        let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// Text in which roff finds no commands.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "\"": result += "\\(dq"
            case ".": result += result.isEmpty ? "\\&." : "."
            default: result.append(character)
            }
        }
        return result
    }
}
