import Alerting
import CLinux
import Glibc
import Logging
import Model
import Reactor
import Synchronization
import Watching

/// Runs `tocsind`: reads the configuration, starts the supervisor, and waits for a signal.
public enum DaemonProcess {
    /// Runs until SIGTERM or SIGINT and gives the exit code: 0, 1 when it could not start, 78 for the configuration.
    public static func run(_ options: Supervisor.Options) async -> Int32 {
        // Before a second thread exists: this changes the environment.
        let handed = SocketActivation.take()
        SignalSource.disregardBrokenPipes()
        let configuration = DaemonConfiguration.load(file: options.configurationFile, secrets: .required)
        guard configuration.loaded.isUsable else { return refuse(configuration, options) }
        let environment: DaemonEnvironment
        do {
            environment = try DaemonEnvironment(
                variables: ProcessVariables.all, level: options.logLevel ?? configuration.loaded.shared.logLevel)
        } catch {
            complain("tocsind: \(error)")
            return 1
        }
        let log = environment.log
        for warning in configuration.loaded.warnings { log.warning("Configuration: \(warning.text)") }
        if configuration.plans.isEmpty {
            log.warning("No watcher is configured: add a section such as 'traps:'")
        }
        let supervisor = Supervisor(
            options: options, configuration: configuration, environment: environment,
            inherited: inheritedSockets(handed, log: log), log: log)
        return await watch(supervisor, log: log)
    }

    private static func watch(_ supervisor: Supervisor, log: Logger) async -> Int32 {
        let executor = QueueExecutor(label: "tocsin.signals")
        let (signals, continuation) = AsyncStream<Int32>.makeStream()
        let source: SignalSource
        do {
            source = try SignalSource([SIGTERM, SIGINT, SIGHUP], executor: executor) { continuation.yield($0) }
        } catch {
            complain("tocsind: \(error)")
            return 1
        }
        defer { source.cancel() }
        do {
            try await supervisor.start()
        } catch {
            log.critical("Could not start: \(error)")
            return 1
        }
        for await signal in signals {
            if signal == SIGHUP {
                _ = await supervisor.reload()
                continue
            }
            await supervisor.stop(because: signal == SIGTERM ? "SIGTERM" : "SIGINT")
            break
        }
        return 0
    }

    private static func refuse(_ configuration: DaemonConfiguration, _ options: Supervisor.Options) -> Int32 {
        for fault in configuration.loaded.faults { complain(fault.text) }
        if unsafe access(options.configurationFile, F_OK) != 0 {
            complain("tocsind: write a first configuration by: tocsin config init > \(options.configurationFile)")
        }
        return 78
    }

    /// The UDP sockets among what systemd handed over.
    private static func inheritedSockets(
        _ handed: [SocketActivation.Handed], log: Logger
    ) -> [WatcherHost.InheritedSocket] {
        handed.compactMap { socket in
            guard let endpoint = DatagramSocket.localEndpoint(of: socket.descriptor) else {
                log.warning(
                    "Socket from systemd is not UDP and is not used",
                    metadata: ["name": "\(socket.name)", "descriptor": "\(socket.descriptor)"])
                close(socket.descriptor)
                return nil
            }
            return WatcherHost.InheritedSocket(descriptor: socket.descriptor, endpoint: endpoint)
        }
    }

    private static func complain(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
