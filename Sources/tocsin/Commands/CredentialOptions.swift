import ArgumentParser
import Model

/// How a command that asks agents by itself proves who it is: by the configuration's credentials, or by what is typed.
struct CredentialOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The configuration with the credentials.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var config = ConfigCommand.usual

    @Option(
        name: .customLong("credential"),
        help: ArgumentHelp(
            "A credential of the configuration by its name; several are tried in their order.", valueName: "name"))
    var credentials: [String] = []

    /// The credentials of the configuration that were chosen, and all that it knows of devices.
    func configured() throws(CommandFault) -> ProbeSources { try ProbeSources(file: config) }
}

/// A credential of the command line.
struct TypedCredentialOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The version of the protocol for what is typed here: 1, 2c or 3 (default: 2c, or 3 with --user).",
            valueName: "version"))
    var snmpVersion: String?

    @Option(help: ArgumentHelp("v1 and v2c: the community. Others on this host can see it.", valueName: "text"))
    var community: String?

    @Option(help: ArgumentHelp("v3: the user.", valueName: "name"))
    var user: String?

    @Option(
        help: ArgumentHelp(
            "v3: how messages are signed (\(SNMPCredential.authProtocols.joined(separator: ", "))).",
            valueName: "protocol"), completion: .list(SNMPCredential.authProtocols))
    var auth: String?

    @Option(help: ArgumentHelp("v3: its passphrase. Others on this host can see it.", valueName: "text"))
    var authPassphrase: String?

    @Option(
        help: ArgumentHelp(
            "v3: how messages are encrypted (\(SNMPCredential.privacyProtocols.joined(separator: ", "))).",
            valueName: "protocol"), completion: .list(SNMPCredential.privacyProtocols))
    var privacy: String?

    @Option(help: ArgumentHelp("v3: its passphrase. Others on this host can see it.", valueName: "text"))
    var privacyPassphrase: String?

    /// The credential that was typed; nil where none was.
    func credential() throws(CommandFault) -> SNMPCredential? {
        if let community {
            if user != nil { throw .usage("--community is of v1 and v2c, --user of v3: give one of them") }
            let versions: [String: SNMPCredential.Version] = ["1": .v1, "2c": .v2c]
            guard let chosen = versions[snmpVersion ?? "2c"] else {
                throw .usage(
                    "--community goes with --snmp-version 1 or 2c, not \((snmpVersion ?? "").quotedForMessage)")
            }
            warn("--community")
            return SNMPCredential(name: "(typed)", version: chosen, community: Secret(community))
        }
        guard let user else {
            let rest = [snmpVersion, auth, authPassphrase, privacy, privacyPassphrase]
            if rest.contains(where: { $0 != nil }) { throw .usage("give --community, or --user for v3") }
            return nil
        }
        if let snmpVersion, snmpVersion != "3" { throw .usage("--user goes with --snmp-version 3") }
        let signed = try protection(
            auth, authPassphrase, "--auth", "--auth-passphrase", known: SNMPCredential.authProtocols)
        let sealed = try protection(
            privacy, privacyPassphrase, "--privacy", "--privacy-passphrase", known: SNMPCredential.privacyProtocols)
        if sealed != nil, signed == nil { throw .usage("--privacy needs --auth: v3 has no privacy without it") }
        return SNMPCredential(name: "(typed)", version: .v3, user: user, auth: signed, privacy: sealed)
    }

    private func protection(
        _ name: String?, _ passphrase: String?, _ option: String, _ passphraseOption: String, known: [String]
    ) throws(CommandFault) -> SNMPCredential.Protection? {
        guard let name else {
            if passphrase != nil { throw .usage("\(passphraseOption) needs \(option)") }
            return nil
        }
        guard let chosen = known.first(where: { $0.caseInsensitiveCompare(name) }) else {
            throw .usage(
                "\(option) knows no \(name.quotedForMessage)\(DidYouMean.suffix(name, among: known)) "
                    + "(\(known.joined(separator: ", ")))")
        }
        guard let passphrase else { throw .usage("\(option) needs \(passphraseOption)") }
        if passphrase.utf8.count < 8 {
            throw .usage("\(passphraseOption) is shorter than 8 characters (RFC 3414, section 11.2)")
        }
        warn(passphraseOption)
        return SNMPCredential.Protection(protocolName: chosen, passphrase: Secret(passphrase))
    }

    private func warn(_ option: String) {
        Program.complain(
            "warning: others on this host can see what follows \(option); --credential takes it from the configuration\n"
        )
    }
}

extension String {
    /// Whether both are the same but for upper and lower case and hyphens.
    fileprivate func caseInsensitiveCompare(_ other: String) -> Bool {
        lowercased().filter { $0 != "-" } == other.lowercased().filter { $0 != "-" }
    }
}
