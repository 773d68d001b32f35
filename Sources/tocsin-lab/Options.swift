import ArgumentParser
import TocsinLab

/// Where to send to and where from.
struct TargetOptions: ParsableArguments {
    @Option(name: .customLong("to"), help: "Where to send to: ADDRESS:PORT, loopback.")
    var destinationText: String

    @Flag(help: "Also take private addresses (RFC 1918, RFC 4193, link-local), as in a network namespace.")
    var allowPrivate = false

    @Option(name: .customLong("from"), help: "The address to send from; with --sources the first of them.")
    var fromText: String?

    @Option(help: "How many addresses of 127.0.0.0/8 to send from.")
    var sources = 1

    func destination() throws -> LabDestination { try LabDestination(destinationText, allowsPrivate: allowPrivate) }

    func addresses() throws -> SourceAddresses {
        try LabText.sources(count: sources, from: fromText, to: destination())
    }
}

/// As whom to speak.
struct SecurityOptions: ParsableArguments {
    @Option(name: .customLong("version"), help: "1, 2c or 3.")
    var version = "2c"

    @Option(help: "v1 and v2c: the community.")
    var community = OfficeNetwork.community

    @Option(help: "v3: the user; by default the office's.")
    var user: String?

    @Option(help: "v3: PROTOCOL:PASSPHRASE, such as SHA-256:secret-words.")
    var auth: String?

    @Option(help: "v3: PROTOCOL:PASSPHRASE, such as AES-128:other-words.")
    var privacy: String?

    @Option(help: "v3: noAuthNoPriv, authNoPriv or authPriv; by default all that the user has.")
    var level: String?

    @Option(help: "v3: the sender's engine id in hexadecimal digits.")
    var engineID: String?

    func text() -> LabText.Security {
        LabText.Security(
            version: version, community: community, user: user, auth: auth, privacy: privacy, level: level,
            engineID: engineID)
    }
}

/// Durations as everywhere in Tocsin: `500ms`, `20s`, `5m`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = LabText.duration(argument) else { return nil }
        self.duration = duration
    }
}

/// Rates: `200`, `200/s`.
struct RateArgument: ExpressibleByArgument {
    let perSecond: Double

    init?(argument: String) {
        guard let number = Double(argument.hasSuffix("/s") ? argument.dropLast(2) : argument[...]), number > 0 else {
            return nil
        }
        perSecond = number
    }
}
