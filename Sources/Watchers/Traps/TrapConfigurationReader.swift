public import Model
import SNMP
public import Watching

extension TrapWatcher {
    /// Reads `traps:`.
    public static func decode(_ section: SectionReader, context: DecodingContext) -> TrapConfiguration? {
        var configuration = TrapConfiguration()
        if section.has("listen") {
            configuration.listen = section.values(
                "listen", expecting: "udp:PORT, udp:ADDRESS:PORT or udp:[ADDRESS]:PORT", allowsSingle: true
            ) { ListenAddress($0) }.map(\.value)
            if configuration.listen.isEmpty { section.fault("listen", "expected at least one address to listen on") }
        }
        for address in Set(configuration.listen) where configuration.listen.count(where: { $0 == address }) > 1 {
            section.fault("listen", "\(address.text) is given twice")
        }
        configuration.allow = section.networks("allow")
        configuration.communities = section.resolvedSecrets("communities")
        configuration.proxies = section.networks("proxies")
        let credentials = section.credentials("users", in: context.shared, allowsSingle: true)
        configuration.users = credentials.compactMap { user(of: $0, section: section) }
        configuration.receiveBufferBytes =
            section.byteCount("receive_buffer", in: 65_536...(1 << 30)) ?? configuration.receiveBufferBytes

        let (names, warnings) = context.names(section.strings("mibs", allowsSingle: true))
        for warning in warnings { section.warn("mibs", warning) }
        configuration.names = names

        if let repeats = section.section("repeats") {
            configuration.repeatWindow =
                repeats.duration("window", in: .zero ... .seconds(86_400)) ?? configuration.repeatWindow
        }
        if let limit = section.section("limit") {
            let written = limit.value(
                "per_source", expecting: "a rate such as 200/s or 12/m, or off", parse: Limit.init)
            if let written { configuration.limitPerSecond = written.perSecond }
            configuration.limitBurst =
                limit.integer("burst", in: 1...10_000_000) ?? max(2_000, Int(configuration.limitPerSecond ?? 0) * 10)
        }
        configuration.rules = TrapRuleBook(userRules: rules(section, names: names))
        if configuration.allow.isEmpty, context.shared.devices.isEmpty, configuration.proxies.isEmpty {
            section.warn(nil, "neither traps.allow nor snmp.devices names anyone: every trap will be refused")
        } else if configuration.communities.isEmpty, credentials.isEmpty, !section.has("communities") {
            section.warn(nil, "neither traps.communities nor traps.users is given: every trap will be refused")
        }
        return configuration
    }

    /// `200/s`, or `off`.
    private struct Limit {
        let perSecond: Double?

        init?(_ text: String) {
            perSecond = text == "off" ? nil : ScalarGrammar.rate(text)
            if let perSecond, !(0.001...1e9).contains(perSecond) { return nil }
            if perSecond == nil, text != "off" { return nil }
        }
    }

    private static func user(of credential: SNMPCredential, section: SectionReader) -> USMUser? {
        guard credential.version == .v3, let name = credential.user else {
            section.fault(
                "users", "the credential '\(credential.name)' is not of version 3; communities go to traps.communities")
            return nil
        }
        var user = USMUser(name: name)
        if let auth = credential.auth {
            guard let kind = AuthProtocol(auth.protocolName), let passphrase = auth.passphrase else { return nil }
            user.auth = USMUser.Authentication(kind, Passphrase(passphrase.text))
        }
        if let privacy = credential.privacy {
            guard let kind = PrivacyProtocol(privacy.protocolName), let passphrase = privacy.passphrase else {
                return nil
            }
            user.privacy = USMUser.Privacy(kind, Passphrase(passphrase.text))
        }
        user.engineID = credential.engineID.flatMap { EngineID($0) }
        return user
    }

    private static func rules(_ section: SectionReader, names: ObjectNames) -> [TrapRule] {
        var unique = UniqueNames()
        return section.sections("rules").compactMap { TrapRule(userRule: $0, unique: &unique, names: names) }
    }
}

