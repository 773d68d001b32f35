import Model
import SNMP
import Watching

/// All profiles: those that Tocsin ships and those of the configuration.
struct ProfileBook: Sendable {
    /// In order: the shipped ones, then those of the configuration as they were read.
    private(set) var profiles: [Profile] = []
    /// What all their metrics are.
    private(set) var metrics = MetricCatalog()
    private var byName: [String: Int] = [:]

    /// A book of these profiles; a later one takes the place of an earlier one of its name.
    init(_ profiles: [Profile] = []) {
        for profile in profiles { add(profile) }
    }

    /// The profile of a name.
    subscript(name: String) -> Profile? { byName[name].map { profiles[$0] } }

    /// The names of all profiles.
    var names: [String] { profiles.map(\.name) }

    /// What a device is asked: the profiles that are configured for it, in that order, then those that apply
    /// themselves to its sysObjectID. A configured name that no profile has is left out; `check` has refused it.
    func profiles(configured: [String], objectID: ObjectIdentifier?) -> [Profile] {
        var chosen: [Profile] = []
        for name in configured where !chosen.contains(where: { $0.name == name }) {
            if let profile = self[name] { chosen.append(profile) }
        }
        guard let objectID else { return chosen }
        for profile in profiles where profile.appliesTo.contains(where: { objectID.starts(with: $0) }) {
            if !chosen.contains(where: { $0.name == profile.name }) { chosen.append(profile) }
        }
        return chosen
    }

    /// A fault for each name of a list, such as a device's `profiles`, that no profile has.
    func check(_ written: [Located<String>], faults: ConfigurationFaults) {
        for name in written where byName[name.value] == nil {
            let suggestion = DidYouMean.suffix(name.value, among: names)
            faults.fault(
                name.location, name.path, "no profile is named \(name.value.quotedForMessage)\(suggestion)")
        }
    }

    /// Every profile's own thresholds, with those of the configuration in the place of their namesakes.
    func thresholds(of profile: Profile, replacedBy configured: [Threshold]) -> [Threshold] {
        profile.thresholds.filter { own in !configured.contains { $0.name == own.name } }
    }

    private mutating func add(_ profile: Profile) {
        if let index = byName[profile.name] {
            profiles[index] = profile
        } else {
            byName[profile.name] = profiles.count
            profiles.append(profile)
        }
        metrics.add(MetricCatalog(profile))
    }
}

extension ProfileBook {
    /// Reads the shipped profiles, and those that `profiles:` of the `snmp` section names: files, or folders of
    /// `*.yaml`. `reserved` are names of rules that a profile's threshold must not have.
    static func decode(
        _ section: SectionReader, context: DecodingContext, names: ObjectNames, reserved: Set<String> = []
    ) -> ProfileBook {
        let faults = section.faults
        var decoded = builtIn(context: context, faults: faults)
        let shipped = Set(decoded.map(\.profile.name))
        var own: [String: SourceLocation] = [:]
        let paths = section.values(
            "profiles", expecting: "the path of a file or folder", allowsSingle: true, parse: { $0.isEmpty ? nil : $0 })
        for document in paths.flatMap({ context.documents(.path($0), faults) }) {
            guard
                let found = ProfileDecoder.decode(document, names: names, faults: faults, reserved: reserved)
            else { continue }
            let name = found.name
            if let first = own[name.value] {
                let message = "the profile \(name.value.quotedForMessage) is given twice, first at \(first.text)"
                faults.fault(name.location, name.path, message)
                continue
            }
            own[name.value] = name.location
            if shipped.contains(name.value) {
                guard found.replaces else {
                    let message =
                        "Tocsin ships a profile \(name.value.quotedForMessage): choose another name, or say replaces: true"
                    faults.fault(name.location, name.path, message)
                    continue
                }
                decoded.removeAll { $0.profile.name == name.value }
            } else if found.replaces {
                let suggestion = DidYouMean.suffix(name.value, among: shipped.sorted())
                let message =
                    "replaces a profile of Tocsin's own, and \(name.value.quotedForMessage) is none\(suggestion)"
                faults.fault(name.location, name.path, message)
            }
            decoded.append(found)
        }
        checkMeanings(decoded, faults: faults)
        return ProfileBook(decoded.map(\.profile))
    }

    /// The shipped profiles, read by the reader of documents that the context brings.
    static func builtIn(context: DecodingContext, faults: ConfigurationFaults) -> [ProfileDecoder.Decoded] {
        BuiltInProfiles.texts.flatMap { name, text in
            context.documents(.text(text, file: "(profile \(name))"), faults)
        }.compactMap { ProfileDecoder.decode($0, names: .standard, faults: faults) }
    }

    /// Two profiles may have a metric of one name, so that one threshold serves both, if it means the same.
    private static func checkMeanings(_ decoded: [ProfileDecoder.Decoded], faults: ConfigurationFaults) {
        var known: [String: (entry: MetricCatalog.Entry, profile: String)] = [:]
        for found in decoded {
            for (name, entry) in MetricCatalog(found.profile).entries.sorted(by: { $0.key < $1.key }) {
                guard let first = known[name] else {
                    known[name] = (entry, found.profile.name)
                    continue
                }
                guard first.entry.unit != entry.unit || (first.entry.states == nil) != (entry.states == nil),
                    let place = found.metricPlaces[name]
                else { continue }
                let what = first.entry.states == nil ? "a number in '\(first.entry.unit)'" : "a state"
                let message = "is \(what) in the profile \(first.profile.quotedForMessage): choose another name"
                faults.fault(place.location, place.path, message)
            }
        }
    }
}
