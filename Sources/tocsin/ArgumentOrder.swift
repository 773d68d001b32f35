import ArgumentParser
import Model

/// Puts the words of a command line into the order in which the parser wants them, and refuses unknown verbs with the
/// one that was probably meant.
enum ArgumentOrder {
    /// Options of every verb that may also stand before it.
    private static let global = ["--state", "--runtime"]
    /// Flags of nearly every verb that may also stand before it.
    private static let globalFlags = ["--no-pager", "--utc"]

    /// The same command line with global options behind the verb and `-n` given its number.
    static func arrange(_ arguments: [String]) throws(CommandFault) -> [String] {
        var rest = arguments[...]
        var options: [String] = []
        while let word = rest.first {
            let option = global.first { word == $0 || word.hasPrefix($0 + "=") }
            guard option != nil || globalFlags.contains(word) else { break }
            options.append(rest.removeFirst())
            guard let option, word == option else { continue }
            guard let value = rest.popFirst() else { throw .usage("\(option) needs a directory") }
            options.append(value)
        }
        var verbs: [String] = []
        var command: any ParsableCommand.Type = Tocsin.self
        while !command.configuration.subcommands.isEmpty, let word = rest.first, !word.hasPrefix("-"), word != "help" {
            let known = command.configuration.subcommands
            guard let next = known.first(where: { $0.configuration.commandName == word }) else {
                let names = known.filter { $0.configuration.shouldDisplay }.compactMap { $0.configuration.commandName }
                let place = verbs.isEmpty ? "there is no command" : "'\(verbs.joined(separator: " "))' has no command"
                throw .usage(
                    "\(place) \(word.quotedForMessage)\(DidYouMean.suffix(word, among: names)) "
                        + "(\(names.joined(separator: ", ")))")
            }
            verbs.append(rest.removeFirst())
            command = next
        }
        // Without a verb the parser itself answers: with the help, or with what it does not know.
        if verbs.isEmpty { return options.isEmpty || !rest.isEmpty ? Array(rest) : [] }
        return verbs + options + (command == EventsCommand.self ? withCount(rest) : Array(rest))
    }

    /// As in journalctl, `-n` alone is `-n 10`.
    private static func withCount(_ words: ArraySlice<String>) -> [String] {
        var result: [String] = []
        for (index, word) in words.enumerated() {
            result.append(word)
            if word == "--" { return result + words.dropFirst(index + 1) }
            guard word == "-n" || word == "--lines" else { continue }
            let next = words.dropFirst(index + 1).first
            if next.map({ $0.hasPrefix("-") || $0.contains("=") || $0.contains("!") }) ?? true { result.append("10") }
        }
        return result
    }
}
