import Model
import SNMP
import Watching

/// What judging is configured with.
struct JudgingConfiguration: Sendable, Hashable {
    /// `snmp.judging`.
    var settings = JudgingSettings()
    /// `snmp.judging.overrides`: the first that matches a device holds in place of `settings`.
    var overrides: [JudgingOverride] = []
    /// `snmp.thresholds`.
    var thresholds: [Threshold] = []
    /// The thresholds that profiles bring.
    var profileThresholds: [Threshold] = []
}

/// What judging shares among all devices: the standards that they are held against, the traits of credentials, the
/// summary of the first look, and what the last run left open.
///
/// The poller calls `start` once, `makeJudge` for each device, `take` of the device's judge for each poll, `wake` when the
/// timer `TimerName.firstLook` is due, and `reconfigure` after a reload.
struct PollingJudge: Sendable {
    /// The summary is told at the latest after so long.
    static let firstLookLimit = Duration.seconds(600)

    private struct StandardKey: Hashable {
        var override: Int?
        var thresholds: [Int]
    }

    /// Credentials by name.
    private(set) var credentials: [String: CredentialTraits] = [:]
    /// The summary in the making.
    var firstLook = FirstLook()
    /// Whether most devices were lost at once.
    var massLoss = MassLoss()
    /// Troubles that found no room, since the start.
    var leftOut = 0
    private var configuration: JudgingConfiguration
    private var users: [CompiledThreshold] = []
    private var profiles: [CompiledThreshold] = []
    private var standards: [StandardKey: DeviceStandard] = [:]
    /// Whether devices that are made now have never been polled before.
    private var isFirstStart = false
    private var openAlerts: [String: [Alert]] = [:]
    private var known: [String: [TroubleKey]] = [:]

    /// A judge that has seen nothing.
    init(_ configuration: JudgingConfiguration, shared: SharedConfiguration) {
        self.configuration = configuration
        compile(shared)
    }

    /// Takes what the store remembers: the watcher's open alerts and what it kept. Comes before any device is made.
    mutating func start(
        openAlerts: [Alert], kept: [String: String], at moment: Moment, into actions: inout [Action]
    ) {
        let massLoss = AlertKey(rule: PollingRules.devicesLost.name, subject: MassLoss.subject)
        if let alert = openAlerts.first(where: { $0.key == massLoss }) { self.massLoss.adopt(alert, at: moment) }
        self.openAlerts = Dictionary(
            grouping: openAlerts.filter { $0.key != massLoss }, by: \.key.subject.device)
        known = KnownTroubles.read(kept)
        // What traps have opened says nothing of polls.
        isFirstStart = !openAlerts.contains { $0.watcher == .snmp } && kept[KnownTroubles.marker] == nil
    }

    /// A judge for a device. `isNew` says that it was never polled; nil leaves it to whether this is the first start. What
    /// the last run left open of it is taken over here, and ended where nothing would renew it.
    mutating func makeJudge(
        for device: DeviceEntry, isNew: Bool? = nil, at moment: Moment, into actions: inout [Action]
    ) -> DeviceJudge {
        let isNew = isNew ?? isFirstStart
        var judge = DeviceJudge(standard: standard(for: device), isNew: isNew)
        judge.adopt(openAlerts.removeValue(forKey: device.name) ?? [], of: device, at: moment, into: &actions)
        judge.adopt(known.removeValue(forKey: device.name) ?? [], at: moment)
        judge.beginReach(of: device, shared: &self)
        if isNew {
            firstLook.await(device.name)
            let patience = min(PollingJudge.firstLookLimit, device.interval * 3 + .seconds(30))
            let deadline = moment.monotonic + patience
            if firstLook.deadline.map({ $0 < deadline }) ?? true {
                firstLook.setDeadline(deadline)
                actions.append(.setTimer(.firstLook, at: deadline))
            }
        }
        return judge
    }

    /// All devices of the start are made: what comes later is not of the first start.
    mutating func finishStart() { isFirstStart = false }

    /// A device is no longer configured; its alerts are ended by the daemon.
    mutating func forget(_ device: String, at moment: Moment, into actions: inout [Action]) {
        firstLook.forget(device)
        actions.append(.report(KnownTroubles.report([], of: device)))
        tellFirstLook(at: moment, into: &actions)
        massLoss.forget(device)
        tellMassLoss(at: moment, into: &actions)
    }

    /// Takes a new configuration. Each device's judge must be given it next, by its own `reconfigure`.
    mutating func reconfigure(_ configuration: JudgingConfiguration, shared: SharedConfiguration) {
        self.configuration = configuration
        compile(shared)
    }

    /// The timer of the first look is due.
    mutating func wake(at moment: Moment, into actions: inout [Action]) { tellFirstLook(at: moment, into: &actions) }

    /// A device had its first look.
    mutating func finishFirstLook(of device: String, at moment: Moment, into actions: inout [Action]) {
        firstLook.finish(device)
        tellFirstLook(at: moment, into: &actions)
    }

    /// Tells that most devices are lost, or are not any more.
    mutating func tellMassLoss(at moment: Moment, into actions: inout [Action]) {
        massLoss.endIfOver(at: moment)
        for observation in massLoss.takeNews() { actions.append(.report(Report(.observation(observation)))) }
    }

    /// What a device is held against.
    mutating func standard(for device: DeviceEntry) -> DeviceStandard {
        let override = configuration.overrides.firstIndex { DeviceMatch.holds($0.devices, of: device) }
        let all = users + profiles
        let indexes = all.indices.filter { DeviceMatch.holds(all[$0].devices, of: device) }
        let key = StandardKey(override: override, thresholds: indexes)
        if let standard = standards[key] { return standard }
        let standard = DeviceStandard(
            settings: override.map { configuration.overrides[$0].settings } ?? configuration.settings,
            thresholds: indexes.map { all[$0] })
        standards[key] = standard
        return standard
    }

    /// Writes the members of the watcher's status that are judging's.
    func writeStatus(into writer: inout JSONWriter) {
        writer.member("first_look_pending", firstLook.pending.count)
        writer.member("troubles_left_out", leftOut)
        if massLoss.since != nil { writer.member("devices_lost_at_once", massLoss.counted.lost) }
    }

    private mutating func tellFirstLook(at moment: Moment, into actions: inout [Action]) {
        guard firstLook.isDue(at: moment.monotonic) else { return }
        if let summary = firstLook.take(at: moment) { actions.append(.report(Report(.observation(summary)))) }
        actions.append(.report(Report(.memory(key: KnownTroubles.marker, value: moment.wall.rfc3339))))
        guard !firstLook.pending.isEmpty else {
            firstLook.setDeadline(nil)
            actions.append(.cancelTimer(.firstLook))
            return
        }
        // Some have not been asked yet, such as those that are asked once a day: they come in a further summary.
        let deadline = moment.monotonic + PollingJudge.firstLookLimit
        firstLook.setDeadline(deadline)
        actions.append(.setTimer(.firstLook, at: deadline))
    }

    private mutating func compile(_ shared: SharedConfiguration) {
        users = configuration.thresholds.map { CompiledThreshold($0, isUsers: true) }
        profiles = configuration.profileThresholds.map { CompiledThreshold($0, isUsers: false) }
        standards = [:]
        credentials = Dictionary(
            shared.credentials.map { ($0.name, CredentialTraits($0)) }, uniquingKeysWith: { first, _ in first })
    }
}

extension TimerName {
    /// When the summary of the first look is told at the latest.
    static let firstLook = TimerName("first-look")
}
