import Model

/// What of agents is written on the lab's command line and in plan files.
///
/// A behaviour is a list such as `slow=200ms,loss=5%,reboot=30s/60s,renumber,down@3:10s-20s`: words, words with a value,
/// and scenes with an interface behind `@` and a time behind `:`.
public enum AgentText {
    /// The words of behaviours, for a help text.
    public static let behaviours =
        "dead, slow=TIME, jitter=TIME, loss=PERCENT, duplicates=PERCENT, reboot=FIRST[/EVERY], outage=TIME, renumber, "
        + "agent-only, forget-boots, wrap32, wrap64, wrap-uptime, octets=N, too-big, walk=loop|not-increasing, "
        + "other-address, truncated, lying-length, hostile[=KIND], share=PERCENT, wrong-id, only32, sparse, error=STATUS; "
        + "scenes [@INTERFACE][:FROM[-TO]]: silent, down, disabled, busy=PERCENT, errors=N, discards=N, temperature=N, "
        + "on-battery, load=PERCENT"

    /// Reads a behaviour.
    public static func behaviour(_ text: String) throws(LabTextFault) -> AgentBehaviour {
        var behaviour = AgentBehaviour()
        for word in text.split(separator: ",") { try apply(String(word), to: &behaviour) }
        return behaviour
    }

    /// Reads features: `interfaces,lldp`; `all`.
    public static func features(_ text: String) throws(LabTextFault) -> AgentFeatures {
        var features: AgentFeatures = []
        for word in text.split(separator: ",") {
            guard let known = featureNames[String(word)] else {
                throw LabTextFault(
                    "'\(word)' is none of \(featureNames.keys.sorted().joined(separator: ", "))")
            }
            features.formUnion(known)
        }
        return features
    }

