import Alerting
import EventStore
import Glibc
import Logging
public import Model
import Reactor
import SNMP
import Watchers
import Watching

/// Starts the daemon's parts in the order in which they need each other, reloads them, and stops them in reverse:
/// store, sinks, pipeline, watchers, control socket.
public actor Supervisor {
    /// What the daemon is started with.
    public struct Options: Sendable {
        /// Where the package's store lies.
        public static let stateDirectory = "/var/lib/tocsin"
        /// Where its control socket lies.
        public static let runtimeDirectory = "/run/tocsin"

        /// The configuration's main file.
        public var configurationFile: String
        /// Where the store lies.
        public var stateDirectory: String
        /// Where the control socket lies.
        public var runtimeDirectory: String
        /// The level of diagnostics; nil for the configuration's.
        public var logLevel: LogLevel?

        /// The options of the command line.
        public init(configurationFile: String, stateDirectory: String, runtimeDirectory: String, logLevel: LogLevel?) {
            self.configurationFile = configurationFile
            self.stateDirectory = stateDirectory
            self.runtimeDirectory = runtimeDirectory
            self.logLevel = logLevel
        }
    }

    private let options: Options
    private let environment: DaemonEnvironment
    private let log: Logger
    private let started = Timestamp.now
    private let facts = FactBoard()
    private var configuration: DaemonConfiguration
    private var configured = Timestamp.now
    private var identity: EngineIdentity?
    private(set) var pipeline: Pipeline?
    private var sinks: [SinkQueue] = []
    private(set) var hosts: [WatcherHost] = []
    private var control: ControlServer?
    private var watchdog: Watchdog?
    private let inherited: [WatcherHost.InheritedSocket]
    private var isReloading = false
    private var isStopping = false
    private var waitingForReload: [CheckedContinuation<Void, Never>] = []
    /// What came of the last reload, where that is not as it should be.
    private var refusal = ""

    init(
        options: Options, configuration: DaemonConfiguration, environment: DaemonEnvironment,
        inherited: [WatcherHost.InheritedSocket], log: Logger
    ) {
        self.options = options
        self.configuration = configuration
        self.environment = environment
        self.inherited = inherited
        self.log = log
    }

    // MARK: Start

    /// Starts everything; on a throw nothing runs.
    func start() async throws {
        let shared = configuration.loaded.shared
        try GivenDirectory.make(options.stateDirectory, for: "the store")
        let store = try EventStore(stateDirectory: options.stateDirectory)
        let identity = try EngineIdentity(store: store)
        self.identity = identity
        let recovered = try store.recover()
        let lastSeen = try store.value(forKey: "daemon.last_seen").flatMap { Timestamp(rfc3339: $0) }
        sinks = environment.makeSinks(rules: DaemonCatalog.rules, log: log)
        let pipeline = Pipeline(
            store: store, recovered: recovered, site: shared.site, retention: shared.retention, sinks: sinks, log: log)
        self.pipeline = pipeline
        try await pipeline.start(recovered: recovered)
        pipeline.submit(startedObservation(lastSeen: lastSeen, isFirst: recovered.lastEvent == 0))
        for (kind, plan) in configuration.plans { await startWatcher(kind, plan) }
        let control = ControlServer(log: log) { [unowned self] request in await self.answer(request) }
        self.control = control
        do {
            try GivenDirectory.make(options.runtimeDirectory, for: "the control socket")
            try await control.start(path: ControlProtocol.socketPath(runtimeDirectory: options.runtimeDirectory))
        } catch {
            // The watch goes on without it; the command will say that it cannot reach the daemon.
            log.error("Control socket could not be made", metadata: ["cause": "\(error)"])
        }
        if let interval = environment.watchdogInterval {
            let watchdog = Watchdog(notifier: environment.notifier, interval: interval, queues: queues)
            self.watchdog = watchdog
            try await watchdog.start()
        }
        await pipeline.flush()
        _ = environment.notifier.ready(status: statusLine)
        log.notice("Started", metadata: ["watchers": "\(hosts.count)", "version": "\(TocsinVersion.text)"])
    }

    private func startWatcher(_ kind: WatcherKind, _ plan: any WatcherPlan) async {
        guard let pipeline, let identity else { return }
        let log = self.log
        do {
            // Copies: systemd's own stay open here, so that a watcher that is taken out and put back finds them again.
            let sockets = kind.name == .traps ? inherited.compactMap(Supervisor.copy) : []
            let host = try WatcherHost(
                name: kind.name, plan: plan, executor: QueueExecutor(label: "tocsin.\(kind.name.rawValue)"),
                decoder: {
                    TrapLibrary(engine: try SNMPEngine(engineID: identity.engineID, boots: identity.boots), log: log)
                },
                receiver: pipeline, facts: facts, inherited: sockets, log: log)
            try await host.start(
                openAlerts: await pipeline.openAlerts(of: kind.name, sharing: kind.sharedRules),
                kept: await pipeline.memory(of: kind.name), remembered: remembered(of: kind.name))
            hosts.append(host)
            let failure = AlertKey(
                rule: TocsinRules.watcherFailed.name,
                subject: Subject(device: "tocsin", instance: kind.name.rawValue))
            await pipeline.resolve(reason: "The watcher \(kind.name.rawValue) was started") { $0.key == failure }
        } catch {
            log.critical("Watcher failed", metadata: ["watcher": "\(kind.name.rawValue)", "cause": "\(error)"])
            pipeline.submit(
                TocsinRules.observation(
                    TocsinRules.watcherFailed, .firing, instance: kind.name.rawValue, at: .now,
                    summary: "The watcher \(kind.name.rawValue) could not be started: \(error)"))
        }
    }

    /// What the store took of a watcher in the last minutes: a sender whose acknowledgment was lost with a killed daemon
    /// sends again, and must not be counted twice. Bounded; what is older than the bound is forgotten.
    private func remembered(of watcher: WatcherName) -> [Observation] {
        let bound = 50_000
        var observations: [Observation] = []
        do {
            let reader = try EventReader(stateDirectory: options.stateDirectory)
            try reader.recentEvents(since: started - .seconds(300)) { event in
                if event.observation.watcher == watcher { observations.append(event.observation) }
            }
        } catch {
            log.warning("What was stored lately could not be read", metadata: ["cause": "\(error)"])
        }
        return observations.suffix(bound)
    }

    private static func copy(_ socket: WatcherHost.InheritedSocket) -> WatcherHost.InheritedSocket? {
        let descriptor = fcntl(socket.descriptor, F_DUPFD_CLOEXEC, 3)
        return descriptor < 0 ? nil : WatcherHost.InheritedSocket(descriptor: descriptor, endpoint: socket.endpoint)
    }

    private var queues: [QueueExecutor] {
        var queues = hosts.map(\.executor) + sinks.map(\.executor)
        if let pipeline { queues.append(pipeline.executor) }
        if let control { queues.append(control.executor) }
        return queues
    }

    private func startedObservation(lastSeen: Timestamp?, isFirst: Bool) -> Observation {
        let now = Timestamp.now
        var summary = "Tocsin \(TocsinVersion.text) has started"
        if let lastSeen, lastSeen < now {
            summary += "; nothing was watched for \(DurationGrammar.rounded(now - lastSeen))"
        } else if isFirst {
            summary += " with an empty store"
        }
        let watchers = configuration.plans.map(\.kind.name.rawValue)
        return TocsinRules.observation(
            TocsinRules.started, .occurred, at: now, summary: summary,
            evidence: Evidence { writer in
                writer.member("version", TocsinVersion.text)
                writer.member("configuration", options.configurationFile)
                writer.key("watchers")
                writer.beginArray()
                for name in watchers { writer.string(name) }
                writer.endArray()
                writer.member("last_seen", lastSeen?.rfc3339)
            })
    }

    // MARK: Reload

    /// Reads the configuration again. With faults the old one stays; else each watcher is given its part and keeps all
    /// that it knows. One reload at a time: another waits, since the file may have changed after the first had read it.
    func reload() async -> [String] {
        await reloadEnded()
        guard !isStopping, let pipeline else { return ["the daemon stops"] }
        isReloading = true
        _ = environment.notifier.reloading(at: Supervisor.systemdTime)
        defer {
            isReloading = false
            _ = environment.notifier.ready(status: statusLine)
            for waiting in waitingForReload { waiting.resume() }
            waitingForReload.removeAll()
        }
        let file = options.configurationFile
        let fresh = await Task.detached { DaemonConfiguration.load(file: file, secrets: .required) }.value
        guard fresh.loaded.isUsable else {
            let faults = fresh.loaded.faults.map(\.text)
            refusal = "; the last reload was refused: \(faults.count) fault\(faults.count == 1 ? "" : "s")"
            log.error(
                "Configuration refused", metadata: ["faults": "\(faults.count)", "first": "\(faults.first ?? "")"])
            pipeline.submit(
                TocsinRules.observation(
                    TocsinRules.refusedConfiguration, .occurred, at: .now,
                    summary: "The configuration has \(faults.count) fault\(faults.count == 1 ? "" : "s") and was not "
                        + "taken; the old one stays in effect: \(faults.first ?? "")",
                    evidence: Evidence { $0.list("faults", Array(faults.prefix(100))) }))
            return faults
        }
        refusal = ""
        let old = configuration
        configuration = fresh
        configured = .now
        if options.logLevel == nil { environment.setLogLevel(fresh.loaded.shared.logLevel) }
        await pipeline.reconfigure(retention: fresh.loaded.shared.retention, site: fresh.loaded.shared.site)
        for host in hosts where !fresh.plans.contains(where: { $0.kind.name == host.name }) {
            await stop(host)
            let name = host.name
            await pipeline.resolve(reason: "The watcher \(name.rawValue) is no longer configured") {
                $0.watcher == name
            }
        }
        hosts.removeAll { host in !fresh.plans.contains { $0.kind.name == host.name } }
        for (kind, plan) in fresh.plans {
            if let host = hosts.first(where: { $0.name == kind.name }) {
                await host.reconfigure(plan)
            } else {
                await startWatcher(kind, plan)
            }
        }
        await retireRules(of: old, unlessIn: fresh)
        let gone = Set(old.loaded.shared.devices.map(\.name)).subtracting(fresh.loaded.shared.devices.map(\.name))
        if !gone.isEmpty {
            await pipeline.resolve(reason: "The device is no longer configured") {
                gone.contains($0.key.subject.device)
            }
        }
        await watchdog?.watch(queues)
        let warnings = fresh.loaded.warnings.map(\.text)
        pipeline.submit(
            TocsinRules.observation(
                TocsinRules.reloaded, .occurred, at: .now,
                summary: "A new configuration is in effect"
                    + (warnings.isEmpty ? "" : ", with \(warnings.count) warning\(warnings.count == 1 ? "" : "s")"),
                evidence: Evidence { $0.list("warnings", Array(warnings.prefix(100))) }))
        for warning in warnings { log.warning("Configuration: \(warning)") }
        log.notice("Reloaded", metadata: ["file": "\(file)"])
        return []
    }

    /// Ends the alerts of rules that a configuration had and the next one has not: nothing would renew or end them.
    private func retireRules(of old: DaemonConfiguration, unlessIn fresh: DaemonConfiguration) async {
        for (kind, plan) in old.plans {
            guard let next = fresh.plans.first(where: { $0.kind.name == kind.name }) else { continue }
            for rule in plan.configuredRules.subtracting(next.plan.configuredRules).sorted() {
                await pipeline?.resolve(reason: "The rule \(rule) is no longer configured") {
                    $0.watcher == kind.name && $0.key.rule == rule
                }
            }
        }
    }

    // MARK: Stop

    /// Stops everything in reverse order. What the kernel still held is read, stored, and acknowledged.
    func stop(because reason: String) async {
        isStopping = true
        await reloadEnded()
        _ = environment.notifier.stopping(status: "Stopping: \(reason)")
        log.notice("Stopping", metadata: ["reason": "\(reason)"])
        await control?.stop()
        for host in hosts.reversed() { await host.stop() }
        if let pipeline {
            pipeline.submit(
                TocsinRules.observation(
                    TocsinRules.stopped, .occurred, at: .now, summary: "Tocsin ends (\(reason)); nothing is watched now"
                ))
            await pipeline.flush()
            // The receipts of the last commit are on the hosts' queues; their answers go out before the sockets close.
            for host in hosts.reversed() {
                await host.executor.ping()
                await host.close()
            }
            await pipeline.close()
        }
        for sink in sinks { await sink.close(within: .seconds(5)) }
        await watchdog?.stop()
        log.notice("Stopped")
    }

    private func stop(_ host: WatcherHost) async {
        await host.stop()
        await pipeline?.flush()
        await host.executor.ping()
        await host.close()
    }

    // MARK: Status

    private func answer(_ request: ControlServer.Request) async -> String {
        switch request {
        case .ping: return ControlProtocol.success { _ in }
        case .status: return await status()
        case .query(let query, let watcher): return await answer(query, of: watcher)
        case .acknowledge(let request): return await answer(request)
        case .reload:
            let faults = await reload()
            if faults.isEmpty {
                let warnings = configuration.loaded.warnings.map(\.text)
                return ControlProtocol.success { $0.list("warnings", warnings) }
            }
            return ControlProtocol.failure(
                78, "the configuration has faults; the old one stays in effect", faults: faults)
        }
    }

    private func status() async -> String {
        var watchers: [String] = []
        for host in hosts { watchers.append(await host.status()) }
        var writer = JSONWriter(capacity: 4_096)
        writer.beginObject()
        writer.key("ok")
        writer.boolean(true)
        writer.key("status")
        writer.beginObject()
        writer.member("version", TocsinVersion.text)
        writer.member("site", configuration.loaded.shared.site)
        writer.member("started", started.rfc3339)
        writer.member("pid", getpid())
        writer.key("configuration")
        writer.beginObject()
        writer.member("file", options.configurationFile)
        writer.member("loaded", configured.rfc3339)
        writer.member("devices", configuration.loaded.shared.devices.count)
        writer.member("warnings", configuration.loaded.warnings.count)
        writer.endObject()
        writer.key("watchers")
        writer.beginArray()
        for watcher in watchers { writer.raw(watcher) }
        writer.endArray()
        if let pipeline { await pipeline.writeStatus(into: &writer) }
        writer.member("engine_id", identity?.engineID.text)
        writer.member("engine_boots", identity?.boots)
        writer.endObject()
        writer.endObject()
        return writer.text
    }

    /// The line that `systemctl status` shows.
    private var statusLine: String {
        let names = hosts.map(\.name.rawValue)
        return (names.isEmpty ? "No watcher is configured" : "Watching: " + names.joined(separator: ", ")) + refusal
    }

    /// Returns when no reload is under way.
    private func reloadEnded() async {
        while isReloading { await withCheckedContinuation { waitingForReload.append($0) } }
    }

    /// systemd compares by CLOCK_MONOTONIC, which stands still while the host sleeps (sd_notify(3)); ours goes on.
    private static var systemdTime: MonotonicTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

extension JSONWriter {
    /// Writes a member with a list of texts.
    mutating func list(_ name: String, _ texts: [String]) {
        key(name)
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
