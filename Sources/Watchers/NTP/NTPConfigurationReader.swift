import Cryptography
public import Model
public import Watching

extension NTPWatcher {
    /// Reads `ntp:`.
    public static func decode(_ section: SectionReader, context: DecodingContext) -> NTPConfiguration? {
        var configuration = NTPConfiguration()
        let keys = keys(section)
        var unique = UniqueNames()
        for reader in section.sections("servers") {
            if let server = server(reader, keys: keys, unique: &unique) { configuration.servers.append(server) }
        }
        if configuration.servers.isEmpty, !section.has("servers") {
            section.warn(nil, "ntp.servers names no server: nothing is measured")
        }
        if let offset = section.section("offset") {
            let range = Duration.microseconds(1)...Duration.seconds(1_000)
            let warning = offset.duration("warning", in: range)
            let critical = offset.duration("critical", in: range)
            configuration.warningOffset =
                warning?.seconds ?? critical.map { min($0.seconds, configuration.warningOffset) }
                ?? configuration.warningOffset
            configuration.criticalOffset =
                critical?.seconds ?? max(configuration.criticalOffset, configuration.warningOffset)
            if configuration.criticalOffset < configuration.warningOffset {
                offset.fault("critical", "is smaller than ntp.offset.warning")
            }
            configuration.confirmations = offset.integer("for", in: 1...20) ?? configuration.confirmations
            configuration.settlingTime =
                offset.duration("settle", in: .zero ... .seconds(86_400)) ?? configuration.settlingTime
            if configuration.settlingTime < .seconds(512) {
                offset.warn(
                    "settle",
                    "is below 512s: what this host's time daemon is still correcting after a start is told as wrong")
            }
        }
        configuration.frequencyLimitPPM =
            section.value("frequency", expecting: "a frequency from 1ppm to 500ppm", parse: ppm)
            ?? configuration.frequencyLimitPPM
        configuration.local = section.choice("local", of: NTPConfiguration.LocalDaemon.self) ?? configuration.local
        if let written = section.value(
            "amplifier_probe", expecting: "a duration from 20s to 365d, or off", parse: ProbeInterval.init)
        {
            if let interval = written.interval, interval < .seconds(3_600) {
                section.warn(
                    "amplifier_probe", "asks more often than once an hour, which the servers may log as an attack")
            }
            configuration.amplifierInterval = written.interval
        }
        if let capture = section.section("capture") {
            configuration.captureInterfaces = capture.strings("interfaces", isRequired: true, allowsSingle: true)
        }
        return configuration
    }

    /// How often to ask. An interval takes two questions, each with its patience, before silence ends an alert.
    private struct ProbeInterval {
        let interval: Duration?

        init?(_ text: String) {
            interval = text == "off" ? nil : DurationGrammar.parse(text)
            guard text == "off" || interval.map({ (.seconds(20) ... .seconds(365 * 86_400)).contains($0) }) == true
            else { return nil }
        }
    }

    private static func ppm(_ text: String) -> Double? {
        guard text.hasSuffix("ppm"), let value = ScalarGrammar.integer(String(text.dropLast(3))),
            (1...500).contains(value)
        else { return nil }
        return Double(value)
    }

    private static func server(
        _ reader: SectionReader, keys: [UInt32: NTPKey?], unique: inout UniqueNames
    ) -> NTPConfiguration.Server? {
        let address = reader.host("address", isRequired: true)
        var server = NTPConfiguration.Server(address ?? .name("?"))
        server.port = UInt16(reader.integer("port", in: 1...65_535) ?? 123)
        server.stratum = reader.integer("stratum", in: 1...15).map { UInt8($0) }
        readKeys(of: &server, reader)
        server.isBurst = reader.boolean("iburst") ?? true
        server.isInterleaved = reader.boolean("interleaved") ?? false
        server.isOwn = reader.boolean("own")
        let minimum = reader.integer("min_poll", in: 0...17)
        let maximum = reader.integer("max_poll", in: 0...17)
        server.minimumPoll = Int8(minimum ?? min(6, maximum ?? 6))
        server.maximumPoll = Int8(maximum ?? max(8, minimum ?? 8))
        if server.maximumPoll < server.minimumPoll { reader.fault("max_poll", "is smaller than min_poll") }
        if minimum.map({ $0 < 4 }) == true {
            reader.warn("min_poll", "asks more often than every 16 s, which no public server allows")
        }
        if let number = reader.integer("key", in: 1...Int(UInt32.max)).map({ UInt32($0) }) {
            if server.usesNTS { reader.fault("key", "a server proves who it is by nts or by a key, not by both") }
            if let key = keys[number] {
                server.key = key
            } else {
                reader.fault("key", "no key of ntp.keys has the id \(number)")
            }
        }
        guard let address, let node = reader.value(of: "address"),
            unique.claim(address.text, at: node.location, path: node.path, faults: reader.faults)
        else { return nil }
        return server
    }

    /// How keys for authenticated time are agreed on.
    private static func readKeys(of server: inout NTPConfiguration.Server, _ reader: SectionReader) {
        server.usesNTS = reader.boolean("nts") ?? false
        server.keyPort = UInt16(reader.integer("nts_port", in: 1...65_535) ?? Int(NTSKeyExchange.port))
        server.trustedCertificates = reader.value("nts_ca", expecting: "the path of a file, from / on") {
            $0.hasPrefix("/") ? $0 : nil
        }
        guard !server.usesNTS else { return }
        for key in ["nts_port", "nts_ca"] where reader.has(key) { reader.fault(key, "means nothing without nts: true") }
    }

    /// The keys by their numbers; nil where the secret could not or need not be looked for.
    private static func keys(_ section: SectionReader) -> [UInt32: NTPKey?] {
        var keys: [UInt32: NTPKey?] = [:]
        for reader in section.sections("keys") {
            let id = reader.integer("id", in: 1...Int(UInt32.max), isRequired: true).map { UInt32($0) }
            let kind = reader.choice("type", of: MessageDigest.self, isRequired: true)
            let secret = reader.resolvedSecret("secret", isRequired: true)
            guard let id, let kind else { continue }
            if keys[id] != nil { reader.fault("id", "the id \(id) is given twice") }
            guard let secret else {
                keys.updateValue(nil, forKey: id)
                continue
            }
            let key = secretBytes(secret).flatMap { NTPKey(id: id, kind: kind, secret: $0) }
            if key == nil {
                let length = kind.keyLength.map { " of \($0) octets" } ?? ""
                reader.fault("secret", "is no key\(length) for \(kind.rawValue); hexadecimal digits begin with HEX:")
            }
            if kind == .md5 { reader.warn("type", "MD5 can be forged; AES128 is the type of RFC 8573") }
            keys.updateValue(key, forKey: id)
        }
        return keys
    }

    /// A secret as chrony's key file writes it: `HEX:00ff…`, `ASCII:text`, or the text itself.
    private static func secretBytes(_ secret: Secret) -> Secret? {
        var text = secret.text
        while text.last?.isWhitespace == true { text.removeLast() }
        if text.uppercased().hasPrefix("ASCII:") { return Secret(String(text.dropFirst(6))) }
        guard text.uppercased().hasPrefix("HEX:") else {
            return text.isEmpty ? nil : text == secret.text ? secret : Secret(text)
        }
        let digits = Array(text.dropFirst(4).utf8)
        guard digits.count % 2 == 0, !digits.isEmpty else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return Secret(bytes: bytes)
    }
}