    /// Reads a plan: one group a line, `count=40 name=sw version=2c interfaces=48 features=all behaviour=loss=1%`.
    public static func groups(_ text: String) throws(LabTextFault) -> [AgentPlan.Group] {
        var groups: [AgentPlan.Group] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard !words.isEmpty else { continue }
            var group = AgentPlan.Group(count: 1)
            for word in words {
                let parts = word.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { throw LabTextFault("'\(word)' is not KEY=VALUE") }
                try set(String(parts[0]), String(parts[1]), of: &group)
            }
            groups.append(group)
        }
        return groups
    }

    /// A share such as `20%` or `0.2`.
    public static func share(_ text: String) -> Double? {
        let number = text.hasSuffix("%") ? Double(text.dropLast()).map { $0 / 100 } : Double(text)
        return number.flatMap { (0...1).contains($0) ? $0 : nil }
    }

    // MARK: Private

    private static let featureNames: [String: AgentFeatures] = [
        "all": .all, "none": [], "interfaces": .interfaces, "bridge": .bridge, "lldp": .lldp,
        "host-resources": .hostResources, "ucd": .ucd, "ups": .ups, "sensors": .sensors,
    ]

    private static func set(
        _ key: String, _ value: String, of group: inout AgentPlan.Group
    ) throws(LabTextFault) {
        switch key {
        case "count": group.count = try number(value, key)
        case "name": group.name = value
        case "interfaces": group.interfaces = try number(value, key)
        case "features": group.features = try features(value)
        case "behaviour": group.behaviour = try behaviour(value)
        case "dead": group.dead = try share(value, key)
        case "version":
            guard let version = SimulatedAgent.Version(rawValue: value) else {
                throw LabTextFault("the version '\(value)' is none of 1, 2c, 3")
            }
            group.version = version
        default:
            throw LabTextFault(
                "'\(key)' is none of count, name, version, interfaces, features, behaviour, dead")
        }
    }

    private static func apply(_ word: String, to behaviour: inout AgentBehaviour) throws(LabTextFault) {
        var rest = word[...]
        var times: Substring?
        // A time stands behind the last colon; no value has one.
        if let colon = rest.lastIndex(of: ":") {
            times = rest[rest.index(after: colon)...]
            rest = rest[..<colon]
        }
        var interface: Int?
        if let at = rest.lastIndex(of: "@") {
            interface = try number(String(rest[rest.index(after: at)...]), word)
            rest = rest[..<at]
        }
        let parts = rest.split(separator: "=", maxSplits: 1)
        let name = String(parts.first ?? "")
        let value = parts.count == 2 ? String(parts[1]) : nil
        if let effect = try effect(name, value) {
            let (begin, end) = try period(times, word)
            behaviour.scenes.append(AgentScene(effect, interface: interface, from: begin, to: end))
            return
        }
        guard times == nil, interface == nil else { throw LabTextFault("'\(name)' takes neither interface nor time") }
        guard try setTrait(name, value, of: &behaviour) else {
            throw LabTextFault("'\(word)' is no behaviour; there are: \(behaviours)")
        }
    }

    private static func effect(_ name: String, _ value: String?) throws(LabTextFault) -> AgentScene.Effect? {
        switch name {
        case "silent": .silent
        case "down": .down
        case "disabled": .disabled
        case "busy": .busy(try share(value, name))
        case "errors": .errors(perSecond: try number(value, name))
        case "discards": .discards(perSecond: try number(value, name))
        case "temperature": .temperature(try number(value, name))
        case "on-battery": .onBattery
        case "load": .load(Int((try share(value, name) * 100).rounded()))
        default: nil
        }
    }

    private static func setTrait(
        _ name: String, _ value: String?, of behaviour: inout AgentBehaviour
    ) throws(LabTextFault) -> Bool {
        switch name {
        case "healthy": break
        case "dead": behaviour.isDead = true
        case "slow": behaviour.delay = try duration(value, name)
        case "jitter": behaviour.jitter = try duration(value, name)
        case "loss": behaviour.loss = try share(value, name)
        case "duplicates": behaviour.duplicates = try share(value, name)
        case "reboot":
            let times = (value ?? "").split(separator: "/")
            var reboots = behaviour.reboots ?? .init(first: .zero)
            reboots.first = try duration(times.first.map(String.init), name)
            reboots.every = times.count > 1 ? try duration(String(times[1]), name) : nil
            behaviour.reboots = reboots
        case "outage":
            try ofReboots(&behaviour) { (r: inout AgentBehaviour.Reboots) throws(LabTextFault) in
                r.outage = try duration(value, name)
            }
        case "renumber": try ofReboots(&behaviour) { $0.renumbers = true }
        case "agent-only": try ofReboots(&behaviour) { $0.isAgentOnly = true }
        case "forget-boots": try ofReboots(&behaviour) { $0.forgetsBoots = true }
        case "wrap32": behaviour.wraps.insert(.counter32)
        case "wrap64": behaviour.wraps.insert(.counter64)
        case "wrap-uptime": behaviour.wraps.insert(.upTime)
        case "octets": behaviour.maximumOctets = max(100, try number(value, name))
        case "too-big": behaviour.answersTooBig = true
        case "walk":
            guard let fault = value.flatMap({ AgentBehaviour.WalkFault(rawValue: $0) }) else {
                throw LabTextFault("walk is loop or not-increasing")
            }
            behaviour.walkFault = fault
        case "other-address": behaviour.answersFromOtherAddress = true
        case "truncated": behaviour.mangling = .truncated
        case "lying-length": behaviour.mangling = .lyingLength
        case "hostile":
            let kind = value.flatMap { MalformedKind(rawValue: $0) }
            guard value == nil || kind != nil else {
                throw LabTextFault("'\(value ?? "")' is none of \(LabText.malformedKinds)")
            }
            behaviour.mangling = .hostile(kind)
        case "share": behaviour.manglingShare = try share(value, name)
        case "wrong-id": behaviour.hasWrongRequestID = true
        case "only32": behaviour.hasOnly32Bit = true
        case "sparse": behaviour.isSparse = true
        case "error": behaviour.errorStatus = Int32(clamping: try number(value, name))
        default: return false
        }
        return true
    }

    private static func ofReboots(
        _ behaviour: inout AgentBehaviour, _ change: (inout AgentBehaviour.Reboots) throws(LabTextFault) -> Void
    ) throws(LabTextFault) {
        guard var reboots = behaviour.reboots else { throw LabTextFault("reboot=TIME comes before what it is like") }
        try change(&reboots)
        behaviour.reboots = reboots
    }

    private static func period(_ text: Substring?, _ word: String) throws(LabTextFault) -> (Duration, Duration?) {
        guard let text else { return (.zero, nil) }
        let ends = text.split(separator: "-", maxSplits: 1)
        return (
            try duration(ends.first.map(String.init), word), try ends.count > 1 ? duration(String(ends[1]), word) : nil
        )
    }

    private static func duration(_ text: String?, _ name: String) throws(LabTextFault) -> Duration {
        guard let text, let duration = LabText.duration(text) else {
            throw LabTextFault("\(name) needs a time such as 200ms or 30s")
        }
        return duration
    }

    private static func number(_ text: String?, _ name: String) throws(LabTextFault) -> Int {
        guard let text, let number = Int(text), number >= 0, number <= 1_000_000_000 else {
            throw LabTextFault("\(name) needs a number")
        }
        return number
    }

    private static func share(_ text: String?, _ name: String) throws(LabTextFault) -> Double {
        guard let text, let share = share(text) else { throw LabTextFault("\(name) needs a share such as 5%") }
        return share
    }
}