extension TrapRule {
    /// Reads one rule of the configuration.
    init?(userRule reader: SectionReader, unique: inout UniqueNames, names: ObjectNames) {
        let name = reader.uniqueName(among: &unique)
        if let name, !TrapRule.isRuleName(name) {
            reader.fault("name", "expected letters, digits, hyphens and underscores, at most 64 of them")
        } else if let name, TrapRules.own.contains(where: { $0.name == name }) {
            reader.fault("name", "'\(name)' is what the trap watcher says about its own work; choose another name")
        }
        var traps: [ObjectIdentifier] = []
        var prefixes: [ObjectIdentifier] = []
        for written in reader.values(
            "trap", expecting: "the name or OID of a trap", isRequired: true, allowsSingle: true, parse: { $0 })
        {
            let isPrefix = written.value.hasSuffix(".*")
            let text = isPrefix ? String(written.value.dropLast(2)) : written.value
            guard let trap = TrapRule.object(text, at: written, names: names, faults: reader.faults) else { continue }
            if isPrefix { prefixes.append(trap) } else { traps.append(trap) }
        }
        let severity = reader.severity("severity") ?? .warning
        let clearedBy = reader.values(
            "cleared_by", expecting: "the name or OID of a trap", allowsSingle: true, parse: { $0 }
        ).compactMap { TrapRule.object($0.value, at: $0, names: names, faults: reader.faults) }
        let instance = TrapRule.instance(reader, names: names)
        let conditions = TrapRule.conditions(reader, "where", names: names)
        let clearConditions = TrapRule.conditions(reader, "cleared_where", names: names)
        if clearedBy.isEmpty, reader.has("cleared_where"), !reader.has("cleared_by") {
            reader.fault("cleared_where", "has no meaning without cleared_by")
        }
        let isAlert = reader.boolean("alert") ?? !clearedBy.isEmpty
        let text = reader.string("summary")
        let template: SummaryTemplate
        do {
            template = try SummaryTemplate(text ?? "Trap {trap}[ of {instance}]", names: names)
        } catch {
            reader.fault("summary", error.message)
            return nil
        }
        guard let name, !(traps + prefixes).isEmpty else { return nil }
        self.init(
            name: name, traps: traps, trapPrefixes: prefixes, conditions: conditions, severity: severity,
            isAlert: isAlert, instance: instance, summary: template, clearedBy: clearedBy,
            clearConditions: clearConditions, isUserRule: true)
    }

    /// `instance: ifIndex`, or `instance: index(bgpPeerState)`.
    private static func instance(_ reader: SectionReader, names: ObjectNames) -> Instance {
        guard let node = reader.value(of: "instance"),
            let text = reader.string("instance", expecting: "an object, or index(OBJECT)")
        else { return .none }
        let isIndex = text.hasPrefix("index(") && text.hasSuffix(")")
        let name = isIndex ? String(text.dropFirst(6).dropLast()) : text
        let place = Located(name, location: node.location, path: node.path)
        guard let object = object(name, at: place, names: names, faults: reader.faults) else { return .none }
        return isIndex ? .index(of: object) : .value(of: object)
    }

    private static func isRuleName(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private static func object(
        _ text: String, at written: Located<String>, names: ObjectNames, faults: ConfigurationFaults
    ) -> ObjectIdentifier? {
        if let object = names.oid(named: text) { return object }
        let near =
            names.suggestions(for: text).first.map { "; did you mean '\($0)'?" }
            ?? "; load its MIB by traps.mibs or write its OID"
        faults.fault(written.location, written.path, "no object is called \(text.quotedForMessage)\(near)")
        return nil
    }

    /// `where: { ifAdminStatus: up, ifType: "!6" }`: all must hold; `!` before a value turns it round; a list is or.
    private static func conditions(_ reader: SectionReader, _ key: String, names: ObjectNames) -> [Condition] {
        guard let node = reader.value(of: key) else { return [] }
        guard let entries = node.entries else {
            reader.fault(key, "expected a map of objects to values")
            return []
        }
        return entries.compactMap { entry in
            let place = Located(entry.key, location: entry.keyLocation, path: node.path)
            guard let object = object(entry.key, at: place, names: names, faults: reader.faults) else { return nil }
            var values: [String] = []
            switch entry.value.content {
            case .scalar(let scalar): values = [scalar.text]
            case .sequence(let items):
                for case .scalar(let scalar) in items.map(\.content) { values.append(scalar.text) }
            default: break
            }
            guard !values.isEmpty else {
                reader.faults.fault(entry.value.location, entry.value.path, "expected a value or a list of values")
                return nil
            }
            if values.count == 1, values[0] == "*" { return Condition(object: object, values: []) }
            let negated = values.filter { $0.hasPrefix("!") }
            guard negated.isEmpty || negated.count == values.count else {
                reader.faults.fault(
                    entry.value.location, entry.value.path, "either all values of a list begin with '!' or none does")
                return nil
            }
            guard !negated.isEmpty else { return Condition(object: object, values: values) }
            return Condition(object: object, values: negated.map { String($0.dropFirst()) }, isNegated: true)
        }
    }
}
